import assert from "node:assert/strict";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addNight } from "../../reports/nights/history.ts";
import { inFolder } from "../benchmarks/commands.ts";
import { simulatedYear } from "../reports/nights/simulated_year.ts";
import { readWorkflow, runWorkflow } from "./runner.ts";
import { errorsOf } from "./schema.ts";

const ROOT = new URL("../../", import.meta.url);
const WORKFLOWS = new URL(".github/workflows/", ROOT);
const names = [...Deno.readDirSync(WORKFLOWS)].map(({ name }) => name).sort();
const textOf = (name: string) => Deno.readTextFileSync(new URL(name, WORKFLOWS));

Deno.test("workflows are valid against GitHub's schema", () => {
  assert.deepEqual(names, ["ci.yml", "nightly.yml"]);
  for (const name of names) assert.deepEqual(errorsOf(name, textOf(name)), []);
});

Deno.test("the schema refuses unknown keys, and names that an expression can't have", () => {
  const nightly = textOf("nightly.yml");
  assert.deepEqual(errorsOf("nightly.yml", nightly.replace("timeout-minutes", "timeout")), [
    "nightly.yml (Line: 28, Col: 5): Unexpected value 'timeout'",
  ]);
  assert.match(
    errorsOf("nightly.yml", nightly.replace("matrix.shard", "matrrix.shard")).join(),
    /Unrecognized named-value: 'matrrix'/,
  );
});

Deno.test("actions are pinned to commits, and permissions are the least", () => {
  for (const name of names) {
    const { permissions, jobs } = readWorkflow(new URL(name, WORKFLOWS));
    assert.deepEqual(permissions, { contents: "read" }, name);
    for (const line of textOf(name).split("\n").filter((line) => line.includes("uses:"))) {
      assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    for (const [id, job] of Object.entries(jobs)) {
      if (job.permissions === undefined) continue;
      const runsCode = job.steps.some(({ run, uses }) =>
        run?.includes("deno") || uses?.includes("checkout")
      );
      assert.ok(!runsCode, `${name}: ${id} may write, so it must run none of the project's code`);
    }
  }
});

Deno.test("the commands of ci.yml do what they should", async () => {
  await inFolder(async (folder) => {
    const programs = join(folder, "programs");
    Deno.mkdirSync(programs);
    const log = join(folder, "sudo.log");
    // Nothing is installed by a test.
    const script = `#!/bin/sh\necho "$@" >> '${log}'\n`;
    Deno.writeTextFileSync(join(programs, "sudo"), script, { mode: 0o755 });
    const files = [
      "deno.json",
      "network/engines/wasm/v8_flags.ts",
      "reports/page/html.ts",
      "tests/reports/page/html_test.ts",
    ];
    const printed = await runWorkflow(readWorkflow(new URL("ci.yml", WORKFLOWS)), {
      folder,
      checkout: (job) => {
        for (const file of files) cpSync(new URL(file, ROOT), join(job, file));
      },
      env: { PATH: `${programs}:${Deno.env.get("PATH")}` },
      matrix: { test: [{ room: "reports", paths: "tests/reports reports" }] },
    });
    assert.match(printed["check/2"], /Checked 3 files/);
    assert.match(printed["test/3"], /html\.ts#.* ok[^]*ok \| 3 passed/);
    assert.match(Deno.readTextFileSync(log), /^apt-get update\napt-get install --yes .*mesa/);
  });
});

Deno.test("every room has its tests in ci.yml", () => {
  const { jobs } = readWorkflow(new URL("ci.yml", WORKFLOWS));
  const paths = jobs.test.strategy!.matrix.include as { paths: string }[];
  const rooms = [...Deno.readDirSync(new URL("tests/", ROOT))].map(({ name }) => `tests/${name}`);
  assert.deepEqual(paths.map(({ paths }) => paths.split(" ")[0]).sort(), rooms.sort());
});

Deno.test("the commands of nightly.yml make a night, keep it and build the site", () =>
  inFolder(async (folder) => {
    const remote = join(folder, "remote.git");
    const git = gitIn(folder);
    await git("init", "--quiet", "--bare", remote);
    await seedHistory(folder, remote);
    const pages = join(folder, "artifacts", "github-pages");
    await runWorkflow(readWorkflow(new URL("nightly.yml", WORKFLOWS)), {
      folder,
      checkout: (job) => {
        for (const { name } of Deno.readDirSync(ROOT)) {
          if (["out", ".git"].includes(name)) continue;
          symlinkSync(fileURLToPath(new URL(name, ROOT)), join(job, name));
        }
      },
      env: { PROFILE: "smoke", REMOTE: remote },
      matrix: { shard: [{ shard: 1 }, { shard: 2 }] },
    });
    const kept = (await git("-C", remote, "ls-tree", "-r", "--name-only", "history")).split("\n");
    const today = new Date().toISOString().slice(0, 10);
    assert.ok(kept.includes(`${today}/night.json`), kept.join());
    assert.ok(kept.includes(`${today}/width-sweep.json`));
    assert.ok(kept.includes("2026-01-01/night.json"), "nights from before are kept");
    assert.equal((await git("-C", remote, "rev-list", "--count", "history")).trim(), "1");
    const written = [...Deno.readDirSync(pages)].map(({ name }) => name);
    for (const page of ["index.html", "nights.html", "nights.xml", "four-datasets.html"]) {
      assert.ok(written.includes(page), page);
    }
  }));

/** A history branch with one night, as a clone of it would be met. */
async function seedHistory(folder: string, remote: string): Promise<void> {
  const history = join(folder, "seed");
  const [night] = simulatedYear({ seed: 1, nights: 1 });
  addNight(history, { night, results: {} });
  const git = gitIn(history);
  await git("init", "--quiet", "--initial-branch", "history");
  await git("add", "--all");
  await git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "Nights");
  await git("push", "--quiet", remote, "history");
}

function gitIn(cwd: string): (...args: string[]) => Promise<string> {
  return async (...args) => {
    const { code, stdout, stderr } = await new Deno.Command("git", { args, cwd }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  };
}
