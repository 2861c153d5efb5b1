import assert from "node:assert/strict";
import { settingsTable } from "../../../benchmarks/experiment/figure.ts";
import { fourDatasets } from "../../../benchmarks/four_datasets.ts";
import { unbalancedSgd } from "../../../benchmarks/unbalanced_sgd.ts";
import { widthSweep } from "../../../benchmarks/width_sweep.ts";

const { paper, quick } = widthSweep.profiles;

/** Sources by name of the setting. */
function sources(settings: typeof paper, ...overridden: string[]): Record<string, string> {
  const table = settingsTable(widthSweep, { settings, overridden: new Set(overridden) });
  return Object.fromEntries(table.map(({ name, source }) => [name, source]));
}

Deno.test("settingsTable() calls the paper's profile the paper's, but for assumptions", () => {
  const table = sources(paper);
  assert.equal(table["Mini-batch"], "paper");
  assert.equal(table["Hidden units H"], "paper");
  assert.equal(table["Epoch limit"], "assumption");
  assert.equal(table["Convergence"], "assumption");
  assert.deepEqual(new Set(Object.values(table)), new Set(["paper", "assumption"]));
});

Deno.test("settingsTable() finds nothing changed in any figure's profile of the paper", () => {
  for (const { profiles, table } of [unbalancedSgd, fourDatasets]) {
    for (
      const { source } of settingsTable({ profiles, table }, {
        settings: profiles.paper,
        overridden: new Set<string>(),
      })
    ) {
      assert.ok(source === "paper" || source === "assumption");
    }
  }
});

Deno.test("settingsTable() says what a profile makes smaller", () => {
  const table = sources(quick);
  assert.equal(table["Hidden units H"], "profile");
  assert.equal(table["Epoch limit"], "profile");
  assert.equal(table["Mini-batch"], "paper");
  assert.equal(table["Convergence"], "assumption");
});

Deno.test("settingsTable() says what a flag changed", () => {
  const table = sources({ ...quick, widths: [4], seeds: [7, 8] }, "widths", "seeds");
  assert.equal(table["Hidden units H"], "override");
  assert.equal(table["Seeds"], "override");
  assert.equal(table["Epoch limit"], "profile");
});

Deno.test("settingsTable() says how the engine is chosen, or which one a flag names", () => {
  const engine = (settings: typeof paper, ...overridden: string[]) =>
    settingsTable(widthSweep, { settings, overridden: new Set(overridden) })
      .find(({ name }) => name === "Engine");
  assert.equal(engine(paper)?.value, "webgpu on a GPU, else wasm");
  assert.equal(engine(paper)?.source, "assumption");
  const named = engine({ ...quick, engine: "tfjs", tfjsBackend: "webgpu" }, "engine");
  assert.equal(named?.value, "tfjs on its webgpu backend");
  assert.equal(named?.source, "override");
  const blas = engine({ ...quick, engine: "wasm", blas: true }, "engine", "blas");
  assert.equal(blas?.value, "wasm with a BLAS library");
});
