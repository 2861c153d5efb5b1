/**
 * What the records of `results.ts` look like as JSON: every field with its type and its range.
 *
 * @module
 */

import type { FileRecord, Provenance } from "../data/dataset.ts";
import { losses } from "../network/loss.ts";
import {
  type DataSpec,
  type EpochRecord,
  type Measurement,
  type OptimizerSpec,
  type Outcome,
  RESULT_FORMAT,
  type RuleSpec,
  type RunSpec,
} from "./results.ts";
import {
  boolean,
  constant,
  type Fields,
  list,
  moment,
  number,
  object,
  optional,
  pair,
  record,
  sha256,
  text,
  whole,
  word,
} from "./shape.ts";

/** A name that stands in a line: of a data set, a rule, an engine. */
export const name = text(300);

/** How a run starts. */
export const initialization = word<RunSpec["initialization"]>({ balanced: true, unbalanced: true });

/** Layer sizes: inputs and classes at least. */
export const sizes = list(whole(1), 2);

/** See {@link DataSpec}. */
export const dataSpec = object<DataSpec>({
  name,
  hash: sha256,
  transforms: list(text()),
  train: whole(1),
  validation: whole(),
  test: whole(),
});

const RULE: Fields<RuleSpec> = {
  name,
  update: text(),
  state: optional(list(name)),
  geometry: optional(object<{ p: number }>({ p: number(1) })),
  hyper: record(number()),
  schedule: record(text()),
};

const optimizer = object<OptimizerSpec>({
  ...RULE,
  successor: optional(object<Exclude<OptimizerSpec["successor"], undefined>>({
    after: whole(),
    rule: object(RULE),
  })),
});

/** See {@link RunSpec}. */
export const runSpec = object<RunSpec>({
  format: constant(RESULT_FORMAT),
  data: dataSpec,
  sizes,
  initialization,
  loss: word(losses),
  optimizer,
  batchSize: whole(1),
  keep: optional(number(0, 1)),
  maxNorm: optional(number(0)),
  norms: optional(constant(true)),
  terms: optional(object<{ curvatureEvery: number }>({ curvatureEvery: whole(1) })),
  epochs: whole(),
  zeroErrorEpochs: whole(1),
  seed: whole(),
  engine: name,
});

const measurement = object<Measurement>({ loss: number(), error: number(0, 1) });

const norms = object<Exclude<EpochRecord["norms"], undefined>>({
  l2: number(0),
  path: number(0),
  gamma: pair(number(0)),
});

type Terms = Exclude<EpochRecord["terms"], undefined>;
type BackwardError = Exclude<Terms["backwardError"], undefined>;

const terms = object<Terms>({
  batches: whole(1),
  sgd: object<Terms["sgd"]>({
    term: number(),
    fullBatch: number(),
    miniBatch: number(),
    gap: number(),
  }),
  rmsprop: optional(number()),
  backwardError: optional(object<BackwardError>({
    coefficient: object<BackwardError["coefficient"]>({
      least: number(),
      mean: number(),
      largest: number(),
    }),
    term: number(),
    noise: number(),
  })),
  curvature: optional(number(0)),
});

/** See {@link EpochRecord}. */
export const epochRecord = object<EpochRecord>({
  epoch: whole(),
  train: measurement,
  validation: optional(measurement),
  test: measurement,
  clean: optional(measurement),
  norms: optional(norms),
  terms: optional(terms),
  seconds: number(0),
});

/** The fields of {@link Outcome}. */
export const outcomeFields: Fields<Outcome> = {
  kind: word<Outcome["kind"]>({ "converged": true, "epoch limit": true, "diverged": true }),
  epoch: whole(),
  reason: text(),
  seconds: number(0),
  parameters: sha256,
  finished: moment,
};

/** See {@link Outcome}. */
export const outcome = object(outcomeFields);

/** See {@link Provenance}. */
export const provenance = object<Provenance>({
  name: word<Provenance["name"]>({
    "mnist": true,
    "fashion-mnist": true,
    "cifar-10": true,
    "cifar-100": true,
    "svhn": true,
    "stand-in": true,
  }),
  title: name,
  standIn: boolean(),
  files: list(object<FileRecord>({
    name,
    sha256,
    published: boolean(),
    records: whole(),
    publishedRecords: whole(),
  })),
  transforms: list(text()),
});
