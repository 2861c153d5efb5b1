import assert from "node:assert/strict";
import { join } from "node:path";
import { planOf } from "../../benchmarks/experiment/plan.ts";
import { widthSweep as figure } from "../../benchmarks/width_sweep.ts";
import { inFolder, NO_NETWORK, run, storedOutcomes, task } from "./commands.ts";

/** Runs the width sweep; `line` is split at blanks. */
function widthSweep(line: string, env: Record<string, string> = {}) {
  return run("width-sweep", line, env);
}

Deno.test("widthSweep plans runs whose ids stay the same, so that stored results stay of use", () => {
  const data = {
    name: "mnist",
    hash: "0".repeat(64),
    transforms: ["Made small"],
    train: 50_000,
    validation: 10_000,
    test: 10_000,
  };
  const on = { data, inputs: 100, classes: 10, engine: "wasm/relaxed-simd", before: [] };
  const runs = planOf(figure.stages[0].plan(figure.profiles.paper, on));
  assert.deepEqual([runs[0].id, runs.at(-1)?.id], ["bdec12a5b23ae1f2", "cd627acbb3df260a"]);
});

Deno.test("width-sweep ends with a page, and repeats no finished run", async () => {
  await inFolder(async (out) => {
    const first = await widthSweep(`--profile smoke --out ${out}`);
    assert.equal(first.code, 0, first.stderr);
    const page = join(out, "site", "width-sweep.html");
    assert.ok(first.stdout.endsWith(`Page: ${page}\n`), first.stdout);
    assert.match(first.stdout, /^INCONCLUSIVE +stand-in-keeps-falling$/m);
    assert.equal(first.stderr.match(/epoch limit at epoch 2/g)?.length, 6);
    assert.match(Deno.readTextFileSync(page), /^<!doctype html>/i);
    assert.equal(storedOutcomes(out), 6);

    const second = await widthSweep(`--profile smoke --out ${out}`);
    assert.equal(second.code, 0, second.stderr);
    assert.equal(second.stderr, "6 runs already stored, 0 to do.\n");
  });
});

Deno.test("width-sweep --json prints one object, and every run gives the same bits again", async () => {
  await inFolder(async (out) => {
    const sweep = async (flags: string) => {
      const { code, stdout, stderr } = await widthSweep(
        `--profile smoke --json --seeds 1 --widths 3,5 --out ${out} ${flags}`,
      );
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    };
    const first = await sweep("--jobs 1 --quiet");
    assert.deepEqual(Object.keys(first), ["figure", "profile", "report", "runs", "claims"]);
    assert.equal(first.figure, "width-sweep");
    assert.equal(first.profile, "smoke");
    assert.equal(first.report, join(out, "site", "width-sweep.html"));
    assert.deepEqual(
      first.runs.map((run: { settings: { sizes: number[] } }) => run.settings.sizes),
      [[100, 3, 10], [100, 5, 10]],
    );
    const bits = ({ runs }: typeof first) =>
      runs.map(({ id, outcome }: { id: string; outcome: { kind: string; parameters: string } }) => [
        id,
        outcome.kind,
        outcome.parameters,
      ]);
    assert.ok(bits(first).every(([, , parameters]: string[]) => parameters.length === 64));
    assert.ok(first.claims.length > 0);
    for (const claim of first.claims) {
      assert.deepEqual(Object.keys(claim), ["id", "verdict", "effect", "interval"]);
      assert.equal(claim.verdict, "inconclusive");
    }
    assert.deepEqual(bits(await sweep("--jobs 2 --quiet --fresh")), bits(first));
  });
});

Deno.test("width-sweep --quiet prints nothing but the end", async () => {
  await inFolder(async (out) => {
    const { stdout, stderr } = await widthSweep(
      `--profile smoke --seeds 1 --widths 3 --quiet --out ${out}`,
    );
    assert.equal(stderr, "");
    assert.match(stdout, /^Page: /m);
  });
});

Deno.test("width-sweep --dry-run prints the plan and writes nothing", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const { code, stdout, stderr } = await widthSweep(`--profile smoke --dry-run --out ${out}`);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^stand-in 100-4-10 {3}2 runs {2}up to 2 epochs, \d\.\d s each$/m);
    assert.match(stdout, /^6 runs, 0 of them already stored\.$/m);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("width-sweep --dry-run plans data that would have to be fetched", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const { code, stdout, stderr } = await widthSweep(
      `--profile paper --dataset mnist --seeds 2 --dry-run --out ${out}`,
      NO_NETWORK,
    );
    assert.equal(code, 0, stderr);
    assert.equal(stderr, `MNIST isn't in ${join(out, "data")}: a run would fetch it first.\n`);
    assert.match(stdout, /^mnist 100-4096-10 {2}2 runs {2}up to 300 epochs/m);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("width-sweep goes on with the stand-in where data can't be fetched, and says so", async () => {
  await inFolder(async (out) => {
    const { code, stdout, stderr } = await widthSweep(
      `--profile smoke --dataset mnist,fashion-mnist --widths 3 --seeds 3 --json --out ${out}`,
      NO_NETWORK,
    );
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^WITHOUT mnist: drawn digits take its place, and no claim about mnist is graded\.$/m,
    );
    const { runs, claims } = JSON.parse(stdout);
    assert.deepEqual(
      runs.map((run: { settings: { data: { name: string } } }) => run.settings.data.name),
      ["stand-in", "stand-in", "stand-in"],
    );
    assert.ok(claims.every(({ verdict }: { verdict: string }) => verdict === "inconclusive"));
  });
});

Deno.test("width-sweep --profile paper does not go on without its data", async () => {
  await inFolder(async (out) => {
    const { code, stdout, stderr } = await widthSweep(
      `--profile paper --dataset mnist --out ${out}`,
      NO_NETWORK,
    );
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.doesNotMatch(stderr, /WITHOUT|\n\s+at /);
  });
});

const REFUSED: { what: string; line: string; message: string | RegExp }[] = [
  {
    what: "an unknown flag",
    line: "--profil paper",
    message: "Unknown flag --profil: did you mean --profile?\n",
  },
  {
    what: "an impossible width",
    line: "--widths 0",
    message: "Expected --widths to be whole numbers from 1 to 65536 but found 0\n",
  },
  {
    what: "a data folder that does not exist",
    line: "--data missing-folder",
    message: "Expected the data folder missing-folder but found no folder of that name\n",
  },
  {
    what: "an output folder that can't be written to",
    line: "--out deno.json/out",
    message:
      /^Expected --out to be a folder that can be written to but found deno\.json\/out: [^\n]+\n$/,
  },
];

for (const { what, line, message } of REFUSED) {
  Deno.test(`width-sweep refuses ${what} with one line and exit code 2`, async () => {
    const { code, stdout, stderr } = await widthSweep(line);
    if (typeof message === "string") assert.equal(stderr, message);
    else assert.match(stderr, message);
    assert.equal(stdout, "");
    assert.equal(code, 2);
  });
}

Deno.test("width-sweep stops at Ctrl-C, keeps finished runs and goes on from there", async () => {
  await inFolder(async (out) => {
    // Two runs finish before two others, far too long to end, are stopped.
    const line =
      `--profile smoke --dataset stand-in --widths 2,600 --seeds 1 --jobs 1 --out ${out}`;
    const command = (epochs: number) => `${line} --epochs ${epochs}`.split(" ");
    const short = await task("width-sweep", [...command(2), "--quiet"]).output();
    assert.equal(short.code, 0);

    const child = task("width-sweep", command(100_000)).spawn();
    await untilThereIs(() => epochsOfUnfinishedRun(out) > 2);
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    assert.equal(code, 130);
    assert.match(
      new TextDecoder().decode(stderr),
      /Stopped\. 0 of 2 runs are finished and stored; the same command goes on from there, with 1 run from epoch \d+\.\n$/,
    );

    assert.equal(storedOutcomes(out), 2);
    const again = await widthSweep(command(2).join(" "));
    assert.equal(again.code, 0);
    assert.equal(again.stderr, "2 runs already stored, 0 to do.\n");
  });
});

Deno.test("reproduce writes the index over all figures", async () => {
  await inFolder(async (out) => {
    const args = `--profile smoke --seeds 1 --json --quiet --out ${out}`.split(" ");
    const { code, stdout, stderr } = await task("reproduce", args).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const { index, figures } = JSON.parse(new TextDecoder().decode(stdout));
    assert.equal(index, join(out, "site", "index.html"));
    assert.match(Deno.readTextFileSync(index), /width-sweep\.html/);
    assert.deepEqual(
      figures.map(({ figure }: { figure: string }) => figure),
      [
        "width-sweep",
        "unbalanced-sgd",
        "four-datasets",
        "modified-loss",
        "rmsprop-implicit-regularization",
      ],
    );
  });
});

/** Number of epochs stored of runs that are not finished. */
function epochsOfUnfinishedRun(folder: string): number {
  let epochs = 0;
  for (const { name, isDirectory } of Deno.readDirSync(join(folder, "results"))) {
    if (!isDirectory) continue; // a lock
    const run = join(folder, "results", name);
    const files = [...Deno.readDirSync(run)].map(({ name }) => name);
    if (files.includes("outcome.json") || !files.includes("epochs.jsonl")) continue;
    epochs += Deno.readTextFileSync(join(run, "epochs.jsonl")).split("\n").length - 1;
  }
  return epochs;
}

async function untilThereIs(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    assert.ok(tries < 600, "it did not come about in a minute");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
