import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseCommand } from "../../benchmarks/experiment/command.ts";
import { COMMON_FLAGS } from "../../benchmarks/experiment/flags.ts";
import { carryOut } from "../../benchmarks/experiment/main.ts";
import { modifiedLoss } from "../../benchmarks/modified_loss.ts";
import type { FigureResult } from "../../reports/results.ts";
import { inFolder, run, task } from "./commands.ts";

Deno.test("modified-loss ends with a page, without runs", async () => {
  await inFolder(async (out) => {
    const { code, stdout, stderr } = await run("modified-loss", `--profile smoke --out ${out}`);
    assert.equal(code, 0, stderr);
    const page = join(out, "site", "modified-loss.html");
    assert.ok(stdout.endsWith(`Page: ${page}\n`), stdout);
    const { runs, flows, environment }: FigureResult = JSON.parse(
      Deno.readTextFileSync(join(out, "site", "modified-loss.json")),
    );
    assert.deepEqual(runs, []);
    assert.deepEqual(flows?.map(({ data, seed }) => [data.name, seed]), [
      ["stand-in", 1],
      ["stand-in", 2],
    ]);
    // Four step sizes: three flows for SGD in two ways, and for RMSProp in two.
    for (const { distances } of flows ?? []) assert.equal(distances.length, 4 * 3 * (2 + 2));
    assert.match(environment.engine, /^reference\/float64/);
  });
});

Deno.test("modified-loss refuses the flags of what it doesn't depend on", async () => {
  for (const flag of ["--engine wasm", "--epochs 3"]) {
    const { code, stderr } = await run("modified-loss", flag);
    assert.equal(code, 2);
    assert.match(stderr, /^Unknown flag --\w+: did you mean --[\w-]+\?\n$/);
  }
});

Deno.test("modified-loss leaves those flags out where they are meant for all figures", async () => {
  await inFolder(async (out) => {
    const line = `--profile smoke --seeds 1 --engine wasm --epochs 3 --quiet --json --out ${out}`;
    const command = await parseCommand(line.split(" "), { flags: COMMON_FLAGS });
    const ended = await carryOut(modifiedLoss, command);
    assert.ok(typeof ended !== "number");
    assert.equal(ended.result.command, "deno task modified-loss --profile smoke --seeds 1");
    assert.match(ended.result.environment.engine, /^reference/);
  });
});

Deno.test("modified-loss has nothing to plan", async () => {
  await inFolder(async (out) => {
    const line = `--profile smoke --dry-run --out ${out}`;
    const { code, stdout } = await run("modified-loss", line);
    assert.equal(code, 0);
    assert.match(stdout, /0 runs/);
  });
});

Deno.test("modified-loss stops within five seconds, without a page", async () => {
  await inFolder(async (out) => {
    const line = `--profile paper --dataset stand-in --out ${out}`;
    const child = task("modified-loss", line.split(" ")).spawn();
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("Steps against flows: stand-in, seed 1\n")) {
      const { done, value } = await reader.read();
      assert.ok(!done, text);
      text += value;
    }
    const start = performance.now();
    child.kill("SIGTERM");
    const { code } = await child.status;
    assert.ok(performance.now() - start < 5000);
    assert.equal(code, 143);
    await reader.cancel();
    await child.stdout.cancel();
    assert.equal(existsSync(join(out, "site")), false);
  });
});
