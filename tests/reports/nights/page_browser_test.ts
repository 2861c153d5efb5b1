import assert from "node:assert/strict";
import { join } from "node:path";
import axe from "axe-core";
import { writeNights } from "../../../reports/nights/site.ts";
import { inFolder } from "../../benchmarks/commands.ts";
import { chromiumPath, launch, open, required } from "../page/browser.ts";
import { simulatedYear } from "./simulated_year.ts";

const MOST_BYTES = 3e6;

const path = chromiumPath();

Deno.test({
  name: "the page of a year of nights opens without a request, with and without scripts",
  ignore: path === undefined && !required,
  // playwright keeps timers of its own
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    inFolder(async (folder) => {
      const planted = [{ metric: "width-sweep/mnist-keeps-falling", from: 120, by: -6 }];
      const allFail = [30, 77, 150, 222, 301];
      const nights = simulatedYear({
        seed: 1,
        planted,
        allFail,
        oneFails: [55, 99, 180, 260, 340],
      });
      const page = await writeNights(folder, nights);
      assert.ok(Deno.statSync(page).size < MOST_BYTES, `${Deno.statSync(page).size} bytes`);
      const feed = Deno.readTextFileSync(join(folder, "nights.xml"));

      await using browser = await disposable(path!);
      for (const javaScriptEnabled of [true, false]) {
        await open({ ...browser, path: page, javaScriptEnabled }, async (opened) => {
          const count = (selector: string) => opened.locator(selector).count();
          assert.equal(await count(".panels svg[role=img]"), 23 + 2 * 3, "claims, runs and times");
          assert.equal(await count("#changes ~ ul > li"), 1);
          assert.equal(await count("main table"), 2);
          assert.equal(await opened.locator("tbody").first().locator("tr").count(), 365);
        });
      }
      await open({ ...browser, path: page }, async (opened) => {
        const figure = opened.locator("figure[data-metric='width-sweep/mnist-keeps-falling']");
        const caption = figure.locator("figcaption");
        const usual = await caption.textContent();
        await figure.scrollIntoViewIfNeeded();
        const plot = (await figure.locator("svg .background").first().boundingBox())!;
        const point = (share: number) =>
          opened.mouse.move(plot.x + share * plot.width, plot.y + plot.height / 2);
        await point(0.999);
        assert.match(
          (await caption.textContent())!,
          /^2026-12-31: \S+ points \[.*\], commit 079c0ff$/,
        );
        await point(0.5);
        assert.match((await caption.textContent())!, /^2026-07-0[123]: /);
        await opened.mouse.move(0, 0);
        assert.equal(await caption.textContent(), usual);

        await opened.evaluate(axe.source);
        const violations = await opened.evaluate(
          "axe.run().then(({ violations }) => violations.map(({ id }) => id))",
        );
        assert.deepEqual(violations, []);
      });
      await open(
        { ...browser, path: page, viewport: { width: 390, height: 844 } },
        async (opened) => {
          const width = await opened.evaluate("document.documentElement.scrollWidth");
          assert.equal(width, 390, "nothing reaches over the edge of a telephone");
          const parsed = await opened.evaluate(
            `((text) => {
            const parsed = new DOMParser().parseFromString(text, "application/xml");
            const { namespaceURI, localName } = parsed.documentElement;
            return [namespaceURI, localName, parsed.getElementsByTagName("entry").length];
          })(${JSON.stringify(feed)})`,
          );
          assert.deepEqual(parsed, ["http://www.w3.org/2005/Atom", "feed", 11]);
        },
      );
    }),
});

async function disposable(executable: string) {
  const browser = await launch(executable);
  return { browser, [Symbol.asyncDispose]: () => browser.close() };
}
