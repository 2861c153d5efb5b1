/** The project's own engines as peers. @module */

import type { EngineName } from "../../network/engines/engine.ts";
import { openEngine } from "../../network/engines/mod.ts";
import { balanced } from "../../network/initialization.ts";
import { permutation, stream } from "../../network/random.ts";
import { momentum, type Rule } from "../../optimizers/mod.ts";
import type { Peer, Timed, Work } from "./peer.ts";

/** Opens one of the project's engines. */
export async function own(name: EngineName, work: Work): Promise<Peer> {
  const engine = await openEngine(name);
  return {
    name: `${engine.name} (${engine.variant})`,
    prepare: (width) =>
      timed(name, { work, sizes: [work.train.inputs, width, work.train.classes], rule: momentum }),
    close: () => {},
  };
}

/** A network on one of the project's engines, under any rule, warmed up. */
export async function timed(
  name: EngineName,
  { work, sizes, rule }: { work: Work; sizes: readonly number[]; rule: Rule },
): Promise<Timed> {
  const engine = await openEngine(name);
  const { train, batchSize, hyper } = work;
  const trainer = await engine.trainer({
    sizes,
    loss: "truncated-cross-entropy",
    rule,
    batchSize,
    sets: { train },
  });
  await trainer.write(balanced(sizes, stream(1, "init")));
  const order = permutation(train.count, stream(1, "order"));
  const time = async (steps: number) => {
    const start = performance.now();
    await trainer.epoch(order.subarray(0, steps * batchSize), { ...rule.hyper, ...hyper });
    return (performance.now() - start) / steps;
  };
  // the kernels' machine code is optimised while they run: let that end before the first timing
  for (let i = 0; i < 5; i++) await time(5);
  return { time, close: () => trainer.close() };
}
