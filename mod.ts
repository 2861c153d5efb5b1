/**
 * implicit-bench as a library: what a benchmark of one's own is made of.
 *
 * @example Train a small network on the built-in digits
 * ```ts
 * import { balanced, downsample, drawStandIn, momentum, openEngine, permutation, stream } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * const digits = downsample(drawStandIn({ train: 500, test: 100 }), { width: 10, height: 10 });
 * const engine = await openEngine("wasm");
 * const trainer = await engine.trainer({
 *   sizes: [100, 32, 10],
 *   loss: "truncated-cross-entropy",
 *   rule: momentum,
 *   batchSize: 100,
 *   sets: { train: digits.train, test: digits.test },
 * });
 * await trainer.write(balanced([100, 32, 10], stream(1, "init")));
 * const before = await trainer.evaluate("test");
 * for (let epoch = 0; epoch < 20; epoch++) {
 *   await trainer.epoch(permutation(500, stream(1, "order", epoch)), { lr: 0.1, momentum: 0.9 });
 * }
 * const after = await trainer.evaluate("test");
 * assert(after.error < before.error);
 * trainer.close();
 * ```
 *
 * @module
 */

export * from "./data/mod.ts";
export * from "./network/mod.ts";
export * from "./network/engines/mod.ts";
export * from "./optimizers/mod.ts";
