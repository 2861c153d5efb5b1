import assert from "node:assert/strict";
import { join } from "node:path";
import type { PublishedFigure } from "../../reports/compact.ts";
import { blasTest } from "../network/engines/wasm/blas.ts";
import { inFolder, run, storedOutcomes } from "./commands.ts";
import { determined, runsOf } from "./pages.ts";

const LINE = "--profile smoke --widths 4,64 --seeds 2 --epochs 2 --quiet";

/** Runs a task to its end and returns what it prints. */
async function succeeds(task: Parameters<typeof run>[0], line: string): Promise<string> {
  const { code, stdout, stderr } = await run(task, line);
  assert.deepEqual([code, stderr], [0, ""]);
  return stdout;
}

blasTest(
  "blas trains in Workers, to the same bits each time, and says so on the page",
  async () => {
    await inFolder(async (folder) => {
      const [first, second] = ["first", "second"].map((name) => join(folder, name));
      await succeeds("blas", `width-sweep ${LINE} --jobs 2 --out ${first}`);
      await succeeds("blas", `width-sweep ${LINE} --jobs 1 --engine wasm --blas --out ${second}`);
      assert.deepEqual(determined(runsOf(first)), determined(runsOf(second)));
      const { command, environment, runs }: PublishedFigure = JSON.parse(
        Deno.readTextFileSync(join(first, "site", "width-sweep.json")),
      );
      assert.match(command, /^deno task blas width-sweep --profile smoke --engine wasm --blas /);
      assert.match(environment.engine, /^wasm\/\S+\+\S+: .*; products of wide layers by /);
      assert.ok(runs.every(({ spec }) => environment.engine.startsWith(`${spec.engine}: `)));

      // Runs without a BLAS are others.
      await succeeds("width-sweep", `${LINE} --engine wasm --out ${first}`);
      assert.equal(storedOutcomes(first), 8);
    });
  },
);

blasTest("blas runs all figures, those that train nothing among them", async () => {
  await inFolder(async (out) => {
    const line = `reproduce --profile smoke --seeds 1 --epochs 1 --quiet --out ${out}`;
    assert.match(await succeeds("blas", line), /\nIndex: /);
  });
});

Deno.test("blas asks for a figure, and help says which there are", async () => {
  const { code, stderr } = await run("blas", "--seeds 2");
  assert.deepEqual([code, stderr], [2, "Expected the name of a figure but found none\n"]);
  assert.match(
    (await run("blas", "--help")).stdout,
    /\nUsage: deno task blas FIGURE .*width-sweep/s,
  );
});

Deno.test("--blas without the permission names the command that has it", async () => {
  await inFolder(async (out) => {
    const line = `--profile smoke --engine wasm --blas --out ${out}`;
    assert.deepEqual(await run("width-sweep", line), {
      code: 2,
      stdout: "",
      stderr: "Expected a BLAS library but found no permission to call native code: " +
        "deno task blas has it\n",
    });
    assert.deepEqual([...Deno.readDirSync(out)], []);
  });
});

Deno.test("blas refuses another engine", async () => {
  assert.deepEqual(await run("blas", "width-sweep --engine tfjs --dry-run"), {
    code: 2,
    stdout: "",
    stderr: "Expected --blas with --engine wasm but found tfjs\n",
  });
});
