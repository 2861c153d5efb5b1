import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCifar } from "../../data/cifar.ts";
import { DataError } from "../../data/errors.ts";
import { counting } from "./fixtures.ts";

const shape = { width: 2, height: 2, channels: 3 };
const parse = (bytes: Uint8Array, labelBytes = 1) =>
  parseCifar(bytes, { path: "batch.bin", shape, classes: 10, labelBytes });

Deno.test("parseCifar() takes each record's label and its planes", () => {
  const { pixels, labels } = parse(Uint8Array.of(7, ...counting(12), 0, ...counting(12, 5)));
  assert.deepEqual([...labels], [7, 0]);
  assert.deepEqual([...pixels], [...counting(12), ...counting(12, 5)]);
});

Deno.test("parseCifar() takes the last of two label bytes", () => {
  const records = Uint8Array.of(99, 7, ...counting(12), 1, 0, ...counting(12, 5));
  const { pixels, labels } = parse(records, 2);
  assert.deepEqual([...labels], [7, 0]);
  assert.deepEqual([...pixels], [...counting(12), ...counting(12, 5)]);
});

Deno.test("parseCifar() refuses a label out of range after another label byte", () => {
  const records = Uint8Array.of(0, 9, ...counting(12), 0, 10, ...counting(12));
  assert.throws(() => parse(records, 2), {
    name: "DataError",
    message: "Expected a label of 0 to 9 at offset 15 of batch.bin but found 10",
  });
});

Deno.test("parseCifar() refuses an empty file", () => {
  assert.throws(() => parse(new Uint8Array()), {
    name: "DataError",
    message: "Expected records of 13 bytes in batch.bin but found an empty file",
  });
});

Deno.test("parseCifar() refuses a file that ends within a record", () => {
  assert.throws(() => parse(new Uint8Array(30)), {
    name: "DataError",
    message: "Expected a record of 13 bytes at offset 26 of batch.bin but found the end of the " +
      "file after 4",
  });
});

Deno.test("parseCifar() refuses a label out of range", () => {
  assert.throws(() => parse(Uint8Array.of(9, ...counting(12), 10, ...counting(12))), {
    name: "DataError",
    message: "Expected a label of 0 to 9 at offset 13 of batch.bin but found 10",
  });
});

Deno.test("parseCifar() gives the right answer or one clear error", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60, max: 12 }), (bytes) => {
    try {
      const { pixels, labels } = parse(bytes);
      assert.equal(labels.length * 13, bytes.length);
      for (const [i, label] of labels.entries()) {
        assert.equal(label, bytes[13 * i]);
        assert.deepEqual(
          [...pixels.subarray(12 * i, 12 * (i + 1))],
          [...bytes.subarray(13 * i + 1, 13 * (i + 1))],
        );
      }
    } catch (error) {
      assert(error instanceof DataError, String(error));
      assert.match(error.message, /^Expected [^\n]+ batch\.bin but found [^\n]+$/);
    }
  }));
});
