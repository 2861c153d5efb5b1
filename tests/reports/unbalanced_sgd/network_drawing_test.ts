import assert from "node:assert/strict";
import { networkDrawing } from "../../../reports/unbalanced_sgd/network_drawing.ts";
import { workedSection } from "../../../reports/unbalanced_sgd/worked_section.ts";
import { checkNumbers } from "../../../reports/render.ts";
import { WORKED } from "../synthetic_worked.ts";

const before = { weights: [[[100]], [[0.01]]], outputs: [1] };
const network = { weights: [[[100.01]], [[0.01]]], outputs: [1.0001] };

Deno.test("networkDrawing() draws units, edges, numbers, and what changed", () => {
  const { text } = networkDrawing({ name: "after SGD", input: [1], network, before });
  assert.equal(text.match(/<circle /g)?.length, 3);
  assert.equal(text.match(/<line /g)?.length, 2);
  assert.match(text, /<text class="weight changed"[^>]*>100\.01<\/text>/);
  assert.match(text, /<text class="weight"[^>]*>0\.01<\/text>/);
  assert.match(text, /<text class="output"[^>]*>1\.0001<\/text>/);
  checkNumbers(text);
});

Deno.test("networkDrawing() tells the network in words", () => {
  const { text } = networkDrawing({ name: "after SGD", input: [1], network });
  assert.match(text, /role="img"/);
  assert.match(
    text,
    /aria-label="after SGD: weights of layer 1: 100\.01; weights of layer 2: 0\.01; output 1\.0001"/,
  );
});

Deno.test("networkDrawing() draws no edge of weight zero", () => {
  const sparse = { weights: [[[1, 0], [0, -1]]], outputs: [1, -1] };
  const { text } = networkDrawing({ name: "sparse", input: [1, 1], network: sparse });
  assert.equal(text.match(/<line /g)?.length, 2);
  assert.match(text, />−1<\/text>/);
});

Deno.test("workedSection() draws both networks before and after each update", () => {
  const { text } = workedSection(WORKED);
  assert.equal(text.match(/<svg /g)?.length, 12);
  assert.equal(text.match(/After Path-SGD|after Path-SGD<\/h3>/g)?.length, 4);
  assert.match(text, /δ = \(−1, −1\)/);
});
