import assert from "node:assert/strict";
import { standIns, warnings } from "../../reports/warnings.ts";
import { outcome, syntheticFigure } from "./synthetic.ts";

const SMALL = { datasets: ["mnist"], widths: [4, 32], seeds: 3, epochs: 2 } as const;

Deno.test("warnings() has nothing to say of a whole run of the paper's experiment", () => {
  assert.deepEqual(warnings(syntheticFigure(SMALL)), []);
});

Deno.test("warnings() names a smaller profile and files that are not the published ones", () => {
  const figure = syntheticFigure(SMALL);
  const [data] = figure.data;
  const file = { ...data.files[0], published: false };
  const files = [{ ...file, records: 5000 }, { ...file, name: "labels" }];
  assert.deepEqual(warnings({ ...figure, profile: "quick", data: [{ ...data, files }] }), [
    "Run with the profile “quick”, smaller than the paper's experiment: MNIST with 50,000 training " +
    "and 10,000 test examples.",
    "MNIST: mnist-images.gz holds 5,000 of the 60,000 published records.",
    "MNIST: labels is not the published file.",
  ]);
});

Deno.test("warnings() names explicit regularization", () => {
  const figure = syntheticFigure({
    ...SMALL,
    change: (run) => {
      const { optimizer } = run.spec;
      const hyper = { ...optimizer.hyper, weight_decay: 1e-3 };
      return { ...run, spec: { ...run.spec, optimizer: { ...optimizer, hyper }, maxNorm: 3 } };
    },
  });
  assert.deepEqual(warnings(figure), [
    "Trained with weight decay and max-norm, which the paper's experiment does without.",
  ]);
});

Deno.test("warnings() names runs that diverged, failed or had not ended", () => {
  const figure = syntheticFigure({
    ...SMALL,
    change: (run) => {
      const { outcome: _, ...unfinished } = run;
      if (run.spec.seed === 1) return { ...run, outcome: outcome("diverged", 1) };
      if (run.spec.seed === 2) return { ...unfinished, failure: "out of memory" };
      return run.spec.sizes[1] === 4 ? unfinished : run;
    },
  });
  assert.deepEqual(warnings(figure), [
    "2 runs diverged: mnist 100-4-10 seed 1 and mnist 100-32-10 seed 1.",
    "2 runs failed: mnist 100-4-10 seed 2 and mnist 100-32-10 seed 2.",
    "1 run had not ended: mnist 100-4-10 seed 3.",
  ]);
});

Deno.test("warnings() names five runs at most", () => {
  const figure = syntheticFigure({
    datasets: ["mnist"],
    widths: [4],
    seeds: 7,
    epochs: 2,
    change: (run) => ({ ...run, outcome: outcome("diverged", 1) }),
  });
  assert.match(warnings(figure)[0], /^7 runs diverged: .* seed 5 and 2 more\.$/);
});

Deno.test("warnings() says that too few seeds were run", () => {
  const figure = syntheticFigure({ ...SMALL, seeds: 1 });
  assert.deepEqual(warnings(figure), ["1 seed: claims are graded on at least 3."]);
});

Deno.test("standIns() names what is not real data", () => {
  assert.deepEqual(standIns(syntheticFigure({ ...SMALL, datasets: ["mnist", "stand-in"] })), [
    "Built-in digits",
  ]);
});
