/**
 * What a run leaves behind: the record that the store keeps and that every report is made from.
 *
 * @module
 */

import type { Provenance } from "../data/dataset.ts";
import type { RmspropBackwardError, SgdTerms } from "../network/implicit_regularization.ts";
import type { LossName } from "../network/loss.ts";

/** Version of the records below. A result of another version is never mixed with these. */
export const RESULT_FORMAT = 1;

/** The data of a run: everything that determines its bytes. */
export interface DataSpec {
  /** Registered name, e.g. "mnist"; the stand-in is "stand-in". */
  readonly name: string;
  /** SHA-256 over the bytes that the run sees: pixels and labels of its sets. */
  readonly hash: string;
  /** What was done to the published images, in order, in words. */
  readonly transforms: readonly string[];
  /** Number of examples in each set. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** An update rule with its hyper-parameters. */
export interface RuleSpec {
  readonly name: string;
  /** The update formula, as written. */
  readonly update: string;
  /** Names of the rule's state; given where the rule is not one of the built-in ones as it is. */
  readonly state?: readonly string[];
  /** The path geometry in front of the rule (N, section 5). */
  readonly geometry?: { readonly p: number };
  /** Hyper-parameters at epoch 0. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Formulas in `epoch` (from 0) that give a hyper-parameter in each epoch. */
  readonly schedule: Readonly<Record<string, string>>;
}

/** How a run updates its weights. */
export interface OptimizerSpec extends RuleSpec {
  /**
   * The rule that takes over where rules are switched, and the number of epochs before it does. Then
   * `name` names both rules, and the other fields are those of the first. The epochs of schedules go on.
   */
  readonly successor?: { readonly after: number; readonly rule: RuleSpec };
}

/** Everything that determines a run's result. Its canonical JSON is hashed to the run's id. */
export interface RunSpec {
  readonly format: typeof RESULT_FORMAT;
  readonly data: DataSpec;
  /** Layer sizes [D, H1, …, C]. */
  readonly sizes: readonly number[];
  /**
   * "balanced": weights N(0, 1/fan-in), thresholds 0; "unbalanced": the same, then rescaled at random
   * without changing the function (both N, Figure 3).
   */
  readonly initialization: "balanced" | "unbalanced";
  readonly loss: LossName;
  readonly optimizer: OptimizerSpec;
  readonly batchSize: number;
  /** Probability with which a hidden unit is kept in a training step; no dropout where absent. */
  readonly keep?: number;
  /** Largest ℓ2 norm of the edges into a hidden unit, kept after each update; no bound where absent. */
  readonly maxNorm?: number;
  /** Whether each epoch's record holds norms. */
  readonly norms?: true;
  /** Whether each epoch's record holds {@link Terms}, and every how many of them |λ₁|. */
  readonly terms?: { readonly curvatureEvery: number };
  /** Epoch limit. */
  readonly epochs: number;
  /** Epochs in a row at zero training error after which a run counts as converged. */
  readonly zeroErrorEpochs: number;
  readonly seed: number;
  /** Engine and variant, e.g. "wasm/relaxed-simd". */
  readonly engine: string;
}

/** Mean loss and share of errors on one set. */
export interface Measurement {
  readonly loss: number;
  /** From 0 to 1. */
  readonly error: number;
}

/** Sizes of a network's weights; thresholds count as edges from a unit that is always 1. */
export interface Norms {
  /** Euclidean norm of all weights and thresholds. */
  readonly l2: number;
  /** ℓ2-path norm φ₂, root taken (N, equation 5). */
  readonly path: number;
  /** Least and largest γ₂(e) over all edges on a path (N, equation 9). */
  readonly gamma: readonly [least: number, largest: number];
}

/**
 * The implicit regularization terms at a run's weights, over one shuffled pass of m mini-batches (S,
 * section 2). η is the run's step size, whatever its optimizer.
 */
export interface Terms {
  /** Number of mini-batches m. */
  readonly batches: number;
  /** S's term of SGD and its two parts (equations 1 and 2). */
  readonly sgd: SgdTerms;
  /** S's term of RMSProp, as printed; where the optimizer is RMSProp. */
  readonly rmsprop?: number;
  /** The term of RMSProp by backward error analysis; where the optimizer is RMSProp. */
  readonly backwardError?: RmspropBackwardError;
  /** |λ₁|, λ₁ being the Hessian's eigenvalue of largest size; in some of the epochs. */
  readonly curvature?: number;
}

/** The state of a run after an epoch; epoch 0 is the network before any update. */
export interface EpochRecord {
  readonly epoch: number;
  readonly train: Measurement;
  /** Absent where nothing is held out. */
  readonly validation?: Measurement;
  readonly test: Measurement;
  /** On the training examples before noise was added to them; absent where none was. */
  readonly clean?: Measurement;
  readonly norms?: Norms;
  readonly terms?: Terms;
  /**
   * Seconds since the run began; those of the others are in it where a GPU trains several at once. Not
   * determined by the spec.
   */
  readonly seconds: number;
}

/** How a run ended. */
export interface Outcome {
  /**
   * "converged": zero surrogate loss, or zero training error held as the spec asks;
   * "epoch limit": the limit came first; "diverged": the loss or a weight is not finite.
   */
  readonly kind: "converged" | "epoch limit" | "diverged";
  /** The epoch at which it ended. */
  readonly epoch: number;
  /** One sentence. */
  readonly reason: string;
  /** Seconds that it took, as those of an epoch. */
  readonly seconds: number;
  /** SHA-256 of the final weights and thresholds: equal hashes, equal bits. */
  readonly parameters: string;
  /** When it ended, ISO 8601, UTC. */
  readonly finished: string;
}

/** A run as stored. `outcome` is missing while it has not ended. */
export interface RunResult {
  readonly id: string;
  readonly spec: RunSpec;
  readonly epochs: readonly EpochRecord[];
  readonly outcome?: Outcome;
  /** Why it has no outcome, where an error stopped it. */
  readonly failure?: string;
}

/** A setting as the page prints it. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** Where the value comes from. */
  readonly source: "paper" | "assumption" | "profile" | "override";
  /** Place in the paper, or the reason. */
  readonly note?: string;
}

/** The machine and program that computed a figure. */
export interface Environment {
  /** Version of implicit-bench. */
  readonly version: string;
  /** Git commit, "-dirty" appended where the tree was changed; absent outside a checkout. */
  readonly commit?: string;
  readonly deno: string;
  readonly v8: string;
  readonly os: string;
  /** Processor model, where the system tells it. */
  readonly cpu?: string;
  /** Logical processors. */
  readonly cores: number;
  /** Engine, its variant and what it says of itself. */
  readonly engine: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

/**
 * The grid of step sizes tried for one data set, optimizer and start, and the one taken (N, section 6).
 *
 * The grid's runs hold validation examples out; the runs at the chosen step size, one a seed, are the
 * figure's other runs with the same `data.name`, `optimizer.name` and `initialization`: they train on
 * all the examples, so that their `data.validation` is 0.
 */
export interface StepSizeChoice {
  /** Registered name of the data set. */
  readonly data: string;
  readonly optimizer: string;
  readonly initialization: RunSpec["initialization"];
  /** Exponents α, ascending: the step size is 10^−α, and the run's id is among the figure's runs. */
  readonly grid: readonly { readonly alpha: number; readonly run: string }[];
  /** The validation error that counts as the least, 0 to 1; absent where no run of the grid ended well. */
  readonly target?: number;
  /** The exponent taken: whose run is first at the target. Absent with the target. */
  readonly chosen?: number;
}

/** How much the balanced and the unbalanced start of one seed differ as functions. */
export interface StartComparison {
  /** Registered name of the data set. */
  readonly data: string;
  readonly seed: number;
  /** Number of test examples that scores were computed for. */
  readonly examples: number;
  /** Largest |difference| of a score; weights in single precision, arithmetic in double. */
  readonly difference: number;
  /** Largest |score| of the balanced start. */
  readonly largest: number;
}

/** The weights of a small network, thresholds all 0, and what it computes. */
export interface SmallNetwork {
  /** `weights[l][u][v]` is the edge from unit u to unit v of layer l, from 0. */
  readonly weights: readonly (readonly (readonly number[])[])[];
  /** The outputs for the example's input. */
  readonly outputs: readonly number[];
}

/** One update of two rescaling equivalent networks, worked out (N, Figure 2b and 2c). */
export interface WorkedExample {
  readonly panel: "b" | "c";
  readonly input: readonly number[];
  /** Gradient with respect to the outputs, δ. */
  readonly delta: readonly number[];
  readonly stepSize: number;
  /** The two networks, the balanced one first. */
  readonly networks: readonly {
    readonly start: "balanced" | "unbalanced";
    readonly before: SmallNetwork;
    /** After one update by each optimizer, SGD first. */
    readonly after: readonly { readonly optimizer: string; readonly network: SmallNetwork }[];
  }[];
}

/**
 * Ways to take steps: SGD through the mini-batches of an epoch, shuffled or drawn independently; and
 * full-batch RMSProp with ε outside or inside the root.
 */
export type StepsName = "sgd-shuffled" | "sgd-independent" | "rmsprop-outside" | "rmsprop-inside";

/**
 * Gradient flows: of the loss alone; with the part of S's term that full batches have (SGD); with S's
 * term (SGD) or the one of backward error analysis (RMSProp); with S's term for RMSProp as printed.
 */
export type FlowName = "plain" | "full-batch" | "modified" | "printed";

/** How far steps end from a flow of the same duration. */
export interface FlowDistance {
  readonly steps: StepsName;
  readonly flow: FlowName;
  /** η. */
  readonly stepSize: number;
  /** Euclidean distance of the weights: of SGD's mean over all its ends, exactly. */
  readonly distance: number;
  /**
   * The most pairs of a hidden unit and an example that are on the other side of the unit's kink at
   * an end of the steps than at the start. Where it is not 0 the loss was not smooth on the way.
   */
  readonly switched: number;
}

/** Discrete steps against flows, all from one start (S, section 2), in float64. */
export interface FlowComparison {
  readonly data: DataSpec;
  /** Layer sizes [D, H1, …, C]. */
  readonly sizes: readonly number[];
  readonly seed: number;
  /** Number of mini-batches m of SGD. */
  readonly batches: number;
  /** λ₁, the eigenvalue of largest size of the Hessian of the loss at the start. */
  readonly curvature: number;
  readonly distances: readonly FlowDistance[];
}

/** All that a report is made from, and the JSON that stands beside the page. */
export interface FigureResult {
  readonly format: typeof RESULT_FORMAT;
  /** Command and file name, e.g. "width-sweep". */
  readonly figure: string;
  readonly profile: string;
  /** The command that gives this figure again. */
  readonly command: string;
  readonly settings: readonly Setting[];
  readonly environment: Environment;
  readonly data: readonly Provenance[];
  readonly runs: readonly RunResult[];
  /** Where step sizes were chosen from a grid. */
  readonly stepSizes?: readonly StepSizeChoice[];
  /** Where balanced and unbalanced starts are compared. */
  readonly starts?: readonly StartComparison[];
  /** Of N's Figure 2. */
  readonly workedExamples?: readonly WorkedExample[];
  /** Where discrete steps are compared with flows. */
  readonly flows?: readonly FlowComparison[];
}
