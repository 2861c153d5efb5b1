import assert from "node:assert/strict";
import { type Machine, main } from "../../benchmarks/engines.ts";
import { adapter } from "../network/engines/webgpu/adapter.ts";
import { run } from "./commands.ts";

const wasm = "WebAssembly SIMD";
const blas = { uses: "OpenBLAS 1.2.3 Kernels" };
const limits = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeWorkgroupStorageSize: 16_384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupSizeY: 256,
};
const card = { name: "Card 9", software: false, limits };
const program = { name: "slowpipe", software: true, limits };

/** The exit code of the command on a machine, and what it prints. */
async function engines(machine: Machine, ...args: string[]) {
  const said: { lines: string[]; errors: string[] } = { lines: [], errors: [] };
  const { log, error } = console;
  console.log = (line: string) => void said.lines.push(line);
  console.error = (line: string) => void said.errors.push(line);
  try {
    return { code: await main(args, () => Promise.resolve(machine)), ...said };
  } finally {
    Object.assign(console, { log, error });
  }
}

const INSTALL = `
WebGPU finds a GPU through:
Debian   libvulkan1, and mesa-vulkan-drivers (AMD, Intel, software) or nvidia-driver
Ubuntu   libvulkan1, and mesa-vulkan-drivers (AMD, Intel, software) or ubuntu-drivers install
Fedora   vulkan-loader, and mesa-vulkan-drivers (AMD, Intel, software) or akmod-nvidia
macOS    nothing: Metal is a part of it
Windows  the driver of the card's maker, which brings Direct3D 12`;

Deno.test("engines takes webgpu on a GPU", async () => {
  assert.deepEqual(await engines({ adapter: card, wasm, blas }), {
    code: 0,
    lines: [`webgpu       Card 9
wasm         WebAssembly SIMD
wasm --blas  OpenBLAS 1.2.3 Kernels
tfjs         TensorFlow.js, backends wasm, webgpu, cpu
reference    plain TypeScript in float64, for comparison

Without --engine: webgpu, for Card 9 is a GPU.`],
    errors: [],
  });
});

Deno.test("engines takes wasm beside a software adapter and says what a GPU needs", async () => {
  assert.deepEqual(await engines({ adapter: program, wasm, blas }), {
    code: 0,
    lines: [`webgpu       slowpipe, on the processor
wasm         WebAssembly SIMD
wasm --blas  OpenBLAS 1.2.3 Kernels
tfjs         TensorFlow.js, backends wasm, webgpu, cpu
reference    plain TypeScript in float64, for comparison

Without --engine: wasm, for the only WebGPU adapter, slowpipe, computes on the processor.
${INSTALL}`],
    errors: [],
  });
});

Deno.test("engines says why webgpu is missing and what to install", async () => {
  assert.deepEqual(await engines({ wasm, blas }), {
    code: 0,
    lines: [`webgpu       missing: no WebGPU adapter
wasm         WebAssembly SIMD
wasm --blas  OpenBLAS 1.2.3 Kernels
tfjs         TensorFlow.js, backends wasm, cpu
reference    plain TypeScript in float64, for comparison

Without --engine: wasm, for there is no WebGPU adapter.
${INSTALL}`],
    errors: [],
  });
});

Deno.test("engines --json prints one object", async () => {
  const { code, lines } = await engines({ adapter: card, wasm, blas }, "--json");
  assert.equal(code, 0);
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [{
    engines: [
      { engine: "webgpu", uses: "Card 9", missing: null },
      { engine: "wasm", uses: wasm, missing: null },
      { engine: "wasm --blas", uses: "OpenBLAS 1.2.3 Kernels", missing: null },
      { engine: "tfjs", uses: "TensorFlow.js, backends wasm, webgpu, cpu", missing: null },
      { engine: "reference", uses: "plain TypeScript in float64, for comparison", missing: null },
    ],
    adapter: card,
    chosen: "webgpu",
    reason: "Card 9 is a GPU",
    install: null,
  }]);
  const [without] = (await engines({ wasm, blas }, "--json")).lines.map((line) => JSON.parse(line));
  assert.deepEqual([without.adapter, without.chosen], [null, "wasm"]);
  assert.deepEqual(without.engines[0], {
    engine: "webgpu",
    uses: null,
    missing: "no WebGPU adapter",
  });
  assert.equal(without.install.macOS, "nothing: Metal is a part of it");
});

Deno.test("engines refuses other arguments with one line", async () => {
  assert.deepEqual(await engines({ wasm, blas }, "--jason"), {
    code: 2,
    lines: [],
    errors: ["Unknown option '--jason': the flags are --json and --help"],
  });
  assert.equal((await engines({ wasm, blas }, "webgpu")).code, 2);
});

Deno.test("engines describes this machine, and nothing else shows", async () => {
  const { code, stdout, stderr } = await run("engines", "--json", { XDG_RUNTIME_DIR: "" });
  assert.deepEqual([code, stderr], [0, ""]);
  const { adapter: found, engines } = JSON.parse(stdout);
  assert.equal(found?.name, adapter?.name);
  assert.deepEqual(engines.find(({ engine }: { engine: string }) => engine === "wasm --blas"), {
    engine: "wasm --blas",
    uses: null,
    missing: "no permission to call native code: deno task blas has it",
  });
});
