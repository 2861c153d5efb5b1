import assert from "node:assert/strict";
import { describeAdapter } from "../../../../network/engines/webgpu/adapter.ts";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { webgpuEngine } from "../../../../network/engines/webgpu/webgpu.ts";
import { gpuTest } from "./adapter.ts";

const shader = (body: string, workgroups = 1) => ({
  code: `@compute @workgroup_size(1) fn main() { ${body} }`,
  entryPoint: "main",
  workgroups: [workgroups, 1, 1] as const,
});

/** Runs `work` while adapters are asked for in another way. */
async function withAdapter<T>(
  request: (options?: GPURequestAdapterOptions) => Promise<GPUAdapter | null>,
  work: () => Promise<T>,
): Promise<T> {
  const { requestAdapter } = navigator.gpu;
  navigator.gpu.requestAdapter = request;
  try {
    return await work();
  } finally {
    navigator.gpu.requestAdapter = requestAdapter;
  }
}

Deno.test("without an adapter the webgpu engine says what to install", async () => {
  await withAdapter(() => Promise.resolve(null), async () => {
    assert.equal(await describeAdapter(), undefined);
    await assert.rejects(
      webgpuEngine(),
      new Error(
        "Expected a GPU but found none: install the Vulkan driver of your card, or a software " +
          "one (Debian's package mesa-vulkan-drivers)",
      ),
    );
  });
});

gpuTest("the webgpu engine is named after its adapter", async () => {
  const { name, software, limits } = (await describeAdapter())!;
  const { variant, description } = await webgpuEngine();
  assert.equal(variant, name);
  assert.equal(description, `WebGPU on ${name}${software ? ", a software GPU" : ""}`);
  assert(limits.maxStorageBufferBindingSize >= 2 ** 27, "at least what every adapter has");
});

gpuTest("a shader that does not compile is shown with the compiler's message", async () => {
  const device = await openDevice();
  await assert.rejects(
    device.compile(shader("let x = no_such_name;"), []),
    /^Error: Expected shader main to compile but found: [^]*no definition in scope for identifier: `no_such_name`/,
  );
  await device.compile(shader(""), []); // the device goes on
});

gpuTest("buffers that the GPU does not have are refused, all of them", async () => {
  const device = await openDevice();
  await assert.rejects(
    device.allocate((buffer) => [buffer(2 ** 20), buffer(2 ** 42)]),
    /^RangeError: Expected 4096\.0 GiB of GPU memory to be free but found: ./,
  );
  const { free } = await device.allocate((buffer) => buffer(16));
  free();
});

gpuTest("work that the GPU refuses is told of by the next readback", async () => {
  const device = await openDevice();
  const { buffers: buffer, free } = await device.allocate((buffer) => buffer(16));
  const encoder = device.encoder();
  encoder.copyBufferToBuffer(buffer, 0, buffer, 2 ** 20, 16);
  device.queue.submit([encoder.finish()]);
  await assert.rejects(
    device.read([{ buffer, offset: 0, size: 16 }]),
    /^Error: Expected the GPU to carry the work out but found: ./,
  );
  free();
});

gpuTest("a GPU that is lost is told of", async () => {
  const { requestAdapter } = navigator.gpu;
  const taken: GPUDevice[] = [];
  const device = await withAdapter(async (options) => {
    const adapter = (await requestAdapter.call(navigator.gpu, options))!;
    const requestDevice = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (options) => {
      taken.push(await requestDevice(options));
      return taken[0];
    };
    return adapter;
  }, openDevice);
  taken[0].destroy();
  await taken[0].lost;
  await assert.rejects(
    device.allocate((buffer) => buffer(16)),
    /^Error: Expected the GPU to go on but found it lost: ./,
  );
});

gpuTest("parts of buffers are read back whole, however many", async () => {
  const device = await openDevice();
  const { buffers, free } = await device.allocate((buffer) => [buffer(64), buffer(32)]);
  buffers.forEach((buffer, i) =>
    device.queue.writeBuffer(buffer, 0, Float32Array.from({ length: 8 }, (_, j) => 10 * i + j))
  );
  const [first, second] = await device.read([
    { buffer: buffers[1], offset: 8, size: 12 },
    { buffer: buffers[0], offset: 0, size: 8 },
  ]);
  assert.deepEqual([...new Float32Array(first)], [12, 13, 14]);
  assert.deepEqual([...new Float32Array(second)], [0, 1]);
  free();
});
