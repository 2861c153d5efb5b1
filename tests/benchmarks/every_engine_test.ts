/** Every figure, from the command to its numbers, on every engine. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { PublishedFigure } from "../../reports/compact.ts";
import { adapter, gpuTest } from "../network/engines/webgpu/adapter.ts";
import { inFolder, run } from "./commands.ts";

const FIGURES = [
  "width-sweep",
  "unbalanced-sgd",
  "four-datasets",
  "rmsprop-implicit-regularization",
];

/** The figures' results on the engine that the flags name. */
async function reproduce(flags: string, out: string): Promise<PublishedFigure[]> {
  const line = `--profile smoke --seeds 1 --quiet ${flags} --out ${out}`;
  const { code, stderr } = await run("reproduce", line);
  assert.deepEqual([code, stderr], [0, ""]);
  return FIGURES.map((figure) =>
    JSON.parse(Deno.readTextFileSync(join(out, "site", `${figure}.json`)))
  );
}

/** The errors of every run after every epoch, by figure. */
function errorsOf(figures: readonly PublishedFigure[]): number[][] {
  return figures.map(({ runs }) =>
    runs.flatMap(({ epochs: { trainError, validationError = [], testError } }) =>
      [...trainError, ...validationError, ...testError].map(Number)
    )
  );
}

let onWasm: Promise<number[][]> | undefined;

/** What an engine measures is what wasm measures, but for one or two examples that a rounding turns. */
async function agreesWithWasm(flags: string, engine: RegExp): Promise<void> {
  onWasm ??= inFolder(async (out) => errorsOf(await reproduce("--engine wasm", out)));
  const figures = await inFolder((out) => reproduce(flags, out));
  for (const { environment, runs } of figures) {
    assert.match(environment.engine, engine);
    assert.ok(runs.every(({ spec }) => environment.engine.startsWith(`${spec.engine}: `)));
  }
  const expected = await onWasm;
  for (const [i, errors] of errorsOf(figures).entries()) {
    assert.equal(errors.length, expected[i].length);
    errors.forEach((error, k) => {
      assert.ok(Math.abs(error - expected[i][k]) <= 0.01, `${error}, not ${expected[i][k]}`);
    });
  }
}

Deno.test("every figure is the same on tfjs as on wasm", async () => {
  await agreesWithWasm("--engine tfjs", /^tfjs\/wasm: TensorFlow\.js 4\.22\.0 on its wasm backend/);
});

gpuTest("every figure is the same on webgpu as on wasm, and names the adapter", async () => {
  await agreesWithWasm("--engine webgpu", /^webgpu\//);
});

gpuTest("width-sweep runs on the webgpu backend of tfjs, and names the adapter", async () => {
  await inFolder(async (out) => {
    const flags = "--engine tfjs --tfjs-backend webgpu --widths 4 --seeds 1 --epochs 1";
    const line = `--profile smoke --quiet ${flags} --out ${out}`;
    const { code, stderr } = await run("width-sweep", line);
    assert.deepEqual([code, stderr], [0, ""]);
    const { environment, command }: PublishedFigure = JSON.parse(
      Deno.readTextFileSync(join(out, "site", "width-sweep.json")),
    );
    assert.ok(environment.engine.startsWith(`tfjs/webgpu on ${adapter?.name}: `));
    assert.match(command, /--engine tfjs --tfjs-backend webgpu/);
  });
});
