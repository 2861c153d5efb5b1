import assert from "node:assert/strict";
import type { SpeedResults } from "../../../reports/speed/results.ts";
import { speedMarkdown } from "../../../reports/speed/markdown.ts";
import { stepsTable } from "../../../reports/speed/table.ts";
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

Deno.test("speedMarkdown() has every table that was measured, and what is missing", () => {
  const text = speedMarkdown({ ...FULL, missing: [{ name: "jax-js", reason: "npm has none" }] });
  const titles = text.split("\n\n").filter((part) => !part.startsWith("|"));
  assert.deepEqual(titles.slice(-4), [
    "What the path geometry costs",
    "The width sweep, all of its runs, on all cores",
    "Memory",
    "jax-js was not measured: npm has none",
  ]);
  assert.match(text, /^Time a step: .*\n\n\| Network \| wasm/);
  assert.equal(speedMarkdown({ ...FULL, steps: [], sweep: [], missing: [] }), "");
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
    ["Geometric mean over H", "", "2.5×"],
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
