/**
 * The scripts that make a chart live, from the pinned packages.
 *
 * @module
 */

/** Browser builds, in the order in which they need each other. */
const BUILDS = [
  ["vega", "vega.min.js"],
  ["vega-lite", "vega-lite.min.js"],
  ["vega-embed", "vega-embed.min.js"],
] as const;

/**
 * Sources of vega, vega-lite and vega-embed for the browser.
 *
 * The packages do not export these builds, but they stand beside the module that is exported.
 *
 * @throws {Error} If a package is not where Deno resolves it to.
 */
export async function chartLibraries(): Promise<string[]> {
  // Only its version is used here, but the import is what has the package fetched and locked.
  const { version } = await import("vega-embed");
  return await Promise.all(BUILDS.map(async ([name, file]) => {
    const url = new URL(file, import.meta.resolve(name));
    try {
      return withoutSourceMap(await Deno.readTextFile(url));
    } catch (error) {
      throw new Error(`Expected the script ${file} of ${name} (vega-embed ${version}) at ${url}`, {
        cause: error,
      });
    }
  }));
}

/** A script without the line that would make a debugger ask for a file beside the page. */
function withoutSourceMap(javascript: string): string {
  return javascript.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n");
}
