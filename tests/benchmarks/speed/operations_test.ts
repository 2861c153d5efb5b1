import assert from "node:assert/strict";
import {
  intensity,
  multiplyAdds,
  productsOf,
  productWork,
  stepWork,
} from "../../../benchmarks/speed/operations.ts";

Deno.test("productsOf() has a backward product for every layer but the first", () => {
  assert.deepEqual(productsOf([5, 4, 3]).map(({ kernel, layer }) => `${kernel} ${layer}`), [
    "forward 0",
    "weights 0",
    "forward 1",
    "backward 1",
    "weights 1",
  ]);
});

Deno.test("multiplyAdds() counts each product of each layer once an example", () => {
  // two products of 784 × 256 and three of 256 × 10
  assert.equal(multiplyAdds([784, 256, 10], 1), 2 * 200_704 + 3 * 2560);
  assert.equal(multiplyAdds([784, 256, 10], 250), 250 * multiplyAdds([784, 256, 10], 1));
  assert.equal(multiplyAdds([7, 3], 10), 420);
});

Deno.test("productWork() and stepWork() add up to the same multiply-adds", () => {
  const sizes = [30, 20, 10, 5];
  const parts = productsOf(sizes).map((product) => productWork(sizes, product, 100).multiplyAdds);
  const { multiplyAdds } = stepWork(sizes, { batch: 100, states: 1 });
  assert.equal(parts.reduce((sum, part) => sum + part, 0), multiplyAdds);
});

Deno.test("intensity() is operations over the bytes of what is touched, each once", () => {
  const work = productWork([4, 3], { kernel: "forward", layer: 0 }, 2);
  assert.deepEqual(work, { multiplyAdds: 24, floats: 8 + 6 + 12 });
  assert.equal(intensity(work), 48 / 104);
  // weights and momentum's state, inputs, then activation and ∂L/∂z of each layer
  assert.equal(stepWork([4, 3], { batch: 2, states: 1 }).floats, 24 + 8 + 12);
});
