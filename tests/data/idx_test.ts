import assert from "node:assert/strict";
import fc from "fast-check";
import { DataError } from "../../data/errors.ts";
import { parseIdxImages, parseIdxLabels } from "../../data/idx.ts";
import { counting, idx } from "./fixtures.ts";

const shape = { width: 3, height: 2, channels: 1 };
const images = (bytes: Uint8Array) => parseIdxImages(bytes, { path: "images", shape });
const labels = (bytes: Uint8Array) => parseIdxLabels(bytes, { path: "labels", classes: 10 });

function refused(parse: () => unknown, message: string): void {
  assert.throws(parse, (error) => {
    assert(error instanceof DataError);
    assert.equal(error.message, message);
    return true;
  });
}

Deno.test("parseIdxImages() gives the pixels in the order of the file", () => {
  assert.deepEqual([...images(idx([4, 2, 3], counting(24)))], counting(24));
});

Deno.test("parseIdxLabels() gives the labels in the order of the file", () => {
  assert.deepEqual([...labels(idx([3], [9, 0, 4]))], [9, 0, 4]);
});

Deno.test("parseIdxImages() refuses a truncated header", () => {
  refused(
    () => images(idx([4, 2, 3], []).subarray(0, 9)),
    "Expected an idx header of 16 bytes in images but found the end of the file at offset 9",
  );
});

Deno.test("parseIdxImages() refuses a wrong magic number", () => {
  refused(
    () => images(idx([16], counting(16))),
    "Expected the idx magic number 0x00000803 at offset 0 of images but found 0x00000801",
  );
});

Deno.test("parseIdxImages() refuses images of other dimensions", () => {
  refused(
    () => images(idx([1, 2, 4], counting(8))),
    "Expected images of 2×3 pixels (height × width) in images but found 4 in place of 3 at offset 12",
  );
});

Deno.test("parseIdxImages() refuses a truncated file", () => {
  refused(
    () => images(idx([4, 2, 3], counting(23))),
    "Expected 40 bytes in images, whose header says 4 records at offset 4, but found the end of " +
      "the file at offset 39",
  );
});

Deno.test("parseIdxImages() refuses bytes after the last image", () => {
  refused(
    () => images(idx([4, 2, 3], counting(25))),
    "Expected 40 bytes in images, whose header says 4 records at offset 4, but found the end of " +
      "the file at offset 41",
  );
});

Deno.test("parseIdxImages() refuses a file of no images", () => {
  refused(
    () => images(idx([0, 2, 3], [])),
    "Expected at least 1 record at offset 4 of images but found 0",
  );
});

Deno.test("parseIdxImages() refuses a number of images that no file can hold", () => {
  refused(
    () => images(idx([0xffffffff, 2, 3], [])),
    "Expected 25,769,803,786 bytes in images, whose header says 4,294,967,295 records at offset 4, " +
      "but found the end of the file at offset 16",
  );
});

Deno.test("parseIdxLabels() refuses a label out of range", () => {
  refused(
    () => labels(idx([4], [3, 9, 10, 11])),
    "Expected a label of 0 to 9 at offset 10 of labels but found 10",
  );
});

Deno.test("parseIdxImages() gives the right answer or one clear error", () => {
  const damaged = fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    cut: fc.oneof(fc.constant(0), fc.nat(20)),
    place: fc.nat(40),
    byte: fc.option(fc.nat(255)),
  });
  let accepted = 0;
  const property = fc.property(damaged, ({ count, cut, place, byte }) => {
    const whole = idx([count, 2, 3], counting(6 * count));
    if (byte !== null) whole[place % whole.length] = byte;
    const bytes = whole.subarray(0, Math.max(0, whole.length - cut));
    try {
      const pixels = images(bytes);
      assert.deepEqual(bytes, idx([count, 2, 3], [...pixels]));
      accepted++;
    } catch (error) {
      assert(error instanceof DataError, String(error));
      assert.match(error.message, /^Expected [^\n]+ images\b[^\n]* but found [^\n]+$/);
      assert(cut > 0 || place % whole.length < 16, "refused whole file with a sound header");
    }
  });
  fc.assert(property, { numRuns: 500 });
  assert(accepted > 50);
});
