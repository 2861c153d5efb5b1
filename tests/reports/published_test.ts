import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { figureFiles, readFigure } from "../../reports/figure_files.ts";
import { rebuild } from "../../reports/published.ts";
import { REPORTS } from "../../reports/registry.ts";
import { writeReport } from "../../reports/site.ts";
import { widthSweep } from "../../reports/width_sweep.ts";
import { inFolder } from "../benchmarks/commands.ts";
import { FIGURES } from "./every_report.ts";
import { syntheticFigure } from "./synthetic.ts";

const PUBLISHED = new URL("../../reports/published", import.meta.url).pathname;
const SMALL = { datasets: ["mnist"], widths: [4, 32, 512], seeds: 3, epochs: 4 } as const;

/** The content of every file of a folder. */
function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(folder)].map(({ name }) => [
      name,
      Deno.readTextFileSync(join(folder, name)),
    ]),
  );
}

Deno.test("rebuild() writes the same bytes from results as a benchmark does, for every figure", () =>
  inFolder(async (folder) => {
    const written: Record<string, Record<string, string>> = {};
    for (const report of REPORTS) {
      const own = join(folder, report.figure);
      await writeReport(own, { report, figure: FIGURES[report.figure]({ seeds: 3 }) });
      written[own] = filesIn(own);
      for (const name of Object.keys(written[own])) {
        if (!name.endsWith(".json")) await Deno.writeTextFile(join(own, name), "old");
      }
    }
    const notes: string[] = [];
    await rebuild(folder, (page) => notes.push(page));
    for (const [own, files] of Object.entries(written)) {
      for (const [name, content] of Object.entries(filesIn(own))) {
        assert.ok(content === files[name], name);
      }
    }
    const pages = REPORTS.map(({ figure }) => join(folder, figure, `${figure}.html`)).sort();
    assert.deepEqual(notes, [...pages, join(folder, "index.html")]);
  }));

Deno.test("rebuild() refuses a folder without figures, and figures that are not the suite's", () =>
  inFolder(async (folder) => {
    await assert.rejects(rebuild(folder, () => {}), {
      message: `Expected the results of figures in ${folder} but found none`,
    });
    const report = { ...widthSweep, figure: "mine" };
    await writeReport(folder, { report, figure: { ...syntheticFigure(SMALL), figure: "mine" } });
    await assert.rejects(rebuild(folder, () => {}), {
      message: `Expected a figure of the suite in ${join(folder, "mine.json")} but found mine`,
    });
  }));

Deno.test("the published pages are what their results give: run `deno task published`", () =>
  inFolder(async (folder) => {
    const files = await figureFiles(PUBLISHED);
    assert.ok(files.length > 0);
    for (const file of files) {
      await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
      for (const kind of [file, file.replace("json", "vl.json")]) {
        await Deno.copyFile(join(PUBLISHED, kind), join(folder, kind));
      }
    }
    await Deno.copyFile(join(PUBLISHED, "bench.json"), join(folder, "bench.json"));
    await rebuild(folder, () => {});
    for (const name of ["bench.json", "bench.csv", "bench.svg", "bench-dark.svg"]) {
      const content = (root: string) => Deno.readTextFile(join(root, name));
      assert.ok(await content(PUBLISHED) === await content(folder), name);
    }
    for (const file of files) {
      const verdicts = (root: string) =>
        readFigure(join(root, file)).claims.map(({ id, verdict }) => `${id}: ${verdict}`);
      assert.deepEqual(verdicts(PUBLISHED), verdicts(folder), file);
      for (const ending of [".svg", "-dark.svg"]) {
        const svg = (root: string) => Deno.readTextFile(join(root, file.replace(".json", ending)));
        assert.ok(await svg(PUBLISHED) === await svg(folder), `${file}: ${ending}`);
      }
    }
  }));
