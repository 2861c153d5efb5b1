import assert from "node:assert/strict";
import wabt from "wabt";
import { exp, log, log1p } from "../../../../network/engines/wasm/elementary.ts";
import { type Arithmetic, gemm, transpose } from "../../../../network/engines/wasm/gemm.ts";
import { stream } from "../../../../network/random.ts";

const assembler = await wabt();

/** Assembles functions beside a memory of 64 MiB and exports the named ones. */
async function assemble<T>(functions: string, names: readonly string[]): Promise<T> {
  const text = `(module (memory (export "memory") 1024) ${functions}
    ${names.map((name) => `(export "${name}" (func $${name}))`).join(" ")})`;
  const binary = assembler.parseWat("test", text, { simd: true, relaxed_simd: true }).toBinary({});
  const { instance } = await WebAssembly.instantiate(binary.buffer as Uint8Array<ArrayBuffer>);
  return instance.exports as T;
}

type Kernels =
  & { memory: WebAssembly.Memory }
  & Record<
    | "forward_wide"
    | "forward_narrow"
    | "backward_wide"
    | "backward_narrow"
    | "weights_wide"
    | "weights_narrow"
    | "transpose",
    (...args: number[]) => void
  >;

/** Poison: an element that a kernel should have written and did not is found by it. */
const POISON = 1e30;
const DIMENSIONS = [1, 2, 3, 5, 6, 7, 8, 9, 10, 57, 100, 110, 784];

/** Float addresses of the operands in the test's memory. */
const [A, B, BIAS, MASK, C] = [0, 2_000_000, 3_000_000, 3_100_000, 8_000_000];

for (const arithmetic of ["relaxed-simd", "simd"] as Arithmetic[]) {
  const kernels = await assemble<Kernels>(gemm(arithmetic) + transpose(), [
    "forward_wide",
    "forward_narrow",
    "backward_wide",
    "backward_narrow",
    "weights_wide",
    "weights_narrow",
    "transpose",
  ]);
  const floats = new Float32Array(kernels.memory.buffer);
  const random = stream(1, "kernels", arithmetic);
  const fill = (start: number, count: number) => {
    for (let i = 0; i < count; i++) floats[start + i] = random.normal();
  };
  /** Compares C, whose rows are `stride` floats apart, and looks for writes beside it. */
  const compare = (
    c: { rows: number; width: number; stride: number; scale: number },
    expected: (r: number, v: number) => number,
  ) => {
    for (let r = 0; r < c.rows; r++) {
      for (let v = 0; v < c.stride; v++) {
        const found = floats[C + r * c.stride + v];
        if (v >= c.width) {
          assert.equal(found, Math.fround(POISON), `row ${r}, column ${v} untouched`);
        } else {
          const difference = Math.abs(found - expected(r, v));
          assert(difference <= 2e-6 * c.scale, `row ${r}, column ${v}: off by ${difference}`);
        }
      }
    }
    assert.equal(floats[C + c.rows * c.stride], Math.fround(POISON), "nothing past the last row");
  };

  for (const width of [4, 8]) {
    const name = width === 4 ? "narrow" : "wide";

    Deno.test(`$forward_${name} is max(floor, bias + A B) (${arithmetic})`, () => {
      for (const rows of [1, 5, 6, 7, 57, 100]) {
        for (const k of DIMENSIONS) {
          const stride = k + 3;
          fill(A, rows * stride);
          fill(B, 8 * k);
          fill(BIAS, 8);
          floats.fill(POISON, C, C + (rows + 1) * 16);
          for (const floor of [0, -Infinity]) {
            kernels[`forward_${name}`](
              rows,
              4 * A,
              4 * stride,
              4 * B,
              k,
              4 * BIAS,
              4 * C,
              4 * 16,
              floor,
            );
            compare({ rows, width, stride: 16, scale: Math.sqrt(k) * 4 }, (r, v) => {
              let sum = floats[BIAS + v];
              for (let i = 0; i < k; i++) sum += floats[A + r * stride + i] * floats[B + 8 * i + v];
              return Math.max(floor, sum);
            });
          }
        }
      }
    });

    Deno.test(`$backward_${name} is A B where the mask is positive (${arithmetic})`, () => {
      for (const rows of [1, 5, 6, 7, 57, 100]) {
        for (const k of DIMENSIONS) {
          const panel = 8 * rows;
          fill(A, panel * Math.ceil(k / 8));
          fill(B, 8 * k);
          fill(MASK, 12 * rows);
          floats.fill(POISON, C, C + (rows + 1) * 16);
          kernels[`backward_${name}`](
            rows,
            4 * A,
            4 * 8,
            4 * panel,
            4 * B,
            k,
            4 * C,
            4 * 16,
            4 * MASK,
            4 * 12,
          );
          compare({ rows, width, stride: 16, scale: Math.sqrt(k) * 4 }, (r, v) => {
            if (floats[MASK + 12 * r + v] <= 0) return 0;
            let sum = 0;
            for (let i = 0; i < k; i++) {
              sum += floats[A + Math.floor(i / 8) * panel + 8 * r + i % 8] * floats[B + 8 * i + v];
            }
            return sum;
          });
        }
      }
    });

    Deno.test(`$weights_${name} is Aᵀ B (${arithmetic})`, () => {
      for (const rows of DIMENSIONS) {
        for (const k of [1, 7, 8, 9, 57, 100]) {
          const stride = rows + 5;
          fill(A, k * stride);
          fill(B, 8 * k);
          floats.fill(POISON, C, C + (rows + 1) * 8);
          kernels[`weights_${name}`](rows, 4 * A, 4 * stride, 4 * B, k, 4 * C);
          compare({ rows, width, stride: 8, scale: Math.sqrt(k) * 4 }, (r, v) => {
            let sum = 0;
            for (let i = 0; i < k; i++) sum += floats[A + i * stride + r] * floats[B + 8 * i + v];
            return sum;
          });
        }
      }
    });
  }

  if (arithmetic === "simd") {
    Deno.test("$transpose turns 8 rows of every panel into columns", () => {
      const [rows, panels] = [21, 5];
      fill(A, panels * rows * 8);
      kernels.transpose(4 * (A + 8 * 8), 4 * 8, 4 * rows * 8, panels, 4 * C);
      for (let column = 0; column < 8 * panels; column++) {
        for (let r = 0; r < 8; r++) {
          const from = A + Math.floor(column / 8) * rows * 8 + (8 + r) * 8 + column % 8;
          assert.equal(floats[C + 8 * column + r], floats[from]);
        }
      }
    });
  }
}

type Elementary = { memory: WebAssembly.Memory; map: (count: number) => void } & {
  log1p: (x: number) => number;
};

/** Runs `$name` over floats. */
async function vectorised(name: "exp" | "log"): Promise<(x: Float32Array) => Float32Array> {
  const { memory, map } = await assemble<Elementary>(
    `${exp()} ${log()} (func $map (param $n i32) (local $i i32)
      (loop (v128.store (local.get $i) (call $${name} (v128.load (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br_if 0 (i32.lt_u (local.get $i) (local.get $n)))))`,
    ["map"],
  );
  return (x) => {
    const floats = new Float32Array(memory.buffer, 0, x.length);
    floats.set(x);
    map(4 * x.length);
    return floats.slice();
  };
}

for (const name of ["exp", "log"] as const) {
  Deno.test(`$${name} is within 3e-7 relative of Math.${name}, special values included`, async () => {
    const run = await vectorised(name);
    const x = new Float32Array(40_000);
    const random = stream(1, name);
    for (let i = 0; i < x.length; i++) {
      x[i] = name === "exp" ? 174 * random.uniform() - 87 : 2 ** (252 * random.uniform() - 126);
    }
    run(x).forEach((found, i) => {
      const exact = Math[name](x[i]);
      const error = Math.abs(found - exact) / Math.max(Math.abs(exact), name === "log" ? 0.1 : 0);
      assert(error < 3e-7, `${name}(${x[i]}) is ${found}, not ${exact}`);
    });
    const special = name === "exp"
      ? [[0, 1], [-Infinity, 0], [-200, 0], [Infinity, Infinity], [NaN, NaN], [88, Math.exp(88)]]
      : [[1, 0], [0, -Infinity], [-1, NaN], [Infinity, Infinity], [NaN, NaN], [
        1e-40,
        Math.log(1e-40),
      ]];
    const found = run(Float32Array.from([...special.map(([at]) => at), 1, 1]));
    special.forEach(([at, exact], i) => {
      const same = Object.is(found[i], exact) ||
        Math.abs(found[i] - exact) <= 1e-5 * Math.abs(exact);
      assert(same, `${name}(${at}) is ${found[i]}, not ${exact}`);
    });
  });
}

Deno.test("$log1p keeps its relative accuracy down to the smallest x", async () => {
  const { log1p: run } = await assemble<Elementary>(
    `${exp()} ${log()} ${log1p().replace("$log1p", "$four")}
    (func $log1p (param $x f32) (result f32)
      (f32x4.extract_lane 2 (call $four (f32x4.splat (local.get $x)))))`,
    ["log1p"],
  );
  assert.equal(run(0), 0);
  for (let exponent = -120; exponent < 60; exponent += 0.37) {
    const x = Math.fround(2 ** exponent);
    const exact = Math.log1p(x);
    assert(Math.abs(run(x) - exact) < 5e-7 * exact, `log1p(${x}) is ${run(x)}, not ${exact}`);
  }
});
