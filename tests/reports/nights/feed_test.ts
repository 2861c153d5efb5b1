import assert from "node:assert/strict";
import { nightsFeed } from "../../../reports/nights/feed.ts";
import type { Night } from "../../../reports/nights/night.ts";
import { simulatedYear } from "./simulated_year.ts";

const metric = "width-sweep/mnist-32-units-fit";
const NIGHTS = simulatedYear({
  seed: 1,
  nights: 40,
  allFail: [30],
  planted: [{ metric, from: 20, by: 15 }],
});

const idsOf = (feed: string) => [...feed.matchAll(/<id>(.*?)<\/id>/g)].map(([, id]) => id);

Deno.test("the feed has changes and failures, newest first, escaped", () => {
  const feed = nightsFeed(NIGHTS);
  assert.deepEqual([...feed.matchAll(/<title>(.*?)<\/title>/g)].map(([, title]) => title), [
    "implicit-bench: nights",
    "FAILED: the night of 2026-01-31",
    "SHIFT On MNIST, 32 hidden units reach zero training error.",
  ]);
  assert.match(feed, /found &lt;html&gt; &amp; nothing else/);
  assert.match(feed, /<updated>2026-02-09T03:12:00\.000Z<\/updated>/);
});

Deno.test("ids are UUIDs that stay as nights are added", () => {
  const before = idsOf(nightsFeed(NIGHTS.slice(0, 35)));
  const after = idsOf(nightsFeed(NIGHTS));
  assert.deepEqual(before, after);
  assert.equal(new Set(after).size, 3);
  for (const id of after) {
    assert.match(
      id,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  }
});

Deno.test("characters that XML has no place for are replaced", () => {
  const [night] = NIGHTS;
  const figures = [{ ...night.figures[0], failure: "bell \u0007 ]]> <!-- \u{1f4a5}" }];
  const feed = nightsFeed([{ ...night, figures } satisfies Night]);
  assert.match(feed, /bell � \]\]&gt; &lt;!-- 💥/u);
});
