/**
 * What a run of `deno task bench` measured: the contract between the benchmark, which writes it, and the
 * page and the table, which are made from it.
 *
 * @module
 */

/** Results of the speed benchmark, as the JSON beside its page holds them. */
export interface SpeedResults {
  readonly format: 1;
  /** The command that measured this. */
  readonly command: string;
  /** When it ended, ISO 8601. */
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    /** Logical cores. */
    readonly cores: number;
    readonly deno: string;
    readonly v8: string;
    readonly os: string;
  };
  /** Those measured, the project's own first. */
  readonly programs: readonly Program[];
  /** Those that could not be, each with the command that installs it. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
  readonly steps: readonly StepTiming[];
  readonly roofline?: Roofline;
  readonly sweep?: readonly SweepTiming[];
  readonly scaling?: Scaling;
}

/** One way of training: an engine here, or a peer. */
export interface Program {
  /** Short and stable: "wasm", "wasm-blas", "webgpu", "tfjs-wasm", "tfjs-webgpu", "pytorch", "jax-js". */
  readonly id: string;
  /** With version and threads, as a table shows it. */
  readonly name: string;
  readonly own: boolean;
}

/** How long a training step takes. */
export interface StepTiming {
  readonly program: string;
  /** Layer sizes [D, H1, …, C]; the mini-batch has 100 examples. */
  readonly sizes: readonly number[];
  /** "sgd", "momentum", "adagrad", "adam" or "path-sgd". */
  readonly rule: string;
  /** Milliseconds a step, one number for each round; round i of all programs follow each other. */
  readonly times: readonly number[];
  /** How the program was run, where it has several ways and this was the fastest: "1 thread". */
  readonly configuration?: string;
  /** Largest resident memory of the process that measured this, in bytes, where it was asked for. */
  readonly memory?: number;
}

/** What one core of this machine can do, and what the kernels reach of it. */
export interface Roofline {
  /** 128-bit fused multiply-adds from registers alone, GFLOP/s (a multiply-add is 2). */
  readonly peak128: number;
  /** The same with what V8 makes 256 bits wide; missing where it makes nothing of it. */
  readonly peak256?: number;
  /** Bytes read from a buffer far larger than the caches, GB/s. */
  readonly bandwidth: number;
  readonly points: readonly {
    /** "forward", "backward", "weights" or "step". */
    readonly kernel: string;
    readonly sizes: readonly number[];
    /** Which layer's product, from 0; missing for a whole step. */
    readonly layer?: number;
    /** Floating-point operations a byte of operands, each counted once. */
    readonly intensity: number;
    readonly gflops: number;
  }[];
}

/** The quick width sweep, all of its runs, by one program on all cores. */
export interface SweepTiming {
  readonly program: string;
  /** Processes or Workers at once. */
  readonly processes: number;
  readonly runs: number;
  /** Training examples seen by all runs together. */
  readonly examples: number;
  /** One number for each time it was done. */
  readonly seconds: readonly number[];
  /** Mean test error at the end of its runs, by width: programs that do the same work come close. */
  readonly testErrors?: readonly { readonly width: number; readonly error: number }[];
}

/** How time grows. */
export interface Scaling {
  /** Examples a second of so many Workers (or networks together on a GPU), each with its own network. */
  readonly workers: readonly {
    readonly program: string;
    /** Layer sizes of each network. */
    readonly sizes: readonly number[];
    readonly count: number;
    readonly examplesPerSecond: number;
  }[];
  /** Epoch times of the wasm engine while one thing varies. */
  readonly epochs: readonly {
    readonly varied: "width" | "depth" | "batch" | "examples";
    readonly value: number;
    readonly sizes: readonly number[];
    /** Examples of a mini-batch, and of the epoch. */
    readonly batch: number;
    readonly examples: number;
    /** Multiply-adds of the epoch. */
    readonly multiplyAdds: number;
    readonly seconds: number;
  }[];
}
