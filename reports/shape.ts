/**
 * Checks of what JSON from a file holds. A stored file may be damaged, edited by hand or made to do
 * harm, so nothing of it is used before every field has been looked at.
 *
 * A shape of an interface names each of its fields, or it does not compile.
 *
 * @module
 */

/**
 * Checks a value and gives it back, typed.
 *
 * @param place Where the value stands in the file, e.g. "train.error"; empty for the whole of it.
 * @throws {Error} If the value is another one: `Expected … but found …`.
 */
export type Shape<T> = (value: unknown, place: string) => T;

/** The shape of a field that may be absent. */
export interface Optional<T> {
  readonly optional: Shape<T>;
}

/** A shape for each field of an interface. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Shape<T[K]>;
};

/**
 * The value that a text of JSON holds.
 *
 * @throws {Error} If the text is no JSON, or its value has another shape.
 */
export function parseJson<T>(text: string, shape: Shape<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Expected JSON but found: ${reason.replaceAll(/\s+/g, " ")}`);
  }
  return shape(value, "");
}

/** An object with these fields and no others. */
export function object<T>(fields: Fields<T>): Shape<T> {
  const shapes = new Map(Object.entries<Shape<unknown> | Optional<unknown>>(fields));
  return (value, place) => {
    const found = entriesOf(value, place);
    const further = [...found.keys()].find((name) => !shapes.has(name));
    if (further !== undefined) {
      throw mismatch(`only the fields ${[...shapes.keys()].join(", ")}`, place, further);
    }
    for (const [name, field] of shapes) {
      const inner = inside(place, name);
      if (typeof field === "function") field(found.get(name), inner);
      else if (found.has(name)) field.optional(found.get(name), inner);
    }
    return value as T;
  };
}

/** Marks the shape of a field that may be absent. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

/** An object whose fields have any names and values of one shape. */
export function record<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, place) => {
    for (const [name, field] of entriesOf(value, place)) {
      // Copied field by field, it would become the prototype of the copy.
      if (name === "__proto__") throw mismatch("no field of this name", place, name);
      shape(field, inside(place, name));
    }
    return value as Record<string, T>;
  };
}

/** A list of values of one shape. */
export function list<T>(shape: Shape<T>, least = 0): Shape<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value) || value.length < least) {
      throw mismatch(least === 0 ? "a list" : `a list of at least ${least}`, place, value);
    }
    for (const [i, item] of value.entries()) shape(item, `${place}[${i}]`);
    return value;
  };
}

/** A list of two values. */
export function pair<T>(shape: Shape<T>): Shape<readonly [T, T]> {
  return (value, place) => {
    if (!Array.isArray(value) || value.length !== 2) throw mismatch("a list of 2", place, value);
    for (const [i, item] of value.entries()) shape(item, `${place}[${i}]`);
    return value as [T, T];
  };
}

/** A finite number in a closed range. */
export function number(least = -Infinity, most = Infinity): Shape<number> {
  return (value, place) => {
    if (Number.isFinite(value) && value as number >= least && value as number <= most) {
      return value as number;
    }
    throw mismatch(`a number${rangeOf(least, most)}`, place, value);
  };
}

/** A whole number of at least `least`. */
export function whole(least = 0): Shape<number> {
  return (value, place) => {
    if (Number.isSafeInteger(value) && value as number >= least) return value as number;
    throw mismatch(`a whole number${rangeOf(least, Infinity)}`, place, value);
  };
}

/** Text of at most so many characters. */
export function text(most = 100_000): Shape<string> {
  return (value, place) => {
    if (typeof value === "string" && value.length <= most) return value;
    throw mismatch(`text of at most ${most} characters`, place, value);
  };
}

/** Text that matches a pattern, which is described in words. */
export function matching(pattern: RegExp, what: string): Shape<string> {
  return (value, place) => {
    if (typeof value === "string" && pattern.test(value)) return value;
    throw mismatch(what, place, value);
  };
}

/** One of the words that are the keys of an object: all of them, or it does not compile. */
export function word<T extends string>(words: Readonly<Record<T, unknown>>): Shape<T> {
  return (value, place) => {
    if (typeof value === "string" && Object.hasOwn(words, value)) return value as T;
    throw mismatch(Object.keys(words).join(" or "), place, value);
  };
}

/** One value, such as `true` or a format's version. */
export function constant<const T extends number | boolean>(expected: T): Shape<T> {
  return (value, place) => {
    if (value === expected) return expected;
    throw mismatch(String(expected), place, value);
  };
}

/** `true` or `false`. */
export function boolean(): Shape<boolean> {
  return (value, place) => {
    if (typeof value === "boolean") return value;
    throw mismatch("true or false", place, value);
  };
}

/** A value of a shape, or null. */
export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value, place) => value === null ? null : shape(value, place);
}

/** SHA-256 in hexadecimal. */
export const sha256 = matching(/^[0-9a-f]{64}$/, "64 hexadecimal digits");

/** A moment as ISO 8601 has it, in UTC. */
export const moment: Shape<string> = (value, place) => {
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
  if (typeof value === "string" && iso.test(value) && !Number.isNaN(Date.parse(value))) {
    return value;
  }
  throw mismatch("a time such as 2026-01-02T03:04:05.678Z", place, value);
};

/** The fields of an object that JSON made: all of them its own, `__proto__` too. */
function entriesOf(value: unknown, place: string): Map<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw mismatch("an object", place, value);
  }
  return new Map(Object.entries(value));
}

function inside(place: string, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}

function mismatch(expected: string, place: string, found: unknown): Error {
  return new Error(
    `Expected ${expected}${place === "" ? "" : ` at ${place}`} but found ${shown(found)}`,
  );
}

function rangeOf(least: number, most: number): string {
  if (most !== Infinity) return ` from ${least} to ${most}`;
  return least === -Infinity ? "" : ` of ${least} or more`;
}

/** A value as an error names it: short, in one line. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length <= 40 ? value : value.slice(0, 40) + "…");
}
