/**
 * Damages JSON at random without making it something else than JSON.
 *
 * @module
 */

import type { Random } from "../../network/random.ts";

/** Texts that stand in the place of a value. */
const HOSTILE = [
  "null",
  "-1",
  "0.5",
  "1e308",
  "1e999",
  "-1e999",
  "9007199254740993",
  "true",
  '""',
  '"nought"',
  `"${"x".repeat(20_000)}"`,
  '"__proto__"',
  "[]",
  "[1,2,3]",
  "{}",
  '{"__proto__":{"epoch":0}}',
  '{"constructor":{"prototype":{}}}',
  '{"toString":1,"valueOf":2,"length":-1}',
  "[".repeat(5_000) + "]".repeat(5_000),
  '{"a":'.repeat(5_000) + "1" + "}".repeat(5_000),
];

/** A place in a value: the keys that lead to it. */
type Path = readonly string[];

/**
 * A text of JSON with one value replaced, one field left out, one added, one twice, or one under another
 * name. Values keep the digits that they have.
 */
export function mutatedJson(json: string, random: Random): string {
  const paths = pathsOf(JSON.parse(json));
  const path = paths[random.below(paths.length)];
  const hostile = HOSTILE[random.below(HOSTILE.length)];
  const kind = random.below(5);
  return textOf(JSON.parse(json), { path, kind, hostile });
}

/** What is done, and where. */
interface Change {
  readonly path: Path;
  /** 0 replaces, 1 removes, 2 renames, 3 adds beside, 4 doubles. */
  readonly kind: number;
  readonly hostile: string;
}

function textOf(value: unknown, { path, kind, hostile }: Change): string {
  if (path.length === 0) return hostile;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const [key, ...rest] = path;
  const fields = Object.entries(value).flatMap(([name, field]): [string, string][] => {
    const text = JSON.stringify(field);
    if (name !== key) return [[name, text]];
    if (rest.length > 0) return [[name, textOf(field, { path: rest, kind, hostile })]];
    return [
      [[name, hostile]],
      [],
      [["__proto__", text]],
      [[name, text], ["__proto__", hostile]],
      [[name, text], [name, hostile]],
    ][kind] as [string, string][];
  });
  if (Array.isArray(value)) return `[${fields.map(([, text]) => text).join(",")}]`;
  return `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, field]) => pathsOf(field, [...path, key]))];
}
