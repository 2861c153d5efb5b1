/**
 * What `<figure>.json` looks like: the index is made from these files, whoever wrote them.
 *
 * @module
 */

import type { GradedClaim, Verdict } from "./claims.ts";
import type { CompactRun, EpochColumns, PublishedFigure } from "./compact.ts";
import {
  dataSpec,
  initialization,
  name,
  outcome,
  provenance,
  runSpec,
  sizes,
} from "./result_shapes.ts";
import {
  type Environment,
  type FlowComparison,
  type FlowDistance,
  RESULT_FORMAT,
  type Setting,
  type SmallNetwork,
  type StartComparison,
  type StepSizeChoice,
  type WorkedExample,
} from "./results.ts";
import {
  constant,
  list,
  matching,
  moment,
  number,
  object,
  optional,
  orNull,
  type Shape,
  text,
  whole,
  word,
} from "./shape.ts";
import type { Interval } from "./statistics.ts";

const numbers = list(number());
const column = list(orNull(number()));
const shares = list(orNull(number(0, 1)));
const sentence = text();

const columns = object<EpochColumns>({
  epoch: list(whole()),
  trainLoss: column,
  trainError: shares,
  validationLoss: optional(column),
  validationError: optional(shares),
  testLoss: column,
  testError: shares,
  l2Norm: optional(column),
  pathNorm: optional(column),
  leastGamma: optional(column),
  largestGamma: optional(column),
  cleanLoss: optional(column),
  cleanError: optional(shares),
  batches: optional(column),
  term: optional(column),
  fullBatchTerm: optional(column),
  miniBatchTerm: optional(column),
  gap: optional(column),
  rmspropTerm: optional(column),
  backwardErrorTerm: optional(column),
  leastCoefficient: optional(column),
  meanCoefficient: optional(column),
  largestCoefficient: optional(column),
  backwardErrorNoise: optional(column),
  curvature: optional(list(orNull(number(0)))),
  seconds: list(number(0)),
});

/** As many values in each column as there are epochs. */
const epochs: Shape<EpochColumns> = (value, place) => {
  const found = columns(value, place);
  const { epoch: { length } } = found;
  for (const [column, values] of Object.entries(found)) {
    if (values.length === length) continue;
    throw new Error(
      `Expected ${length} values at ${place}.${column} but found ${values.length}`,
    );
  }
  return found;
};

const run = object<CompactRun>({
  id: name,
  spec: runSpec,
  epochs,
  outcome: optional(outcome),
  failure: optional(sentence),
});

const claim = object<GradedClaim>({
  id: name,
  sentence,
  quote: sentence,
  place: sentence,
  measure: sentence,
  rule: sentence,
  exact: optional(constant(true)),
  verdict: word<Verdict>({ "reproduced": true, "not reproduced": true, "inconclusive": true }),
  reason: sentence,
  effect: optional(number()),
  interval: optional(object<Interval>({ lower: number(), upper: number() })),
  geometric: optional(constant(true)),
  unit: name,
  seeds: whole(),
});

const setting = object<Setting>({
  name,
  value: sentence,
  source: word<Setting["source"]>({ paper: true, assumption: true, profile: true, override: true }),
  note: optional(sentence),
});

const environment = object<Environment>({
  version: name,
  commit: optional(name),
  deno: name,
  v8: name,
  os: name,
  cpu: optional(name),
  cores: whole(1),
  engine: sentence,
  date: moment,
});

const stepSizes = object<StepSizeChoice>({
  data: name,
  optimizer: name,
  initialization,
  grid: list(object<StepSizeChoice["grid"][number]>({ alpha: number(), run: name })),
  target: optional(number(0, 1)),
  chosen: optional(number()),
});

const start = object<StartComparison>({
  data: name,
  seed: whole(),
  examples: whole(),
  difference: number(0),
  largest: number(0),
});

const network = object<SmallNetwork>({ weights: list(list(numbers)), outputs: numbers });

type Worked = WorkedExample["networks"][number];

const workedExample = object<WorkedExample>({
  panel: word<WorkedExample["panel"]>({ b: true, c: true }),
  input: numbers,
  delta: numbers,
  stepSize: number(),
  networks: list(object<Worked>({
    start: initialization,
    before: network,
    after: list(object<Worked["after"][number]>({ optimizer: name, network })),
  })),
});

const distance = object<FlowDistance>({
  steps: word<FlowDistance["steps"]>({
    "sgd-shuffled": true,
    "sgd-independent": true,
    "rmsprop-outside": true,
    "rmsprop-inside": true,
  }),
  flow: word<FlowDistance["flow"]>({
    plain: true,
    "full-batch": true,
    modified: true,
    printed: true,
  }),
  stepSize: number(0),
  distance: number(0),
  switched: whole(),
});

const flow = object<FlowComparison>({
  data: dataSpec,
  sizes,
  seed: whole(),
  batches: whole(1),
  curvature: number(),
  distances: list(distance),
});

/** See {@link PublishedFigure}. */
export const publishedFigure = object<PublishedFigure>({
  format: constant(RESULT_FORMAT),
  figure: matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a name of small letters, digits and hyphens"),
  profile: name,
  command: sentence,
  settings: list(setting),
  environment,
  data: list(provenance),
  runs: list(run),
  stepSizes: optional(list(stepSizes)),
  starts: optional(list(start)),
  workedExamples: optional(list(workedExample)),
  flows: optional(list(flow)),
  title: name,
  description: sentence,
  claims: list(claim),
  warnings: list(sentence),
});
