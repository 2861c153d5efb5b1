import assert from "node:assert/strict";
import { gemm } from "../../../../network/engines/webgpu/gemm.ts";
import {
  chooseTile,
  SHARED_TILES,
  UNIFORM_TILES,
} from "../../../../network/engines/webgpu/tiles.ts";
import { stream } from "../../../../network/random.ts";
import { PRODUCTS, randomShape } from "./product.ts";

Deno.test("webgpu: every tile keeps to the limits that each adapter has", () => {
  for (const product of PRODUCTS) {
    for (const tile of [...SHARED_TILES, ...UNIFORM_TILES]) {
      const operand = { stride: 25, replica: 2500 };
      const [{ code }] = gemm({
        product,
        shape: { batch: 100, m: 100, n: 100, k: 100 },
        a: operand,
        b: operand,
        replicas: 1,
        tile: { ...tile, slices: 1 },
        host: "",
      });
      const memory = [
        ...code.matchAll(/var<workgroup> \w+: array<array<vec4<f32>, (\d+)>, (\d+)>/g),
      ]
        .reduce((sum, [, width, depth]) => sum + 16 * Number(width) * Number(depth), 0);
      assert(memory <= 16384, `${JSON.stringify(tile)}: ${memory} bytes`);
      assert.equal(memory > 0, tile.kind === "shared");
      assert(tile.threads[0] * tile.threads[1] <= 256);
    }
  }
});

Deno.test("webgpu: what may change bits doesn't depend on how many networks train at once", () => {
  for (const product of PRODUCTS) {
    const random = stream(1, "slices", product);
    for (let i = 0; i < 100; i++) {
      const shape = randomShape(product, random);
      const [alone, among] = [1, 30].map((replicas) =>
        chooseTile({ product, shape, replicas, software: false })
      );
      assert.equal(among.slices, alone.slices);
      if (product === "weights") assert.deepEqual(among, alone);
    }
  }
});
