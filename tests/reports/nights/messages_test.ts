import assert from "node:assert/strict";
import { changeMessage, nightReport } from "../../../reports/nights/messages.ts";
import type { Change } from "../../../reports/nights/night.ts";
import { simulatedYear } from "./simulated_year.ts";

const NIGHTS = simulatedYear({ seed: 1, nights: 7, allFail: [6] });

const SHIFT: Change = {
  metric: "width-sweep/mnist-keeps-falling",
  kind: "shift",
  side: "below",
  since: "2026-01-04",
  nights: 1,
  expected: { lower: 0.126, upper: 0.571 },
  found: 0.023,
  again: [0.0041, -0.0153],
  baseline: { nights: 116, from: "2025-09-01", to: "2026-01-03" },
};

Deno.test("a shift says what, from which range, to what, and since which commit", () => {
  assert.equal(
    changeMessage(SHIFT, NIGHTS),
    "SHIFT width-sweep/mnist-keeps-falling: On MNIST, the test error goes on falling.\n" +
      "  Expected 0.126 to 0.571 points (from 116 nights, 2025-09-01 to 2026-01-03), found 0.023; " +
      "with other seeds 0.0041 and −0.0153. It is below the range since 2026-01-04 (commit " +
      "000c0ff the night before, then 001c0ff).",
  );
});

Deno.test("a missing metric, a return and a suspicion are told apart", () => {
  const { found: _, ...rest } = SHIFT;
  assert.match(
    changeMessage({ ...rest, side: "missing", again: [] }, NIGHTS),
    /found nothing that could be measured; with other seeds nothing that could be measured\. Not measured since 2026-01-04/,
  );
  assert.match(
    changeMessage({ ...SHIFT, kind: "unconfirmed", nights: 5 }, NIGHTS),
    /^Not confirmed: .*\n.* found 0\.023, the median of 5 nights; .* That is no shift\.$/,
  );
  const { again: __, ...back } = SHIFT;
  assert.match(
    changeMessage({ ...back, kind: "return", since: "2026-01-03" }, NIGHTS),
    /^Back in range: .*\n.* found 0\.023\. Within the range from before its shift since 2026-01-03 \(commit 000c0ff, as the night before\)\.$/,
  );
});

Deno.test("a night is told in a line, then each failure and each change", () => {
  const night = { ...NIGHTS[6], changes: [SHIFT] };
  assert.deepEqual(nightReport(night, NIGHTS.slice(0, 6)).split("\n").slice(0, 2), [
    "Night of 2026-01-07: 0 of 0 claims reproduced, 0 not reproduced, 3 figures, 0 runs, 0.0 s of " +
    "computing, commit 002c0ff.",
    "FAILED width-sweep: Expected a download of 11594722 bytes but found <html> & nothing else",
  ]);
  assert.match(
    nightReport(night, NIGHTS.slice(0, 6)),
    /\nSHIFT width-sweep\/mnist-keeps-falling: /,
  );
});
