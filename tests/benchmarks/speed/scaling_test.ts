import assert from "node:assert/strict";
import { measureScaling, SCALING } from "../../../benchmarks/speed/scaling.ts";

Deno.test("measureScaling() trains on Workers and times epochs, a last smaller batch in them", async () => {
  const { workers, epochs } = await measureScaling({
    together: [{ sizes: [5, 4, 3], batch: 10, examples: 25 }],
    workers: [1, 2],
    networks: [],
    epochs: [{ varied: "width", value: 4, sizes: [5, 4, 3], batch: 10, examples: 25 }],
    seconds: 0.05,
  });
  assert.deepEqual(workers.map(({ program, sizes, count }) => ({ program, sizes, count })), [
    { program: "wasm", sizes: [5, 4, 3], count: 1 },
    { program: "wasm", sizes: [5, 4, 3], count: 2 },
  ]);
  for (const { examplesPerSecond } of workers) assert.ok(examplesPerSecond > 0);
  const [{ seconds, ...epoch }] = epochs;
  assert.ok(seconds > 0);
  assert.deepEqual(epoch, {
    varied: "width",
    value: 4,
    sizes: [5, 4, 3],
    batch: 10,
    examples: 25,
    multiplyAdds: 25 * (2 * 5 * 4 + 3 * 4 * 3),
  });
});

Deno.test("measureScaling() ends with the error of a Worker that can't train", async () => {
  const impossible = { sizes: [50_000, 50_000, 3], batch: 10, examples: 25 }; // 10 GB of weights
  await assert.rejects(
    measureScaling({
      together: [impossible],
      workers: [2],
      networks: [],
      epochs: [],
      seconds: 0.05,
    }),
    /^Error: A Worker of the benchmark died: .*memory/,
  );
});

Deno.test("the benchmark's epochs vary one thing each, its Workers go up to the cores", () => {
  const of = (varied: string) => SCALING.epochs.filter((epoch) => epoch.varied === varied);
  assert.deepEqual(of("depth").map(({ sizes }) => sizes.length - 2), [1, 2, 3, 4, 5]);
  assert.deepEqual(of("width").map(({ sizes }) => sizes[1]), of("width").map(({ value }) => value));
  for (const { sizes, examples, value, batch } of of("batch")) {
    assert.deepEqual({ sizes, examples, batch }, {
      sizes: [784, 256, 10],
      examples: 4000,
      batch: value,
    });
  }
  assert.equal(of("examples").length, 5);
  assert.deepEqual(SCALING.networks, [1, 2, 4, 8, 16]);
  assert.equal(SCALING.workers.at(-1), navigator.hardwareConcurrency);
});
