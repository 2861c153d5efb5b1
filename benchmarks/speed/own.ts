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
export function timed(
  name: EngineName,
  options: { work: Work; sizes: readonly number[]; rule: Rule },
): Promise<Timed> {
  return timedTogether(name, { ...options, count: 1 });
}

/** Several networks that are trained together; a step is one of each. */
export async function timedTogether(
  name: EngineName,
  { work, sizes, rule, count }: {
    work: Work;
    sizes: readonly number[];
    rule: Rule;
    count: number;
  },
): Promise<Timed> {
  const engine = await openEngine(name);
  const { train, batchSize, hyper } = work;
  const setup = {
    sizes,
    loss: "truncated-cross-entropy",
    rule,
    batchSize,
    sets: { train },
  } as const;
  const trainers = engine.trainers && count > 1
    ? await engine.trainers(setup, count)
    : [await engine.trainer(setup)];
  await Promise.all(
    trainers.map((trainer, i) => trainer.write(balanced(sizes, stream(i + 1, "init")))),
  );
  const order = permutation(train.count, stream(1, "order"));
  const time = async (steps: number) => {
    const start = performance.now();
    const part = order.subarray(0, steps * batchSize);
    await Promise.all(trainers.map((trainer) => trainer.epoch(part, { ...rule.hyper, ...hyper })));
    return (performance.now() - start) / steps;
  };
  // the kernels' machine code is optimised while they run: let that end before the first timing
  for (let i = 0; i < 5; i++) await time(5);
  return { time, close: () => trainers.forEach((trainer) => trainer.close()) };
}
