import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder, run } from "./commands.ts";
import type { FigureResult } from "../../reports/results.ts";

Deno.test("unbalanced-sgd ends with a page, and its runs are those of four-datasets", async () => {
  await inFolder(async (out) => {
    const line = `--profile smoke --out ${out}`;
    const { code, stdout, stderr } = await run("unbalanced-sgd", line);
    assert.equal(code, 0, stderr);
    const page = join(out, "site", "unbalanced-sgd.html");
    assert.ok(stdout.endsWith(`Page: ${page}\n`), stdout);
    const { runs, stepSizes, starts, workedExamples }: FigureResult = JSON.parse(
      Deno.readTextFileSync(join(out, "site", "unbalanced-sgd.json")),
    );
    assert.equal(runs.length, 8);
    assert.equal(stepSizes?.length, 2);
    assert.deepEqual(workedExamples?.map(({ panel }) => panel), ["b", "c"]);
    assert.deepEqual(starts?.map(({ seed }) => seed), [1, 2]);
    for (const { difference, largest } of starts ?? []) {
      assert.ok(difference > 0 && difference < 1e-6 * largest);
    }

    const other = await run("four-datasets", line);
    assert.equal(other.code, 0, other.stderr);
    const counts = other.stderr.match(/^\d+ runs already stored, \d+ to do\.$/gm);
    assert.deepEqual(counts, [
      "4 runs already stored, 8 to do.",
      "4 runs already stored, 8 to do.",
    ]);
  });
});
