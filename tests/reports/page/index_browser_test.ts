import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { compare } from "../../../reports/difference/compare.ts";
import { comparisonPage } from "../../../reports/difference/page.ts";
import { readSet } from "../../../reports/difference/result_set.ts";
import { REPORTS } from "../../../reports/registry.ts";
import { writeIndex, writeReport } from "../../../reports/site.ts";
import { inFolder } from "../../benchmarks/commands.ts";
import { contrast } from "../contrast.ts";
import { FIGURES } from "../every_report.ts";
import { chromiumPath, launch, open, required } from "./browser.ts";

const executable = chromiumPath();
const WIDTHS = [390, 1280, 1920];

/** Writes every figure into a folder, with the index and a page that compares the folder with itself. */
async function writeSite(folder: string): Promise<{ index: string; comparison: string }> {
  for (const report of REPORTS) {
    await writeReport(folder, { report, figure: FIGURES[report.figure]({ seeds: 3 }) });
  }
  const set = await readSet(folder);
  const comparison = join(folder, "compare.html");
  await Deno.writeTextFile(comparison, comparisonPage(compare(set, set)));
  return { index: await writeIndex(folder), comparison };
}

/** Asserts that nothing is wider than the window. */
async function assertFits(page: Page, width: number): Promise<void> {
  assert.ok(await page.evaluate("document.documentElement.scrollWidth") as number <= width);
}

/** The colour of text of an element, and the ground of the page. */
async function coloursOf(page: Page, selector: string): Promise<[text: string, ground: string]> {
  const computed = (of: string, property: string) =>
    page.evaluate(`getComputedStyle(document.querySelector("${of}")).${property}`);
  return [
    await computed(selector, "color") as string,
    await computed("body", "backgroundColor") as string,
  ];
}

Deno.test({
  name: "index and comparison in a browser without network",
  ignore: executable === undefined && !required,
  fn: (t) =>
    inFolder(async (folder) => {
      const { index, comparison } = await writeSite(folder);
      const browser = await launch(executable ?? "chromium");
      try {
        for (const colorScheme of ["light", "dark"] as const) {
          for (const width of WIDTHS) {
            const options = { browser, colorScheme, viewport: { width, height: 900 } };
            await t.step(`the index is drawn ${colorScheme} and ${width} pixels wide`, () =>
              open({ ...options, path: index }, async (page) => {
                await assertFits(page, width);
                assert.equal(await page.locator("article").count(), REPORTS.length);
                for (const box of await page.locator(".preview svg").all()) {
                  const { width, height } = (await box.boundingBox())!;
                  assert.ok(width > 250 && height > 100, `${width} × ${height}`);
                }
                const [text, ground] = await coloursOf(page, ".preview svg");
                assert.ok(contrast(text, ground) > 7);
                const fill = "getComputedStyle(document.querySelector('.preview .ground')).fill";
                assert.equal(await page.evaluate(fill), "none");
              }));
            await t.step(`the comparison is readable ${colorScheme}, ${width} pixels wide`, () =>
              open({ ...options, path: comparison }, async (page) => {
                await assertFits(page, width);
                const [text, ground] = await coloursOf(page, "caption");
                assert.ok(contrast(text, ground) > 4.5);
              }));
          }
        }
      } finally {
        await browser.close();
      }
    }),
});
