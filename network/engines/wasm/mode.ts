/**
 * What a pass through the network is for.
 *
 * @module
 */

import { get, int } from "./wat.ts";

/** The values of `$mode`. A gradient is taken without dropout. */
export const MODE = { evaluation: 0, learning: 1, gradient: 2 } as const;

/** Does this in one mode only. */
export function inMode(mode: keyof typeof MODE, body: string): string {
  return `(if (i32.eq ${get("$mode")} ${int(MODE[mode])}) (then ${body}))`;
}
