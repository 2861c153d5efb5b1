/**
 * Fetches a published file so that it is either there in full and verified, or not there: the bytes
 * gather in a file of its own (`.part`), which takes the final name once its hash is right. What an
 * earlier try left there is continued.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { type Display, progressLine } from "./display.ts";
import { DataError, DownloadError } from "./errors.ts";
import { decimal, megabytes } from "./format.ts";
import { sha256OfFile } from "./hash.ts";
import type { Download } from "./registered.ts";

/** Where a file comes from and goes to. */
export interface DownloadOptions {
  /** The data folder; made where it isn't there. */
  readonly directory: string;
  /** Base addresses, in the order tried. */
  readonly mirrors: readonly string[];
  readonly display: Display;
  /** Milliseconds without a byte after which a mirror is given up. */
  readonly patience?: number;
}

/** A download under way: the file in which the bytes gather, open and locked. */
interface Transfer {
  readonly file: Download;
  readonly part: Deno.FsFile;
  readonly partPath: string;
  readonly display: Display;
  readonly patience: number;
}

/**
 * Makes sure that a published file is in the data folder.
 *
 * @returns Whether it was there already; that too is verified.
 * @throws {DownloadError} If no mirror could be reached, or none has the file.
 * @throws {DataError} If what a mirror sent has another hash, another file has the final name, or the
 *   folder can't be written to.
 */
export async function download(
  file: Download,
  { directory, mirrors, display, patience = 20_000 }: DownloadOptions,
): Promise<"present" | "fetched"> {
  const path = join(directory, file.path);
  const partPath = `${path}.part`;
  try {
    if (await isPresent(path, file)) return "present";
    await Deno.mkdir(dirname(path), { recursive: true });
    using part = await Deno.open(partPath, { create: true, read: true, write: true });
    await part.lock(true); // another process may be fetching the same file
    try {
      if (await isPresent(path, file)) return "present";
      await fetchFromMirrors(mirrors, { file, part, partPath, display, patience });
      await part.sync();
      await Deno.rename(partPath, path);
    } finally {
      await removeIfEmpty(partPath);
    }
    display.line(`${file.path}: fetched ${megabytes(file.bytes)}, SHA-256 verified`);
    return "fetched";
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`Expected to write ${path} but found: ${messageOf(error)}`);
  }
}

/** @throws {DataError} If there is a file, but with another hash. */
async function isPresent(path: string, { sha256 }: Download): Promise<boolean> {
  try {
    const found = await sha256OfFile(path);
    if (found === sha256) return true;
    throw new DataError(
      `Expected SHA-256 ${sha256} of ${path} but found ${found}; remove the file to fetch it again`,
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function fetchFromMirrors(mirrors: readonly string[], transfer: Transfer): Promise<void> {
  const name = basename(transfer.file.path);
  const failures: DataError[] = [];
  for (const mirror of mirrors) {
    try {
      return await fetchFrom(mirror + name, transfer);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      failures.push(error);
      if (failures.length < mirrors.length) {
        transfer.display.line(`${error.message}; trying the next mirror`);
      }
    }
  }
  const wrong = failures.find((failure) => !(failure instanceof DownloadError));
  if (wrong !== undefined) throw wrong;
  const reasons = failures.map(({ message }) => message).join("; ");
  throw new DownloadError(`Expected ${name} from one of its mirrors but found ${reasons}`);
}

/** Gathers the file from one address and verifies it; a wrong one is not kept. */
async function fetchFrom(url: string, transfer: Transfer): Promise<void> {
  const { file, part, partPath } = transfer;
  const left = await sizeOf(part);
  await complete(url, transfer);
  let hash = await sha256OfFile(partPath);
  if (hash !== file.sha256 && left > 0) {
    // What an earlier try or another mirror left may be to blame: once more from the beginning.
    await part.truncate(0);
    await complete(url, transfer);
    hash = await sha256OfFile(partPath);
  }
  if (hash === file.sha256) return;
  await part.truncate(0);
  throw new DataError(`Expected SHA-256 ${file.sha256} of ${url} but found ${hash}`);
}

/** Adds to the file until it has all its bytes, for as long as each request brings it further. */
async function complete(url: string, transfer: Transfer): Promise<void> {
  const { file, part, display } = transfer;
  if (await sizeOf(part) > file.bytes) await part.truncate(0);
  let furthest = await sizeOf(part);
  while (await sizeOf(part) < file.bytes) {
    try {
      await request(url, transfer);
    } catch (error) {
      if (error instanceof DataError) throw error;
      const size = await sizeOf(part);
      if (size <= furthest) throw new DownloadError(`${url}: ${reasonOf(error)}`);
      furthest = size;
      display.line(
        `${url}: broke off after ${megabytes(size)} of ${megabytes(file.bytes)}; continuing`,
      );
    }
  }
}

/** One request for what the file still lacks. A server that ignores the range starts it anew. */
async function request(url: string, transfer: Transfer): Promise<void> {
  const { file, part, display, patience } = transfer;
  const offset = await sizeOf(part);
  const silence = new AbortController();
  const wait = () =>
    setTimeout(
      () => silence.abort(new Error(`nothing heard for ${patience / 1000} s`)),
      patience,
    );
  let timer = wait();
  try {
    const response = await fetch(url, {
      signal: silence.signal,
      headers: { "accept-encoding": "identity", "range": `bytes=${offset}-` },
    });
    const start = await startOf(response, offset);
    await part.truncate(start);
    await part.seek(start, Deno.SeekMode.Start);
    let done = start;
    const began = performance.now();
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = wait();
      if (done + chunk.length > file.bytes) {
        throw new Error(`more than the ${decimal(file.bytes)} bytes of the published file`);
      }
      await append(chunk, transfer);
      done += chunk.length;
      const bytesPerSecond = 1000 * (done - start) / (performance.now() - began);
      display.progress(
        progressLine(basename(file.path), { done, total: file.bytes, bytesPerSecond }),
      );
    }
    if (done < file.bytes) {
      throw new Error(`only ${decimal(done)} of ${decimal(file.bytes)} bytes`);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The offset at which a response's body begins. */
async function startOf(response: Response, offset: number): Promise<number> {
  if (response.status === 200) return 0;
  const range = response.headers.get("content-range") ?? "no range";
  if (response.status === 206 && range.startsWith(`bytes ${offset}-`)) return offset;
  await response.body?.cancel();
  if (response.status === 206) throw new Error(`${range} in answer to bytes ${offset}-`);
  throw new Error(`HTTP ${response.status} ${response.statusText}`.trimEnd());
}

async function sizeOf(file: Deno.FsFile): Promise<number> {
  return (await file.stat()).size;
}

/** @throws {DataError} If the disk doesn't take it, so that no other mirror is blamed. */
async function append(bytes: Uint8Array, { part, partPath }: Transfer): Promise<void> {
  try {
    for (let written = 0; written < bytes.length;) {
      written += await part.write(bytes.subarray(written));
    }
  } catch (error) {
    throw new DataError(`Expected to write ${partPath} but found: ${messageOf(error)}`);
  }
}

async function removeIfEmpty(path: string): Promise<void> {
  try {
    if ((await Deno.stat(path)).size === 0) await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Why a request failed. `fetch` itself says only that it did, and its cause repeats the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return messageOf(cause).replace(/^error sending request for url \(.*?\): /, "");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
