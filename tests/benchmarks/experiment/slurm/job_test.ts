import assert from "node:assert/strict";
import { join } from "node:path";
import type { Command } from "../../../../benchmarks/experiment/command.ts";
import type { WorkerEngine } from "../../../../benchmarks/experiment/figure_engine.ts";
import { jobScript, quoted } from "../../../../benchmarks/experiment/slurm/job.ts";
import { taskWords } from "../../../../benchmarks/experiment/tasks.ts";
import { v8Flags } from "../../../../network/engines/wasm/v8_flags.ts";
import { inFolder } from "../../commands.ts";

const command: Command = {
  profile: "quick",
  changes: {},
  given: ["--profile quick", "--engine webgpu", "--dataset mnist,svhn", "--seeds 1,2", "--grey"],
  out: "/out",
  dryRun: false,
  fresh: false,
  quiet: false,
  json: false,
  help: false,
};

function script(changes: Partial<Command> = {}, engine: WorkerEngine = { name: "wasm" }): string {
  return jobScript({
    figure: "width-sweep",
    command: { ...command, ...changes },
    engine,
    datasets: ["stand-in"],
  }, { shards: 7, indices: [2, 3, 7] });
}

/** Has a shell run a script with another program in Deno's place; gives the words that this one got. */
async function wordsOf(script: string, env: Record<string, string> = {}): Promise<string[]> {
  return await inFolder(async (folder) => {
    const program = join(folder, "program");
    const [words, file] = ["words", "job.sh"].map((name) => join(folder, name));
    await Deno.writeTextFile(program, `#!/bin/sh\nprintf '%s\\0' "$@" > '${words}'\n`);
    await Deno.chmod(program, 0o755);
    await Deno.writeTextFile(file, script.replace(quoted(Deno.execPath()), quoted(program)));
    const { code, stderr } = await new Deno.Command("sh", {
      args: [file],
      env: { SLURM_ARRAY_TASK_ID: "3", ...env },
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    return (await Deno.readTextFile(words)).split("\0").slice(0, -1);
  });
}

Deno.test("jobScript() is an array of the shares that are to be done", () => {
  assert.match(
    script(),
    /^#!\/bin\/sh\n#SBATCH --job-name=implicit-bench-width-sweep\n#SBATCH --array=2,3,7\n#SBATCH --cpus-per-task=1\nset -eu\ncd /,
  );
});

Deno.test("jobScript() runs the figure with the permissions of its task and no others", async () => {
  const words = await wordsOf(script());
  const [, , ...permissions] = taskWords("width-sweep").slice(0, -1);
  assert.deepEqual(words.filter((word) => word.startsWith("--allow")), permissions);
  assert.ok(words.includes(`--v8-flags=${v8Flags(Deno.build.arch)}`));
  assert.ok(permissions.length > 3 && !permissions.some((word) => word.startsWith("--allow-run")));
});

Deno.test("jobScript() lets the figure call native code where it trains with a BLAS", async () => {
  const given = ["--engine wasm", "--blas"];
  const words = await wordsOf(script({ given }, { name: "wasm", blas: true }));
  const plain = await wordsOf(script());
  const added = words.filter((word) => word.startsWith("--allow") && !plain.includes(word));
  assert.deepEqual(added, ["--allow-ffi"]);
  assert.deepEqual(words.filter((word) => /^--(engine|blas)/.test(word)), [
    "--blas",
    "--engine=wasm",
  ]);
});

Deno.test("jobScript() keeps to engine and data sets of the machine that submits", async () => {
  const words = await wordsOf(script());
  const at = words.findIndex((word) => word.endsWith("benchmarks/width_sweep.ts"));
  assert.deepEqual(words.slice(at + 1), [
    "--profile=quick",
    "--seeds=1,2",
    "--grey",
    "--engine=wasm",
    "--dataset=stand-in",
    "--out=/out",
    "--jobs=1",
    "--shard=3/7",
  ]);
});

Deno.test("jobScript() does as many runs side by side as the task has processors", async () => {
  assert.ok((await wordsOf(script(), { SLURM_CPUS_PER_TASK: "8" })).includes("--jobs=8"));
  const four = script({ jobs: 4 });
  assert.match(four, /^#SBATCH --cpus-per-task=4$/m);
  assert.ok((await wordsOf(four)).includes("--jobs=4"));
});

Deno.test("jobScript() leaves it to a GPU's engine how many runs go side by side", async () => {
  const words = await wordsOf(script({}, { name: "webgpu" }), { SLURM_CPUS_PER_TASK: "8" });
  assert.deepEqual(words.filter((word) => word.startsWith("--jobs")), []);
  const two = await wordsOf(script({ jobs: 2 }, { name: "tfjs", tfjsBackend: "webgpu" }));
  assert.ok(two.includes("--jobs=2"));
});

Deno.test("jobScript() hands on checkpoints, and folders as they are from anywhere", async () => {
  const words = await wordsOf(script({ checkpoint: 9, data: "files", out: "results" }));
  for (
    const word of [`--data=${join(Deno.cwd(), "files")}`, `--out=${join(Deno.cwd(), "results")}`]
  ) {
    assert.ok(words.includes(word), word);
  }
  assert.ok(words.includes("--checkpoint=9"));
});

const HOSTILE = [
  "a b",
  "it's",
  `"$(touch hit)" \`touch hit\` \${HOME} $HOME ; touch hit & # %a`,
  "line\n#SBATCH --array=1-1000\ntouch hit",
  "'; touch hit; '",
  "back\\slash\\",
  "-n",
];

for (const text of HOSTILE) {
  Deno.test(`jobScript() takes ${JSON.stringify(text)} for nothing but a name`, async () => {
    const [out, data] = [`/out/${text}`, `/data/${text}`];
    const written = script({ out, data, given: [`--optimizer ./${text}.ts`] });
    const words = await wordsOf(written);
    for (const word of [`--out=${out}`, `--data=${data}`, `--optimizer=./${text}.ts`]) {
      assert.ok(words.includes(word), word);
    }
    // Slurm reads its options up to the first command.
    assert.equal(written.split("\nset -eu\n")[0].match(/^#SBATCH/gm)?.length, 3);
    assert.throws(() => Deno.statSync("hit"), Deno.errors.NotFound);
  });
}
