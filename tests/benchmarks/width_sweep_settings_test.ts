import assert from "node:assert/strict";
import { parseCommand } from "../../benchmarks/experiment/command.ts";
import { COMMON_FLAGS } from "../../benchmarks/experiment/flags.ts";
import { widthSweep as figure } from "../../benchmarks/width_sweep.ts";
import type { WidthSweepSettings } from "../../benchmarks/width_sweep_settings.ts";
import { spec } from "./experiment/fixtures.ts";

/** The paper's profile with conjugate gradient, as the flag asks for it. */
async function conjugateGradient(): Promise<WidthSweepSettings> {
  const flags = [...COMMON_FLAGS, ...figure.flags];
  const line = ["--optimizer", "conjugate-gradient"];
  const { changes } = await parseCommand(line, { flags });
  return { ...figure.profiles.paper, ...changes };
}

Deno.test("widthSweep lists conjugate gradient with its own step size, batch and epochs", async () => {
  const settings = await conjugateGradient();
  const valueOf = (name: string) => figure.table.find((row) => row.name === name)?.value(settings);
  assert.deepEqual(["Step size", "Momentum", "Mini-batch", "Epoch limit"].map(valueOf), [
    "line search, strong Wolfe conditions",
    "none",
    "none: all training examples at once",
    "300, each one iteration: a direction and its line search",
  ]);
  assert.match(valueOf("Optimizer")!, /^conjugate-gradient \(d = -g \+ /);
});

Deno.test("widthSweep refuses conjugate gradient with weight decay or max-norm", async () => {
  const settings = await conjugateGradient();
  const on = { data: spec.data, inputs: 3, classes: 2, engine: spec.engine, before: [] };
  const plan = (changes: Partial<WidthSweepSettings>) => () =>
    figure.stages[0].plan({ ...settings, ...changes }, on);
  assert.equal(plan({})()[0].optimizer.name, "conjugate-gradient");
  assert.throws(plan({ weightDecay: 0.1 }), {
    name: "UsageError",
    message: "Expected conjugate-gradient without weight decay but found 0.1",
  });
  assert.throws(plan({ maxNorm: 3 }), {
    name: "UsageError",
    message: "Expected conjugate-gradient without max-norm but found 3",
  });
});
