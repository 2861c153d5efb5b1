/**
 * The parsers of stored runs and of published figures.
 *
 * @module
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { decodeCheckpoint, encodeCheckpoint } from "../../benchmarks/experiment/checkpoint.ts";
import { canonicalJson, planOf } from "../../benchmarks/experiment/plan.ts";
import {
  lineOfRecord,
  parseEpochs,
  parseOutcome,
  parseSpec,
} from "../../benchmarks/experiment/run_files.ts";
import { balanced } from "../../network/initialization.ts";
import { layerSizes } from "../../network/network.ts";
import { type Random, stream } from "../../network/random.ts";
import { compactRun, type PublishedFigure } from "../../reports/compact.ts";
import { index } from "../../reports/page/index.ts";
import { publishedFigure } from "../../reports/published_shape.ts";
import type { EpochRecord, RunSpec } from "../../reports/results.ts";
import { parseJson } from "../../reports/shape.ts";
import { widthSweep } from "../../reports/width_sweep.ts";
import { outcome, record, spec } from "../benchmarks/experiment/fixtures.ts";
import { syntheticFigure } from "../reports/synthetic.ts";
import { mutatedJson } from "./json.ts";
import { mutated } from "./mutations.ts";
import type { Target } from "./target.ts";

const [run] = planOf([spec]);
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Every field that a spec can have. */
const fullSpec: RunSpec = {
  ...spec,
  optimizer: {
    ...spec.optimizer,
    state: ["v"],
    geometry: { p: 2 },
    successor: { after: 2, rule: spec.optimizer },
  },
  keep: 0.5,
  maxNorm: 3,
  norms: true,
  terms: { curvatureEvery: 5 },
};

/** Every field that a record can have. */
function fullRecord(epoch: number): EpochRecord {
  return {
    ...record(epoch),
    clean: { loss: 1, error: 0.25 },
    norms: { l2: 1, path: 2, gamma: [0.5, 3] },
    terms: {
      batches: 3,
      sgd: { term: 1, fullBatch: 0.5, miniBatch: 0.5, gap: 0 },
      rmsprop: 1,
      backwardError: { coefficient: { least: -1, mean: 0, largest: 1 }, term: 1, noise: 2 },
      curvature: 4,
    },
  };
}

const checkpoint = encodeCheckpoint(run.id, {
  epoch: 1,
  zeroErrors: 0,
  seconds: 1,
  network: balanced(spec.sizes, stream(1, "weights")),
  state: { v: balanced(spec.sizes, stream(1, "state")) },
});
const HEADER = { start: 40, end: 40 + new DataView(checkpoint.buffer).getUint32(36, true) };

/** The file with its hash made right again. */
function sealed(file: Uint8Array): Uint8Array {
  if (file.length >= 36) file.set(createHash("sha256").update(file.subarray(36)).digest(), 4);
  return file;
}

/** The checkpoint with a header that is damaged but JSON. */
function withHeader(random: Random): Uint8Array {
  const text = mutatedJson(decode(checkpoint.subarray(HEADER.start, HEADER.end)), random);
  const header = encode(text);
  const file = new Uint8Array([
    ...checkpoint.subarray(0, HEADER.start),
    ...header,
    ...checkpoint.subarray(HEADER.end),
  ]);
  new DataView(file.buffer).setUint32(36, header.length, true);
  return file;
}

const checkpointTarget: Target = {
  name: "checkpoint",
  file: (random) => {
    const kind = random.below(3);
    if (kind === 0) return mutated(checkpoint, random);
    return sealed(kind === 1 ? mutated(checkpoint, random) : withHeader(random));
  },
  parse: (file) => {
    const { epoch, zeroErrors, seconds, network, state } = decodeCheckpoint(run, file);
    assert.ok(Number.isInteger(epoch) && epoch >= 0 && epoch < spec.epochs);
    assert.ok(Number.isInteger(zeroErrors) && zeroErrors >= 0 && Number.isFinite(seconds));
    assert.deepEqual(Object.keys(state), ["v"]);
    for (const part of [network, state.v]) assert.deepEqual(layerSizes(part), spec.sizes);
  },
};

const specTarget = jsonTarget("spec", JSON.stringify(fullSpec), (text) => {
  const found = parseSpec(text);
  checkPlain(found);
  assert.equal(found.format, 1);
  assert.ok(found.epochs >= 0 && found.sizes.every((size) => Number.isInteger(size) && size > 0));
  assert.match(found.data.hash, /^[0-9a-f]{64}$/);
});

const epochs = [0, 1, 2].map(fullRecord).map(lineOfRecord);

const epochsTarget: Target = {
  name: "epochs.jsonl",
  file: (random) => {
    if (random.below(2) === 0) return mutated(encode(epochs.join("")), random);
    const lines = [...epochs];
    const i = random.below(lines.length);
    lines[i] = mutatedJson(lines[i], random) + "\n";
    return encode(lines.join(""));
  },
  parse: (file) => {
    const text = decode(file);
    const whole = text.endsWith("\n");
    const found = parseEpochs(text, whole ? "all" : "so far");
    assert.equal(found.length, text.split("\n").length - 1);
    for (const [i, record] of found.entries()) {
      checkPlain(record);
      assert.equal(record.epoch, i);
      for (const { error } of [record.train, record.test]) assert.ok(error >= 0 && error <= 1);
    }
  },
};

const outcomeTarget = jsonTarget("outcome", JSON.stringify(outcome), (text) => {
  const found = parseOutcome(text);
  checkPlain(found);
  assert.ok(["converged", "epoch limit", "diverged"].includes(found.kind));
  assert.match(found.parameters, /^[0-9a-f]{64}$/);
  assert.ok(!Number.isNaN(Date.parse(found.finished)));
});

const synthetic = syntheticFigure({ datasets: ["mnist"], widths: [4], seeds: 1, epochs: 2 });
const published: PublishedFigure = {
  ...synthetic,
  title: "Title",
  description: "Description",
  claims: widthSweep.claims(synthetic),
  warnings: ["Warning"],
  runs: synthetic.runs.map(compactRun),
};

const figureTarget = jsonTarget("figure", JSON.stringify(published), (text) => {
  const figure = parseJson(text, publishedFigure);
  checkPlain(figure);
  assert.match(figure.figure, /^[a-z0-9-]+$/);
  assert.ok(index([{ figure, svg: "<svg/>", page: "figure.html" }]).length > 0);
});

/** A file of JSON, damaged as bytes or as JSON. */
function jsonTarget(name: string, json: string, check: (text: string) => void): Target {
  return {
    name,
    file: (random) =>
      random.below(2) === 0 ? mutated(encode(json), random) : encode(mutatedJson(json, random)),
    parse: (file) => check(decode(file)),
  };
}

/** Asserts that a value is such as JSON can hold again, and that no field of it passes for another. */
function checkPlain(value: object): void {
  canonicalJson(value);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.ok(!Object.hasOwn(value, "__proto__"));
}

/** The targets of this file. */
export const storeTargets: readonly Target[] = [
  checkpointTarget,
  specTarget,
  epochsTarget,
  outcomeTarget,
  figureTarget,
];
