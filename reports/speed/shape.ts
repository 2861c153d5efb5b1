/**
 * What `bench.json` looks like, which its page is made from again.
 *
 * @module
 */

import {
  boolean,
  constant,
  list,
  moment,
  number,
  object,
  optional,
  text,
  whole,
  word,
} from "../shape.ts";
import type {
  Program,
  Roofline,
  Scaling,
  SpeedResults,
  StepTiming,
  SweepTiming,
} from "./results.ts";

type Each<T extends readonly unknown[]> = T[number];

const positive = number(Number.MIN_VALUE);
const sizes = list(whole(1), 2);
const short = text(1000);

const step = object<StepTiming>({
  program: short,
  sizes,
  rule: short,
  times: list(positive, 1),
  configuration: optional(short),
  memory: optional(positive),
});

const roofline = object<Roofline>({
  peak128: positive,
  peak256: optional(positive),
  bandwidth: positive,
  points: list(object<Each<Roofline["points"]>>({
    kernel: short,
    sizes,
    layer: optional(whole()),
    intensity: positive,
    gflops: positive,
  })),
});

const sweep = object<SweepTiming>({
  program: short,
  processes: whole(1),
  runs: whole(1),
  examples: whole(1),
  seconds: list(positive, 1),
  testErrors: optional(list(
    object<Each<NonNullable<SweepTiming["testErrors"]>>>({ width: whole(1), error: number(0, 1) }),
  )),
});

const scaling = object<Scaling>({
  workers: list(object<Each<Scaling["workers"]>>({
    program: short,
    sizes,
    count: whole(1),
    examplesPerSecond: positive,
  })),
  epochs: list(object<Each<Scaling["epochs"]>>({
    varied: word({ width: true, depth: true, batch: true, examples: true }),
    value: positive,
    sizes,
    batch: whole(1),
    examples: whole(1),
    multiplyAdds: positive,
    seconds: positive,
  })),
});

/** The shape of the results of the speed benchmark. */
export const speedResults = object<SpeedResults>({
  format: constant(1),
  command: short,
  date: moment,
  machine: object<SpeedResults["machine"]>({
    cpu: short,
    cores: whole(1),
    deno: short,
    v8: short,
    os: short,
  }),
  programs: list(object<Program>({ id: short, name: short, own: boolean() })),
  missing: list(object<Each<SpeedResults["missing"]>>({ name: short, reason: text() })),
  steps: list(step),
  roofline: optional(roofline),
  sweep: optional(list(sweep)),
  scaling: optional(scaling),
});
