import assert from "node:assert/strict";
import { join } from "node:path";
import { parseCommand } from "../../benchmarks/experiment/command.ts";
import { COMMON_FLAGS } from "../../benchmarks/experiment/flags.ts";
import { fourDatasets } from "../../benchmarks/four_datasets.ts";
import { adagrad, adam, pathSgd, sgd } from "../../optimizers/mod.ts";
import type { Outcome, RunSpec } from "../../reports/results.ts";
import { inFolder, run, storedOutcomes } from "./commands.ts";

/** Nesterov's momentum as a user would write it, outside of the project's folder. */
const NESTEROV = `import { rule } from "implicit-bench";

export default rule({
  name: "nesterov",
  hyper: { lr: 0.01, momentum: 0.9 },
  state: ["v"],
  update: \`
    v = momentum * v - lr * g
    w = w + momentum * v - lr * g
  \`,
});
`;

interface Run {
  readonly settings: RunSpec;
  readonly outcome: Outcome | null;
}

Deno.test("fourDatasets reads flags of its own", async () => {
  const line = "--optimizer adam --optimizer sgd --dropout --hidden 64,64 --alphas 3,2,3 " +
    "--grid-epochs 7";
  const flags = [...COMMON_FLAGS, ...fourDatasets.flags];
  assert.deepEqual((await parseCommand(line.split(" "), { flags })).changes, {
    optimizers: [sgd, adagrad, pathSgd, adam],
    dropout: true,
    hidden: [64, 64],
    alphas: [3, 2],
    gridEpochs: 7,
  });
});

Deno.test("four-datasets puts a user's rule under the protocol of the others", async () => {
  await inFolder(async (folder) => {
    const module = join(folder, "nesterov.ts");
    const out = join(folder, "out");
    await Deno.writeTextFile(module, NESTEROV);
    const line = `--profile smoke --optimizer ${module} --json --out ${out}`;
    const { code, stdout, stderr } = await run("four-datasets", line);
    assert.equal(code, 0, stderr);
    const { figure, report, runs }: { figure: string; report: string; runs: Run[] } = JSON.parse(
      stdout,
    );
    assert.equal(figure, "four-datasets");
    assert.match(Deno.readTextFileSync(report), /nesterov/);
    assert.ok(runs.every(({ outcome }) => outcome !== null));

    // Four optimizers, two starts: two step sizes each on the grid, then two seeds at the chosen one.
    const grid = runs.filter(({ settings }) => settings.data.validation > 0);
    const retrained = runs.filter(({ settings }) => settings.data.validation === 0);
    assert.deepEqual([grid.length, retrained.length], [16, 16]);
    assert.deepEqual(new Set(grid.map(({ settings }) => settings.seed)), new Set([1]));
    for (const name of ["sgd", "adagrad", "path-sgd", "nesterov"]) {
      for (const start of ["balanced", "unbalanced"]) {
        const at = ({ settings: { optimizer, initialization } }: Run) =>
          optimizer.name === name && initialization === start;
        assert.deepEqual(grid.filter(at).map((run) => run.settings.optimizer.hyper.lr), [
          0.1,
          0.001,
        ]);
        assert.deepEqual(retrained.filter(at).map((run) => run.settings.seed), [1, 2]);
      }
    }
    const own = runs.filter(({ settings }) => settings.optimizer.name === "nesterov");
    assert.ok(own.every(({ settings }) => settings.optimizer.state?.join() === "v"));
  });
});

Deno.test("four-datasets repeats neither the grid nor the runs that follow from it", async () => {
  await inFolder(async (out) => {
    const line = `--profile smoke --out ${out}`;
    const first = await run("four-datasets", line);
    assert.equal(first.code, 0, first.stderr);
    assert.equal(storedOutcomes(out), 24);

    const dry = await run("four-datasets", `${line} --dry-run`);
    assert.match(dry.stdout, /^24 runs, 24 of them already stored\.$/m);
    assert.doesNotMatch(dry.stdout, /Further runs/);

    const more = await run("four-datasets", `${line} --seeds 3`);
    assert.equal(more.code, 0, more.stderr);
    const counts = more.stderr.match(/^\d+ runs already stored, \d+ to do\.$/gm);
    assert.deepEqual(counts, [
      "12 runs already stored, 0 to do.",
      "12 runs already stored, 6 to do.",
    ]);
  });
});

Deno.test("four-datasets --dry-run counts the grid and says that more depends on it", async () => {
  await inFolder(async (folder) => {
    const out = join(folder, "out");
    const { code, stdout } = await run("four-datasets", `--profile smoke --dry-run --out ${out}`);
    assert.equal(code, 0);
    assert.match(stdout, /^stand-in 784-16-16-10 {2}12 runs {2}up to 1 epochs/m);
    assert.match(stdout, /^Further runs depend on their results and are not counted\.$/m);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("four-datasets trains every run with the regularization that flags ask for", async () => {
  await inFolder(async (out) => {
    const line = "--dropout --weight-decay 1e-3 --max-norm 2 --optimizer adam-to-sgd " +
      `--profile smoke --seeds 1 --json --quiet --out ${out}`;
    const { code, stdout, stderr } = await run("four-datasets", line);
    assert.equal(code, 0, stderr);
    const { runs }: { runs: Run[] } = JSON.parse(stdout);
    assert.equal(runs.length, 4 * 2 * 3);
    for (const { settings: { keep, maxNorm, optimizer: { hyper, successor } } } of runs) {
      assert.deepEqual([keep, maxNorm, hyper.weight_decay], [0.5, 2, 1e-3]);
      if (successor) assert.deepEqual(successor.rule.hyper, { lr: hyper.lr, weight_decay: 1e-3 });
    }
    const names = new Set(runs.map(({ settings }) => settings.optimizer.name));
    assert.deepEqual(names, new Set(["sgd", "adagrad", "path-sgd", "adam→sgd"]));
  });
});

Deno.test("four-datasets refuses a broken formula with its file, line and column", async () => {
  await inFolder(async (folder) => {
    const module = join(folder, "broken.ts");
    await Deno.writeTextFile(module, NESTEROV.replace("w + momentum", "w + momentun"));
    const { code, stdout, stderr } = await run("four-datasets", `--optimizer ${module}`);
    assert.equal(
      stderr,
      `Expected an update rule in ${module} but found an error in its formula: ` +
        "Unknown name momentun (line 2, column 9)\n",
    );
    assert.equal(stdout, "");
    assert.equal(code, 2);
  });
});

Deno.test("width-sweep trains with a user's rule in place of its own", async () => {
  await inFolder(async (folder) => {
    const module = join(folder, "nesterov.ts");
    await Deno.writeTextFile(module, NESTEROV);
    const line = `--profile smoke --widths 3 --seeds 1 --optimizer ${module} --json --quiet`;
    const { code, stdout, stderr } = await run("width-sweep", `${line} --out ${folder}/out`);
    assert.equal(code, 0, stderr);
    const { runs }: { runs: Run[] } = JSON.parse(stdout);
    assert.deepEqual(runs.map(({ settings }) => settings.optimizer.name), ["nesterov"]);
    assert.deepEqual(runs.map(({ outcome }) => outcome?.kind), ["epoch limit"]);
  });
});
