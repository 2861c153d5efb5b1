import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { fourDatasets } from "../../../reports/four_datasets.ts";
import { writeReport } from "../../../reports/site.ts";
import { unbalancedSgd } from "../../../reports/unbalanced_sgd.ts";
import { contrast } from "../contrast.ts";
import { fourDatasetsFigure, unbalancedSgdFigure } from "../synthetic_comparison.ts";
import { chromiumPath, launch, live, open, required, until } from "./browser.ts";

const chromium = chromiumPath();

/** Opacity of each line of a chart. */
async function opacities(page: Page, chart: string): Promise<(string | null)[]> {
  const lines = await page.locator(`figure[data-chart=${chart}] .mark-line path`).all();
  return await Promise.all(lines.map((line) => line.getAttribute("opacity")));
}

Deno.test({
  name: "the pages of N's Figures 2 and 3 in a browser without network",
  ignore: chromium === undefined && !required,
  async fn(t) {
    assert.ok(chromium !== undefined, "Expected Chromium at CHROMIUM or a usual place");
    const folder = await Deno.makeTempDir();
    const small = { seeds: 3, epochs: 6 };
    const three = await writeReport(folder, {
      report: fourDatasets,
      figure: fourDatasetsFigure({ ...small, datasets: ["mnist", "svhn"] }),
    });
    const two = await writeReport(folder, {
      report: unbalancedSgd,
      figure: unbalancedSgdFigure(small),
    });
    const browser = await launch(chromium);
    try {
      await t.step(
        "Figure 3 comes alive, and a curve can be shown alone in all panels",
        () =>
          open({ browser, path: three.page }, async (page) => {
            await live(page);
            const lines = (await opacities(page, "learning-curves")).length;
            assert.equal(lines, 2 * 5 * 6);
            const menu = page.locator("figure[data-chart=learning-curves] select[name$='.series']");
            await menu.selectOption("Path-SGD, balanced");
            await until(async () => {
              const shown = await opacities(page, "learning-curves");
              assert.equal(shown.filter((opacity) => opacity === "1").length, 2 * 5);
            });
            await menu.selectOption("");
            await until(async () =>
              assert.deepEqual(await opacities(page, "learning-curves"), Array(lines).fill("1"))
            );
          }),
      );

      await t.step(
        "its folded chart comes alive when it is opened",
        () =>
          open({ browser, path: three.page }, async (page) => {
            await live(page);
            await page.locator("details:has(figure[data-chart=step-sizes]) > summary").click();
            await page.locator("figure[data-chart=step-sizes].live").waitFor();
          }),
      );

      for (const { page: path } of [three, two]) {
        await t.step(
          "a narrow page does not scroll sideways",
          () =>
            open({ browser, path, viewport: { width: 390, height: 800 } }, async (page) => {
              await live(page);
              const box = await page.locator("figure.live .drawing svg").first().boundingBox();
              assert.ok(box !== null && box.width <= 390 - 2 * 17, String(box?.width));
              assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
            }),
        );
      }

      for (const colorScheme of ["light", "dark"] as const) {
        await t.step(
          `Figure 2 shows its networks on a ${colorScheme} page`,
          () =>
            open({ browser, path: two.page, colorScheme }, async (page) => {
              await live(page);
              assert.equal(await page.locator("svg.network").count(), 12);
              const style = (selector: string, property: string): Promise<string> =>
                page.evaluate(
                  `getComputedStyle(document.querySelector("${selector}"))["${property}"]`,
                );
              const ground = await style("body", "background-color");
              assert.ok(contrast(await style(".network text", "fill"), ground) >= 4.5);
              assert.ok(contrast(await style(".network line", "stroke"), ground) >= 3);
            }),
        );
      }

      await t.step(
        "Figure 2 reads without scripts",
        () =>
          open({ browser, path: two.page, javaScriptEnabled: false }, async (page) => {
            assert.equal(await page.locator("figure[data-chart] svg[role=img]").count(), 1);
            assert.equal(await page.locator("svg.network").first().isVisible(), true);
            assert.equal(await page.locator(".claims > li").count(), 4);
          }),
      );
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
