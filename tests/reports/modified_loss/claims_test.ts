import assert from "node:assert/strict";
import { modifiedLossClaims } from "../../../reports/modified_loss/claims.ts";
import type { FigureResult } from "../../../reports/results.ts";
import { flowsFigure, ORDERS } from "./synthetic_flows.ts";

const ALL = [
  "mnist-shuffled-follows-modified",
  "mnist-shuffled-needs-mini-batch-part",
  "mnist-independent-gains-nothing",
  "mnist-independent-follows-full-batch",
  "mnist-rmsprop-follows-printed",
  "mnist-rmsprop-outside-follows-backward-error",
  "mnist-rmsprop-inside-follows-backward-error",
];

function verdicts(figure: FigureResult): Record<string, string> {
  return Object.fromEntries(modifiedLossClaims(figure).map(({ id, verdict }) => [id, verdict]));
}

Deno.test("modifiedLossClaims() reproduces all that theory says, and not S's term for RMSProp", () => {
  const expected = Object.fromEntries(ALL.map((id) => [id, "reproduced"]));
  assert.deepEqual(verdicts(flowsFigure()), {
    ...expected,
    "mnist-rmsprop-follows-printed": "not reproduced",
  });
});

Deno.test("modifiedLossClaims() tells the power gained and both powers", () => {
  const [claim] = modifiedLossClaims(flowsFigure());
  assert.ok(Math.abs(claim.effect! - 1) < 1e-3);
  assert.equal(claim.seeds, 3);
  assert.equal(
    claim.reason,
    "The distance falls with the power 3.00 of the step size from the flow “Modified”, and 2.00 " +
      "from “Loss alone”.",
  );
});

Deno.test("modifiedLossClaims() wants the power that theory says, neither less nor more", () => {
  for (const modified of [2, 2.5, 3.5]) {
    const orders = { ...ORDERS, "sgd-shuffled": { ...ORDERS["sgd-shuffled"], modified } };
    assert.equal(verdicts(flowsFigure({ orders }))[ALL[0]], "not reproduced", `${modified}`);
  }
  const orders = { ...ORDERS, "sgd-independent": ORDERS["sgd-shuffled"] };
  const found = verdicts(flowsFigure({ orders }));
  assert.equal(found["mnist-independent-gains-nothing"], "not reproduced");
  assert.equal(found["mnist-independent-follows-full-batch"], "not reproduced");
});

Deno.test("modifiedLossClaims() is inconclusive where the seeds disagree", () => {
  const figure = flowsFigure({
    change: (point, seed) =>
      point.flow === "modified" && seed === 1 ? { ...point, distance: point.stepSize ** 2 } : point,
  });
  assert.equal(verdicts(figure)[ALL[0]], "inconclusive");
});

Deno.test("modifiedLossClaims() leaves out step sizes at which a unit switched", () => {
  const switchedFrom = (least: number) =>
    flowsFigure({
      change: (point) => point.stepSize >= least ? { ...point, distance: 1, switched: 2 } : point,
    });
  assert.equal(verdicts(switchedFrom(2 ** -5))[ALL[0]], "reproduced");
  const [claim] = modifiedLossClaims(switchedFrom(2 ** -6));
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(
    claim.reason,
    "In some seed the loss was smooth at too few step sizes to fit a power to.",
  );
});

Deno.test("modifiedLossClaims() needs three seeds and real data", () => {
  for (const figure of [flowsFigure({ seeds: 2 }), flowsFigure({ dataset: "stand-in" })]) {
    assert.deepEqual(new Set(Object.values(verdicts(figure))), new Set(["inconclusive"]));
  }
});
