import assert from "node:assert/strict";
import { escape, Html, html } from "../../../reports/page/html.ts";

Deno.test("html() escapes text in elements and attributes", () => {
  const text = `<script>alert("1" & '2')</script>`;
  const escaped = "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;";
  assert.equal(html`<p title="${text}">${text}</p>`.text, `<p title="${escaped}">${escaped}</p>`);
  assert.equal(escape(text), escaped);
});

Deno.test("html() keeps markup, joins lists and writes numbers", () => {
  const items = ["a", "<"].map((item) => html`<li>${item}</li>`);
  assert.equal(html`<ul>${items}</ul>${7}${[]}`.text, "<ul><li>a</li><li>&lt;</li></ul>7");
  assert.equal(html`${new Html("<br>")}`.text, "<br>");
});
