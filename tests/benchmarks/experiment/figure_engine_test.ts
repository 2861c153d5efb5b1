import assert from "node:assert/strict";
import { openFigureEngine } from "../../../benchmarks/experiment/figure_engine.ts";
import { chooseEngine } from "../../../network/engines/choose.ts";
import { blasTest } from "../../network/engines/wasm/blas.ts";
import { adapter, gpuTest } from "../../network/engines/webgpu/adapter.ts";
import { run } from "../commands.ts";

const cores = navigator.hardwareConcurrency;

Deno.test("openFigureEngine() opens the engine that is named, for as many Workers as cores", async () => {
  const { engine, worker, workers } = await openFigureEngine({ engine: "reference" });
  assert.equal(engine.name, "reference");
  assert.equal(worker.name, "reference");
  assert.equal(workers, cores);
  const tfjs = await openFigureEngine({ engine: "tfjs", tfjsBackend: "cpu" });
  assert.equal(tfjs.engine.variant, "cpu");
  assert.deepEqual(tfjs.worker, { name: "tfjs", tfjsBackend: "cpu" });
  assert.equal(tfjs.workers, cores);
});

Deno.test("openFigureEngine() chooses by the adapter where none is named", async () => {
  const { engine } = await openFigureEngine({});
  assert.equal(engine.name, chooseEngine(adapter).engine);
});

gpuTest("openFigureEngine() gives a GPU one Worker", async () => {
  assert.equal((await openFigureEngine({ engine: "webgpu" })).workers, 1);
  assert.equal((await openFigureEngine({ engine: "tfjs", tfjsBackend: "webgpu" })).workers, 1);
});

Deno.test("openFigureEngine() refuses a tfjs backend for another engine", async () => {
  await assert.rejects(openFigureEngine({ engine: "wasm", tfjsBackend: "cpu" }), {
    name: "UsageError",
    message: "Expected --tfjs-backend with --engine tfjs but found wasm",
  });
  await assert.rejects(openFigureEngine({ tfjsBackend: "cpu" }), {
    name: "UsageError",
    message: "Expected --tfjs-backend with --engine tfjs but found no engine named",
  });
});

blasTest(
  "openFigureEngine() opens a BLAS in the main thread and for as many Workers as cores",
  async () => {
    const { engine, worker, workers } = await openFigureEngine({ engine: "wasm", blas: true });
    assert.match(engine.variant, /\+/);
    assert.deepEqual(worker, { name: "wasm", blas: true });
    assert.equal(workers, cores);
  },
);

Deno.test("openFigureEngine() refuses a BLAS for another engine", async () => {
  await assert.rejects(openFigureEngine({ engine: "tfjs", blas: true }), {
    name: "UsageError",
    message: "Expected --blas with --engine wasm but found tfjs",
  });
  await assert.rejects(openFigureEngine({ blas: true }), {
    name: "UsageError",
    message: "Expected --blas with --engine wasm but found no engine named",
  });
});

Deno.test({
  name: "a machine without an adapter takes wasm, and refuses webgpu with what to install",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const none = { DENO_WEBGPU_BACKEND: "vulkan", VK_DRIVER_FILES: "/nonexistent" };
    const { stdout } = await run("engines", "--json", none);
    assert.deepEqual([JSON.parse(stdout).adapter, JSON.parse(stdout).chosen], [null, "wasm"]);
    for (const engine of ["webgpu", "tfjs --tfjs-backend webgpu"]) {
      const line = `--profile smoke --dry-run --engine ${engine}`;
      const { code, stdout, stderr } = await run("width-sweep", line, none);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.equal(
        stderr,
        "Expected a GPU but found none: install the Vulkan driver of your card, or a software one " +
          "(Debian's package mesa-vulkan-drivers)\n",
      );
    }
  },
});
