import assert from "node:assert/strict";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { ELEMENTARY } from "../../../../network/engines/webgpu/elementary.ts";
import { stream } from "../../../../network/random.ts";
import { gpuTest } from "./adapter.ts";
import { batchOf, poison, runShader } from "./shader.ts";

/** What the functions give for these arguments, a multiple of 4 of them. */
async function evaluated(x: Float32Array<ArrayBuffer>): Promise<Record<string, Float32Array>> {
  const names = ["exponential", "logarithm", "log1p"];
  const shader = (host: string) => ({
    code: `${host}${ELEMENTARY}
      @compute @workgroup_size(1) fn map(@builtin(workgroup_id) id: vec3<u32>) {
        ${names.map((name) => `of_${name}[id.x] = ${name}(x[id.x]);`).join("\n")}
      }`,
    entryPoint: "map",
    workgroups: [x.length / 4, 1, 1] as const,
  });
  const outputs = names.map((name) =>
    [`of_${name}`, { data: poison(x.length), access: "read_write" }] as const
  );
  return await runShader(await openDevice(), shader, {
    arrays: { x: { data: x, access: "read" }, ...Object.fromEntries(outputs) },
    shape: { replicas: 1, uniforms: 0, keys: 0 },
    batch: batchOf(1, [0]),
  });
}

gpuTest("webgpu: exp, ln and ln(1 + x) are within 3e-7 relative of Math's", async () => {
  const random = stream(1, "elementary");
  const exponents = Float32Array.from({ length: 20_000 }, () => 174 * random.uniform() - 87);
  (await evaluated(exponents)).of_exponential.forEach((found, i) => {
    const exact = Math.exp(exponents[i]);
    assert(Math.abs(found - exact) < 3e-7 * exact, `exp(${exponents[i]}) is ${found}`);
  });
  const positive = Float32Array.from(
    { length: 20_000 },
    () => 2 ** (252 * random.uniform() - 126),
  );
  const { of_logarithm, of_log1p } = await evaluated(positive);
  positive.forEach((x, i) => {
    const logarithm = Math.abs(of_logarithm[i] - Math.log(x));
    assert(logarithm < 3e-7 * Math.max(0.1, Math.abs(Math.log(x))), `ln(${x}): ${of_logarithm[i]}`);
    assert(Math.abs(of_log1p[i] - Math.log1p(x)) < 3e-7 * Math.log1p(x), `ln(1 + ${x})`);
  });
});

gpuTest("webgpu: exp, ln and ln(1 + x) at the ends of their ranges", async () => {
  const x = Float32Array.of(0, 1, -200, -Infinity, 200, Infinity, NaN, -1);
  const { of_exponential, of_logarithm, of_log1p } = await evaluated(x);
  assert.deepEqual(
    [...of_exponential.subarray(0, 7)],
    [1, Math.fround(Math.E), 0, 0, Infinity, Infinity, NaN],
  );
  assert.deepEqual([...of_logarithm.subarray(0, 4)], [-Infinity, 0, NaN, NaN]);
  assert.deepEqual([...of_logarithm.subarray(5)], [Infinity, NaN, NaN]);
  assert.equal(of_log1p[0], 0);
  assert.deepEqual([...of_log1p.subarray(5, 7)], [Infinity, NaN]);
});
