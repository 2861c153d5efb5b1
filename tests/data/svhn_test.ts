import assert from "node:assert/strict";
import fc from "fast-check";
import { DataError } from "../../data/errors.ts";
import { parseSvhn } from "../../data/svhn.ts";
import { counting } from "./fixtures.ts";
import { matFile, type MatFileOptions } from "./mat_file.ts";

const shape = { width: 3, height: 2, channels: 3 };
const parse = (bytes: Uint8Array) =>
  parseSvhn(bytes, { path: "digits.mat", shape, classes: 10, limit: 1000 });

/** A file of images whose values count up in the order of the file, and these labels. */
function digits(
  labels: readonly number[],
  options: MatFileOptions & { imageDimensions?: number[]; labelDimensions?: number[] } = {},
): Uint8Array {
  const {
    imageDimensions = [2, 3, 3, labels.length],
    labelDimensions = [labels.length, 1],
  } = options;
  const size = imageDimensions.reduce((product, length) => product * length, 1);
  return matFile([
    { name: "X", dimensions: imageDimensions, values: counting(size) },
    { name: "y", dimensions: labelDimensions, values: labels },
  ], options);
}

function refused(bytes: Uint8Array, message: string): void {
  assert.throws(() => parse(bytes), { name: "DataError", message });
}

/** A plane whose six values count up column by column from `first`, row by row. */
function plane(first: number): number[] {
  return [0, 2, 4, 1, 3, 5].map((value) => first + value);
}

Deno.test("parseSvhn() turns columns into rows, planes and images kept", () => {
  const { pixels } = parse(digits([1, 2], { packed: true }));
  assert.deepEqual([...pixels], [0, 6, 12, 18, 24, 30].flatMap(plane));
});

Deno.test("parseSvhn() gives the digit 0, whose label is 10, the label 0", () => {
  assert.deepEqual([...parse(digits([1, 10, 9, 10, 5])).labels], [1, 0, 9, 0, 5]);
});

Deno.test("parseSvhn() refuses a label out of range", () => {
  refused(
    digits([1, 2, 3, 4, 0], { packed: true }),
    "Expected a label of 1 to 10 at offset 60 of the packed element at offset " +
      `${
        128 + 8 + packedSize(digits([1, 2, 3, 4, 0], { packed: true }))
      } of digits.mat but found 0`,
  );
  refused(digits([1, 11]), "Expected a label of 1 to 10 at offset 285 of digits.mat but found 11");
});

Deno.test("parseSvhn() refuses images of other dimensions", () => {
  refused(
    digits([1, 2], { imageDimensions: [3, 2, 3, 2] }),
    "Expected images X of 2×3×3×count values in digits.mat but found 3×2×3×2",
  );
  refused(
    digits([1, 2], { imageDimensions: [2, 3, 3] }),
    "Expected images X of 2×3×3×count values in digits.mat but found 2×3×3",
  );
  refused(
    digits([1, 2], { imageDimensions: [2, 3, 3, 2, 1] }),
    "Expected images X of 2×3×3×count values in digits.mat but found 2×3×3×2×1",
  );
});

Deno.test("parseSvhn() refuses a file of no images", () => {
  refused(
    digits([]),
    "Expected images X of 2×3×3×count values in digits.mat but found 2×3×3×0",
  );
});

Deno.test("parseSvhn() refuses labels and images that differ in number", () => {
  refused(
    digits([1, 2], { imageDimensions: [2, 3, 3, 3] }),
    "Expected labels y of 3×1 values in digits.mat, as many as images, but found 2×1",
  );
  refused(
    digits([1, 2], { labelDimensions: [1, 2] }),
    "Expected labels y of 2×1 values in digits.mat, as many as images, but found 1×2",
  );
});

Deno.test("parseSvhn() refuses labels that aren't bytes", () => {
  const labels = { name: "y", dimensions: [1, 1], values: counting(8), type: 9 };
  const images = { name: "X", dimensions: [2, 3, 3, 1], values: counting(18) };
  refused(
    matFile([images, labels]),
    "Expected values of y as unsigned bytes (type 2) at offset 264 of digits.mat but found type 9",
  );
});

Deno.test("parseSvhn() gives the right answer or one clear error", () => {
  const labels = fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 6 });
  const options = fc.record({ packed: fc.boolean(), littleEndian: fc.boolean() });
  let accepted = 0;
  const property = fc.property(labels, options, fc.nat(4), (labels, options, missing) => {
    const imageDimensions = [2, 3, 3, Math.max(0, labels.length - (missing === 0 ? 1 : 0))];
    try {
      const read = parse(digits(labels, { ...options, imageDimensions }));
      assert.deepEqual([...read.labels], labels.map((label) => label % 10));
      const planes = counting(3 * labels.length).map((i) => plane(6 * i % 256)).flat();
      assert.deepEqual([...read.pixels], planes);
      accepted++;
    } catch (error) {
      assert(error instanceof DataError, String(error));
      assert.match(error.message, /^Expected [^\n]+ digits\.mat\b[^\n]* but found [^\n]+$/);
      const sound = labels.every((label) => label >= 1 && label <= 10);
      assert(!sound || missing === 0 || labels.length === 0, error.message);
    }
  });
  fc.assert(property, { numRuns: 300 });
  assert(accepted > 20);
});

/** Size of the data of a file's first element. */
function packedSize(file: Uint8Array): number {
  return new DataView(file.buffer, file.byteOffset).getUint32(128 + 4, true);
}
