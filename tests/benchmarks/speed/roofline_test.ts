import assert from "node:assert/strict";
import { measureRoofline, ROOFLINE } from "../../../benchmarks/speed/roofline.ts";

Deno.test("measureRoofline() measures every product and the step of each network", async () => {
  const told: string[] = [];
  const { peak128, peak256, bandwidth, points } = await measureRoofline({
    networks: [[9, 5, 3], [30, 20, 12, 10]], // whole panels, wide and narrow rests
    batch: 7,
    seconds: 0.01,
    bytes: 2 ** 20,
    note: (line) => told.push(line),
  });
  for (const value of [peak128, bandwidth, ...points.map(({ gflops }) => gflops)]) {
    assert.ok(Number.isFinite(value) && value > 0);
  }
  assert.ok(peak256 === undefined || peak256 > 0);
  assert.deepEqual(points.map(({ kernel, sizes, layer }) => `${sizes.length} ${kernel} ${layer}`), [
    "3 forward 0",
    "3 weights 0",
    "3 forward 1",
    "3 backward 1",
    "3 weights 1",
    "3 step undefined",
    "4 forward 0",
    "4 weights 0",
    "4 forward 1",
    "4 backward 1",
    "4 weights 1",
    "4 forward 2",
    "4 backward 2",
    "4 weights 2",
    "4 step undefined",
  ]);
  assert.equal(told.length, 1 + points.length);
  assert.deepEqual(told.slice(0, 2), [
    "peak and bandwidth of one core",
    "9-5-3: forward of layer 1",
  ]);
});

Deno.test("measureRoofline() ends where its signal comes", async () => {
  const stop = new AbortController();
  const note = (line: string) => line.includes("backward") && stop.abort(new Error("stopped"));
  await assert.rejects(
    measureRoofline({
      networks: [[9, 5, 3]],
      batch: 7,
      seconds: 0.001,
      bytes: 2 ** 16,
      note,
      signal: stop.signal,
    }),
    { message: "stopped" },
  );
});

Deno.test("the benchmark's roofline reads far more than a cache holds, in whole pages", () => {
  assert.ok(ROOFLINE.bytes >= 2 ** 28 && ROOFLINE.bytes % 65536 === 0);
});
