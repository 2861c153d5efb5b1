import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inFolder, run, task } from "./commands.ts";
import { determined, runsOf } from "./pages.ts";
import { AT_ONCE, NEVER, withFake } from "./slurm/fake.ts";
import { installed, required, until, withOneNode } from "./slurm/one_node.ts";

const SMALL = "--profile smoke --widths 3,5 --seeds 1 --epochs 1";

/** A task's command to its end, with words as they stand. */
async function words(
  name: Parameters<typeof task>[0],
  args: readonly string[],
  env: Record<string, string> = {},
) {
  const { code, stdout, stderr } = await task(name, args, env).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** The submissions of an output folder, with their files. */
function submissions(out: string): Record<string, string[]> {
  const folder = join(out, "slurm");
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const files = (name: string) =>
    [...Deno.readDirSync(join(folder, name))].map(({ name }) => name).sort();
  return Object.fromEntries(names.map((name) => [name, files(name)]));
}

Deno.test("slurm ends with the page that the figure's own command ends with, wherever --out is", async () => {
  await inFolder(async (folder) => {
    const env = await withFake(folder, { sbatch: AT_ONCE });
    const here = join(folder, "here");
    const out = join(folder, `it's 100% "there"\n#SBATCH --array=9`);
    const local = await run("width-sweep", `${SMALL} --out ${here}`);
    assert.equal(local.code, 0, local.stderr);
    const args = ["width-sweep", ...SMALL.split(" "), "--out", out];
    const slurm = await words("slurm", args, env);
    assert.equal(slurm.code, 0, slurm.stderr);
    assert.equal(slurm.stdout, local.stdout.replaceAll(here, out));
    assert.deepEqual(determined(runsOf(out)), determined(runsOf(here)));
    const first = { "width-sweep-1-1": ["1.log", "2.log", "job.json", "job.sh"] };
    assert.deepEqual(submissions(out), first);

    const again = await words("slurm", args, env);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(submissions(out), first);
  });
});

Deno.test("slurm submits the runs that depend on others once these are finished", async () => {
  await inFolder(async (folder) => {
    const env = await withFake(folder, { sbatch: AT_ONCE });
    const out = join(folder, "out");
    const line = "--profile smoke --hidden 4 --alphas 1,2 --grid-epochs 1 --epochs 1 --shards 2";
    const { code, stdout, stderr } = await run("slurm", `four-datasets ${line} --out ${out}`, env);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\nPage: /);
    const files = ["1.log", "2.log", "job.json", "job.sh"];
    assert.deepEqual(submissions(out), { "four-datasets-1-1": files, "four-datasets-2-1": files });
  });
});

Deno.test("slurm --no-wait ends once runs are under way, and submits them only once", async () => {
  await inFolder(async (folder) => {
    const env = await withFake(folder, {
      sbatch: `printf '%s ' "$@" > words; ${NEVER}`,
      squeue: "echo RUNNING; echo PENDING",
    });
    const line = `width-sweep ${SMALL} --out ${folder} --no-wait --sbatch --partition=main`;
    const { code, stdout, stderr } = await run("slurm", line, env);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "");
    assert.equal(
      stderr,
      `Slurm job 42: 2 tasks for 2 runs, logs in ${folder}/slurm/width-sweep-1-1. The same command ` +
        "without --no-wait waits for them and goes on from there.\n",
    );
    const words = await Deno.readTextFile(join(folder, "slurm", "width-sweep-1-1", "words"));
    assert.match(words, / --partition=main job\.sh $/);
    const again = await run("slurm", line, env);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(again.stderr, "Slurm job 42 of an earlier command is still at it.\n");
    assert.deepEqual(Object.keys(submissions(folder)), ["width-sweep-1-1"]);
  });
});

Deno.test("slurm names the runs that a job left, and the same command submits no others", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const one = await run("width-sweep", `${SMALL.replace("3,5", "3")} --out ${out}`);
    assert.equal(one.code, 0, one.stderr);
    const env = await withFake(folder, { sbatch: NEVER });
    const { code, stdout, stderr } = await run(
      "slurm",
      `width-sweep ${SMALL} --quiet --out ${out}`,
      env,
    );
    assert.equal(code, 1, stderr);
    assert.equal(stdout, "");
    assert.equal(
      stderr,
      "1 of 2 runs are unfinished after Slurm job 42; the same command submits them again. The logs " +
        `are in ${out}/slurm/width-sweep-1-1:\n  stand-in 100-5-10 momentum seed 1: missing (1.log)\n`,
    );
    const script = await Deno.readTextFile(join(out, "slurm", "width-sweep-1-1", "job.sh"));
    assert.match(script, /^#SBATCH --array=1$/m);

    await withFake(folder, { sbatch: AT_ONCE });
    const again = await run("slurm", `width-sweep ${SMALL} --quiet --out ${out}`, env);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(finishedIn(out), 2);
  });
});

Deno.test("slurm stops waiting at Ctrl-C and says what goes on", async () => {
  await inFolder(async (folder) => {
    const looked = join(folder, "looked");
    const squeue = `touch '${looked}'; echo RUNNING`;
    const env = await withFake(folder, { sbatch: NEVER, squeue });
    const child = task("slurm", ["width-sweep", ...SMALL.split(" "), "--out", folder], env).spawn();
    await until("a look into the queue", () => {
      return [...Deno.readDirSync(folder)].some(({ name }) => name === "looked");
    });
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    assert.equal(code, 130);
    assert.match(
      new TextDecoder().decode(stderr),
      /\nSlurm job 42 goes on; scancel 42 ends it\.\nStopped\. 0 of 2 runs are finished and stored; /,
    );
  });
});

Deno.test("--executor slurm without the permission names the command that has it", async () => {
  await inFolder(async (out) => {
    assert.deepEqual(await run("width-sweep", `${SMALL} --executor slurm --out ${out}`), {
      code: 2,
      stdout: "",
      stderr: "Expected sbatch and the permission to run it but found none: " +
        "deno task slurm width-sweep has it where Slurm is installed\n",
    });
    assert.deepEqual([...Deno.readDirSync(out)], []);
  });
});

Deno.test({
  name: "slurm gives the same bits as local on a real Slurm, and completes a cancelled array",
  ignore: !installed && !required,
  fn: () =>
    withOneNode(2, async ({ env, call }) => {
      await inFolder(async (folder) => {
        const [here, there] = ["here", "it's there\n#SBATCH"].map((name) => join(folder, name));
        const flags = "--profile quick --dataset stand-in --widths 4,64 --seeds 2 --epochs 40"
          .split(" ");
        const local = await words("width-sweep", [...flags, "--out", here]);
        assert.equal(local.code, 0, local.stderr);

        const command = ["width-sweep", ...flags, "--out", there];
        const child = task("slurm", command, env).spawn();
        await until("a finished run", () => finishedIn(there) > 0);
        await call("scancel", "--name=implicit-bench-width-sweep");
        const { code, stderr } = await child.output();
        assert.equal(code, 1);
        assert.match(
          new TextDecoder().decode(stderr),
          /\n\d of 4 runs are unfinished after Slurm job \d+; the same command submits them again\./,
        );
        assert.ok(finishedIn(there) < 4);

        const again = await words("slurm", command, env);
        assert.equal(again.code, 0, again.stderr);
        assert.equal(again.stdout, local.stdout.replaceAll(here, there));
        assert.deepEqual(determined(runsOf(there)), determined(runsOf(here)));
        assert.deepEqual(Object.keys(submissions(there)), ["width-sweep-1-1", "width-sweep-1-2"]);
      });
    }),
});

/** Number of finished runs, also while others are at it. */
function finishedIn(out: string): number {
  const results = join(out, "results");
  const names = existsSync(results) ? [...Deno.readDirSync(results)] : [];
  return names.filter(({ name }) => existsSync(join(results, name, "outcome.json"))).length;
}
