import assert from "node:assert/strict";
import { join } from "node:path";
import { writeReport } from "../../reports/site.ts";
import { widthSweep } from "../../reports/width_sweep.ts";
import { syntheticFigure } from "../reports/synthetic.ts";
import { inFolder, run } from "./commands.ts";

Deno.test("published makes the pages of a folder again and prints their paths", () =>
  inFolder(async (folder) => {
    const figure = syntheticFigure({ datasets: ["mnist"], widths: [4], seeds: 3, epochs: 2 });
    const { page } = await writeReport(join(folder, "sweep"), { report: widthSweep, figure });
    const text = await Deno.readTextFile(page);
    await Deno.remove(page);
    const { code, stdout, stderr } = await run("published", folder);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(stdout, `${page}\n${join(folder, "index.html")}\n`);
    assert.equal(await Deno.readTextFile(page), text);
  }));

Deno.test("published ends with 1 where there is nothing to make pages of, with 2 for bad usage", () =>
  inFolder(async (folder) => {
    const empty = await run("published", folder);
    const message = `Expected the results of figures in ${folder} but found none\n`;
    assert.deepEqual([empty.code, empty.stderr], [1, message]);
    const two = await run("published", "a b");
    assert.deepEqual([two.code, two.stderr], [2, "Expected one folder but found a, b\n"]);
    const unknown = await run("published", "--fast");
    assert.deepEqual([unknown.code, unknown.stderr], [2, "Unknown option '--fast'\n"]);
  }));
