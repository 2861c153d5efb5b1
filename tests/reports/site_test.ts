import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeIndex, writeReport } from "../../reports/site.ts";
import { fourDatasets } from "../../reports/four_datasets.ts";
import { unbalancedSgd } from "../../reports/unbalanced_sgd.ts";
import { widthSweep } from "../../reports/width_sweep.ts";
import { syntheticFigure } from "./synthetic.ts";
import { fourDatasetsFigure, unbalancedSgdFigure } from "./synthetic_comparison.ts";

const SMALL = { datasets: ["mnist"], widths: [4, 32, 512], seeds: 3, epochs: 4 } as const;

/** Runs a test in a folder of its own. */
async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

Deno.test("writeReport() writes six files and tells verdicts and path", () =>
  inFolder(async (folder) => {
    const directory = join(folder, "new", "site");
    const figure = syntheticFigure(SMALL);
    const written = await writeReport(directory, { report: widthSweep, figure });
    assert.deepEqual(names(directory), [
      "width-sweep-dark.svg",
      "width-sweep.csv",
      "width-sweep.html",
      "width-sweep.json",
      "width-sweep.svg",
      "width-sweep.vl.json",
    ]);
    assert.equal(written.page, join(directory, "width-sweep.html"));
    const json = JSON.parse(await Deno.readTextFile(join(directory, "width-sweep.json")));
    assert.deepEqual(written.claims, json.claims);
    assert.equal(json.format, 1);
    assert.equal(json.runs.length, 9);
    assert.equal(json.claims[0].id, "mnist-32-units-fit");
  }));

Deno.test("writeReport() leaves nothing behind where a file cannot be written", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "width-sweep.svg"));
    await assert.rejects(
      writeReport(folder, { report: widthSweep, figure: syntheticFigure(SMALL) }),
    );
    assert.deepEqual(names(folder), ["width-sweep.svg"]);
  }));

Deno.test("writeReport() escapes every text from data and flags", () =>
  inFolder(async (folder) => {
    const evil = `</script>"'&<img src=x onerror=alert(1)>`;
    const figure = syntheticFigure(SMALL);
    const [data] = figure.data;
    const written = await writeReport(folder, {
      report: widthSweep,
      figure: {
        ...figure,
        profile: evil,
        command: evil,
        settings: [{ name: evil, value: evil, source: "override", note: evil }],
        environment: { ...figure.environment, engine: evil, os: evil, cpu: evil },
        data: [{ ...data, title: evil, files: [{ ...data.files[0], name: evil }] }],
        runs: figure.runs.map((run) => ({ ...run, id: evil })),
      },
    });
    await writeIndex(folder);
    for (const page of [written.page, join(folder, "index.html")]) {
      assert.doesNotMatch(await Deno.readTextFile(page), /<img src=x|<\/script>&quot;/);
    }
  }));

Deno.test("writeReport() allows by hash exactly the styles and scripts of the page", () =>
  inFolder(async (folder) => {
    const figure = syntheticFigure(SMALL);
    const { page } = await writeReport(folder, { report: widthSweep, figure });
    const text = await Deno.readTextFile(page);
    const policy = text.match(/Content-Security-Policy" content="([^"]*)"/)![1];
    const allowed = [...policy.matchAll(/sha256-([A-Za-z0-9+/=]+)/g)].map((match) => match[1]);
    const inline = [...text.matchAll(/<(script|style)>([^]*?)<\/\1>/g)].map((match) => match[2]);
    const hash = (source: string) => createHash("sha256").update(source).digest("base64");
    assert.equal(inline.length, 5);
    assert.deepEqual(new Set(allowed), new Set(inline.map(hash)));
    assert.match(policy, /^default-src &#39;none&#39;;/);
    assert.doesNotMatch(policy, /unsafe|https?:/);
  }));

Deno.test("writeReport() keeps a page of 110 runs of 200 epochs under 4 MB", () =>
  inFolder(async (folder) => {
    const { page } = await writeReport(folder, {
      report: widthSweep,
      figure: syntheticFigure({ epochs: 200 }),
    });
    const { size } = await Deno.stat(page);
    assert.ok(size < 4e6, `${size} bytes`);
  }));

Deno.test("writeReport() puts a banner on a page of the stand-in", () =>
  inFolder(async (folder) => {
    const { page } = await writeReport(folder, {
      report: widthSweep,
      figure: syntheticFigure({ ...SMALL, datasets: ["stand-in"] }),
    });
    assert.match(await Deno.readTextFile(page), /Not real data\./);
    assert.match(await Deno.readTextFile(await writeIndex(folder)), /Not real data\./);
  }));

Deno.test("writeIndex() shows every figure with its verdicts", () =>
  inFolder(async (folder) => {
    await writeReport(folder, { report: widthSweep, figure: syntheticFigure(SMALL) });
    const text = await Deno.readTextFile(await writeIndex(folder));
    assert.match(text, /<a href="width-sweep.html">Does the size of a network control/);
    assert.match(text, /4 of 4 claims reproduced\./);
    assert.match(
      text,
      /<a href="width-sweep.html"><svg [^>]*role="img" aria-label="Training error/,
    );
    for (
      const said of [
        "Figure 1 of Neyshabur",
        "<dt>Data</dt>MNIST",
        "<dt>Profile</dt>paper",
        "<dt>Size</dt>3 seeds and 9 runs",
        "<dt>Engine</dt>wasm/relaxed-simd: WebAssembly",
        "<dt>Machine</dt>AMD EPYC, linux x86_64, 2 cores",
        "<dt>Commit</dt>0123456789abcdef",
        "<dt>Date</dt>2026-03-01 14:05 UTC",
        "<dt>Command</dt>deno task width-sweep",
      ]
    ) {
      assert.ok(text.replaceAll(/\s*<\/?dd>\s*/g, "").includes(said), said);
    }
  }));

Deno.test("writeIndex() has the order of the papers, in folders too, and the user's own last", () =>
  inFolder(async (folder) => {
    const { data, ...figure } = syntheticFigure(SMALL);
    const own = { ...widthSweep, figure: "a-users-own", title: "A user's own" };
    const stand = (name: string) => ({ ...figure, data, figure: name });
    await writeReport(join(folder, "a"), {
      report: widthSweep,
      figure: syntheticFigure({ ...SMALL, datasets: ["cifar-10"] }),
    });
    await writeReport(join(folder, "b"), { report: widthSweep, figure: stand("width-sweep") });
    await writeReport(folder, { report: own, figure: stand(own.figure) });
    await writeReport(folder, {
      report: unbalancedSgd,
      figure: unbalancedSgdFigure({ epochs: 4 }),
    });
    await Deno.writeTextFile(join(folder, "other.json"), "[]");
    const text = await Deno.readTextFile(await writeIndex(folder));
    assert.deepEqual([...text.matchAll(/<h2><a href="([^"]*)"/g)].map((match) => match[1]), [
      "b/width-sweep.html",
      "a/width-sweep.html",
      "unbalanced-sgd.html",
      "a-users-own.html",
    ]);
  }));

Deno.test("writeIndex() folds undecided claims away where there are many", () =>
  inFolder(async (folder) => {
    const figure = fourDatasetsFigure({ datasets: ["mnist", "stand-in"], seeds: 3, epochs: 8 });
    await writeReport(folder, { report: fourDatasets, figure });
    const text = await Deno.readTextFile(await writeIndex(folder));
    const [shown, folded] = text.split("<details>");
    assert.match(folded, /<summary>8 inconclusive<\/summary>/);
    assert.doesNotMatch(shown, /<strong class="verdict inconclusive"/);
  }));

Deno.test("writeIndex() refuses results that are broken", () =>
  inFolder(async (folder) => {
    const path = join(folder, "width-sweep.json");
    await Deno.writeTextFile(join(folder, "width-sweep.vl.json"), "{}");
    const broken: [text: string, message: RegExp][] = [
      ["{", /^Expected JSON but found: /],
      ["null", /^Expected an object but found null in /],
      ['{"figure":"width-sweep"}', /^Expected 1 at format but found nothing in /],
      ['{"figure":"width-sweep","runs":[],"format":2}', /^Expected 1 at format but found 2 in /],
    ];
    for (const [text, message] of broken) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(writeIndex(folder), ({ message: found }: Error) =>
        message.test(found) && found.endsWith(` in ${path}`));
    }
    assert.deepEqual(names(folder), ["width-sweep.json", "width-sweep.vl.json"]);
  }));

Deno.test("writeIndex() writes an index of an empty folder", () =>
  inFolder(async (folder) => {
    assert.equal(await writeIndex(folder), join(folder, "index.html"));
  }));

/** Writes an index over a figure whose JSON was changed, under a name. */
async function indexOf(folder: string, name: string, change: object): Promise<string> {
  await writeReport(folder, { report: widthSweep, figure: syntheticFigure(SMALL) });
  const path = join(folder, "width-sweep.json");
  const figure = JSON.parse(await Deno.readTextFile(path));
  await Deno.remove(path);
  await Deno.writeTextFile(join(folder, name.replace(/json$/, "vl.json")), "{}");
  await Deno.writeTextFile(join(folder, name), JSON.stringify({ ...figure, ...change }));
  return await writeIndex(folder);
}

Deno.test("writeIndex() reads no drawing outside the folder, whatever the JSON says", () =>
  inFolder(async (folder) => {
    await assert.rejects(indexOf(folder, "width-sweep.json", { figure: "../../secret" }), {
      message: "Expected a name of small letters, digits and hyphens at figure but found " +
        `"../../secret" in ${join(folder, "width-sweep.json")}`,
    });
  }));

Deno.test("writeIndex() refuses the JSON of a figure under another name, and of no figure", () =>
  inFolder(async (folder) => {
    await assert.rejects(indexOf(folder, "other.json", {}), {
      message: `Expected the figure other in ${join(folder, "other.json")} but found width-sweep`,
    });
    await Deno.writeTextFile(join(folder, "other.json"), "[]");
    await assert.rejects(writeIndex(folder), {
      message: `Expected an object but found a list of 0 in ${join(folder, "other.json")}`,
    });
  }));

Deno.test("writeIndex() takes the figures that are published", async () => {
  const published = new URL("../../reports/published/", import.meta.url);
  for (const { name, isDirectory } of Deno.readDirSync(published)) {
    if (!isDirectory) continue;
    await inFolder(async (folder) => {
      for (const file of Deno.readDirSync(new URL(`${name}/`, published))) {
        await Deno.copyFile(new URL(`${name}/${file.name}`, published), join(folder, file.name));
      }
      assert.match(await Deno.readTextFile(await writeIndex(folder)), /<article>/);
    });
  }
});
