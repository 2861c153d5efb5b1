/**
 * A product by itself, as the choice of tiles, the tests and the benchmark run it.
 *
 * @module
 */

import { batchBytes, batchTable, declareBatch } from "./batch.ts";
import { type Binding, declare } from "./bindings.ts";
import type { Device } from "./device.ts";
import { gemm, type GemmShape, outputs, partialSize, type Product, type Tile } from "./gemm.ts";
import { VECTOR } from "./layout.ts";

/** A product of several networks. */
export interface ProductWork {
  readonly product: Product;
  readonly shape: GemmShape;
  readonly replicas: number;
}

/** C += A B on a GPU, of every network. All three are 0 at first. */
export interface LoneProduct {
  readonly a: GPUBuffer;
  readonly b: GPUBuffer;
  readonly c: GPUBuffer;
  /** Computes it several times in a row, and waits. */
  run(times: number): Promise<void>;
  free(): void;
}

/** Rows and columns of the operands. */
export function operandShapes(
  { product, shape: { batch, m, n, k } }: Pick<ProductWork, "product" | "shape">,
): { a: readonly [number, number]; b: readonly [number, number] } {
  switch (product) {
    case "forward":
      return { a: [batch, k!], b: [k!, n] };
    case "backward":
      return { a: [batch, k!], b: [n, k!] };
    case "weights":
      return { a: [batch, m!], b: [batch, n] };
  }
}

/**
 * Compiles a product and makes its buffers.
 *
 * @param work.rows Rows of the mini-batch, at most `shape.batch`.
 * @throws {RangeError} If the memory of the GPU is full.
 */
export async function loneProduct(
  device: Device,
  work: ProductWork & { tile: Tile; rows: number },
): Promise<LoneProduct> {
  const { replicas, rows } = work;
  const { rows: outputRows, columns } = outputs(work);
  const shapes = operandShapes(work);
  const [a, b] = [shapes.a, shapes.b].map(([rows, columns]) => {
    const stride = Math.ceil(columns / 4);
    return { stride, replica: rows * stride };
  });
  const shape = { replicas, uniforms: 0, keys: 0 };
  const { buffers, free } = await device.allocate((buffer) => ({
    a: buffer(VECTOR * replicas * a.replica),
    b: buffer(VECTOR * replicas * b.replica),
    c: buffer(VECTOR * replicas * outputRows * columns),
    partial: buffer(VECTOR * Math.max(1, partialSize(work))),
    batch: buffer(batchBytes(shape), GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST),
  }));
  const networks = Array.from({ length: replicas }, (_, replica) => ({ replica }));
  const batch = { rows, first: 0, number: 1, networks };
  const table = batchTable([batch], { shape, stride: batchBytes(shape) });
  device.queue.writeBuffer(buffers.batch, 0, table);
  const bindings: Binding[] = [
    { name: "a", buffer: buffers.a, access: "read" },
    { name: "b", buffer: buffers.b, access: "read" },
    { name: "c", buffer: buffers.c, access: "read_write" },
    { name: "partial", buffer: buffers.partial, access: "read_write" },
  ];
  const host = `${declareBatch(shape)}${declare(bindings)}
fn store(replica: u32, row: u32, column: u32, value: vec4<f32>) {
  c[(replica * ${outputRows} + row) * ${columns} + column] += value;
}
`;
  const calls = await Promise.all(
    gemm({ ...work, a, b, host }).map((dispatch) => device.compile(dispatch, bindings)),
  );
  const run = async (times: number) => {
    const encoder = device.encoder();
    const pass = encoder.beginComputePass();
    pass.setBindGroup(0, device.batchGroup(buffers.batch, batchBytes(shape)), [0]);
    for (let i = 0; i < times; i++) {
      for (const { pipeline, storage, workgroups } of calls) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(1, storage);
        pass.dispatchWorkgroups(...workgroups);
      }
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.read([{ buffer: buffers.c, offset: 0, size: VECTOR }]);
  };
  return { a: buffers.a, b: buffers.b, c: buffers.c, run, free };
}
