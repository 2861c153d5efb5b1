import assert from "node:assert/strict";
import { helpText, parseCommand } from "../../../benchmarks/experiment/command.ts";
import { COMMON_FLAGS, type Flag } from "../../../benchmarks/experiment/flags.ts";
import { widthSweep } from "../../../benchmarks/width_sweep.ts";
import { sgd } from "../../../optimizers/mod.ts";

const flags: Flag[] = [...COMMON_FLAGS, ...widthSweep.flags];

function parse(line: string) {
  return parseCommand(line === "" ? [] : line.split(" "), { flags });
}

Deno.test("parseCommand() gives the defaults without flags", async () => {
  assert.deepEqual(await parse(""), {
    profile: "quick",
    changes: {},
    given: [],
    out: "out",
    dryRun: false,
    fresh: false,
    quiet: false,
    json: false,
    help: false,
  });
});

Deno.test("parseCommand() reads all the flags", async () => {
  const line = "--profile paper --dataset cifar-10,mnist --optimizer sgd --engine tfjs " +
    "--tfjs-backend webgpu --blas --seeds 3 --epochs 7 --widths 8,4,8 --grey --weight-decay 5e-4 --max-norm 3 " +
    "--jobs 5 --data files --out=results --checkpoint 30 --fresh " +
    "--quiet --json --help";
  assert.deepEqual(await parse(line), {
    profile: "paper",
    changes: {
      datasets: ["cifar-10", "mnist"],
      optimizer: sgd,
      engine: "tfjs",
      tfjsBackend: "webgpu",
      blas: true,
      seeds: [1, 2, 3],
      epochs: 7,
      widths: [8, 4],
      grey: true,
      weightDecay: 5e-4,
      maxNorm: 3,
    },
    given: [
      "--profile paper",
      "--dataset cifar-10,mnist",
      "--engine tfjs",
      "--tfjs-backend webgpu",
      "--blas",
      "--seeds 3",
      "--epochs 7",
      "--optimizer sgd",
      "--widths 8,4,8",
      "--grey",
      "--weight-decay 5e-4",
      "--max-norm 3",
    ],
    jobs: 5,
    checkpoint: 30,
    data: "files",
    out: "results",
    dryRun: false,
    fresh: true,
    quiet: true,
    json: true,
    help: true,
  });
});

Deno.test("parseCommand() takes a list of seeds for the seeds themselves", async () => {
  assert.deepEqual((await parse("--seeds 1,2,7")).changes, { seeds: [1, 2, 7] });
});

Deno.test("parseCommand() takes a list flag several times", async () => {
  const { changes, given } = await parse("--widths 4,8 --dataset mnist --widths 16");
  assert.deepEqual(changes, { widths: [4, 8, 16], datasets: ["mnist"] });
  assert.deepEqual(given, ["--dataset mnist", "--widths 4,8,16"]);
});

Deno.test("parseCommand() reads --dry-run", async () => {
  assert.equal((await parse("--dry-run")).dryRun, true);
});

Deno.test("parseCommand() takes -h for --help", async () => {
  assert.equal((await parse("-h")).help, true);
});

Deno.test("parseCommand() prefers --data to the environment's folder", async () => {
  const context = { flags, dataFolder: "environment" };
  assert.equal((await parseCommand([], context)).data, "environment");
  assert.equal((await parseCommand(["--data", "flag"], context)).data, "flag");
  assert.equal((await parseCommand([], { flags, dataFolder: "" })).data, undefined);
});

Deno.test("parseCommand() reads a share of the runs", async () => {
  assert.deepEqual((await parse("--shard 2/8")).shard, { index: 2, count: 8 });
});

Deno.test("parseCommand() reads how runs go to Slurm, the options of sbatch word by word", async () => {
  assert.deepEqual((await parse("--executor slurm")).slurm, { sbatch: [], wait: true });
  const args = ["--executor=slurm", "--shards", "4", "--no-wait"];
  const options = " --partition=main  --time=2:00:00\n-A$(id)";
  const command = await parseCommand([...args, "--sbatch", options], { flags });
  assert.deepEqual(command.slurm, {
    shards: 4,
    sbatch: ["--partition=main", "--time=2:00:00", "-A$(id)"],
    wait: false,
  });
  assert.deepEqual(command.given, []);
});

Deno.test("parseCommand() takes --executor local for the default", async () => {
  assert.deepEqual(await parse("--executor local"), await parse(""));
});

const REFUSED: [line: string, message: string][] = [
  ["--profil paper", "Unknown flag --profil: did you mean --profile?"],
  ["-x", "Unknown flag -x: did you mean --out?"],
  ["mnist", "Expected flags only but found mnist"],
  ["--dry-run --dry-run", "Expected --dry-run once but found it twice"],
  ["--json --dry-run", "Expected --json without --dry-run, which has no results to print"],
  ["--quiet=3", "Expected --quiet without a value but found 3"],
  ["--epochs", "Expected --epochs N but found no value"],
  ["--out=", "Expected --out DIR but found no value"],
  ["--profile fast", "Unknown --profile fast: did you mean paper?"],
  ["--dataset mnist,cifar10", "Unknown --dataset cifar10: did you mean cifar-10?"],
  ["--optimizer momentun", "Unknown --optimizer momentun: did you mean momentum?"],
  ["--weight-decay 0", "Expected --weight-decay to be a number above 0 but found 0"],
  ["--max-norm -1", "Expected --max-norm to be a number above 0 but found -1"],
  ["--weight-decay 1e", "Expected --weight-decay to be a number above 0 but found 1e"],
  ["--weight-decay 1e999", "Expected --weight-decay to be a number above 0 but found 1e999"],
  ["--engine wsam", "Unknown --engine wsam: did you mean wasm?"],
  ["--tfjs-backend webgl", "Unknown --tfjs-backend webgl: did you mean webgpu?"],
  ["--seeds 0", "Expected --seeds to be a whole number from 1 to 1000 but found 0"],
  ["--seeds 1,-2", "Expected --seeds to be whole numbers from 0 to 4294967295 but found -2"],
  ["--epochs 0", "Expected --epochs to be a whole number from 1 to 100000 but found 0"],
  ["--epochs --json", "Expected --epochs to be a whole number from 1 to 100000 but found --json"],
  ["--jobs 1.5", "Expected --jobs to be a whole number from 1 to 1024 but found 1.5"],
  ["--widths 0", "Expected --widths to be whole numbers from 1 to 65536 but found 0"],
  ["--widths 4,65537", "Expected --widths to be whole numbers from 1 to 65536 but found 65537"],
  ["--widths 4,", "Expected --widths to be whole numbers from 1 to 65536 but found nothing"],
  ["--executor slrum", "Unknown --executor slrum: did you mean slurm?"],
  ["--shards 2", "Expected --shards with --executor slurm only"],
  ["--executor local --no-wait", "Expected --no-wait with --executor slurm only"],
  ["--sbatch --partition=a", "Expected --sbatch with --executor slurm only"],
  [
    "--executor slurm --shards 0",
    "Expected --shards to be a whole number from 1 to 1000 but found 0",
  ],
  [
    "--executor slurm --sbatch main",
    "Expected --sbatch to be options such as --partition=main but found main",
  ],
  [
    "--executor slurm --shard 1/2",
    "Expected --shard without --executor slurm, which cuts the plan itself",
  ],
  ["--shard 1/2 --json", "Expected --json without --shard, which has no results to print"],
  [
    "--executor slurm --no-wait --json",
    "Expected --json without --no-wait, which has no results to print",
  ],
  ["--shard 1/2 --fresh", "Expected --fresh without --shard: name a new folder with --out"],
  [
    "--executor slurm --fresh",
    "Expected --fresh without --executor slurm: name a new folder with --out",
  ],
  ["--widths 1e2", "Expected --widths to be whole numbers from 1 to 65536 but found 1e2"],
];

for (const [line, message] of REFUSED) {
  Deno.test(`parseCommand() refuses ${line}`, async () => {
    await assert.rejects(() => parse(line), { name: "UsageError", message });
  });
}

Deno.test("helpText() names the command and every flag", () => {
  const text = helpText({ task: "width-sweep", about: "About it.", flags });
  assert.match(text, /^About it\.\n\nUsage: deno task width-sweep \[flags\]\n/);
  for (const { name } of flags) assert.ok(text.includes(`  ${name} `), name);
  for (const name of ["--profile NAME", "--dry-run", "--help"]) assert.ok(text.includes(name));
});
