/**
 * The contract between an experiment and what trains its network.
 *
 * An engine turns (layer sizes, loss, update rule, data) into a {@link Trainer}. A whole epoch is
 * one call, so that no per-step work crosses the boundary. Every call that may wait for a device is
 * asynchronous. The same engine, variant, machine and inputs give the same bits.
 *
 * @module
 */

import type { Rule } from "../../optimizers/rule.ts";
import type { Dropout } from "../dropout.ts";
import type { Examples } from "../examples.ts";
import type { GradientNorms } from "../gradient_norms.ts";
import type { LossName } from "../loss.ts";
import type { Network } from "../network.ts";

/** The engines there are. */
export type EngineName = "reference" | "wasm" | "webgpu" | "tfjs";

/** Something that trains networks. */
export interface Engine {
  readonly name: EngineName;
  /** Which of its code paths is in use, e.g. "relaxed-simd": part of a run's identity. */
  readonly variant: string;
  /** One line for a page: what computes, in words. */
  readonly description: string;
  /**
   * Prepares kernels and memory for one network and uploads the data.
   *
   * @throws {RangeError} If the data does not fit the layers, or the network does not fit in memory.
   */
  trainer(setup: TrainerSetup): Promise<Trainer>;
  /**
   * Trainers of several networks that share a setup and the device: what all of them wait for at the
   * same time is computed together. Each still starts, steps and stops by itself; one that is closed
   * no longer holds the others up. Every network's bits are those that it has alone.
   *
   * Missing where the engine gains nothing from it.
   *
   * @param count Number of networks, at least 1.
   * @throws {RangeError} As `trainer` does, with what so many networks need and what there is.
   */
  trainers?(setup: TrainerSetup, count: number): Promise<Trainer[]>;
}

/** What a trainer is made for. */
export interface TrainerSetup {
  /** Layer sizes [D, H1, …, C]. */
  readonly sizes: readonly number[];
  readonly loss: LossName;
  readonly rule: Rule;
  /** Examples in a full mini-batch; the last of an epoch may be smaller. */
  readonly batchSize: number;
  /** Dropout on the hidden units while training; none where absent. */
  readonly dropout?: Dropout;
  /**
   * The largest ℓ2 norm of a hidden unit's incoming edges, its threshold among them: after each
   * update, the edges into a unit of larger norm are scaled down to it (max-norm; N, section 3, μ_{2,∞}).
   * None where absent.
   */
  readonly maxNorm?: number;
  /** The sets by name; `train` is the one that epochs run over, any of them can be evaluated. */
  readonly sets: { readonly train: Examples; readonly [name: string]: Examples };
}

/** The optimizer's memory: one array per state name, each laid out like the network. */
export type OptimizerState = Readonly<Record<string, Network>>;

/** Mean loss and share of wrong predictions over a set of examples. */
export interface Evaluation {
  /** Mean of ℓ(f(x_i), y_i). */
  readonly loss: number;
  /** Share of examples whose label's score is not the largest alone, from 0 to 1. */
  readonly error: number;
}

/** One network in training. Not for concurrent calls: await each before the next. */
export interface Trainer {
  /** Replaces weights and thresholds; float32 engines round. Optimizer state and step count stay. */
  write(network: Network): Promise<void>;
  /** The weights and thresholds as they are now. */
  read(): Promise<Network>;
  /** The optimizer's state as it is now. */
  readState(): Promise<OptimizerState>;
  /** Replaces the optimizer's state and its step count t (the number of updates made so far). */
  writeState(state: OptimizerState, steps: number): Promise<void>;
  /**
   * One pass of mini-batch updates over the training set.
   *
   * @param order Indices into the training set, in the order of use; its length may be anything from
   *   1, and the last mini-batch holds what remains.
   * @param hyper The rule's hyper-parameters during this epoch.
   * @returns Mean loss and error over the examples, each taken just before its own update.
   */
  epoch(order: Uint32Array, hyper: Readonly<Record<string, number>>): Promise<Evaluation>;
  /** Loss and error of the present network on one of the sets. */
  evaluate(set: string): Promise<Evaluation>;
  /**
   * The gradient of the mean loss over these training examples (at most one mini-batch), without
   * dropout and in the Euclidean geometry.
   */
  gradient(order: Uint32Array): Promise<Network>;
  /**
   * The mini-batch gradients of one pass at the present weights, without dropout and in the Euclidean
   * geometry. Weights, state and step count stay.
   *
   * Single-precision engines keep each sum to 1e-5 relative of float64.
   *
   * @param order As in `epoch`.
   * @param scale s, one factor an edge.
   */
  gradientNorms(order: Uint32Array, scale?: Network): Promise<GradientNorms>;
  /** Gives memory and devices back. The trainer is of no use afterwards. */
  close(): void;
}
