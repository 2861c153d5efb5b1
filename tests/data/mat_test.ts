import assert from "node:assert/strict";
import fc from "fast-check";
import { DataError } from "../../data/errors.ts";
import { parseMat } from "../../data/mat.ts";
import { counting } from "./fixtures.ts";
import { joined, matFile, packedElement } from "./mat_file.ts";

const A = { name: "A", dimensions: [3, 4], values: counting(12) };
const b = { name: "b", dimensions: [3, 1], values: [7, 8, 9] };
const other = { name: "other", dimensions: [1, 1], values: counting(8), type: 9 };

/** The offset at which the tag of the values of {@link A} lies in its element. */
const A_VALUES = 8 + 16 + 16 + 8;

const parse = (bytes: Uint8Array, names = ["A"]) =>
  parseMat(bytes, { path: "a.mat", names, limit: 1000 });

function refused(bytes: Uint8Array, message: string): void {
  assert.throws(() => parse(bytes), { name: "DataError", message });
}

/** A copy of bytes with some of them replaced. */
function patched(bytes: Uint8Array, offset: number, values: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, offset);
  return copy;
}

for (const littleEndian of [true, false]) {
  for (const packed of [true, false]) {
    const kind = `${packed ? "packed" : "plain"} arrays, ${littleEndian ? "lowest" : "highest"}`;
    Deno.test(`parseMat() reads ${kind} byte first`, () => {
      const file = matFile([b, other, A], { littleEndian, packed });
      const [readA, readB] = parse(file, ["A", "b"]);
      assert.deepEqual(readA.dimensions, [3, 4]);
      assert.deepEqual([...readA.values], counting(12));
      assert.deepEqual(readB.dimensions, [3, 1]);
      assert.deepEqual([...readB.values], [7, 8, 9]); // small enough to lie in their tag
    });
  }
}

Deno.test("parseMat() reads a file that is a view of more bytes", () => {
  const file = matFile([A]);
  const more = joined([new Uint8Array(5), file, new Uint8Array(5)]);
  assert.deepEqual([...parse(more.subarray(5, 5 + file.length))[0].values], counting(12));
});

Deno.test("parseMat() says where values begin", () => {
  const [plain] = parse(matFile([A]));
  assert.deepEqual([plain.offset, plain.path], [128 + A_VALUES + 8, "a.mat"]);
  const [packed] = parse(matFile([A], { packed: true }));
  assert.deepEqual(
    [packed.offset, packed.path],
    [A_VALUES + 8, "the packed element at offset 128 of a.mat"],
  );
});

Deno.test("parseMat() refuses a truncated header", () => {
  refused(
    matFile([A]).subarray(0, 100),
    "Expected a MAT-file header of 128 bytes in a.mat but found the end of the file at offset 100",
  );
});

Deno.test("parseMat() refuses a file without the byte order mark", () => {
  refused(
    new Uint8Array(200),
    "Expected the byte order mark 0x4d49 or 0x494d of a level 5 MAT-file at offset 126 of a.mat " +
      "but found 0x0000",
  );
});

Deno.test("parseMat() refuses a file of MATLAB 7.3", () => {
  refused(
    patched(matFile([A]), 124, [0, 2]),
    "Expected the MAT-file version 0x0100 at offset 124 of a.mat but found 0x0200",
  );
});

Deno.test("parseMat() refuses a file that ends within a tag", () => {
  refused(
    matFile([A]).subarray(0, 133),
    "Expected an element's tag of 8 bytes at offset 128 of a.mat but found only 5",
  );
});

Deno.test("parseMat() refuses a file that ends within an element", () => {
  refused(
    matFile([A]).subarray(0, 150),
    "Expected at most 14 bytes in the element at offset 128 of a.mat but found a tag that says 64",
  );
});

Deno.test("parseMat() refuses an element that goes beyond its array", () => {
  refused(
    patched(matFile([A, b]), 128 + A_VALUES + 4, [17]),
    "Expected at most 16 bytes in the element at offset 176 of a.mat but found a tag that says 17",
  );
});

Deno.test("parseMat() refuses a small element that is larger than its tag", () => {
  refused(
    patched(matFile([A]), 128 + A_VALUES - 8 + 2, [5]),
    "Expected at most 4 bytes in the element at offset 168 of a.mat but found a tag that says 5",
  );
});

Deno.test("parseMat() refuses an array without values", () => {
  refused(
    patched(matFile([A]), 128 + 4, [A_VALUES - 8]),
    "Expected an element's tag of 8 bytes at offset 176 of a.mat but found only 0",
  );
});

Deno.test("parseMat() refuses an element that is no array", () => {
  refused(
    patched(matFile([A]), 128, [9]),
    "Expected a variable as array (type 14) at offset 128 of a.mat but found type 9",
  );
});

Deno.test("parseMat() refuses a packed element in a packed element", () => {
  const [header, element] = [matFile([]), matFile([A], { packed: true }).subarray(128)];
  refused(
    joined([header, packedElement(element)]),
    "Expected a variable as array (type 14) at offset 0 of the packed element at offset 128 of " +
      "a.mat but found type 15",
  );
});

Deno.test("parseMat() refuses an array whose elements are not those of an array", () => {
  const elements = [
    { offset: 8, what: "array flags as unsigned 32-bit numbers (type 6)" },
    { offset: 24, what: "dimensions as signed 32-bit numbers (type 5)" },
    { offset: 40, what: "an array name as signed bytes (type 1)" },
    { offset: 48, what: "values of A as unsigned bytes (type 2)" },
  ];
  for (const { offset, what } of elements) {
    refused(
      patched(matFile([A]), 128 + offset, [7]),
      `Expected ${what} at offset ${128 + offset} of a.mat but found type 7`,
    );
  }
});

Deno.test("parseMat() refuses dimensions that don't agree with the number of values", () => {
  refused(
    matFile([{ ...A, dimensions: [3, 5] }]),
    "Expected 3×5 values of A at offset 176 of a.mat but found 12",
  );
  refused(
    matFile([{ ...A, dimensions: [-3, -4] }], { packed: true }),
    "Expected 4294967293×4294967292 values of A at offset 48 of the packed element at offset 128 " +
      "of a.mat but found 12",
  );
});

Deno.test("parseMat() refuses a file without the array", () => {
  refused(matFile([b]), "Expected an array A in a.mat but found no such array");
});

Deno.test("parseMat() refuses a file with the array twice", () => {
  refused(matFile([A, b, A]), "Expected one array A in a.mat but found it twice");
});

Deno.test("parseMat() refuses a packed element that is cut short", () => {
  const file = matFile([A], { packed: true });
  const size = file.length - 128 - 8;
  refused(
    patched(file, 128 + 4, [size - 10]).subarray(0, file.length - 10),
    `Expected more zlib data at offset ${size - 10} of the packed element at offset 128 of a.mat ` +
      "but found its end",
  );
});

Deno.test("parseMat() refuses a damaged packed element", () => {
  refused(
    patched(matFile([A], { packed: true }), 128 + 8, [0]),
    "Expected zlib data in the packed element at offset 128 of a.mat but found: incorrect header " +
      "check",
  );
});

Deno.test("parseMat() refuses a packed element that unpacks to more than the limit", () => {
  const bomb = packedElement(new Uint8Array(5_000_000));
  refused(
    joined([matFile([]), bomb]),
    "Expected at most 1,000 bytes unpacked from the packed element at offset 128 of a.mat but " +
      "found more",
  );
});

Deno.test("parseMat() refuses packed elements that unpack to more than the limit together", () => {
  const half = { name: "half", dimensions: [1, 600], values: counting(600) };
  const file = matFile([half, half], { packed: true });
  assert.throws(() => parse(file), (error) => {
    assert(error instanceof DataError);
    assert.match(error.message, /^Expected at most 344 bytes unpacked from the packed element at /);
    return true;
  });
});

Deno.test("parseMat() gives the right answer or one clear error", () => {
  const files = [false, true].flatMap((packed) => [
    matFile([A, b], { packed }),
    matFile([A, b], { packed, littleEndian: false }),
  ]);
  const damage = fc.record({
    file: fc.constantFrom(...files),
    cut: fc.oneof(fc.constant(0), fc.nat(40)),
    place: fc.integer({ min: 110, max: 300 }),
    byte: fc.oneof(fc.nat(255), fc.nat(16)),
  });
  let accepted = 0;
  const property = fc.property(damage, ({ file, cut, place, byte }) => {
    const bytes = patched(file, Math.min(place, file.length - 1), [byte]);
    try {
      for (const { dimensions, values } of parse(bytes.subarray(0, bytes.length - cut))) {
        assert.equal(dimensions.reduce((product, length) => product * length, 1), values.length);
        accepted++;
      }
    } catch (error) {
      assert(error instanceof DataError, String(error));
      assert.match(error.message, /^Expected [^\n]+ a\.mat\b[^\n]* but found[^\n]+$/);
    }
  });
  fc.assert(property, { numRuns: 1000 });
  assert(accepted > 50);
});

Deno.test("parseMat() refuses a file of very many arrays", () => {
  const one = matFile([other]).subarray(128);
  const many = new Uint8Array(128 + 1001 * one.length);
  many.set(matFile([]));
  for (let i = 0; i < 1001; i++) many.set(one, 128 + i * one.length);
  refused(many, "Expected at most 1,000 arrays in a.mat but found more");
});

Deno.test("parseMat() refuses an array of very many dimensions", () => {
  const file = matFile([{ ...A, dimensions: Array(33).fill(1) }]);
  refused(file, "Expected at most 32 dimensions at offset 152 of a.mat but found 33");
});
