/**
 * What trains the network of a run: an update rule over mini-batches, one rule after another, or batch
 * conjugate gradient.
 *
 * @module
 */

import type { Engine, Trainer, TrainerSetup } from "../../network/engines/engine.ts";
import { permutation, stream } from "../../network/random.ts";
import { batchConjugateGradient, conjugateGradient, scheduled, sgd } from "../../optimizers/mod.ts";
import type { RuleSpec, RunSpec } from "../../reports/results.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { toNetwork, toVector, trainingLoss } from "./full_batch.ts";
import { ruleAt, ruleOf } from "./optimizer_spec.ts";
import type { Sets } from "./sets.ts";

/** A network in training, epoch by epoch. */
export interface Learner {
  /** What holds the network now; another one after an epoch that begins with another rule. */
  readonly trainer: Trainer;
  /** Trains for one epoch, counted from 1. */
  epoch(epoch: number): Promise<Learned>;
  /**
   * Takes weights and state from a checkpoint, in place of a start. Missing where training depends on more
   * than these: such a run has no checkpoints.
   */
  resume?(from: Checkpoint): Promise<void>;
}

/** The mean loss during an epoch, or why neither this one nor any later one changes the network. */
export type Learned = { readonly loss: number } | { readonly end: string };

/**
 * Prepares a run's training. Its trainer is to be closed by who asked for it.
 *
 * @param after The epoch after which training begins: 0, or a checkpoint's.
 * @throws {RangeError} If the spec names a built-in rule that there is not, or gives it another formula
 *   or geometry; or where the engine refuses the network or the data.
 * @throws {FormulaError} If the formula of a user's own rule can't be used.
 */
export function learnerOf(
  spec: RunSpec,
  { engine, sets, after }: { engine: Engine; sets: Sets; after: number },
): Promise<Learner> {
  const { sizes, loss, batchSize, maxNorm } = spec;
  const open: Open = (setup) =>
    engine.trainer({
      sizes,
      loss,
      batchSize,
      ...(maxNorm === undefined ? {} : { maxNorm }),
      sets,
      ...setup,
    });
  const isRule = spec.optimizer.name !== batchConjugateGradient.name;
  return isRule ? ruleLearner(spec, { open, after }) : conjugateGradientLearner(spec, open);
}

/** Opens a trainer of the run's network. */
type Open = (setup: Pick<TrainerSetup, "rule" | "dropout">) => Promise<Trainer>;

/** A rule over mini-batches; after a switch, another one. */
async function ruleLearner(
  spec: RunSpec,
  { open, after }: { open: Open; after: number },
): Promise<Learner> {
  const { optimizer, keep, seed, data } = spec;
  // A successor's masks are drawn anew, for they follow the step count.
  const maskSeed = (rule: RuleSpec) =>
    rule === optimizer ? seed : stream(seed, "successor").below(2 ** 32);
  const start = (rule: RuleSpec) =>
    open({
      rule: ruleOf(rule),
      ...(keep === undefined ? {} : { dropout: { keep, seed: maskSeed(rule) } }),
    });
  let current = ruleAt(optimizer, after);
  let trainer = await start(current);

  /** Goes on with the weights so far. */
  async function handOver(rule: RuleSpec): Promise<void> {
    const next = await start(rule);
    await next.write(await trainer.read());
    trainer.close();
    trainer = next;
    current = rule;
  }

  return {
    get trainer() {
      return trainer;
    },
    async epoch(epoch) {
      const rule = ruleAt(optimizer, epoch);
      if (rule !== current) await handOver(rule);
      const order = permutation(data.train, stream(seed, "order", epoch));
      // The schedule counts from 0: the first epoch of training has the values at the start.
      return await trainer.epoch(order, scheduled(rule.hyper, rule.schedule, epoch - 1));
    },
    async resume({ epoch, network, state }) {
      await trainer.write(network);
      await trainer.writeState(state, stepsAfter(spec, epoch));
    },
  };
}

/** Updates that the rule in charge has made after an epoch: a rule that takes over counts from 0. */
function stepsAfter({ optimizer, data, batchSize }: RunSpec, epoch: number): number {
  const before = ruleAt(optimizer, epoch) === optimizer ? 0 : optimizer.successor!.after;
  return (epoch - before) * Math.ceil(data.train / batchSize);
}

/** Batch conjugate gradient; an epoch is one iteration, a direction and its line search. */
async function conjugateGradientLearner(spec: RunSpec, open: Open): Promise<Learner> {
  const trainer = await open({ rule: sgd }); // for loss and gradient alone: no step is the rule's
  const { decrease, curvature, restart } = spec.optimizer.hyper;
  const constants = { decrease, curvature, restart };
  let at: Float64Array;
  let iterations: ReturnType<typeof conjugateGradient> | undefined;

  return {
    trainer,
    async epoch() {
      at ??= toVector(await trainer.read());
      iterations ??= conjugateGradient(trainingLoss(trainer, spec), at, constants);
      const { done, value } = await iterations.next();
      if (!done) at = value.x;
      // The line search may have ended with another point than the one it found.
      await trainer.write(toNetwork(at, spec.sizes));
      return done ? { end: value } : { loss: value.value };
    },
  };
}
