import assert from "node:assert/strict";
import { parseCommand } from "../../benchmarks/experiment/command.ts";
import { COMMON_FLAGS } from "../../benchmarks/experiment/flags.ts";
import { rmspropImplicitRegularization as figure } from "../../benchmarks/rmsprop_implicit_regularization.ts";
import type { RunSpec } from "../../reports/results.ts";
import { adam, momentum, rmsprop, sgd } from "../../optimizers/mod.ts";
import { inFolder, run, storedOutcomes } from "./commands.ts";

const flags = [...COMMON_FLAGS, ...figure.flags];

const ON = {
  data: { name: "mnist", hash: "ab", transforms: [], train: 10_000, validation: 0, test: 10_000 },
  inputs: 784,
  classes: 10,
  engine: "wasm/relaxed-simd",
  before: [],
};

/** The runs of a profile with these changes. */
function planned(changes: Partial<typeof figure.profiles.paper>): RunSpec[] {
  return figure.stages[0].plan({ ...figure.profiles.paper, seeds: [1], ...changes }, ON);
}

Deno.test("rmspropImplicitRegularization reads flags of its own", async () => {
  const line = "--noise pixels --optimizer momentum --sgd-steps 0.2,1e-2,0.2 --hidden 9,8 " +
    "--variants depth,momentum,depth";
  assert.deepEqual((await parseCommand(line.split(" "), { flags })).changes, {
    noise: "pixels",
    optimizers: [sgd, rmsprop, adam, momentum],
    sgdSteps: [0.2, 0.01],
    hidden: [9, 8],
    variants: ["depth", "momentum"],
  });
});

for (
  const [line, message] of [
    ["--noise lables", "Unknown --noise lables: did you mean labels?"],
    ["--variants deep", "Unknown --variants deep: did you mean depth?"],
    ["--sgd-steps 0.1,0", "Expected --sgd-steps to be a number above 0 but found 0"],
  ]
) {
  Deno.test(`rmspropImplicitRegularization refuses ${line}`, async () => {
    await assert.rejects(() => parseCommand(line.split(" "), { flags }), {
      name: "UsageError",
      message,
    });
  });
}

Deno.test("rmspropImplicitRegularization has S's settings in the paper's profile", () => {
  const { examples, epochs, hidden, seeds, datasets } = figure.profiles.paper;
  assert.deepEqual({ examples, epochs, layers: hidden.length + 1, seeds: seeds.length, datasets }, {
    examples: { train: 10_000, validation: 0, test: 10_000 },
    epochs: 300,
    layers: 5,
    seeds: 5,
    datasets: ["mnist"],
  });
  const specs = planned({});
  assert.deepEqual(
    specs.map(({ optimizer: { name, hyper } }) => [name, hyper.lr]),
    [["sgd", 0.001], ["rmsprop", 0.001], ["adam", 0.001], ["sgd", 0.01], ["sgd", 0.03], [
      "sgd",
      0.1,
    ]],
  );
  for (const { sizes, batchSize, loss, terms } of specs) {
    assert.deepEqual({ sizes, batchSize, loss, terms }, {
      sizes: [784, 256, 256, 256, 256, 10],
      batchSize: 64,
      loss: "cross-entropy",
      terms: { curvatureEvery: 75 },
    });
  }
});

Deno.test("rmspropImplicitRegularization plans the variants after S's own runs", () => {
  const variants = ["momentum", "switch", "weight-decay", "depth", "width"] as const;
  const specs = planned({ sgdSteps: [], variants }).slice(3);
  const hidden = ({ sizes }: RunSpec) => sizes.slice(1, -1).join();
  assert.deepEqual(
    specs.map((spec) => [spec.optimizer.name, spec.optimizer.hyper.weight_decay, hidden(spec)]),
    [
      ["momentum", undefined, "256,256,256,256"],
      ["adam→sgd", undefined, "256,256,256,256"],
      ...["sgd", "rmsprop", "adam"].map((name) => [name, 0.1, "256,256,256,256"]),
      ...["256,256", "256,256,256,256,256,256", "64,64,64,64", "512,512,512,512"].flatMap((sizes) =>
        ["sgd", "rmsprop", "adam"].map((name) => [name, undefined, sizes])
      ),
    ],
  );
  assert.deepEqual(specs[0].optimizer.hyper, { lr: 0.001, momentum: 0.9 });
  assert.equal(specs[1].optimizer.successor?.after, 150);
});

Deno.test("rmsprop-implicit-regularization runs to its page, and again without training", async () => {
  await inFolder(async (out) => {
    const line = `--profile smoke --json --quiet --out ${out}`;
    const { code, stdout, stderr } = await run("rmsprop-implicit-regularization", line);
    assert.equal(code, 0, stderr);
    const { report, runs, claims } = JSON.parse(stdout);
    assert.match(Deno.readTextFileSync(report), /Equal epochs or equal training loss\?/);
    assert.equal(runs.length, 8);
    const { transforms }: RunSpec["data"] = runs[0].settings.data;
    assert.match(
      transforms.at(-1)!,
      /^60 of the 200 training labels replaced by a random one of the 10 \(seed 1\), which/,
    );
    assert.ok(claims.every(({ verdict }: { verdict: string }) => verdict === "inconclusive"));

    const again = await run("rmsprop-implicit-regularization", `--profile smoke --out ${out}`);
    assert.match(again.stderr, /^8 runs already stored, 0 to do\.$/m);
    assert.equal(storedOutcomes(out), 8);
  });
});

Deno.test("rmsprop-implicit-regularization --noise gives other data", async () => {
  await inFolder(async (out) => {
    const hashes = new Set<string>();
    for (const noise of ["pixels", "none"]) {
      const line = `--profile smoke --noise ${noise} --seeds 1 --epochs 1 --sgd-steps 0.1`;
      const done = await run(
        "rmsprop-implicit-regularization",
        `${line} --json --quiet --out ${out}`,
      );
      assert.equal(done.code, 0, done.stderr);
      hashes.add(JSON.parse(done.stdout).runs[0].settings.data.hash);
    }
    assert.equal(hashes.size, 2);
  });
});
