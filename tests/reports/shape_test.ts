import assert from "node:assert/strict";
import {
  boolean,
  constant,
  list,
  matching,
  moment,
  number,
  object,
  optional,
  orNull,
  pair,
  parseJson,
  record,
  sha256,
  type Shape,
  text,
  whole,
  word,
} from "../../reports/shape.ts";

interface Point {
  readonly x: number;
  readonly label?: string;
}

const point = object<Point>({ x: number(0, 1), label: optional(text(5)) });

Deno.test("a shape that forgets a field, a word or that a field may be absent does not compile", () => {
  // @ts-expect-error: no label
  object<Point>({ x: number() });
  // @ts-expect-error: y is none of its fields
  object<Point>({ x: number(), label: optional(text()), y: number() });
  // @ts-expect-error: the label may be absent
  object<Point>({ x: number(), label: text() });
  // @ts-expect-error: x may not
  object<Point>({ x: optional(number()), label: optional(text()) });
  // @ts-expect-error: no b
  word<"a" | "b">({ a: true });
});

Deno.test("parseJson() gives a value of the shape back", () => {
  assert.deepEqual(parseJson('{"x":0.5}', point), { x: 0.5 });
  assert.deepEqual(parseJson('[{"x":0},{"label":"a","x":1}]', list(point)), [
    { x: 0 },
    { label: "a", x: 1 },
  ]);
  assert.deepEqual(parseJson("[null,2]", list(orNull(whole()))), [null, 2]);
});

const REFUSALS: { json: string; shape: Shape<unknown>; message: string }[] = [
  {
    json: '{"x":',
    shape: point,
    message: "Expected JSON but found: Unexpected end of JSON input",
  },
  { json: "[]", shape: point, message: "Expected an object but found a list of 0" },
  { json: "null", shape: point, message: "Expected an object but found null" },
  {
    json: "{}",
    shape: point,
    message: "Expected a number from 0 to 1 at x but found nothing",
  },
  {
    json: '{"x":"0.5"}',
    shape: point,
    message: 'Expected a number from 0 to 1 at x but found "0.5"',
  },
  {
    json: '{"x":1e999}',
    shape: point,
    message: "Expected a number from 0 to 1 at x but found Infinity",
  },
  {
    json: '{"x":1,"y":2}',
    shape: point,
    message: 'Expected only the fields x, label but found "y"',
  },
  {
    json: '{"x":1,"__proto__":{"label":"a"}}',
    shape: point,
    message: 'Expected only the fields x, label but found "__proto__"',
  },
  {
    json: '{"x":1,"label":null}',
    shape: point,
    message: "Expected text of at most 5 characters at label but found null",
  },
  {
    json: `{"x":1,"label":"${"a".repeat(50)}"}`,
    shape: point,
    message: "Expected text of at most 5 characters at label but found " +
      `"${"a".repeat(40)}…"`,
  },
  {
    json: '[[{"x":0},{"x":-1}]]',
    shape: list(list(point)),
    message: "Expected a number from 0 to 1 at [0][1].x but found -1",
  },
  {
    json: "[1]",
    shape: list(whole(), 2),
    message: "Expected a list of at least 2 but found a list of 1",
  },
  { json: "[1,2,3]", shape: pair(whole()), message: "Expected a list of 2 but found a list of 3" },
  {
    json: '{"__proto__":1}',
    shape: record(number()),
    message: 'Expected no field of this name but found "__proto__"',
  },
  {
    json: '{"lr":{}}',
    shape: record(number()),
    message: "Expected a number at lr but found an object",
  },
  { json: "1.5", shape: whole(), message: "Expected a whole number of 0 or more but found 1.5" },
  {
    json: "9007199254740992",
    shape: whole(),
    message: "Expected a whole number of 0 or more but found 9007199254740992",
  },
  {
    json: '"toString"',
    shape: word<"a" | "b">({ a: true, b: true }),
    message: 'Expected a or b but found "toString"',
  },
  { json: "false", shape: constant(true), message: "Expected true but found false" },
  { json: "1", shape: boolean(), message: "Expected true or false but found 1" },
  {
    json: '"../x"',
    shape: matching(/^\w+$/, "a name"),
    message: 'Expected a name but found "../x"',
  },
  { json: '"ab12"', shape: sha256, message: 'Expected 64 hexadecimal digits but found "ab12"' },
  {
    json: '"2026-13-02T03:04:05Z"',
    shape: moment,
    message: 'Expected a time such as 2026-01-02T03:04:05.678Z but found "2026-13-02T03:04:05Z"',
  },
];

for (const { json, shape, message } of REFUSALS) {
  Deno.test(`parseJson() refuses ${json.slice(0, 40)}: ${message}`, () => {
    assert.throws(() => parseJson(json, shape), { name: "Error", message });
  });
}

Deno.test("parseJson() refuses JSON that is nested a million deep", () => {
  const deep = `{"x":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`;
  assert.throws(() => parseJson(deep, point), {
    message: "Expected a number from 0 to 1 at x but found a list of 1",
  });
});
