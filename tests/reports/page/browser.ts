/**
 * A real browser for tests of pages: Chromium of the system, without network.
 *
 * @module
 */

import type { Browser } from "playwright-core";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of Chromium: the environment's `CHROMIUM`, else a usual place; absent where there is none. */
export function chromiumPath(): string | undefined {
  const places = [Deno.env.get("CHROMIUM") ?? "", ...PLACES];
  return places.find((place) => {
    try {
      return Deno.statSync(place).isFile;
    } catch {
      return false;
    }
  });
}

/** Starts Chromium. */
export async function launch(executablePath: string): Promise<Browser> {
  // On loading, playwright looks under /proc/sys whether it runs in WSL, which Deno grants to nobody
  // but --allow-all. With this variable it does not look.
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await import("playwright-core");
  return await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
