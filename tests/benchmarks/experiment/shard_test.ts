import assert from "node:assert/strict";
import fc from "fast-check";
import { secondsOf } from "../../../benchmarks/experiment/estimate.ts";
import { type PlannedRun, planOf } from "../../../benchmarks/experiment/plan.ts";
import { parseShard, shareOf, sharesOf } from "../../../benchmarks/experiment/shard.ts";
import { spec } from "./fixtures.ts";

/** Plans of networks of any widths. */
const plans = fc.uniqueArray(fc.integer({ min: 1, max: 4096 }), { maxLength: 40 })
  .map((widths) => planOf(widths.map((width) => ({ ...spec, sizes: [3, width, 2] }))));

const counts = fc.integer({ min: 1, max: 12 });

function seconds(runs: readonly PlannedRun[]): number {
  return runs.reduce((sum, { spec }) => sum + secondsOf(spec), 0);
}

Deno.test("sharesOf() puts every run into one share, in the order of the plan", () => {
  fc.assert(fc.property(plans, counts, (plan, count) => {
    const shares = sharesOf(plan, count);
    assert.equal(shares.length, count);
    const places = shares.flat().map((run) => plan.indexOf(run));
    assert.deepEqual(places.toSorted((a, b) => a - b), [...plan.keys()]);
    for (const share of shares) {
      assert.deepEqual(share, plan.filter((run) => share.includes(run)));
    }
  }));
});

Deno.test("sharesOf() balances them to within the longest run", () => {
  fc.assert(fc.property(plans, counts, (plan, count) => {
    const loads = sharesOf(plan, count).map(seconds);
    const longest = Math.max(0, ...plan.map((run) => seconds([run])));
    assert.ok(Math.max(...loads) - Math.min(...loads) <= longest * (1 + 1e-9));
  }));
});

Deno.test("sharesOf() leaves no share empty while another has two runs", () => {
  const shares = sharesOf(planOf([1, 2, 3].map((seed) => ({ ...spec, seed }))), 3);
  assert.deepEqual(shares.map((share) => share.length), [1, 1, 1]);
});

Deno.test("shareOf() gives the same runs on every machine", () => {
  const plan = () => planOf([9, 700, 30, 4, 200, 8].map((n) => ({ ...spec, sizes: [3, n, 2] })));
  const widths = [1, 2].map((index) =>
    shareOf(plan(), { index, count: 2 }).map(({ spec }) => spec.sizes[1])
  );
  assert.deepEqual(widths, [[700], [9, 30, 4, 200, 8]]);
});

Deno.test("parseShard() reads I/N", () => {
  assert.deepEqual(parseShard("1/1"), { index: 1, count: 1 });
  assert.deepEqual(parseShard("12/1000"), { index: 12, count: 1000 });
});

for (const text of ["0/3", "4/3", "1", "1/", "/2", "a/b", "1/2/3", "-1/2", "1/1001", "1.5/2", ""]) {
  Deno.test(`parseShard() refuses "${text}"`, () => {
    assert.throws(() => parseShard(text), {
      name: "UsageError",
      message: `Expected --shard to be I/N with 1 ≤ I ≤ N ≤ 1000 but found ${text}`,
    });
  });
}
