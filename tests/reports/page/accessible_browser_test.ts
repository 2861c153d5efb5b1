import axe from "axe-core";
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { fourDatasets } from "../../../reports/four_datasets.ts";
import { modifiedLoss } from "../../../reports/modified_loss.ts";
import { rmspropImplicitRegularization } from "../../../reports/rmsprop_implicit_regularization.ts";
import { writeIndex, writeReport } from "../../../reports/site.ts";
import { unbalancedSgd } from "../../../reports/unbalanced_sgd.ts";
import { widthSweep } from "../../../reports/width_sweep.ts";
import { flowsFigure } from "../modified_loss/synthetic_flows.ts";
import { syntheticFigure } from "../synthetic.ts";
import { fourDatasetsFigure, unbalancedSgdFigure } from "../synthetic_comparison.ts";
import { noiseFigure } from "../synthetic_noise.ts";
import { chromiumPath, launch, live, open, required, until } from "./browser.ts";

const chromium = chromiumPath();
const SMALL = { seeds: 3, epochs: 3 };

/** Every figure there is, and one on the stand-in, whose banner the others don't have. */
const FIGURES = [
  {
    report: widthSweep,
    figure: syntheticFigure({ ...SMALL, datasets: ["mnist"], widths: [4, 32] }),
  },
  { report: fourDatasets, figure: fourDatasetsFigure({ ...SMALL, datasets: ["stand-in"] }) },
  { report: unbalancedSgd, figure: unbalancedSgdFigure(SMALL) },
  { report: rmspropImplicitRegularization, figure: noiseFigure(SMALL) },
  { report: modifiedLoss, figure: flowsFigure() },
];

/** Opens everything that is folded. */
const UNFOLD = "document.querySelectorAll('details').forEach((part) => part.open = true)";

/** What axe finds wrong with a page, all of it unfolded. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(UNFOLD);
  await page.evaluate(axe.source);
  return await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" ")))`);
}

/** Presses Tab from the top of a page to its end; the elements that had the focus, in words. */
async function tabThrough(page: Page): Promise<{ name: string; outlined: boolean }[]> {
  const stops: { name: string; outlined: boolean }[] = [];
  while (true) {
    await page.keyboard.press("Tab");
    const stop: { name: string; outlined: boolean } | null = await page.evaluate(`(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        name: element.getAttribute("aria-label") || element.name || element.textContent.trim(),
        outlined: outlineStyle === "solid" && parseFloat(outlineWidth) >= 2,
      };
    })()`);
    if (stop === null) return stops;
    stops.push(stop);
  }
}

Deno.test({
  name: "pages for everybody",
  ignore: chromium === undefined && !required,
  async fn(t) {
    assert.ok(chromium !== undefined, "Expected Chromium at CHROMIUM or a usual place");
    const folder = await Deno.makeTempDir();
    const paths: string[] = [];
    for (const content of FIGURES) paths.push((await writeReport(folder, content)).page);
    const index = await writeIndex(folder);
    const browser = await launch(chromium);
    try {
      for (const path of [...paths, index]) {
        await t.step(
          `axe finds nothing in ${path.split("/").at(-1)}, light and dark`,
          () =>
            open({ browser, path }, async (page) => {
              if (path !== index) await live(page);
              for (const colorScheme of ["light", "dark"] as const) {
                await page.emulateMedia({ colorScheme });
                assert.deepEqual(await violations(page), []);
              }
            }),
        );
      }

      await t.step(
        "everything can be done by keyboard, and the focus is seen",
        () =>
          open({ browser, path: paths[0] }, async (page) => {
            await live(page);
            const stops = await tabThrough(page);
            assert.deepEqual(stops.filter(({ outlined }) => !outlined), []);
            const names = stops.map(({ name }) => name);
            for (
              const name of [
                "Error against the number of hidden units", // the drawing, where it must be scrolled
                "errors.scale",
                "errors.series",
                "errors.band",
                "Zoom in",
                "Reset",
                "SVG",
                "The numbers of this drawing",
                "How this is graded",
                "Learning curves",
                "Settings",
                "Runs as CSV",
                "Everything as JSON",
              ]
            ) {
              assert.ok(names.includes(name), `${name} not among ${names.join(", ")}`);
            }
            await page.getByRole("button", { name: "Zoom in" }).first().focus();
            await page.keyboard.press("Enter");
            await until(async () =>
              assert.match(await page.evaluate("location.hash"), /errors\.zoom/)
            );
          }),
      );

      await t.step(
        "nothing moves, so that nothing has to be stilled",
        () =>
          open({ browser, path: paths[0], reducedMotion: "no-preference" }, async (page) => {
            await live(page);
            assert.equal(await page.evaluate("document.getAnimations().length"), 0);
            const moving = `[...document.querySelectorAll("*")].filter((element) =>
            getComputedStyle(element).transitionDuration !== "0s").length`;
            assert.equal(await page.evaluate(moving), 0);
          }),
      );

      await t.step(
        "without scripts there are drawings, tables and data",
        () =>
          open({ browser, path: paths[1], javaScriptEnabled: false }, async (page) => {
            assert.ok(await page.locator("figure .drawing svg[role=img]").first().isVisible());
            assert.equal(await page.locator(".controls:visible").count(), 0);
            await page.getByText("The numbers of this drawing").first().click();
            const table = page.locator("figure table").first();
            assert.ok(await table.isVisible());
            assert.match(await table.locator("caption").innerText(), /against Epoch.*n = 3/);
            assert.equal(await table.locator("th[scope=col]").count(), 7);
            assert.equal(await table.locator("th[scope=row]").count(), 4);
            assert.ok(await page.getByText("Runs as CSV").isVisible());
          }),
      );

      for (const path of [...paths, index]) {
        for (const width of [390, 1920]) {
          await t.step(
            `${path.split("/").at(-1)} fits a screen of ${width} pixels`,
            () =>
              open({ browser, path, viewport: { width, height: 800 } }, async (page) => {
                if (path !== index) await live(page);
                await page.evaluate(UNFOLD);
                assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
              }),
          );
        }
      }
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
