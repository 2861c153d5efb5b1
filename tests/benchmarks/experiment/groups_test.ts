import assert from "node:assert/strict";
import type { Task } from "../../../benchmarks/experiment/checkpoint.ts";
import { execute } from "../../../benchmarks/experiment/execute.ts";
import { groupEngines, groupRuns } from "../../../benchmarks/experiment/groups.ts";
import { type PlannedRun, planOf } from "../../../benchmarks/experiment/plan.ts";
import { silent } from "../../../benchmarks/experiment/progress.ts";
import { shareSets } from "../../../benchmarks/experiment/sets.ts";
import { openStore } from "../../../benchmarks/experiment/store.ts";
import { engineId, train } from "../../../benchmarks/experiment/train.ts";
import type { Engine, Trainer } from "../../../network/engines/mod.ts";
import { openEngine } from "../../../network/engines/mod.ts";
import { zeroNetwork } from "../../../network/network.ts";
import { adam, pathSgd, sgd } from "../../../optimizers/mod.ts";
import type { EpochRecord, Outcome, RunResult, RunSpec } from "../../../reports/results.ts";
import { inFolder } from "../commands.ts";
import { gpuTest } from "../../network/engines/webgpu/adapter.ts";
import { sets, spec } from "./fixtures.ts";

/** The sizes of the groups that these runs fall into. */
function groupSizes(specs: readonly RunSpec[]): number[] {
  return groupRuns(planOf(specs)).map((group) => group.length);
}

Deno.test("groupRuns() puts runs together that differ in what a setup leaves open", () => {
  const { optimizer } = spec;
  assert.deepEqual(
    groupSizes([
      spec,
      { ...spec, seed: 2 },
      { ...spec, initialization: "unbalanced" },
      { ...spec, epochs: 9 },
      { ...spec, zeroErrorEpochs: 9 },
      { ...spec, norms: true },
      { ...spec, optimizer: { ...optimizer, hyper: { lr: 1, momentum: 0 } } },
      { ...spec, optimizer: { ...optimizer, schedule: {} } },
    ]),
    [8],
  );
});

Deno.test("groupRuns() keeps runs apart that differ in the setup", () => {
  const { optimizer, data } = spec;
  const others: RunSpec[] = [
    { ...spec, data: { ...data, hash: "cd34" } },
    { ...spec, sizes: [3, 4, 2] },
    { ...spec, loss: "squared" },
    { ...spec, batchSize: 4 },
    { ...spec, keep: 0.5 },
    { ...spec, engine: "wasm/simd" },
    { ...spec, optimizer: { ...optimizer, name: "sgd", update: sgd.update } },
    { ...spec, optimizer: { ...optimizer, geometry: { p: 2 } } },
    { ...spec, optimizer: { ...optimizer, hyper: { lr: 1 } } },
  ];
  assert.deepEqual(groupSizes([spec, ...others]), Array(10).fill(1));
});

Deno.test("groupRuns() keeps seeds apart where they draw the masks of dropout", () => {
  const dropped = { ...spec, keep: 0.5 };
  assert.deepEqual(groupSizes([dropped, { ...dropped, seed: 2 }, { ...dropped, epochs: 9 }]), [
    2,
    1,
  ]);
});

Deno.test("groupRuns() keeps runs apart that go on from different epochs", () => {
  const { sizes } = spec;
  const from = { zeroErrors: 0, seconds: 1, network: zeroNetwork(sizes), state: {} };
  const runs = planOf([1, 2, 3, 4, 5].map((seed) => ({ ...spec, seed })));
  const epochs = [undefined, 1, 2, 1, undefined];
  const groups = groupRuns(
    runs.map((run, i) => ({ ...run, ...(epochs[i] && { from: { ...from, epoch: epochs[i] } }) })),
  );
  assert.deepEqual(groups.map((group) => group.map(({ spec }) => spec.seed)), [
    [1, 5],
    [2, 4],
    [3],
  ]);
});

Deno.test("groupRuns() keeps the order and cuts long lists evenly", () => {
  const runs = planOf(Array.from({ length: 65 }, (_, seed) => ({ ...spec, seed })));
  const groups = groupRuns(runs);
  assert.deepEqual(groups.map((group) => group.length), [33, 32]);
  assert.deepEqual(groups.flat(), runs);
});

Deno.test("groupRuns() leaves a large network alone", () => {
  const large = { ...spec, sizes: [784, 4000, 4000, 10] };
  const middle = { ...spec, sizes: [784, 1000, 1000, 10] }; // 1.8 million weights
  const seeds = Array.from({ length: 10 }, (_, seed) => seed);
  assert.deepEqual(groupSizes(seeds.slice(0, 3).map((seed) => ({ ...large, seed }))), [1, 1, 1]);
  assert.deepEqual(groupSizes(seeds.map((seed) => ({ ...middle, seed }))), [5, 5]);
});

/**
 * The float64 engine as one that trains in step: an epoch of one network waits for the others.
 *
 * @param broken The network whose second epoch throws.
 */
async function lockstepEngine(broken?: number): Promise<Engine> {
  const engine = await openEngine("reference");
  const trainers: NonNullable<Engine["trainers"]> = async (setup, count) => {
    const open = new Set<number>();
    const waiting = new Map<number, () => void>();
    const release = () => {
      if (waiting.size < open.size) return;
      const go = [...waiting.values()];
      waiting.clear();
      go.forEach((resolve) => resolve());
    };
    return await Promise.all(Array.from({ length: count }, async (_, i): Promise<Trainer> => {
      const trainer = await engine.trainer(setup);
      let epochs = 0;
      open.add(i);
      return {
        ...trainer,
        epoch: async (order, hyper) => {
          await new Promise<void>((resolve) => {
            waiting.set(i, resolve);
            release();
          });
          if (i === broken && ++epochs === 2) throw new Error("lost the device");
          return await trainer.epoch(order, hyper);
        },
        close: () => {
          open.delete(i);
          trainer.close();
          release();
        },
      };
    }));
  };
  return { ...engine, trainers };
}

/** All that its spec determines of a run. */
function determined(epochs: readonly EpochRecord[], outcome: Outcome | undefined) {
  return {
    epochs: epochs.map(({ seconds: _, ...epoch }) => epoch),
    kind: outcome?.kind,
    reason: outcome?.reason,
    parameters: outcome?.parameters,
  };
}

async function trained(spec: RunSpec, engine: Engine) {
  const epochs: EpochRecord[] = [];
  const outcome = await train(spec, { engine, sets, onEpoch: (record) => epochs.push(record) });
  return determined(epochs, outcome);
}

Deno.test("runs of a group end as they do alone, one that diverges and one that fails among them", async () => {
  const { optimizer } = spec;
  const specs: RunSpec[] = [
    spec,
    { ...spec, seed: 2, epochs: 5, norms: true },
    { ...spec, optimizer: { ...optimizer, hyper: { lr: 1e200, momentum: 0.9 } } },
    { ...spec, seed: 3 },
    { ...spec, initialization: "unbalanced", epochs: 1 },
  ];
  const engine = await lockstepEngine(3);
  const engines = groupEngines(engine, specs.length);
  const results = await Promise.allSettled(specs.map((spec, i) => trained(spec, engines[i])));
  assert.deepEqual(results[3], { status: "rejected", reason: new Error("lost the device") });
  const reference = await openEngine("reference");
  for (const i of [0, 1, 2, 4]) {
    assert.deepEqual(results[i], {
      status: "fulfilled",
      value: await trained(specs[i], reference),
    });
  }
  const kinds = results.map((result) => result.status === "fulfilled" && result.value.kind);
  assert.deepEqual(kinds, ["epoch limit", "epoch limit", "diverged", false, "epoch limit"]);
});

/** Carries a plan out on the GPU's engine. */
async function onGpu(
  plan: readonly PlannedRun[],
  { together, folder, stopAt, onStart = () => {} }: {
    together: boolean;
    folder: string;
    /** The epoch after which the plan is stopped. */
    stopAt?: number;
    onStart?: (run: Task) => void;
  },
): Promise<RunResult[]> {
  const stop = new AbortController();
  return await execute(plan, {
    worker: { name: "webgpu" },
    together,
    sets: { [spec.data.hash]: shareSets(sets) },
    store: openStore(folder, (line) => assert.fail(line)),
    jobs: 1,
    fresh: false,
    checkpointSeconds: 60,
    progress: {
      ...silent,
      started: onStart,
      epoch: (_, { epoch }) => {
        if (epoch === stopAt) stop.abort();
      },
    },
    signal: stop.signal,
  });
}

gpuTest("a group on webgpu has the same bits as its runs alone, however each ends", async () => {
  const engine = engineId(await openEngine("webgpu"));
  const onEngine = { ...spec, engine };
  const plan = planOf([
    ...[1, 2, 3].map((seed) => ({ ...onEngine, seed, epochs: 2 + seed })),
    { ...onEngine, optimizer: { ...spec.optimizer, hyper: { lr: 1e38, momentum: 0.9 } } },
    ...[adam, pathSgd].flatMap(({ name, update, hyper, geometry }) =>
      [1, 2].map((seed): RunSpec => ({
        ...onEngine,
        seed,
        optimizer: { name, update, hyper, ...(geometry && { geometry }), schedule: {} },
      }))
    ),
    ...[1, 2].map((epochs) => ({ ...onEngine, epochs, keep: 0.5 })),
  ]);
  const apart = await inFolder((folder) => onGpu(plan, { together: false, folder }));
  const together = await inFolder((folder) => onGpu(plan, { together: true, folder }));
  for (const [i, { epochs, outcome, failure }] of together.entries()) {
    assert.equal(failure, undefined);
    assert.deepEqual(determined(epochs, outcome), determined(apart[i].epochs, apart[i].outcome));
  }
  assert.ok(together.some(({ outcome }) => outcome?.kind === "diverged"));
});

gpuTest("a group on webgpu goes on from its checkpoints with the bits of runs alone", async () => {
  const engine = engineId(await openEngine("webgpu"));
  const { name, update, hyper } = adam;
  const optimizer = { name, update, hyper, schedule: {} };
  const plan = planOf(
    [1, 2, 3].map((seed) => ({ ...spec, optimizer, engine, seed, epochs: 20 + seed })),
  );
  const apart = await inFolder((folder) => onGpu(plan, { together: false, folder }));
  await inFolder(async (folder) => {
    const stopped = await onGpu(plan, { together: true, folder, stopAt: 4 });
    assert.ok(stopped.every(({ outcome }) => outcome === undefined));
    const last = stopped[0].epochs.length - 1;
    assert.ok(last >= 4, `they stopped after epoch ${last}`);
    const went: (number | undefined)[] = [];
    const rest = await onGpu(plan, {
      together: true,
      folder,
      onStart: ({ from }) => went.push(from?.epoch),
    });
    assert.deepEqual(went, [last, last, last]); // they stopped together
    assert.deepEqual(
      rest.map(({ epochs, outcome }) => determined(epochs, outcome)),
      apart.map(({ epochs, outcome }) => determined(epochs, outcome)),
    );
  });
});
