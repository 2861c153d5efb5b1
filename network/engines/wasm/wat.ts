/**
 * Small pieces of WebAssembly text that the kernels are put together from.
 *
 * Every piece is text in folded form. Names of locals begin with `$`.
 *
 * @module
 */

/** Joins the texts of a range 0 … count − 1. */
export function each(count: number, text: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => text(i)).join("\n");
}

/** Declares locals of one type. */
export function locals(type: "i32" | "f32" | "v128", names: readonly string[]): string {
  return names.map((name) => `(local ${name} ${type})`).join(" ");
}

/** `name = value`. */
export function set(name: string, value: string): string {
  return `(local.set ${name} ${value})`;
}

/** The value of a local. */
export function get(name: string): string {
  return `(local.get ${name})`;
}

/** An integer constant. */
export function int(value: number): string {
  return `(i32.const ${value})`;
}

/** The same float32 in all four lanes. */
export function splat(value: number): string {
  return `(v128.const f32x4 ${each(4, () => float(value)).replaceAll("\n", " ")})`;
}

/** A float32 literal as WebAssembly text writes it. */
export function float(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return String(Math.fround(value));
}

/** Adds a value to an integer local. */
export function advance(name: string, by: string | number): string {
  return set(name, `(i32.add ${get(name)} ${typeof by === "number" ? int(by) : by})`);
}

/** Repeats while the local is at least `step`, taking `step` off after each turn. */
export function whileAtLeast(name: string, step: number, body: string): string {
  return `(block (loop
    (br_if 1 (i32.lt_s ${get(name)} ${int(step)}))
    ${body}
    ${advance(name, -step)}
    (br 0)))`;
}

/** Four floats at an address. */
export function load(address: string, offset = 0): string {
  return `(v128.load offset=${offset} align=4 ${address})`;
}

/** Stores four floats at an address. */
export function store(address: string, value: string, offset = 0): string {
  return `(v128.store offset=${offset} align=4 ${address} ${value})`;
}

/** Four floats picked from two vectors by number: 0 … 3 of the first, 4 … 7 of the second. */
export function shuffle(first: string, second: string, picked: readonly number[]): string {
  const bytes = picked.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]);
  return `(i8x16.shuffle ${bytes.join(" ")} ${get(first)} ${get(second)})`;
}
