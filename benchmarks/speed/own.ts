/** The project's own engine as a peer. @module */

import type { EngineName } from "../../network/engines/engine.ts";
import { openEngine } from "../../network/engines/mod.ts";
import { balanced } from "../../network/initialization.ts";
import { permutation, stream } from "../../network/random.ts";
import { momentum } from "../../optimizers/mod.ts";
import type { Peer, Work } from "./peer.ts";

/** Opens one of the project's engines. */
export async function own(name: EngineName, work: Work): Promise<Peer> {
  const engine = await openEngine(name);
  return {
    name: `${engine.name} (${engine.variant})`,
    prepare: async (width) => {
      const sizes = [work.train.inputs, width, work.train.classes];
      const trainer = await engine.trainer({
        sizes,
        loss: "truncated-cross-entropy",
        rule: momentum,
        batchSize: work.batchSize,
        sets: { train: work.train },
      });
      await trainer.write(balanced(sizes, stream(1, "init")));
      const order = permutation(work.train.count, stream(1, "order"));
      const time = async (steps: number) => {
        const start = performance.now();
        await trainer.epoch(order.subarray(0, steps * work.batchSize), work.hyper);
        return (performance.now() - start) / steps;
      };
      // the kernels' machine code is optimised while they run: let that end before the first timing
      for (let i = 0; i < 5; i++) await time(20);
      return { time, close: () => trainer.close() };
    },
    close: () => {},
  };
}
