/**
 * Files of a folder over HTTP.
 *
 * @module
 */

import { extname, join, sep } from "node:path";

/** Types of the files that a site has. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".xml": "application/atom+xml",
};

/**
 * Answers requests with the files of a folder; where a folder is asked for, with its `index.html`. What is
 * outside, by `..` or through a link, is not found, and nothing can be changed.
 */
export function fileServer(folder: string): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== "GET" && method !== "HEAD") {
      return answer("Only GET and HEAD", { status: 405, headers: { Allow: "GET, HEAD" } });
    }
    const path = await fileAt(folder, new URL(url).pathname);
    if (path === undefined) return answer("Not found", { status: 404 });
    const { size } = await Deno.stat(path);
    const headers = {
      "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
      "Content-Length": String(size),
      "Cache-Control": "no-cache", // pages are written anew under the same names
      "X-Content-Type-Options": "nosniff",
    };
    if (method === "HEAD") return new Response(null, { headers });
    return new Response((await Deno.open(path)).readable, { headers });
  };
}

/** Path of the file that a request names; undefined where the folder has none. */
async function fileAt(folder: string, pathname: string): Promise<string | undefined> {
  try {
    const root = await Deno.realPath(folder);
    const asked = join(root, decodeURIComponent(pathname));
    const isFolder = (await Deno.stat(asked)).isDirectory;
    const path = await Deno.realPath(isFolder ? join(asked, "index.html") : asked);
    const isInside = path.startsWith(root + sep);
    return isInside && (await Deno.stat(path)).isFile ? path : undefined;
  } catch {
    return undefined; // there is none, or the name is none: "%zz", a zero byte
  }
}

function answer(text: string, { status, headers = {} }: {
  status: number;
  headers?: Record<string, string>;
}): Response {
  const type = { "Content-Type": "text/plain; charset=utf-8" };
  return new Response(text + "\n", { status, headers: { ...type, ...headers } });
}
