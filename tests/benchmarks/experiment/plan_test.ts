import assert from "node:assert/strict";
import { canonicalJson, planOf, runId, runTitle } from "../../../benchmarks/experiment/plan.ts";
import type { RunSpec } from "../../../reports/results.ts";
import { spec } from "./fixtures.ts";

Deno.test("canonicalJson() sorts keys at every depth and keeps lists in order", () => {
  assert.equal(
    canonicalJson({ b: [2, 1, { d: null, c: true }], a: "x" }),
    '{"a":"x","b":[2,1,{"c":true,"d":null}]}',
  );
});

Deno.test("canonicalJson() refuses what JSON would turn into something else", () => {
  for (const value of [NaN, Infinity, undefined]) {
    assert.throws(() => canonicalJson({ value }), {
      name: "TypeError",
      message: `Expected a value that JSON can hold but found ${value}`,
    });
  }
});

Deno.test("runId() is the same for the same spec in another order of keys", () => {
  const turned = Object.fromEntries(Object.entries(spec).reverse()) as unknown as RunSpec;
  assert.notEqual(JSON.stringify(turned), JSON.stringify(spec));
  assert.equal(runId(turned), runId(spec));
});

Deno.test("runId() is the start of the SHA-256 of the canonical JSON", () => {
  const optimizer = {
    name: "sgd",
    update: "w = w - lr * g",
    hyper: { lr: 0.1 },
    schedule: { lr: "lr * 0.99 ** epoch" },
  };
  // Computed with Python's json and hashlib.
  const data = { ...spec.data, hash: "ab12" };
  assert.equal(runId({ ...spec, data, optimizer }), "915f943c428f2b34");
});

Deno.test("runId() differs where any part of the spec differs", () => {
  const others = changes(spec) as RunSpec[];
  const ids = new Set(others.map(runId));
  assert.equal(others.length, 24);
  assert.equal(ids.size, 24);
  assert.ok(!ids.has(runId(spec)));
});

Deno.test("planOf() keeps a run that is listed twice once", () => {
  const other = { ...spec, seed: 2 };
  assert.deepEqual(planOf([spec, other, { ...spec }]), [
    { id: runId(spec), spec },
    { id: runId(other), spec: other },
  ]);
});

Deno.test("runTitle() names data, layers, optimizer and seed", () => {
  assert.equal(runTitle(spec), "mnist 3-2-2 momentum seed 1");
});

Deno.test("runTitle() names an unbalanced start and a constant step size", () => {
  const optimizer = { ...spec.optimizer, schedule: {} };
  assert.equal(
    runTitle({ ...spec, optimizer, initialization: "unbalanced" }),
    "mnist 3-2-2 momentum unbalanced step 0.1 seed 1",
  );
});

/** The value with one of its leaves changed, for each of them. */
function changes(value: unknown): unknown[] {
  if (typeof value === "string") return [value + "!"];
  if (typeof value === "number") return [value + 1];
  if (Array.isArray(value)) {
    return [
      [...value, 1],
      ...value.flatMap((item, i) => changes(item).map((changed) => value.with(i, changed))),
    ];
  }
  return Object.entries(value as object).flatMap(([key, inner]) =>
    changes(inner).map((changed) => ({ ...value as object, [key]: changed }))
  );
}
