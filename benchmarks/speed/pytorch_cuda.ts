/** PyTorch on a CUDA GPU, in a process of its own, as a peer. @module */

import type { Missing } from "./peer.ts";
import { NO_PYTORCH, startPytorch } from "./python.ts";

/** How PyTorch runs a step: operation by operation, or as a CUDA graph that was recorded once. */
export type Mode = "eager" | "graph";

/** PyTorch with one network at a time. */
export interface CudaPeer {
  readonly name: string;
  /** Builds a network and returns what times steps of it, as milliseconds a step. */
  prepare(sizes: readonly number[], mode: Mode): Promise<(steps: number) => Promise<number>>;
  /** TFLOP/s of an n × n × n product in float32. */
  square(n: number): Promise<number>;
  close(): void;
}

/** Starts PyTorch, or says what is missing. */
export async function pytorchCuda(
  work: { examples: number; batchSize: number; hyper: { lr: number; momentum: number } },
): Promise<CudaPeer | Missing> {
  const python = await startPytorch("./pytorch_cuda.py");
  if (python === undefined) return { name: "PyTorch", reason: NO_PYTORCH };
  const found = await python.ask({
    examples: work.examples,
    batch_size: work.batchSize,
    ...work.hyper,
  }) as { name: string } | { reason: string };
  if ("reason" in found) return { name: "PyTorch", reason: found.reason };
  return {
    name: found.name,
    prepare: async (sizes, mode) => {
      await python.ask({ sizes, mode });
      return async (steps) => await python.ask({ steps }) as number;
    },
    square: async (n) => await python.ask({ square: n }) as number,
    close: python.close,
  };
}
