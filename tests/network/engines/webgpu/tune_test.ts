import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { chooseTile, tilesByCost } from "../../../../network/engines/webgpu/tiles.ts";
import { fastestTile } from "../../../../network/engines/webgpu/tune.ts";
import { gpuTest } from "./adapter.ts";

gpuTest("webgpu: tiles are tried for the large products of a GPU, once", async () => {
  const device = await openDevice();
  const hardware = { ...device, adapter: { ...device.adapter, software: false } };
  const shape = { batch: 100, n: 600, k: 600, m: 600 };
  const work = { product: "forward", shape, replicas: 1 } as const;
  const tiles = tilesByCost({ ...work, software: false });
  const [tile, again] = await Promise.all([
    fastestTile(hardware, work),
    fastestTile(hardware, work),
  ]);
  assert.equal(again, tile);
  assert(tiles.slice(0, 3).some((one) => isDeepStrictEqual(one, tile)));

  const estimated = [
    { work, gpu: device },
    { work: { ...work, product: "weights" }, gpu: hardware },
    { work: { ...work, shape: { ...shape, batch: 10 } }, gpu: hardware },
  ] as const;
  for (const { work, gpu } of estimated) {
    const { software } = gpu.adapter;
    assert.deepEqual(await fastestTile(gpu, work), chooseTile({ ...work, software }));
  }
});
