import assert from "node:assert/strict";
import { execute } from "../../../benchmarks/experiment/execute.ts";
import { planOf } from "../../../benchmarks/experiment/plan.ts";
import { silent } from "../../../benchmarks/experiment/progress.ts";
import { shareSets } from "../../../benchmarks/experiment/sets.ts";
import { openStore, type Store } from "../../../benchmarks/experiment/store.ts";
import { inFolder } from "../commands.ts";
import { sets, spec } from "./fixtures.ts";

const EPOCHS = 300;

/** A store whose checkpoints take longer to write than many epochs take to train. */
function slowStore(folder: string, onKeep: () => void): Store {
  const store = openStore(folder, () => {});
  return {
    ...store,
    claim(...args) {
      const claim = store.claim(...args);
      if (claim.kind !== "held") return claim;
      const { run } = claim;
      const keep = (file: Uint8Array) => {
        onKeep();
        const end = performance.now() + 20;
        while (performance.now() < end); // as a slow disk, which this thread waits for
        run.keep(file);
      };
      return { kind: "held", run: { ...run, keep } };
    },
  };
}

Deno.test("execute() has a Worker send no checkpoint while the one before is still to be written", async () => {
  await inFolder(async (folder) => {
    let kept = 0;
    const [run] = await execute(planOf([{ ...spec, epochs: EPOCHS, zeroErrorEpochs: EPOCHS }]), {
      worker: { name: "reference" },
      together: false,
      sets: { [spec.data.hash]: shareSets(sets) },
      store: slowStore(folder, () => kept++),
      jobs: 1,
      fresh: false,
      checkpointSeconds: 0,
      progress: silent,
      signal: new AbortController().signal,
    });
    assert.equal(run.outcome?.epoch, EPOCHS);
    assert.equal(run.epochs.length, EPOCHS + 1);
    assert.ok(kept > 0 && kept < EPOCHS / 2, `${kept} checkpoints in ${EPOCHS} epochs`);
  });
});
