import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { addNight, readHistory } from "../../reports/nights/history.ts";
import { type Night, NIGHT_FORMAT } from "../../reports/nights/night.ts";
import { dateOf } from "../reports/nights/simulated_year.ts";
import { inFolder, run } from "./commands.ts";

const PROTOCOL = "--profile smoke";
const TONIGHT = "2026-02-01";

Deno.test("a night runs every figure, finds a shift, confirms it and builds into a site", () =>
  inFolder(async (folder) => {
    const history = join(folder, "history");
    for (let index = 0; index < 20; index++) {
      addNight(history, { night: nightBefore(index), results: {} });
    }
    const line = `${PROTOCOL} --out ${folder}/out --history ${history} --date ${TONIGHT} --keep 1`;
    const { code, stdout, stderr } = await run("nightly", `${line} --quiet`);
    assert.equal(code, 3, stderr);
    assert.match(stdout, /^Night of 2026-02-01: .* 5 figures, /);
    assert.match(
      stdout,
      /\nSHIFT width-sweep\/diverged: .*\n {2}Expected 9\.38 to 14\.6 runs .* found 0; with other seeds 0 and 0\./,
    );
    assert.match(stderr, /Out of range: width-sweep\. Running again with other seeds\./);

    const night = readHistory(history).at(-1)!;
    assert.equal(night.date, TONIGHT);
    assert.deepEqual(night.seeds, [61_456, 61_457, 61_458]);
    assert.deepEqual(night.figures.map(({ figure }) => figure), [
      "width-sweep",
      "unbalanced-sgd",
      "four-datasets",
      "modified-loss",
      "rmsprop-implicit-regularization",
    ]);
    assert.deepEqual(night.changes.map(({ metric, kind }) => [metric, kind]), [
      ["width-sweep/diverged", "shift"],
    ]);
    assert.ok(existsSync(join(history, TONIGHT, "width-sweep.json")));

    const before = filesOf(join(folder, "out", "site"));
    for (const name of before.keys()) {
      if (!name.endsWith(".json")) Deno.removeSync(join(folder, "out", "site", name));
    }
    const site = await run("site", `--out ${folder}/out --history ${history}`);
    assert.equal(site.code, 0, site.stderr);
    const after = filesOf(join(folder, "out", "site"));
    for (const [name, text] of before) assert.equal(after.get(name), text, `${name} as before`);
    assert.match(after.get("nights.html")!, /width-sweep\/diverged/);
    assert.match(after.get("index.html")!, /href="nights\.html"/);
    assert.ok(after.has("nights.xml") && after.has("nights.csv"));
  }));

Deno.test("a figure that fails makes a failed night, which is a night too", () =>
  inFolder(async (folder) => {
    const data = join(folder, "data");
    Deno.mkdirSync(data);
    const line = `--dataset mnist --data ${data} --out ${folder}/out --history ${folder}/history ` +
      `--date ${TONIGHT}`;
    const { code, stdout } = await run("nightly", line);
    assert.equal(code, 1);
    const failure = new RegExp(
      `FAILED width-sweep: Expected the files of MNIST in ${data} but found`,
    );
    assert.match(stdout, failure);
    const [night] = readHistory(join(folder, "history"));
    assert.equal(night.figures.length, 5);
    assert.match(night.figures[0].failure!, /^Expected the files of MNIST/);
  }));

Deno.test("the flags of a night are those that give its figures", async () => {
  const { code, stdout } = await run("nightly", `${PROTOCOL} --date ${TONIGHT} --print-flags`);
  assert.equal(code, 0);
  assert.equal(stdout, "--profile smoke --seeds 61456,61457,61458\n");
});

Deno.test("a damaged history is one line, before anything runs", () =>
  inFolder(async (folder) => {
    const path = join(folder, "2026-01-01", "night.json");
    Deno.mkdirSync(join(folder, "2026-01-01"));
    Deno.writeTextFileSync(path, "[]");
    const { code, stdout, stderr } = await run("nightly", `${PROTOCOL} --history ${folder}`);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.equal(
      stderr,
      `Can't read ${path}: Expected an object but found a list of 0\n`,
    );
  }));

/** A night in which twelve of the width sweep's runs diverged. */
function nightBefore(index: number): Night {
  return {
    format: NIGHT_FORMAT,
    date: dateOf(index),
    finished: `${dateOf(index)}T03:00:00.000Z`,
    protocol: PROTOCOL,
    seeds: [1, 2, 3],
    environment: { version: "0.1.0", deno: "2.9.6", v8: "15", os: "linux", cores: 2 },
    figures: [{
      figure: "width-sweep",
      seconds: 1,
      outcomes: { "converged": 0, "epoch limit": 0, "diverged": 12, "failed": 0 },
      claims: [],
    }],
    changes: [],
  };
}

/** The files of a folder, by name. */
function filesOf(folder: string): Map<string, string> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return new Map(names.map((name) => [name, Deno.readTextFileSync(join(folder, name))]));
}
