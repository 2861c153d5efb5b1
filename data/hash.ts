/**
 * SHA-256 of bytes and files, in hexadecimal.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** SHA-256 of bytes in memory. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 of a file, which is not held in memory. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const chunk = new Uint8Array(1 << 20);
  for (let length = await file.read(chunk); length !== null; length = await file.read(chunk)) {
    hash.update(chunk.subarray(0, length));
  }
  return hash.digest("hex");
}
