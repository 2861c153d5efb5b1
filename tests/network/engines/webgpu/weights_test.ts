import assert from "node:assert/strict";
import type { BufferType } from "../../../../network/engines/webgpu/bindings.ts";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { layOut } from "../../../../network/engines/webgpu/layout.ts";
import { maxNorm } from "../../../../network/engines/webgpu/max_norm.ts";
import { pack, unpack } from "../../../../network/engines/webgpu/pack.ts";
import { gammaIn, gammaOut } from "../../../../network/engines/webgpu/path.ts";
import { projectToMaxNorm } from "../../../../network/max_norm.ts";
import { type Layer, zeroNetwork } from "../../../../network/network.ts";
import {
  incomingPathNorms,
  outgoingPathNorms,
  reciprocalScales,
} from "../../../../network/path_geometry.ts";
import { type Random, stream } from "../../../../network/random.ts";
import { gpuTest } from "./adapter.ts";
import { type Arrays, batchOf, poison, runShader } from "./shader.ts";

const REPLICAS = 2;
const SHAPES = [[1, 1, 1], [3, 7, 2], [10, 57, 4], [57, 100, 10], [110, 784, 3]];

/** Networks with weights that float32 holds, and now and then a unit on no path. */
function random(sizes: readonly number[], numbers: Random): Layer[][] {
  return Array.from({ length: REPLICAS }, () => {
    const network = zeroNetwork(sizes);
    for (const { fanOut, weights, thresholds } of network) {
      const dead = numbers.below(4) === 0 ? numbers.below(fanOut) : -1;
      weights.forEach((_, e) =>
        weights[e] = e % fanOut === dead ? 0 : Math.fround(numbers.normal())
      );
      thresholds.forEach((_, v) => thresholds[v] = v === dead ? 0 : Math.fround(numbers.normal()));
    }
    return [...network];
  });
}

/** What each network has of something, one after the other, each `width` floats wide. */
function side(
  parts: readonly Float64Array[],
  { width, one = false }: { width: number; one?: boolean },
): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.length * width);
  parts.forEach((part, i) => {
    all.set(part, i * width);
    if (one) all[i * width + part.length] = 1;
  });
  return all;
}

function weights(networks: readonly Layer[][], l: number): Float32Array<ArrayBuffer> {
  const [layer] = layOut([networks[0][l].fanIn, networks[0][l].fanOut]);
  return Float32Array.from(networks.flatMap((network) => [...pack(network[l], layer)]));
}

function assertClose(found: number, exact: number, where: string): void {
  assert(Math.abs(found - exact) <= 2e-5 * Math.abs(exact), `${where}: ${found}, not ${exact}`);
}

for (const sizes of SHAPES) {
  for (const p of sizes === SHAPES[2] ? [1, 1.5, 2, 3] : [2]) {
    gpuTest(
      `webgpu: γ_in and γ_out of ${sizes.join("-")} with p = ${p}, against float64`,
      async () => {
        const device = await openDevice();
        const networks = random(sizes, stream(1, "gamma", ...sizes, p));
        const layout = layOut(sizes);
        const [floats, vectors] = ["array<f32>", "array<vec4<f32>>"] as const;
        const run = (
          shader: typeof gammaIn,
          l: number,
          { above, width, written }: {
            above: Float32Array<ArrayBuffer>;
            width: number;
            written: BufferType;
          },
        ) => {
          const length = REPLICAS * width;
          const arrays: Arrays = {
            weights: { data: weights(networks, l), access: "read" },
            above: { data: above, type: written === floats ? vectors : floats, access: "read" },
            gamma: { data: poison(length), type: written, access: "read_write" },
            scale: { data: poison(length), type: written, access: "read_write" },
          };
          return runShader(
            device,
            (host) => shader(layout[l], { p, replicas: REPLICAS, host }),
            {
              arrays,
              shape: { replicas: REPLICAS, uniforms: 0, keys: 0 },
              batch: batchOf(1, [1, 0]),
            },
          );
        };
        // γ_in of the hidden units, from the inputs; γ_out of them, from the outputs
        const widthIn = 4 * layout[1].inputStride;
        const incoming = await run(gammaIn, 0, {
          above: side(networks.map(() => new Float64Array(sizes[0]).fill(1)), {
            width: 4 * layout[0].inputStride,
            one: true,
          }),
          width: widthIn,
          written: vectors,
        });
        const widthOut = 4 * layout[0].stride;
        const outgoing = await run(gammaOut, 1, {
          above: side(networks.map(() => new Float64Array(sizes[2]).fill(1)), {
            width: 4 * layout[1].stride,
          }),
          width: widthOut,
          written: floats,
        });
        networks.forEach((network, n) => {
          const [, norms] = incomingPathNorms(network, p);
          const [, out] = outgoingPathNorms(network, p);
          const scales = reciprocalScales(network, { p });
          for (let v = 0; v < sizes[1]; v++) {
            const where = `unit ${v} of network ${n}`;
            assertClose(incoming.gamma[n * widthIn + v], norms[v] ** p, `γ_in, ${where}`);
            assertClose(incoming.scale[n * widthIn + v], scales[1].from[v], `1 / γ_in, ${where}`);
            assertClose(outgoing.gamma[n * widthOut + v], out[v] ** p, `γ_out, ${where}`);
            assertClose(outgoing.scale[n * widthOut + v], scales[0].into[v], `1 / γ_out, ${where}`);
          }
          for (const values of [incoming.gamma, incoming.scale]) {
            const rest = values.subarray(n * widthIn + sizes[1], (n + 1) * widthIn);
            // where the 1 has a vector of its own, it was written once, before
            rest.forEach((x, i) =>
              assert.equal(x, sizes[1] % 4 === 0 ? NaN : i === 0 ? 1 : 0, "the 1 of the thresholds")
            );
          }
        });
      },
    );
  }

  gpuTest(`webgpu: max-norm of ${sizes.slice(0, 2).join("-")}, against float64`, async () => {
    const device = await openDevice();
    const networks = random(sizes, stream(1, "max-norm", ...sizes));
    const [layer] = layOut(sizes);
    const bound = Math.sqrt(layer.rows); // about every other unit has a larger norm
    const before = weights(networks, 0);
    const { weights: found } = await runShader(
      device,
      (host) => maxNorm(layer, { bound, replicas: REPLICAS, host }),
      {
        arrays: { weights: { data: before, access: "read_write" } },
        shape: { replicas: REPLICAS, uniforms: 0, keys: 0 },
        batch: batchOf(1, [1]),
      },
    );
    const size = before.length / REPLICAS;
    assert.deepEqual(found.subarray(0, size), before.subarray(0, size), "a network not at work");
    const scaled = unpack(found.subarray(size), layer);
    projectToMaxNorm(networks[1], bound);
    for (const part of ["weights", "thresholds"] as const) {
      networks[1][0][part].forEach((exact, e) => {
        assert(Math.abs(scaled[part][e] - exact) <= 1e-6 * Math.abs(exact), `${part} ${e}`);
      });
    }
  });
}
