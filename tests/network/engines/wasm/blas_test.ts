import assert from "node:assert/strict";
import type { Engine, TrainerSetup } from "../../../../network/engines/engine.ts";
import { openEngine } from "../../../../network/engines/mod.ts";
import { referenceEngine } from "../../../../network/engines/reference/reference.ts";
import { describeBlas, openBlas } from "../../../../network/engines/wasm/blas.ts";
import { CROSSOVER, isForBlas } from "../../../../network/engines/wasm/crossover.ts";
import { layOut } from "../../../../network/engines/wasm/layout.ts";
import { wasmEngine } from "../../../../network/engines/wasm/wasm.ts";
import { balanced } from "../../../../network/initialization.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { builtin, path, type Rule, sgd } from "../../../../optimizers/mod.ts";
import { relativeDistance } from "../../compare.ts";
import { examples } from "../../examples.ts";
import { blasEngine, blasTest } from "./blas.ts";

/** Poison: an element that the product should have written, or should not, is found by it. */
const POISON = Math.fround(1e30);

/** Places of the operands, in floats. */
const [A, B, C] = [0, 4000, 8000];
/** Bytes from which on WebAssembly's addresses are negative. */
const HALF = 2 ** 31;

for (const transposeA of [0, 1]) {
  for (const transposeB of [0, 1]) {
    const [a, b] = [transposeA ? "Aᵀ" : "A", transposeB ? "Bᵀ" : "B"];
    blasTest(`the product of a BLAS is ${a} ${b}, also in a memory that has grown`, () => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const product = openBlas().productOn(memory);
      for (const start of [0, HALF]) {
        if (start > 0) memory.grow(start / 2 ** 16);
        const floats = new Float32Array(memory.buffer, start, 2 ** 14);
        const at = (place: number) => (start + 4 * place) | 0;
        const random = stream(1, "product");
        for (let i = 0; i < C; i++) floats[i] = random.normal();
        const [lda, ldb, ldc] = [31, 37, 41];
        for (const [rows, columns, k] of [[1, 1, 1], [7, 5, 3], [13, 12, 10], [1, 9, 20]]) {
          floats.fill(POISON, C, C + 14 * ldc);
          product(transposeA, transposeB, rows, columns, k, at(A), lda, at(B), ldb, at(C), ldc);
          for (let r = 0; r < 14; r++) {
            for (let v = 0; v < ldc; v++) {
              const found = floats[C + r * ldc + v];
              if (r >= rows || v >= columns) {
                assert.equal(found, POISON, `row ${r}, column ${v} untouched`);
                continue;
              }
              let sum = 0;
              for (let i = 0; i < k; i++) {
                sum += floats[A + (transposeA ? i * lda + r : r * lda + i)] *
                  floats[B + (transposeB ? v * ldb + i : i * ldb + v)];
              }
              assert(Math.abs(found - sum) < 1e-5, `row ${r}, column ${v}: ${found}, not ${sum}`);
            }
          }
        }
      }
    });
  }
}

blasTest(
  "openEngine() with a BLAS names library, version and kernels in the engine's identity",
  async () => {
    const { variant, description } = await openEngine("wasm", { blas: true });
    assert.match(variant, /^(relaxed-)?simd\+(openblas-\d[\w.]*-\w+|accelerate-[\d.]+)$/);
    assert.match(description, /; products of wide layers by (OpenBLAS|Accelerate) \d/);
    const found = describeBlas();
    assert.ok("uses" in found && description.endsWith(found.uses));
  },
);

const CHANGES: readonly (Partial<TrainerSetup> & { rule: Rule })[] = [
  { rule: builtin.adam },
  { rule: path(builtin.momentum, { p: 2 }) },
  { rule: path(builtin.sgd, { p: 1.5 }), maxNorm: 1 },
  { rule: builtin.adam, dropout: { keep: 0.5, seed: 2 } },
];
for (const change of CHANGES) {
  const { rule, ...others } = change;
  const lr = rule.geometry ? 1e-3 : 1e-2;
  const name = [rule.name, ...Object.keys(others)].join(" with ");
  blasTest(`layers for a BLAS between layers for kernels follow float64 (${name})`, async () => {
    const sizes = [5, 40, 50, 33, 90, 3]; // 200, 2000, 1650, 2970 and 270 edges
    const setup: TrainerSetup = {
      sizes,
      loss: "cross-entropy",
      batchSize: 16,
      sets: { train: examples({ count: 70, inputs: 5, classes: 3 }) },
      ...change,
    };
    const start = balanced(sizes, stream(1, "init"));
    const trained = async (engine: Engine) => {
      const trainer = await engine.trainer(setup);
      await trainer.write(start);
      for (let epoch = 0; epoch < 6; epoch++) {
        await trainer.epoch(permutation(70, stream(1, "order", epoch)), { ...rule.hyper, lr });
      }
      return await trainer.read();
    };
    const expected = await trained(referenceEngine());
    assert(relativeDistance(expected, start) > 1e-3, "it moves");
    for (const joined of [false, true]) {
      const found = await trained(await blasEngine(1900, { joined }));
      const distance = relativeDistance(found, expected);
      assert(distance < 1e-5, `weights differ by ${distance}`);
    }
  });
}

blasTest("a network without wide layers has the bits that it has without a BLAS", async () => {
  const setup: TrainerSetup = {
    sizes: [20, 8, 10],
    loss: "cross-entropy",
    rule: sgd,
    batchSize: 16,
    sets: { train: examples({ count: 64, inputs: 20, classes: 10 }) },
  };
  const ends = [];
  for (const engine of [await openEngine("wasm", { blas: true }), await wasmEngine()]) {
    const trainer = await engine.trainer(setup);
    await trainer.write(balanced(setup.sizes, stream(1, "init")));
    await trainer.epoch(permutation(64, stream(1, "order")), { lr: 0.1 });
    ends.push(await trainer.read());
  }
  assert.deepEqual(ends[0], ends[1]);
});

Deno.test("openBlas() says which names it looked for and what brings the library", () => {
  const { dlopen } = Deno;
  Deno.dlopen = () => {
    throw new Error("Could not open library");
  };
  try {
    assert.throws(openBlas, (error: Error) => {
      assert.match(
        error.message,
        /^Expected a BLAS library but found no \S+( and no \S+)? that can be held to one thread: \S/,
      );
      return true;
    });
    if (Deno.build.os === "linux") {
      assert.deepEqual(describeBlas(), {
        missing: "no libopenblas.so.0 and no libopenblas.so that can be held to one thread: " +
          "Debian and Ubuntu have it in libopenblas0, Fedora in openblas",
      });
    }
  } finally {
    Deno.dlopen = dlopen;
  }
});

Deno.test("layOut() gives a BLAS the layers from the crossover on, and no rows a power of two apart", () => {
  const shape = {
    sizes: [100, 512, 10, 4096, 10],
    batchSize: 5,
    states: 0,
    uniforms: 0,
    sets: { train: examples({ count: 6, inputs: 100, classes: 10 }) },
  };
  const blas = (edges?: number) =>
    layOut({ ...shape, ...(edges !== undefined && { crossover: { edges, fanOut: 0 } }) })
      .layers.map((layer) => layer.blas);
  assert.deepEqual(blas(), [false, false, false, false]);
  assert.deepEqual(blas(0), [true, true, true, true]);
  assert.deepEqual(blas(40_960), [true, false, true, true]);
  assert.deepEqual(blas(40_961), [true, false, false, false]);
  for (
    const { weightRow, deltaRow } of layOut({ ...shape, crossover: { edges: 0, fanOut: 0 } }).layers
  ) {
    assert.equal(weightRow / 64 % 2, 1);
    assert.equal(deltaRow / 64 % 2, 1);
  }
});

Deno.test("isForBlas() keeps the narrowest layers of the figures from a BLAS", () => {
  const taken = [[100, 8], [100, 16], [784, 4], [784, 8], [64, 10], [128, 10]]
    .map(([fanIn, fanOut]) => isForBlas({ fanIn, fanOut }, CROSSOVER));
  assert.deepEqual(taken, [false, true, false, true, false, true]);
});
