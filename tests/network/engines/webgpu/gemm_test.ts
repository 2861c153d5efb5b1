import assert from "node:assert/strict";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { depth, outputs } from "../../../../network/engines/webgpu/gemm.ts";
import { SHARED_TILES, UNIFORM_TILES } from "../../../../network/engines/webgpu/tiles.ts";
import { stream } from "../../../../network/random.ts";
import { gpuTest } from "./adapter.ts";
import {
  type Case,
  compute,
  expected,
  type Operands,
  operands,
  PRODUCTS,
  randomShape,
} from "./product.ts";

const TILES = [...SHARED_TILES, ...UNIFORM_TILES];

for (const product of PRODUCTS) {
  gpuTest(`webgpu: the ${product} product, every tile, against float64`, async () => {
    const device = await openDevice();
    for (const [i, tile] of TILES.entries()) {
      const random = stream(1, "gemm", product, i);
      const shape = randomShape(product, random);
      const work: Case = {
        product,
        shape,
        replicas: i % 2 === 0 ? 1 : 3,
        rows: i % 3 === 0 ? shape.batch : 1 + random.below(shape.batch),
        tile: { ...tile, slices: [1, 2, 3, 7][random.below(4)] },
      };
      const sides = operands(work, random);
      assertProduct(work, { ...sides, c: await compute(device, { work, ...sides }) });
    }
  });
}

/** Each sum within the largest error of so many float32 additions; rows past the mini-batch as before. */
function assertProduct(
  work: Case,
  { c, ...sides }: Operands & { c: Float32Array },
): void {
  const { rows, columns } = outputs(work);
  const used = work.product === "weights" ? rows : work.rows;
  const additions = depth(work) + work.tile.slices;
  for (const [i, value] of c.entries()) {
    const column = i % (4 * columns);
    const row = Math.floor(i / (4 * columns)) % rows;
    const network = Math.floor(i / (4 * columns * rows));
    const where = `${JSON.stringify(work)}, network ${network}, row ${row}, column ${column}`;
    if (row >= used) assert.equal(value, 0, where);
    else if (network === 1) assert(Number.isNaN(value) || column >= work.shape.n, where);
    else if (column < work.shape.n) {
      const { sum, size } = expected(work, { ...sides, at: [network, row, column] });
      assert(
        Math.abs(value - sum) <= additions * 2 ** -24 * size,
        `${where}: ${value}, not ${sum}`,
      );
    }
  }
}

gpuTest("webgpu: every tile gives a product the same bits", async () => {
  const device = await openDevice();
  const works = TILES.map((tile): Case => ({
    product: "forward",
    shape: { batch: 30, n: 37, k: 110 },
    replicas: 1,
    rows: 30,
    tile: { ...tile, slices: 3 },
  }));
  const sides = operands(works[0], stream(1, "gemm", "bits"));
  const first = await compute(device, { work: works[0], ...sides });
  for (const work of works.slice(1)) {
    assert.deepEqual(await compute(device, { work, ...sides }), first);
  }
});
