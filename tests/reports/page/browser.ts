/**
 * A real browser for tests of pages: Chromium of the system, without network.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Whether a missing Chromium makes tests fail instead of being skipped. */
export const required = Deno.env.get("REQUIRE_CHROMIUM") === "1";

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

if (chromiumPath() === undefined && !required) {
  console.log(
    "Skipping the tests of pages in a browser: no Chromium found; CHROMIUM=path names one",
  );
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

/** Opens a page without network, runs a test, and asserts that nothing was asked for or amiss. */
export async function open(
  { browser, path, ...options }: BrowserContextOptions & { browser: Browser; path: string },
  test: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ ...options, offline: true });
  const url = pathToFileURL(path).href;
  const amiss: string[] = [];
  try {
    const page = await context.newPage();
    page.on("console", (message) => amiss.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => amiss.push(String(error)));
    page.on("dialog", async (dialog) => {
      amiss.push(`${dialog.type()}: ${dialog.message()}`);
      await dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url() !== url && !/^(data|blob):/.test(request.url())) amiss.push(request.url());
    });
    await page.goto(url);
    await test(page);
    assert.deepEqual(amiss, []);
  } finally {
    await context.close();
  }
}

/** Waits until the first chart is live. */
export async function live(page: Page): Promise<void> {
  await page.locator("figure.live").first().waitFor();
}

/** Repeats an assertion until it holds, for twenty seconds at most: machines may be busy. */
export async function until(assertion: () => Promise<void>): Promise<void> {
  const end = Date.now() + 20_000;
  while (true) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
