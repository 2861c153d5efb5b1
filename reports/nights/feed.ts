/**
 * The feed: an entry for each confirmed change and for each night with a failure (Atom, RFC 4287).
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type Html, html } from "../page/html.ts";
import { changeInWords, HEADINGS, metricOf } from "./messages.ts";
import { failuresOf, type Night } from "./night.ts";

/** Entries that a feed shows: who reads it daily misses none. */
const MOST_ENTRIES = 50;

/** What the ids of the feed and its entries are made from. */
const NAMESPACE = "implicit-bench nights";

interface Entry {
  /** What it is about: the same for the same night, figure and metric, whatever else changes. */
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly updated: string;
  /** Place on the page of nights. */
  readonly place: string;
}

/**
 * The text of the feed, newest entry first.
 *
 * @param nights In order, at least one.
 */
export function nightsFeed(nights: readonly Night[]): string {
  const entries = nights.toReversed().flatMap((night) => entriesOf(night, nights));
  const feed = html`
    <feed xmlns="http://www.w3.org/2005/Atom">
      <id>${idOf("")}</id>
      <title>implicit-bench: nights</title>
      <author><name>implicit-bench</name></author>
      <updated>${nights[nights.length - 1].finished}</updated>
      <link rel="alternate" type="text/html" href="nights.html"/>
      ${entries.slice(0, MOST_ENTRIES).map(entryElement)}
    </feed>
  `;
  return `<?xml version="1.0" encoding="utf-8"?>\n${withoutControls(feed.text.trim())}\n`;
}

function entriesOf(night: Night, nights: readonly Night[]): Entry[] {
  const common = { updated: night.finished };
  const failures = failuresOf(night);
  return [
    ...night.changes.filter(({ kind }) => kind !== "unconfirmed").map((change) => {
      const metric = metricOf(change, nights);
      return {
        ...common,
        key: `${night.date} ${change.kind} ${change.metric}`,
        title: `${HEADINGS[change.kind]} ${metric?.title ?? change.metric}`,
        text: changeInWords(change, { unit: metric?.unit ?? "", nights }),
        place: `${night.date}-${change.metric}`,
      };
    }),
    ...(failures.length === 0 ? [] : [{
      ...common,
      key: `${night.date} failure`,
      title: `FAILED: the night of ${night.date}`,
      text: failures.join("\n"),
      place: "numbers",
    }]),
  ];
}

function entryElement({ key, title, text, updated, place }: Entry): Html {
  return html`
    <entry>
      <id>${idOf(key)}</id>
      <title>${title}</title>
      <updated>${updated}</updated>
      <link rel="alternate" type="text/html" href="nights.html#${encodeURIComponent(place)}" />
      <content type="text">${text}</content>
    </entry>
  `;
}

/** A UUID that is the same for the same key (RFC 9562, version 8). */
function idOf(key: string): string {
  const bytes = createHash("sha256").update(`${NAMESPACE} ${key}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}

/** XML has no place for control characters other than tabs and ends of lines, not even escaped. */
function withoutControls(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "�");
}
