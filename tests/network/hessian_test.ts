import assert from "node:assert/strict";
import { lossAndGradient } from "../../network/backpropagation.ts";
import { wasmEngine } from "../../network/engines/wasm/wasm.ts";
import type { Examples } from "../../network/examples.ts";
import { hessianProduct, largestEigenvalue } from "../../network/hessian.ts";
import { balanced } from "../../network/initialization.ts";
import { losses, type LossName } from "../../network/loss.ts";
import { layerSizes, type Network, zeroNetwork } from "../../network/network.ts";
import { stream } from "../../network/random.ts";
import { sgd } from "../../optimizers/mod.ts";
import { examples } from "./examples.ts";

/** ∇C over all examples, in float64. */
function gradientOf(set: Examples, loss: LossName): (network: Network) => Network {
  const indices = Uint32Array.from({ length: set.count }, (_, i) => i);
  return (network) => lossAndGradient(network, set, { indices, loss: losses[loss] }).gradient;
}

/** One input: with the squared loss and no hidden layer, ∇²C is for each class the mean of (x, 1)ᵀ(x, 1). */
const line: Examples = {
  count: 4,
  inputs: 1,
  classes: 2,
  pixels: Uint8Array.of(0, 51, 102, 255), // x = 0, 0.2, 0.4, 1
  labels: Uint8Array.of(0, 1, 0, 1),
};

Deno.test("hessianProduct() is exact where the loss is a quadratic", async () => {
  const network = balanced([1, 2], stream(1, "init"));
  const direction = zeroNetwork([1, 2]);
  direction[0].weights[0] = 2; // twice the first class's weight
  const product = await hessianProduct(gradientOf(line, "squared"), network, {
    direction,
    distance: 0.01,
  });
  const [{ weights, thresholds }] = product;
  assert.ok(Math.abs(weights[0] - 2 * (0.04 + 0.16 + 1) / 4) < 1e-12);
  assert.ok(Math.abs(thresholds[0] - 2 * (0.2 + 0.4 + 1) / 4) < 1e-12);
  assert.ok(Math.abs(weights[1]) < 1e-12 && Math.abs(thresholds[1]) < 1e-12);
});

Deno.test("largestEigenvalue() finds the eigenvalue of a quadratic", async () => {
  const [a, b] = [(0.04 + 0.16 + 1) / 4, (0.2 + 0.4 + 1) / 4]; // of the matrix [[a, b], [b, 1]]
  const exact = (a + 1) / 2 + Math.sqrt(((1 - a) / 2) ** 2 + b ** 2);
  const network = balanced([1, 2], stream(1, "init"));
  const random = stream(1, "curvature");
  const found = await largestEigenvalue(gradientOf(line, "squared"), network, {
    random,
    tolerance: 1e-6,
  });
  assert.ok(Math.abs(found.value / exact - 1) < 1e-9, `${found.value}, not ${exact}`);
  assert.ok(found.residual < 1e-6 * exact);
});

Deno.test("largestEigenvalue() tells its size where a valley and a ridge are as steep", async () => {
  // C = 9 (w₁² − w₂²) / 2: the quotient of a vector between the two axes is about 0
  const saddle = (network: Network) => {
    const gradient = zeroNetwork([1, 2]);
    gradient[0].weights[0] = 9 * network[0].weights[0];
    gradient[0].weights[1] = -9 * network[0].weights[1];
    return gradient;
  };
  const found = await largestEigenvalue(saddle, balanced([1, 2], stream(1, "init")), {
    random: stream(1, "curvature"),
    most: 20,
  });
  assert.ok(Math.abs(found.value) < 8.9, `${found.value}`);
  assert.ok(Math.abs(found.size - 9) < 1e-9, `${found.size}`);
});

Deno.test("largestEigenvalue() is the dense Hessian's on a ReLU network, and the same on wasm", async () => {
  const sizes = [4, 5, 3];
  const train = examples({ count: 30, inputs: 4, classes: 3 });
  const network = balanced(sizes, stream(3, "init"));
  const exact = largestByPowers(await denseHessian(gradientOf(train, "cross-entropy"), network));
  const options = { tolerance: 1e-3, most: 300 };
  const found = await largestEigenvalue(gradientOf(train, "cross-entropy"), network, {
    random: stream(1, "curvature"),
    ...options,
  });
  assert.ok(Math.abs(found.value / exact - 1) < 1e-4, `${found.value}, not ${exact}`);

  const trainer = await (await wasmEngine()).trainer({
    sizes,
    loss: "cross-entropy",
    rule: sgd,
    batchSize: 30,
    sets: { train },
  });
  const order = Uint32Array.from({ length: 30 }, (_, i) => i);
  const gradientAt = async (network: Network) => {
    await trainer.write(network);
    return (await trainer.gradientNorms(order)).mean;
  };
  const random = stream(1, "curvature");
  const single = await largestEigenvalue(gradientAt, network, { random, ...options });
  assert.ok(Math.abs(single.value / exact - 1) < 2e-3, `${single.value}, not ${exact}`);
});

Deno.test("largestEigenvalue() ends where it is told to", async () => {
  const train = examples({ count: 30, inputs: 4, classes: 3 });
  const network = balanced([4, 5, 3], stream(3, "init"));
  const found = await largestEigenvalue(gradientOf(train, "cross-entropy"), network, {
    random: stream(1, "curvature"),
    tolerance: 0,
    most: 3,
  });
  assert.equal(found.products, 3);
});

/** The Hessian's rows, each from a step along one coordinate far smaller than to the next kink. */
async function denseHessian(
  gradientAt: (network: Network) => Network,
  network: Network,
): Promise<number[][]> {
  const flat = (network: Network) =>
    network.flatMap(({ weights, thresholds }) => [...weights, ...thresholds]);
  const rows: number[][] = [];
  for (const l of network.keys()) {
    for (const part of ["weights", "thresholds"] as const) {
      for (const e of network[l][part].keys()) {
        const direction = zeroNetwork(layerSizes(network));
        direction[l][part][e] = 1;
        rows.push(flat(await hessianProduct(gradientAt, network, { direction, distance: 1e-6 })));
      }
    }
  }
  return rows;
}

/** The eigenvalue of largest size of a symmetric matrix A, by squaring: A^(2^k) → λ^(2^k) v vᵀ. */
function largestByPowers(matrix: readonly number[][]): number {
  let power = matrix.map((row) => [...row]);
  for (let k = 0; k < 12; k++) {
    const size = Math.max(...power.flat().map(Math.abs));
    const scaled = power.map((row) => row.map((value) => value / size));
    power = scaled.map((row) =>
      matrix.map((_, j) => row.reduce((sum, value, i) => sum + value * scaled[i][j], 0))
    );
  }
  const column = power.map((row) => row[0]);
  const image = matrix.map((row) => row.reduce((sum, value, j) => sum + value * column[j], 0));
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  return dot(column, image) / dot(column, column);
}
