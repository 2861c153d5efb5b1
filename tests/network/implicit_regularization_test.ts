import assert from "node:assert/strict";
import { wasmEngine } from "../../network/engines/wasm/wasm.ts";
import { lossAndGradient } from "../../network/backpropagation.ts";
import { type GradientNorms, gradientNorms } from "../../network/gradient_norms.ts";
import {
  coordinateOf,
  rmspropBackwardError,
  type RmspropStep,
  rmspropTerm,
  sgdTerms,
} from "../../network/implicit_regularization.ts";
import { balanced } from "../../network/initialization.ts";
import { losses } from "../../network/loss.ts";
import type { Network } from "../../network/network.ts";
import { permutation, stream } from "../../network/random.ts";
import { combined } from "../../network/vectors.ts";
import { sgd } from "../../optimizers/mod.ts";
import { examples } from "./examples.ts";

/** A network of two edges: one weight and one threshold. */
function pair(weight: number, threshold: number): Network {
  const [weights, thresholds] = [Float64Array.of(weight), Float64Array.of(threshold)];
  return [{ fanIn: 1, fanOut: 1, weights, thresholds }];
}

/** Gradients (1, 0) and (3, 4): squares 26, mean (2, 2), deviations 10. */
const norms: GradientNorms = gradientNorms([pair(1, 0), pair(3, 4)], pair(0.5, 2));

Deno.test("sgdTerms() is equation 1 and the two parts of equation 2", () => {
  const { term, fullBatch, miniBatch, gap } = sgdTerms(norms, 0.4);
  assert.deepEqual([term, fullBatch, miniBatch].map((value) => value.toFixed(12)), [
    (0.4 / 4 * 26 / 2).toFixed(12),
    (0.4 / 4 * 8).toFixed(12),
    (0.4 / 4 * 10 / 2).toFixed(12),
  ]);
  assert.ok(gap < 1e-15);
});

Deno.test("sgdTerms() tells by how much parts miss the term", () => {
  assert.equal(sgdTerms({ ...norms, deviations: 0 }, 0.4).gap.toFixed(12), (10 / 26).toFixed(12));
  const nothing = gradientNorms([pair(0, 0)]);
  assert.deepEqual(sgdTerms(nothing, 0.4), { term: 0, fullBatch: 0, miniBatch: 0, gap: 0 });
});

Deno.test("the parts of equation 2 add up: in float64 to rounding, from an engine to 1e-4", async () => {
  const sizes = [20, 30, 10];
  const train = examples({ count: 50, inputs: 20, classes: 10 });
  const network = balanced(sizes, stream(1, "init"));
  const order = permutation(50, stream(1, "order")); // six mini-batches of 8 and one of 2
  const loss = losses["cross-entropy"];
  const batches = Array.from({ length: 7 }, (_, k) => order.subarray(8 * k, 8 * k + 8));
  const exact = gradientNorms(
    batches.map((indices) => lossAndGradient(network, train, { indices, loss }).gradient),
  );
  assert.ok(sgdTerms(exact, 0.1).gap < 1e-14);
  const trainer = await (await wasmEngine()).trainer({
    sizes,
    loss: "cross-entropy",
    rule: sgd,
    batchSize: 8,
    sets: { train },
  });
  await trainer.write(network);
  const { term, gap } = sgdTerms(await trainer.gradientNorms(order), 0.1);
  assert.ok(gap < 1e-4, `${gap}`);
  assert.ok(Math.abs(term / sgdTerms(exact, 0.1).term - 1) < 1e-5);
});

Deno.test("rmspropTerm() multiplies gradients by s itself", () => {
  // s ⊙ (1, 0) = (0.5, 0), s ⊙ (3, 4) = (1.5, 8)
  assert.equal(rmspropTerm(norms, 0.4).toFixed(12), (0.4 / 8 * (0.25 + 2.25 + 64)).toFixed(12));
  assert.throws(
    () => rmspropTerm(gradientNorms([pair(1, 0)]), 0.4),
    new RangeError("Expected gradient norms scaled by s but found none"),
  );
});

const PLACEMENTS = ["inside", "outside"] as const;

for (const placement of PLACEMENTS) {
  const step: RmspropStep = { stepSize: 0.01, decay: 0.9, eps: 1e-3, placement };

  Deno.test(`coordinateOf() has φ′ = g/D and r = 1 − d ln D/d ln |g|, ε ${placement}`, () => {
    for (const g of [-0.3, -0.001, 0.02, 0.5]) {
      const h = 1e-5 * Math.abs(g);
      const [ahead, behind] = [coordinateOf(g + h, step), coordinateOf(g - h, step)];
      const { denominator, coefficient } = coordinateOf(g, step);
      const slope = (ahead.size - behind.size) / (2 * h);
      assert.ok(Math.abs(slope / (g / denominator) - 1) < 1e-6, `φ′ at ${g}`);
      const r = 1 -
        Math.log(ahead.denominator / behind.denominator) / Math.log((g + h) / (g - h));
      assert.ok(Math.abs(coefficient - (r / 2 - (1 - r) * 9)) < 1e-6, `c at ${g}`);
    }
    assert.equal(coordinateOf(0, step).size, 0);
  });

  Deno.test(`coordinateOf() gives the flow that RMSProp follows to second order, ε ${placement}`, () => {
    // C = a w²/2 + w⁴/4 at one weight, where ∇²C u is exact.
    const gradient = (w: number) => 2 * w + w ** 3;
    const curvature = (w: number) => 2 + 3 * w ** 2;
    const error = (stepSize: number, share: number) => {
      const step: RmspropStep = { stepSize, decay: 0.9, eps: 1e-2, placement };
      let w = 1;
      let s = gradient(w) ** 2;
      const advance = () => {
        const g = gradient(w);
        s = 0.9 * s + 0.1 * g * g;
        w -= stepSize * g / (placement === "inside" ? Math.sqrt(s + 1e-2) : Math.sqrt(s) + 1e-2);
      };
      for (let t = 0; t < 200; t++) advance();
      const velocity = (w: number) => {
        const g = gradient(w);
        const { denominator, coefficient } = coordinateOf(g, step);
        const u = g / denominator;
        return -(g + share * stepSize * coefficient * curvature(w) * u) / denominator;
      };
      let at = w;
      for (let t = 0; t < 5; t++) {
        advance();
        const k1 = velocity(at);
        const k2 = velocity(at + stepSize / 2 * k1);
        const k3 = velocity(at + stepSize / 2 * k2);
        const k4 = velocity(at + stepSize * k3);
        at += stepSize / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
      }
      return Math.abs(at - w);
    };
    const order = (share: number) => Math.log2(error(2e-4, share) / error(1e-4, share));
    assert.ok(Math.abs(order(1) - 3) < 0.15, `with the term: ${order(1)}`);
    for (const share of [0, 0.5, 2]) {
      assert.ok(Math.abs(order(share) - 2) < 0.15, `with ${share} of it: ${order(share)}`);
    }
  });
}

Deno.test("rmspropBackwardError() is −η ρ/(1 − ρ) ‖∇C‖₁ for small ε, descent's term for large", () => {
  const s = pair(4, 4);
  const step = { stepSize: 0.1, decay: 0.9 };
  for (const placement of PLACEMENTS) {
    const small = rmspropBackwardError(norms, { step: { ...step, eps: 1e-12, placement }, s });
    assert.ok(Math.abs(small.term / (-0.1 * 9 * 4) - 1) < 1e-5, placement);
    const eps = 1e8;
    const large = rmspropBackwardError(norms, { step: { ...step, eps, placement }, s });
    const effective = 0.1 / (placement === "inside" ? Math.sqrt(eps) : eps);
    assert.ok(Math.abs(large.term / (effective / 4 * 8) - 1) < 1e-2, placement);
  }
});

Deno.test("rmspropBackwardError() gives coefficients where there is a gradient, and the noise in s", () => {
  const step: RmspropStep = { stepSize: 0.1, decay: 0.9, eps: 1, placement: "outside" };
  const mean = pair(1, 0);
  const found = rmspropBackwardError(gradientNorms([mean]), { step, s: pair(2, 1) });
  const half = 0.5 / 2 - 0.5 * 9; // r = 1/2 at the weight; the threshold's gradient is 0
  const { least, mean: average, largest } = found.coefficient;
  for (const value of [least, average, largest]) assert.ok(Math.abs(value - half) < 1e-12);
  assert.equal(found.noise, 3);
  const flat = rmspropBackwardError(gradientNorms([combined([mean], () => 0)]), { step, s: mean });
  assert.deepEqual(flat.coefficient, { least: 0, mean: 0, largest: 0 });
  assert.deepEqual([flat.term, flat.noise], [0, 0]);
});
