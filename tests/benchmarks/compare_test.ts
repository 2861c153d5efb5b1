import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeReport } from "../../reports/site.ts";
import type { RunResult } from "../../reports/results.ts";
import { widthSweep } from "../../reports/width_sweep.ts";
import { syntheticFigure } from "../reports/synthetic.ts";
import { inFolder, run, task } from "./commands.ts";

const SMALL = { datasets: ["mnist"], widths: [4, 32], seeds: 5, epochs: 3 } as const;

/** Writes a small width sweep as a command with this --out would. */
async function write(out: string, change?: (run: RunResult) => RunResult): Promise<void> {
  const figure = syntheticFigure({ ...SMALL, ...(change && { change }) });
  await writeReport(join(out, "site"), { report: widthSweep, figure });
}

/** A run that makes more errors, how many more differing a little from seed to seed. */
function worse(run: RunResult): RunResult {
  const more = 0.05 + 1e-3 * run.spec.seed;
  const epochs = run.epochs.map(({ test, ...record }) => ({
    ...record,
    test: { ...test, error: test.error + more },
  }));
  return { ...run, epochs };
}

Deno.test("compare ends with 0 where nothing differs, and writes a page without scripts", () =>
  inFolder(async (folder) => {
    const [a, b, out] = ["a", "b", "out"].map((name) => join(folder, name));
    await write(a);
    await write(b);
    const { code, stdout, stderr } = await run("compare", `${a} ${b} --out ${out}`);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(
      stdout,
      /10 of 10 pairs of runs with the same settings and seed ended with the same/,
    );
    assert.match(stdout, /Claims: width-sweep: 4 the same or within the spread\n/);
    assert.match(stdout, /Curves: width-sweep: 6 the same or within the spread\n/);
    assert.match(
      stdout,
      /No differences beyond the spread over seeds, by 0 tests of claims and 0 of curves\.\n/,
    );
    const page = await Deno.readTextFile(join(out, "site", "compare.html"));
    assert.match(page, /script-src &#39;none&#39;/);
    assert.doesNotMatch(page, /<script/);
  }));

Deno.test("compare ends with 1 where something does, and says what, by which test", () =>
  inFolder(async (folder) => {
    const [a, b] = ["a", "b"].map((name) => join(folder, name));
    await write(a);
    await write(b, worse);
    const files = [a, b].map((set) => join(set, "site", "width-sweep.json")).join(" ");
    const { code, stdout } = await run("compare", `${files} --out ${folder}`);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /beyond spread +mnist, 100-4-10 +test error +\S+ +\S+ +5\.3 points +\S+ to \S+ +paired t +5 /,
    );
    assert.match(
      stdout,
      /\d differences? beyond the spread over seeds, by \d tests? of claims and \d of curves\.\nPage: /,
    );

    const json = await run("compare", `${files} --out ${folder} --json`);
    const { page, figures: [figure] } = JSON.parse(json.stdout);
    assert.equal(json.code, 1);
    assert.equal(page, join(folder, "site", "compare.html"));
    const [found] = figure.curves.filter(({ finding }: { finding: string }) =>
      finding === "beyond spread"
    );
    assert.equal(found.change.test, "paired t");
    assert.ok(found.adjusted >= found.change.p && found.adjusted < 0.05);
  }));

Deno.test("compare escapes what comes from results and from the command line", () =>
  inFolder(async (folder) => {
    const evil = `<img src=x onerror="alert(1)">'&`;
    const set = join(folder, "<b>");
    const figure = syntheticFigure(SMALL);
    const environment = { ...figure.environment, engine: evil };
    await write(folder);
    await writeReport(set, {
      report: { ...widthSweep, title: evil },
      figure: { ...figure, environment, command: evil, profile: evil },
    });
    const { code } = await task("compare", [folder, set, "--out", folder]).output();
    assert.equal(code, 0);
    const page = await Deno.readTextFile(join(folder, "site", "compare.html"));
    assert.match(page, /&lt;b&gt;<\/code>/);
    assert.equal(page.match(/&lt;img src=x/g)?.length, 4);
    assert.doesNotMatch(page, /<img|<b>&lt;/);
  }));

Deno.test("compare ends with 2 and one line where it is not given two sets of results", () =>
  inFolder(async (folder) => {
    const broken = join(folder, "broken.json");
    await Deno.writeTextFile(broken, "{");
    const lines: [line: string, message: string][] = [
      [
        "",
        "Expected two sets of results but found 0: the arguments are A B, --out DIR, --json and --help",
      ],
      ["--fast", "Unknown option '--fast': the arguments are A B, --out DIR, --json and --help"],
      [
        `${folder}/none ${folder}`,
        `Expected a folder or the results of a figure at ${folder}/none but found nothing`,
      ],
      [`${folder} ${folder}`, `Expected the results of figures in ${folder} but found none`],
      [
        `${broken} ${broken}`,
        "Expected JSON but found: Expected property name or '}' in JSON at position 1 " +
        `(line 1 column 2) in ${broken}`,
      ],
    ];
    for (const [line, message] of lines) {
      const { code, stdout, stderr } = await run("compare", `${line} --out ${folder}/out`.trim());
      assert.deepEqual([code, stdout, stderr], [2, "", `${message}\n`]);
    }
    assert.equal(existsSync(join(folder, "out")), false);
  }));
