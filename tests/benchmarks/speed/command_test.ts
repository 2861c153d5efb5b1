/** The command line of the speed benchmark. */

import assert from "node:assert/strict";
import { HELP, parseBench } from "../../../benchmarks/speed/command.ts";
import { run } from "../commands.ts";

Deno.test("without flags, everything is measured", () => {
  const { programs, shapes, rules, ...rest } = parseBench([]);
  assert.deepEqual(programs.map(({ id }) => id), [
    "wasm",
    "wasm-blas",
    "webgpu",
    "pytorch",
    "tfjs-wasm",
    "tfjs-webgpu",
    "jax-js",
  ]);
  assert.deepEqual(shapes.map((sizes) => sizes.join("-")), [
    "100-4-10",
    "100-16-10",
    "100-64-10",
    "100-256-10",
    "100-1024-10",
    "100-4096-10",
    "784-512-512-10",
    "3072-1000-1000-10",
  ]);
  assert.deepEqual(rules, ["momentum", "sgd", "adagrad", "adam", "path-sgd"]);
  assert.deepEqual(rest, {
    parts: ["sweep", "steps", "roofline", "scaling"],
    rounds: 9,
    sweep: "quick",
    seeds: 3,
    dataset: "mnist",
    out: "out",
    help: false,
  });
});

Deno.test("flags narrow it, in the benchmark's own order", () => {
  const { programs, ...rest } = parseBench(
    ("--programs pytorch,wasm --shapes 20-8-3,100-4-10 --shapes 20-8-3 --rules adam,sgd " +
      "--rounds 2 --only steps --seeds 1 --data files --out there").split(" "),
  );
  assert.deepEqual(programs.map(({ id }) => id), ["wasm", "pytorch"]);
  assert.deepEqual(rest, {
    shapes: [[20, 8, 3], [100, 4, 10]],
    rules: ["sgd", "adam"],
    rounds: 2,
    parts: ["steps"],
    sweep: "quick",
    seeds: 1,
    data: "files",
    dataset: "mnist",
    out: "there",
    help: false,
  });
});

for (
  const [line, expected] of [
    ["--program wasm", "Unknown flag --program: did you mean --programs?"],
    ["--programs torch", "Unknown --programs torch: did you mean pytorch?"],
    ["--rules rmsprop", "Unknown --rules rmsprop: did you mean sgd?"],
    [
      "--rounds 0",
      "Expected --rounds to be a whole number from 1 to 1000 but found 0",
    ],
    ["--seeds x", "Expected --seeds to be a whole number from 1 to 1000 but found x"],
    ["--sweep fast", "Unknown --sweep fast: did you mean paper?"],
    ["--only step", "Unknown --only step: did you mean steps?"],
    ["--shapes", "Expected --shapes SIZES but found no value"],
    ...["100-10", "100--10", "100-0-10", "100-4-257", "65537-4-10", "1e2-4-10"].map((shape) => [
      `--shapes ${shape}`,
      `Expected --shapes to be layer sizes such as 100-64-10 but found ${shape}`,
    ]),
    [
      "--shapes 100-4-10,",
      "Expected --shapes to be layer sizes such as 100-64-10 but found nothing",
    ],
    ["wasm", "Expected flags only but found wasm"],
  ]
) {
  Deno.test(`deno task bench ${line} is refused`, () => {
    assert.throws(() => parseBench(line.split(" ")), { name: "UsageError", message: expected });
  });
}

Deno.test("--help prints every flag and measures nothing", async () => {
  const { code, stdout, stderr } = await run("bench", "--help");
  assert.deepEqual([code, stdout, stderr], [0, `${HELP}\n`, ""]);
  for (const flag of ["--programs NAME,…", "--rounds N", "--sweep PROFILE", "--out DIR"]) {
    assert.match(HELP, new RegExp(`^  ${flag} +\\S`, "m"));
  }
});

Deno.test("a wrong flag ends with code 2 and one line", async () => {
  const { code, stdout, stderr } = await run("bench", "--rounds none");
  assert.deepEqual([code, stdout], [2, ""]);
  assert.equal(
    stderr,
    "Expected --rounds to be a whole number from 1 to 1000 but found none\n",
  );
});
