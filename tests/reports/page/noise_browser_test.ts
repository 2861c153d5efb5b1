import assert from "node:assert/strict";
import { rmspropImplicitRegularization as report } from "../../../reports/rmsprop_implicit_regularization.ts";
import { writeReport } from "../../../reports/site.ts";
import { noiseFigure, optimizerOf } from "../synthetic_noise.ts";
import { chromiumPath, launch, live, open, required } from "./browser.ts";

const chromium = chromiumPath();

Deno.test({
  name: "the page of S's Figures 1 to 4 in a browser without network",
  ignore: chromium === undefined && !required,
  async fn(t) {
    assert.ok(chromium !== undefined, "Expected Chromium at CHROMIUM or a usual place");
    const folder = await Deno.makeTempDir();
    const variants = [{ optimizer: optimizerOf("momentum", 0.001) }];
    const figure = noiseFigure({ seeds: 3, epochs: 6, variants });
    const { page: path } = await writeReport(folder, { report, figure });
    const browser = await launch(chromium);
    try {
      await t.step(
        "its charts come alive, the folded ones when they are opened",
        () =>
          open({ browser, path }, async (page) => {
            await live(page);
            const lines = page.locator("figure[data-chart=four-figures] .mark-line path");
            assert.equal(await lines.count(), 3 + 3 + 2 + 3);
            for (const chart of ["equal-loss", "terms", "sgd-steps", "variant-momentum"]) {
              await page.locator(`details:has(figure[data-chart=${chart}]) > summary`).click();
              await page.locator(`figure[data-chart=${chart}].live`).waitFor();
            }
          }),
      );

      await t.step(
        "it does not scroll sideways on a narrow screen",
        () =>
          open({ browser, path, viewport: { width: 390, height: 800 } }, async (page) => {
            await live(page);
            assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
          }),
      );
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
