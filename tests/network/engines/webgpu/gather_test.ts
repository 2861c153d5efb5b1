import assert from "node:assert/strict";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { gather } from "../../../../network/engines/webgpu/gather.ts";
import { layOut } from "../../../../network/engines/webgpu/layout.ts";
import { stream } from "../../../../network/random.ts";
import { gpuTest } from "./adapter.ts";
import { batchOf, poison, runShader } from "./shader.ts";

const [BATCH, ROWS, FIRST, LONGEST, REPLICAS, COUNT] = [20, 17, 3, 30, 2, 50];

for (const inputs of [1, 3, 4, 10, 57, 784]) {
  gpuTest(`webgpu: examples of ${inputs} inputs are gathered from two parts of a set`, async () => {
    const device = await openDevice();
    const random = stream(1, "gather", inputs);
    const [layer] = layOut([inputs, 2]);
    const pixels = Uint8Array.from({ length: COUNT * inputs }, () => random.below(256));
    const order = Uint32Array.from({ length: REPLICAS * LONGEST }, () => random.below(COUNT));
    let x = poison(REPLICAS * BATCH * 4 * layer.inputStride);
    for (const [first, count] of [[20, 30], [0, 20]]) {
      const bytes = new Uint8Array(4 * (Math.ceil(count * inputs / 4) + 1)).fill(255);
      bytes.set(pixels.subarray(first * inputs, (first + count) * inputs));
      const found = await runShader(
        device,
        (host) => gather(layer, { batch: BATCH, longest: LONGEST, replicas: REPLICAS, host }),
        {
          arrays: {
            part: { data: Uint32Array.of(first, count), type: "vec2<u32>", access: "read" },
            pixels: { data: new Uint32Array(bytes.buffer), type: "array<u32>", access: "read" },
            order: { data: order, type: "array<u32>", access: "read" },
            x: { data: x, access: "read_write" },
          },
          shape: { replicas: REPLICAS, uniforms: 0, keys: 0 },
          batch: batchOf(ROWS, [1, 0], FIRST),
        },
      );
      x = Float32Array.from(found.x);
    }
    const width = 4 * layer.inputStride;
    for (let row = 0; row < REPLICAS * BATCH; row++) {
      const example = order[Math.floor(row / BATCH) * LONGEST + FIRST + row % BATCH];
      for (let d = 0; d < width; d++) {
        const found = x[row * width + d];
        const where = `row ${row}, column ${d}`;
        // where the 1 has a vector of its own, it was written once, before
        const untouched = row % BATCH >= ROWS || d >= inputs && inputs % 4 === 0;
        if (untouched) assert(Number.isNaN(found), `${where} is left alone`);
        else if (d >= inputs) assert.equal(found, d === inputs ? 1 : 0, where);
        else assert(Math.abs(found - pixels[example * inputs + d] / 255) < 1e-7, where);
      }
    }
  });
}
