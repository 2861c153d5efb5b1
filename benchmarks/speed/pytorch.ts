/** PyTorch on one thread, in a process of its own, as a peer. @module */

import type { Missing, Peer, Work } from "./peer.ts";
import { startPytorch } from "./python.ts";

/** How to get PyTorch. */
export const NO_PYTORCH = "python3 can't import torch: pip install torch, or on Debian " +
  "apt-get install python3-torch libopenblas0";

/** Starts PyTorch, or says how to get it. */
export async function pytorch(work: Work): Promise<Peer | Missing> {
  const python = await startPytorch("./pytorch.py");
  if (python === undefined) return { name: "PyTorch", reason: NO_PYTORCH };
  const version = await python.ask({
    examples: work.train.count,
    inputs: work.train.inputs,
    classes: work.train.classes,
    batch_size: work.batchSize,
    ...work.hyper,
  });
  return {
    name: `PyTorch ${version}, 1 thread`,
    prepare: async (width) => {
      await python.ask({ width });
      return { time: async (steps) => await python.ask({ steps }) as number, close: () => {} };
    },
    close: python.close,
  };
}
