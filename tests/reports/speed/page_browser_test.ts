import assert from "node:assert/strict";
import axe from "axe-core";
import { writeSpeed } from "../../../reports/speed/site.ts";
import { inFolder } from "../../benchmarks/commands.ts";
import { chromiumPath, launch, open, required, until } from "../page/browser.ts";
import { syntheticSpeed } from "./synthetic_speed.ts";

const chromium = chromiumPath();

/** Number of charts on the page. */
const CHARTS = 6;

/** Opens everything that is folded. */
const UNFOLD = "document.querySelectorAll('details').forEach((part) => part.open = true)";

Deno.test({
  name: "the page of the speed benchmark is live, for everybody, and fits a telephone",
  ignore: chromium === undefined && !required,
  // playwright keeps timers of its own
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    inFolder(async (folder) => {
      assert.ok(chromium !== undefined, "Expected Chromium at CHROMIUM or a usual place");
      const path = await writeSpeed(folder, syntheticSpeed());
      const browser = await launch(chromium);
      try {
        await open({ browser, path, javaScriptEnabled: false }, async (page) => {
          assert.equal(await page.locator("figure svg[role=img]").count(), CHARTS);
        });
        await open({ browser, path }, async (page) => {
          const live = page.locator("figure.live");
          await until(async () => assert.equal(await live.count(), CHARTS));

          const numbers = page.locator("#at-pointer");
          const point = async (chart: string) => {
            const panel = page.locator(
              `figure[data-chart=${chart}] .panel0_group > g > .background`,
            );
            await panel.scrollIntoViewIfNeeded();
            const { x, y, width, height } = (await panel.boundingBox())!;
            await page.mouse.move(x + width - 30, y + height / 2);
            return await numbers.locator("p").allTextContents();
          };
          assert.deepEqual(await point("widths"), [
            "SGD with momentum, Hidden units H 4096, n = 5",
            "PyTorch 1.13.1, 2 threads: 0.8911 (0.8738 to 0.9)",
            "tfjs-wasm 4.22.0: 1.6 (1.569 to 1.616)",
          ]);
          assert.equal((await point("networks"))[0], "784-512-512-10, Adam, n = 5");
          assert.match((await point("roofline"))[1], /, layer 1 \(3072 × 1000\): /);

          await page.locator("select[name='widths.panel']").selectOption("Adam");
          const panels = page.locator("figure[data-chart=widths] .panel0_group");
          await until(async () =>
            assert.equal(await panels.count(), 0, "Adam's panel stands alone")
          );

          await page.mouse.move(0, 0);
          await page.evaluate(UNFOLD);
          await page.evaluate(axe.source);
          const violations = await page.evaluate(
            "axe.run().then(({ violations }) => violations.map(({ id }) => id))",
          );
          assert.deepEqual(violations, []);
        });
        const viewport = { width: 390, height: 844 };
        await open({ browser, path, viewport }, async (page) => {
          await until(async () => assert.equal(await page.locator("figure.live").count(), CHARTS));
          assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
        });
      } finally {
        await browser.close();
      }
    }),
});
