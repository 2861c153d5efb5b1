import assert from "node:assert/strict";
import { csv } from "../../reports/csv.ts";

Deno.test("csv() quotes what must be and leaves absent values empty", () => {
  const text = csv({ columns: ["a", "b"], rows: [['say "x", y', undefined], [0.5, "two\nlines"]] });
  assert.equal(text, 'a,b\r\n"say ""x"", y",\r\n0.5,"two\nlines"\r\n');
});

Deno.test("csv() gives spreadsheets no formula to compute, and keeps negative numbers", () => {
  assert.equal(csv({ columns: ["a", "b"], rows: [["=1+1", -1]] }), "a,b\r\n'=1+1,-1\r\n");
});
