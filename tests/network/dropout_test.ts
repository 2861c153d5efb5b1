import assert from "node:assert/strict";
import { isKept, maskKey } from "../../network/dropout.ts";

Deno.test("isKept() keeps the stated share, independently over units, rows, layers and steps", () => {
  for (const keep of [0.5, 0.8]) {
    const dropout = { keep, seed: 1 };
    const masks = [[1, 1], [2, 1], [1, 2]].map(([step, layer]) => {
      const key = maskKey(dropout, { step, layer });
      return Array.from({ length: 100 * 400 }, (_, i) => {
        return Number(isKept(dropout, { key, row: Math.floor(i / 400), unit: i % 400 }));
      });
    });
    const shared = (a: number[], b: number[]) => a.filter((kept, i) => kept && b[i]).length;
    for (const mask of masks) {
      const share = mask.reduce((sum, kept) => sum + kept, 0) / mask.length;
      assert(Math.abs(share - keep) < 0.012, `${share} kept instead of ${keep}`);
      // the same unit in the next row, and the next unit in the same row
      for (const by of [400, 1]) {
        const both = shared(mask.slice(by), mask) / (mask.length - by);
        assert(Math.abs(both - keep ** 2) < 0.015, `${both} instead of ${keep ** 2}, ${by} apart`);
      }
    }
    for (const other of [masks[1], masks[2]]) {
      const both = shared(masks[0], other) / other.length;
      assert(Math.abs(both - keep ** 2) < 0.015, `${both} instead of ${keep ** 2}`);
    }
  }
});

Deno.test("isKept() keeps every unit at probability 1", () => {
  const dropout = { keep: 1, seed: 1 };
  const key = maskKey(dropout, { step: 1, layer: 1 });
  for (let unit = 0; unit < 10_000; unit++) assert(isKept(dropout, { key, row: 3, unit }));
});
