import assert from "node:assert/strict";
import { provenanceLines } from "../../../reports/page/provenance.ts";
import { syntheticFigure } from "../synthetic.ts";

Deno.test("provenanceLines() names data, profile, seeds, command, commit, engine and date", () => {
  const figure = syntheticFigure({ widths: [4], seeds: 2, epochs: 1 });
  assert.deepEqual(provenanceLines(figure), [
    "MNIST and CIFAR-10 · profile “paper” · seeds 1, 2",
    "deno task width-sweep --profile paper --dataset mnist --dataset cifar-10",
    "implicit-bench 0.1.0 · commit 0123456789abcdef0123456789abcdef01234567 · " +
    "wasm/relaxed-simd · 2026-03-01 14:05 UTC",
  ]);
});

Deno.test("provenanceLines() says so where one seed was run outside a checkout", () => {
  const figure = syntheticFigure({ widths: [4], seeds: 1, epochs: 1 });
  const { commit: _, ...environment } = figure.environment;
  const [data, , program] = provenanceLines({ ...figure, environment });
  assert.match(data, / · seed 1$/);
  assert.match(program, / · commit unknown · /);
});
