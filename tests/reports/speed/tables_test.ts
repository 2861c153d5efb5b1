import assert from "node:assert/strict";
import type { SpeedResults } from "../../../reports/speed/results.ts";
import { speedTable, stepsTable } from "../../../reports/speed/table.ts";
import { memoryTable, pathTable, sweepTable } from "../../../reports/speed/tables.ts";
import { syntheticSpeed } from "./synthetic_speed.ts";

const FULL = syntheticSpeed();
const NETWORK = { sizes: [100, 4, 10], rule: "momentum" };

/** Two widths, three programs; one did not do the second. */
const RESULTS: SpeedResults = {
  ...FULL,
  steps: [
    { ...NETWORK, program: "wasm", times: [0.01, 0.012, 0.011] },
    { ...NETWORK, program: "pytorch", times: [0.1, 0.12, 0.132], configuration: "1 thread" },
    { ...NETWORK, program: "tfjs-wasm", times: [2, 2.4, 2.2] },
    { ...NETWORK, sizes: [100, 4096, 10], program: "wasm", times: [4] },
    { ...NETWORK, sizes: [100, 4096, 10], program: "pytorch", times: [2.6] },
    { ...NETWORK, sizes: [784, 512, 512, 10], program: "wasm", times: [9] },
  ],
};

Deno.test("speedTable() is the README's table, with geometric means", () => {
  assert.equal(
    speedTable(RESULTS),
    [
      "| H | wasm (relaxed-simd), ms | PyTorch 1.13.1, ms (ratio) | tfjs-wasm 4.22.0, ms (ratio) |",
      "| ---: | ---: | ---: | ---: |",
      "| 4 | 0.011 | 0.12 (10×, 1 thread) | 2.2 (200×) |",
      "| 4096 | 4 | 2.6 (0.65×) | – |",
      "| geometric mean |  | 2.5× | 200× |",
    ].join("\n"),
  );
});

Deno.test("speedTable() of nothing, or of deep networks alone, is empty", () => {
  assert.equal(speedTable({ ...RESULTS, steps: [] }), "");
  assert.equal(speedTable({ ...RESULTS, steps: RESULTS.steps.slice(-1) }), "");
});

Deno.test("stepsTable() has a line for each network and no column for a program without times", () => {
  const steps = RESULTS.steps.filter(({ program }) => program !== "tfjs-wasm");
  const { columns, rows } = stepsTable({ ...RESULTS, steps }, "momentum");
  assert.deepEqual(columns.map(({ title }) => title), [
    "Network",
    "wasm (relaxed-simd)",
    "PyTorch 1.13.1",
  ]);
  assert.deepEqual(rows, [
    ["100-4-10", "0.011", "0.12 (10×, 1 thread)"],
    ["100-4096-10", "4", "2.6 (0.65×)"],
    ["784-512-512-10", "9", "–"],
  ]);
});

Deno.test("sweepTable() gives throughputs against the project's own, and test errors", () => {
  const { columns, rows } = sweepTable(FULL)!;
  assert.equal(columns.length, rows[0].length);
  assert.deepEqual(rows, [
    ["wasm (relaxed-simd)", "4", "33", "31 (30 to 33)", "645,000", "1.0×", "30.00 %", "5.10 %"],
    ["PyTorch 1.13.1", "4", "33", "62", "323,000", "2.0×", "31.00 %", "5.05 %"],
  ]);
  assert.equal(sweepTable({ ...FULL, sweep: [] }), undefined);
});

Deno.test("memoryTable() gives megabytes where they were asked for", () => {
  const steps = RESULTS.steps.map((timing, i) => i === 1 ? { ...timing, memory: 2.5e8 } : timing);
  const { columns, rows } = memoryTable({ ...RESULTS, steps })!;
  assert.deepEqual(columns.map(({ title }) => title), ["Network", "PyTorch 1.13.1"]);
  assert.deepEqual(rows, [["100-4-10", "250"]]);
  assert.equal(memoryTable(RESULTS), undefined);
});

Deno.test("pathTable() holds Path-SGD against SGD of the same program and network", () => {
  const steps = [
    { ...NETWORK, rule: "sgd", program: "wasm", times: [1, 2, 4] },
    { ...NETWORK, rule: "path-sgd", program: "wasm", times: [1.1, 2, 4.8] },
    { ...NETWORK, rule: "path-sgd", program: "pytorch", times: [9] },
  ];
  assert.deepEqual(pathTable({ ...RESULTS, steps })!.rows, [
    ["wasm (relaxed-simd)", "100-4-10", "2", "2", "1.1 (1 to 1.2)"],
  ]);
  assert.equal(pathTable(RESULTS), undefined);
});
