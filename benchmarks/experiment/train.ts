/**
 * One run: a network trained from its random start to its end.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Engine, Trainer } from "../../network/engines/engine.ts";
import type { Network } from "../../network/network.ts";
import type { EpochRecord, Outcome, RunSpec } from "../../reports/results.ts";
import { bytesOf } from "./bytes.ts";
import type { Checkpoint, Decision } from "./checkpoint.ts";
import { type Learner, learnerOf } from "./learner.ts";
import { normsOf } from "./norms.ts";
import type { Sets } from "./sets.ts";
import { startOf } from "./start.ts";
import { termsOf } from "./terms.ts";

/** A run that was told to stop on its way. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/** How a run ended, without the time of day. */
export type Ending = Pick<Outcome, "kind" | "epoch" | "reason">;

/** What a run is trained with. */
export interface TrainOptions {
  readonly engine: Engine;
  readonly sets: Sets;
  /** Where to go on from; the run starts from its beginning where absent. */
  readonly from?: Checkpoint;
  /**
   * Takes the record of each epoch as it ends, epoch 0 first, or the one after the checkpoint. The epoch
   * in which a run diverges has none.
   */
  readonly onEpoch: (record: EpochRecord) => void;
  /** Where checkpoints go, if any are wanted. */
  readonly checkpoints?: {
    /** What to do after this many epochs of training here and now. */
    readonly decide: (epochs: number) => Decision;
    /** Takes one after the record of its epoch. */
    readonly onCheckpoint: (checkpoint: Checkpoint) => void;
  };
}

/**
 * Trains one network to its end.
 *
 * The random numbers of every epoch depend on (seed, epoch) alone, so that a run can be taken up
 * again after any epoch, with the same bits.
 *
 * @throws {RangeError} If the spec names a built-in rule that there is not, or gives it another formula
 *   or geometry; if it names another engine than the one given; or where the engine refuses the network
 *   or the data.
 * @throws {FormulaError} If the formula of a user's own rule can't be used.
 * @throws {StoppedError} If it was told to stop; its checkpoint, where it can have one, was given before.
 */
export async function train(spec: RunSpec, options: TrainOptions): Promise<Outcome> {
  const { engine, sets, from } = options;
  checkEngine(spec, engine);
  const start = performance.now();
  const seconds = () => (from?.seconds ?? 0) + (performance.now() - start) / 1000;
  const learner = await learnerOf(spec, { engine, sets, after: from?.epoch ?? 0 });
  try {
    if (from === undefined) await learner.trainer.write(startOf(spec));
    else await learner.resume!(from);
    const ending = await epochs(spec, learner, { ...options, seconds });
    const parameters = parameterHash(await learner.trainer.read());
    return { ...ending, seconds: seconds(), parameters, finished: new Date().toISOString() };
  } finally {
    learner.trainer.close();
  }
}

/** Runs epoch after epoch until one of the stop rules holds. */
async function epochs(
  spec: RunSpec,
  learner: Learner,
  { sets, from, onEpoch, checkpoints, seconds }: TrainOptions & { seconds: () => number },
): Promise<Ending> {
  const first = from === undefined ? 0 : from.epoch + 1;
  let zeroErrors = from?.zeroErrors ?? 0;
  for (let epoch = first; epoch <= spec.epochs; epoch++) {
    if (epoch > 0) {
      const learned = await learner.epoch(epoch);
      if ("end" in learned) return { kind: "converged", epoch: epoch - 1, reason: learned.end };
      if (!Number.isFinite(learned.loss)) {
        return diverged(epoch, `the training loss became ${learned.loss}`);
      }
    }
    const { trainer } = learner; // another one after a switch of rules
    const measured = await measure(trainer, sets);
    const network = await trainer.read();
    const reason = divergence(measured, network);
    if (reason !== undefined) return diverged(epoch, reason);
    const beside = {
      ...(spec.norms && { norms: normsOf(network) }),
      ...(spec.terms && { terms: await termsOf(trainer, spec, { epoch, network }) }),
    };
    const overflow = whatIsNotFinite(beside);
    if (overflow !== undefined) return diverged(epoch, overflow);
    onEpoch({ epoch, ...measured, ...beside, seconds: seconds() });

    zeroErrors = measured.train.error === 0 ? zeroErrors + 1 : 0;
    if (measured.train.loss === 0) {
      return { kind: "converged", epoch, reason: "Zero loss on the training set." };
    }
    if (zeroErrors >= spec.zeroErrorEpochs) {
      const reason = `Zero training error in ${spec.zeroErrorEpochs} epochs in a row.`;
      return { kind: "converged", epoch, reason };
    }

    if (checkpoints === undefined || epoch === spec.epochs) continue;
    const decision = checkpoints.decide(epoch - first);
    if (decision !== "go on" && learner.resume !== undefined) {
      const state = await trainer.readState();
      checkpoints.onCheckpoint({ epoch, zeroErrors, seconds: seconds(), network, state });
    }
    if (decision === "stop") throw new StoppedError(`The run was stopped after epoch ${epoch}.`);
  }
  const reason = `The limit of ${spec.epochs} epochs came first.`;
  return { kind: "epoch limit", epoch: spec.epochs, reason };
}

/** What is measured on each of the sets. */
type Measured = Pick<EpochRecord, "train" | "validation" | "test" | "clean">;

async function measure(trainer: Trainer, { validation, clean }: Sets): Promise<Measured> {
  return {
    train: await trainer.evaluate("train"),
    ...(validation && { validation: await trainer.evaluate("validation") }),
    test: await trainer.evaluate("test"),
    ...(clean && { clean: await trainer.evaluate("clean") }),
  };
}

/** What isn't finite, in words; undefined while all is well. */
function divergence({ train, ...others }: Measured, network: Network): string | undefined {
  for (const [set, { loss }] of Object.entries({ training: train, ...others })) {
    if (!Number.isFinite(loss)) return `the ${set} loss became ${loss}`;
  }
  // A ReLU turns NaN into 0 on some engines, so a broken weight need not show in the loss.
  for (const { weights, thresholds } of network) {
    const broken = weights.find(isNotFinite) ?? thresholds.find(isNotFinite);
    if (broken !== undefined) return `a weight became ${broken}`;
  }
  return undefined;
}

/**
 * The first number in a record's norms and terms that isn't finite, in words: finite weights may have
 * norms that are not, and JSON can't hold these.
 */
function whatIsNotFinite(record: object, place = ""): string | undefined {
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === "object") {
      const inner = whatIsNotFinite(value, `${place}${name}.`);
      if (inner !== undefined) return inner;
    } else if (!Number.isFinite(value)) {
      return `${place}${name} became ${value}`;
    }
  }
  return undefined;
}

function isNotFinite(value: number): boolean {
  return !Number.isFinite(value);
}

function diverged(epoch: number, what: string): Ending {
  return { kind: "diverged", epoch, reason: `In epoch ${epoch} ${what}.` };
}

function checkEngine(spec: RunSpec, engine: Engine): void {
  const found = engineId(engine);
  if (found !== spec.engine) {
    throw new RangeError(`Expected engine ${spec.engine} but found ${found}`);
  }
}

/** An engine and its variant, as a run's identity names them: "wasm/relaxed-simd". */
export function engineId({ name, variant }: Engine): string {
  return `${name}/${variant}`;
}

/** SHA-256 of all weights and thresholds, layer by layer, as little-endian float64. */
function parameterHash(network: Network): string {
  const hash = createHash("sha256");
  for (const bytes of bytesOf(network)) hash.update(bytes);
  return hash.digest("hex");
}
