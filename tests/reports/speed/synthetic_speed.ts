/**
 * Results of the speed benchmark that nobody measured: every number follows from a formula.
 *
 * @module
 */

import type {
  Program,
  Roofline,
  Scaling,
  SpeedResults,
  StepTiming,
} from "../../../reports/speed/results.ts";

const PROGRAMS: readonly Program[] = [
  { id: "wasm", name: "wasm (relaxed-simd)", own: true },
  { id: "pytorch", name: "PyTorch 1.13.1", own: false },
  { id: "tfjs-wasm", name: "tfjs-wasm 4.22.0", own: false },
];

const WIDTHS = [4, 16, 64, 256, 1024, 4096];
const DEEP = [[784, 512, 512, 10], [3072, 1000, 1000, 10]];
const RULES = ["sgd", "momentum", "adagrad", "adam", "path-sgd"];

/** Programs that know the rule, and how many times longer than wasm each takes at H = 4 and at 4096. */
const FACTORS: Readonly<Record<string, readonly [narrow: number, wide: number]>> = {
  "wasm": [1, 1],
  "pytorch": [8, 0.9],
  "tfjs-wasm": [40, 1.6],
};

/** Weights of a network. */
function weightsOf(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, size, l) => sum + sizes[l] * size, 0);
}

function timing(program: string, sizes: readonly number[], rule: string): StepTiming {
  const own = 0.01 + weightsOf(sizes) * 8e-6 * (1 + 0.02 * RULES.indexOf(rule));
  const share = Math.min(1, Math.log(weightsOf(sizes) / 440) / Math.log(1024));
  const [narrow, wide] = FACTORS[program];
  const time = own * narrow * (wide / narrow) ** share;
  // the same disturbance of a round for all, and a small one of each program's own
  const times = [1.02, 1, 1.1, 1.01, 1.3].map((all, round) =>
    time * all * (1 + 0.01 * ((round * (1 + program.length)) % 4))
  );
  return {
    program,
    sizes,
    rule,
    times,
    ...(program === "pytorch" &&
      { configuration: weightsOf(sizes) > 1e5 ? "2 threads" : "1 thread" }),
    ...(rule === "momentum" && { memory: 6e7 * (1 + program.length) + 16 * weightsOf(sizes) }),
  };
}

function roofline(): Roofline {
  const points = [[100, 16, 10], [100, 4096, 10], ...DEEP].flatMap((sizes) => {
    const share = 1 - 0.4 * Math.exp(-weightsOf(sizes) / 1e5);
    const layers = sizes.slice(1).flatMap((fanOut, layer) =>
      ["forward", "backward", "weights"].filter((kernel) => kernel !== "backward" || layer > 0)
        .map((kernel, k) => ({
          kernel,
          sizes,
          layer,
          intensity: fanOut * sizes[layer] /
            (2 * (fanOut + sizes[layer] + fanOut * sizes[layer] / 100)),
          gflops: (fanOut === 10 ? 45 : 60) * share * (1 - 0.02 * k),
        }))
    );
    return [...layers, { kernel: "step", sizes, intensity: 40, gflops: 55 * share }];
  });
  return { peak128: 62, peak256: 121, bandwidth: 30, points };
}

function scaling(): Scaling {
  const epoch = (
    varied: Scaling["epochs"][number]["varied"],
    value: number,
    { sizes = [784, 256, 10], batch = 100, examples = 4000 },
  ) => {
    const multiplyAdds = examples * (2 * weightsOf(sizes) + weightsOf(sizes.slice(1)));
    const seconds = 1.1e-3 + multiplyAdds / 29e9 + 4e-6 * examples / batch;
    return { varied, value, sizes, batch, examples, multiplyAdds, seconds };
  };
  return {
    workers: [[100, 256, 10], [784, 512, 512, 10]].flatMap((sizes) =>
      [1, 2, 3, 4].map((count) => ({
        program: "wasm",
        sizes,
        count,
        examplesPerSecond: count ** 0.97 * 5e9 / weightsOf(sizes),
      }))
    ),
    epochs: [
      ...[16, 64, 256, 1024, 4096].map((H) => epoch("width", H, { sizes: [784, H, 10] })),
      ...[1, 2, 3, 4, 5].map((depth) =>
        epoch("depth", depth, { sizes: [784, ...Array<number>(depth).fill(256), 10] })
      ),
      ...[10, 100, 1000].map((batch) => epoch("batch", batch, { batch })),
      ...[1000, 4000, 16_000].map((examples) => epoch("examples", examples, { examples })),
    ],
  };
}

/** Results with everything in them. */
export function syntheticSpeed(): SpeedResults {
  const networks = [...WIDTHS.map((H) => [100, H, 10]), ...DEEP];
  const steps = networks.flatMap((sizes) =>
    RULES.flatMap((rule) =>
      PROGRAMS.filter(({ own }) => own || rule !== "path-sgd")
        .map(({ id }) => timing(id, sizes, rule))
    )
  );
  return {
    format: 1,
    command: "deno task bench",
    date: "2026-03-01T14:05:00.000Z",
    machine: {
      cpu: "Example CPU",
      cores: 4,
      deno: "2.9.6",
      v8: "14.0.1",
      os: "linux x86_64",
    },
    programs: PROGRAMS,
    missing: [{ name: "jax-js", reason: "not installed: npm install @jax-js/jax" }],
    steps,
    roofline: roofline(),
    sweep: [
      {
        program: "wasm",
        processes: 4,
        runs: 33,
        examples: 2e7,
        seconds: [30, 31, 33],
        testErrors: [{ width: 4, error: 0.3 }, { width: 1024, error: 0.051 }],
      },
      {
        program: "pytorch",
        processes: 4,
        runs: 33,
        examples: 2e7,
        seconds: [62],
        testErrors: [{ width: 4, error: 0.31 }, { width: 1024, error: 0.0505 }],
      },
    ],
    scaling: scaling(),
  };
}
