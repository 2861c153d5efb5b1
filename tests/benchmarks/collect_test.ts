import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inFolder, run, storedOutcomes } from "./commands.ts";
import { determined, runsOf } from "./pages.ts";

const SMALL = "--profile smoke --seeds 1 --epochs 1 --widths 3,5,40";

Deno.test("collect makes of the shares of two machines the page that one makes alone", async () => {
  await inFolder(async (folder) => {
    const [whole, a, b, out] = ["whole", "a", "b", "out"].map((name) => join(folder, name));
    const local = await run("width-sweep", `${SMALL} --out ${whole}`);
    assert.equal(local.code, 0, local.stderr);
    const first = await run("width-sweep", `${SMALL} --shard 1/2 --quiet --out ${a}`);
    assert.deepEqual(first, {
      code: 0,
      stdout: "Shard 1/2: 1 of 1 run finished, 1 of all 3.\n" +
        "When all are finished, this writes the page, with --from where shards have folders of " +
        `their own:\n  deno task collect --from DIR,… --out ${a} width-sweep ${SMALL}\n`,
      stderr: "",
    });
    const second = await run("width-sweep", `${SMALL} --shard 2/2 --quiet --out ${b}`);
    assert.match(second.stdout, /^Shard 2\/2: 2 of 2 runs finished, 2 of all 3\.\n/);
    assert.ok(![a, b].some((folder) => existsSync(join(folder, "site"))));

    const collected = await run("collect", `--from ${a},${b} --out ${out} width-sweep ${SMALL}`);
    assert.equal(collected.code, 0, collected.stderr);
    assert.equal(collected.stdout, local.stdout.replaceAll(whole, out));
    assert.deepEqual(determined(runsOf(out)), determined(runsOf(whole)));
    assert.equal(
      collected.stderr,
      `${a}: 1 run copied, 0 already here, 0 left out.\n` +
        `${b}: 2 runs copied, 0 already here, 0 left out.\n`,
    );
  });
});

Deno.test("collect says what is missing, does none of it, and writes no page", async () => {
  await inFolder(async (out) => {
    assert.equal((await run("width-sweep", `${SMALL} --shard 2/2 --out ${out}`)).code, 0);
    assert.deepEqual(await run("collect", `width-sweep ${SMALL} --out ${out}`), {
      code: 1,
      stdout: "",
      stderr: "width-sweep: 1 of 3 runs are not finished.\n" +
        "  stand-in 100-40-10 momentum seed 1: missing\n",
    });
    assert.equal(storedOutcomes(out), 2);
    assert.ok(!existsSync(join(out, "site")));
  });
});

Deno.test("shares of a figure whose runs depend on others go stage by stage", async () => {
  await inFolder(async (out) => {
    const line =
      `--profile smoke --hidden 4 --alphas 1,2 --grid-epochs 1 --epochs 1 --quiet --out ${out}`;
    const share = async (shard: string) => {
      const { code, stdout, stderr } = await run("four-datasets", `${line} --shard ${shard}`);
      assert.equal(code, 0, stderr);
      return stdout.split("\n").slice(0, 2).join("\n");
    };
    assert.match(
      await share("1/2"),
      /^Shard 1\/2 of stage 1: 6 of 6 runs finished, 6 of all 12\.\nWhen all are finished, the same/,
    );
    // Its own share is done: the next stage waits for the others.
    assert.match(await share("1/2"), /^Shard 1\/2 of stage 1: 6 of 6 runs finished, 6 of all 12\./);
    assert.match(
      await share("2/2"),
      /^Shard 2\/2 of stage 1: 6 of 6 runs finished, 12 of all 12\.\nAll are finished, the same command/,
    );
    assert.match(
      await share("1/1"),
      /^Shard 1\/1: (\d+) of \1 runs finished, \1 of all \1\.\nAll are/,
    );
  });
});

Deno.test("--shard --dry-run prints the share and writes nothing", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const { code, stdout } = await run(
      "width-sweep",
      `${SMALL} --shard 2/2 --dry-run --out ${out}`,
    );
    assert.equal(code, 0);
    assert.match(stdout, /^2 runs, 0 of them already stored\.$/m);
    assert.ok(!existsSync(out));
  });
});

const REFUSED: [line: string, stderr: string][] = [
  ["--profile quick", "Expected the name of a figure but found none\n"],
  ["with-sweep", "Unknown figure with-sweep: did you mean width-sweep?\n"],
  ["width-sweep --fresh", "Expected no --fresh but found it: collect does no runs\n"],
  ["width-sweep --shard 1/2", "Expected no --shard but found it: collect does no runs\n"],
  ["width-sweep --dry-run", "Expected no --dry-run but found it: collect does no runs\n"],
  ["width-sweep --executor slurm", "Expected no --executor but found it: collect does no runs\n"],
  [
    "width-sweep --from nowhere",
    "Expected the folder nowhere but found no folder of that name\n",
  ],
];

for (const [line, stderr] of REFUSED) {
  Deno.test(`collect refuses ${line} with one line and exit code 2`, async () => {
    await inFolder(async (out) => {
      assert.deepEqual(await run("collect", `${line} --out ${out}`), {
        code: 2,
        stdout: "",
        stderr,
      });
    });
  });
}

for (const task of ["collect", "slurm"] as const) {
  Deno.test(`${task} --help names the figures`, async () => {
    const { code, stdout } = await run(task, "--help");
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: deno task ${task} `, "m"));
    assert.match(stdout, /width-sweep, .*modified-loss.*; reproduce for all of them/);
  });
}
