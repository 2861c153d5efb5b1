/**
 * What a night looks like as JSON: every field with its type and its range.
 *
 * @module
 */

import type { Verdict } from "../claims.ts";
import type { Outcome } from "../results.ts";
import {
  constant,
  list,
  matching,
  moment,
  number,
  object,
  optional,
  text,
  whole,
  word,
} from "../shape.ts";
import type { Interval } from "../statistics.ts";
import {
  type Change,
  type Night,
  NIGHT_FORMAT,
  type NightClaim,
  type NightEnvironment,
  type NightFigure,
  type Outcomes,
} from "./night.ts";

const day = matching(/^\d{4}-\d\d-\d\d$/, "a day such as 2026-03-01");

const interval = object<Interval>({ lower: number(), upper: number() });

const claim = object<NightClaim>({
  id: text(300),
  sentence: text(),
  unit: text(300),
  verdict: word<Verdict>({ "reproduced": true, "not reproduced": true, "inconclusive": true }),
  effect: optional(number()),
  interval: optional(interval),
  seeds: whole(),
});

const outcomes = object<Outcomes>(
  {
    "converged": whole(),
    "epoch limit": whole(),
    "diverged": whole(),
    "failed": whole(),
  } satisfies Record<Outcome["kind"] | "failed", unknown>,
);

const figure = object<NightFigure>({
  figure: matching(/^[a-z0-9-]+$/, "the name of a figure"), // a file has it, too
  failure: optional(text()),
  engine: optional(text()),
  seconds: number(0),
  outcomes,
  claims: list(claim),
});

const change = object<Change>({
  metric: text(1000),
  kind: word<Change["kind"]>({ shift: true, unconfirmed: true, return: true }),
  side: word<Change["side"]>({ above: true, below: true, missing: true }),
  since: day,
  nights: oneOrFive,
  expected: interval,
  found: optional(number()),
  again: optional(list(number())),
  baseline: object<Change["baseline"]>({ nights: whole(1), from: day, to: day }),
});

const environment = object<NightEnvironment>({
  version: text(300),
  commit: optional(text(300)),
  deno: text(300),
  v8: text(300),
  os: text(300),
  cpu: optional(text(300)),
  cores: whole(1),
});

/** See {@link Night}. */
export const nightShape = object<Night>({
  format: constant(NIGHT_FORMAT),
  date: day,
  finished: moment,
  protocol: text(),
  seeds: list(whole()),
  environment,
  figures: list(figure),
  changes: list(change),
});

/** How many nights a change was seen in. */
function oneOrFive(value: unknown, place: string): Change["nights"] {
  return value === 5 ? 5 : constant(1)(value, place);
}
