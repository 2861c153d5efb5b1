import assert from "node:assert/strict";
import { isError } from "../../../../network/backpropagation.ts";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { layOut } from "../../../../network/engines/webgpu/layout.ts";
import { loss } from "../../../../network/engines/webgpu/loss.ts";
import { losses, type LossName } from "../../../../network/loss.ts";
import { stream } from "../../../../network/random.ts";
import { gpuTest } from "./adapter.ts";
import { batchOf, poison, runShader } from "./shader.ts";

const [BATCH, ROWS, FIRST, LONGEST, REPLICAS] = [40, 37, 5, 60, 3];

for (const name of Object.keys(losses) as LossName[]) {
  for (const classes of [1, 2, 10, 57]) {
    gpuTest(`webgpu: the ${name} loss of ${classes} classes, against float64`, async () => {
      const device = await openDevice();
      const random = stream(1, "loss", name, classes);
      const [layer] = layOut([3, classes]);
      const width = 4 * layer.stride;
      const scores = poison(REPLICAS * BATCH * width);
      for (let row = 0; row < REPLICAS * BATCH; row++) {
        if (row % BATCH >= ROWS) continue;
        // from nearly equal scores over both sides of the truncation to a loss of nearly nothing
        const spread = 10 ** (4 * random.uniform() - 2);
        for (let c = 0; c < width; c++) {
          scores[row * width + c] = c < classes ? spread * random.normal() : 0;
        }
        if (row % 8 === 0) scores[row * width] = scores[row * width + classes - 1]; // ties
        if (row % BATCH === 3) scores[row * width + classes - 1] = NaN;
      }
      const order = Uint32Array.from({ length: REPLICAS * LONGEST }, () => random.below(200));
      const labels = Uint32Array.from({ length: 200 }, () => random.below(classes));
      const active = [2, 0];
      const found = await runShader(
        device,
        (host) =>
          loss(name, {
            layer,
            batch: BATCH,
            longest: LONGEST,
            replicas: REPLICAS,
            gradient: true,
            host,
          }),
        {
          arrays: {
            scores: { data: scores, access: "read_write" },
            order: { data: order, type: "array<u32>", access: "read" },
            labels: { data: labels, type: "array<u32>", access: "read" },
            outcomes: {
              data: poison(2 * REPLICAS * LONGEST),
              type: "array<vec2<f32>>",
              access: "read_write",
            },
          },
          shape: { replicas: REPLICAS, uniforms: 0, keys: 0 },
          batch: batchOf(ROWS, active, FIRST),
        },
      );
      for (let network = 0; network < REPLICAS; network++) {
        for (let i = 0; i < BATCH; i++) {
          const row = (network * BATCH + i) * width;
          const example = network * LONGEST + FIRST + i;
          const outcome = [...found.outcomes.subarray(2 * example, 2 * example + 2)];
          const before = scores.subarray(row, row + width);
          const after = found.scores.subarray(row, row + width);
          if (!active.includes(network) || i >= ROWS) {
            assert.deepEqual(outcome, [NaN, NaN], "nothing written past the mini-batch");
            assert.deepEqual(after, before);
            continue;
          }
          const s = Float64Array.from(before.subarray(0, classes));
          const label = labels[order[example]];
          const gradient = new Float64Array(classes);
          const exact = losses[name](s, label, gradient);
          const where = `row ${i} of network ${network}`;
          assert.equal(outcome[1], isError(s, label) ? 1 : 0, `error of ${where}`);
          if (i === 3 && classes > 1) {
            assert(Number.isNaN(outcome[0]), `loss of ${where} with a score that is not a number`);
            continue;
          }
          if (i === 3) continue;
          const size = Math.max(...s.map(Math.abs));
          // differences of scores are rounded before the exponential
          const tolerance = 1e-6 + 4 * 2 ** -24 * size;
          assert(
            Math.abs(outcome[0] - exact) <= tolerance * Math.max(exact, 2 ** -100),
            `loss of ${where}: ${outcome[0]}, not ${exact}`,
          );
          gradient.forEach((g, c) => {
            const error = Math.abs(ROWS * after[c] - g);
            assert(error <= tolerance * Math.max(1, Math.abs(g)), `class ${c} of ${where}`);
          });
          assert(after.subarray(classes).every((x) => x === 0), "padding is 0");
        }
      }
    });
  }
}
