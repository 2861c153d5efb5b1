import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { fourDatasets } from "../../../reports/four_datasets.ts";
import { writeReport } from "../../../reports/site.ts";
import { fourDatasetsFigure } from "../synthetic_comparison.ts";
import { chromiumPath, launch, live, open, required, until } from "./browser.ts";

const chromium = chromiumPath();
const CHART = "figure[data-chart=learning-curves]";
const FOLDED = "figure[data-chart=step-sizes]";

/** Everything that a chart draws, without the names of its clip paths, which are counted. */
async function drawing(page: Page, chart = CHART): Promise<string> {
  const svg = await page.locator(`${chart} .drawing svg`).innerHTML();
  return svg.replaceAll(/clip\d+/g, "clip");
}

/** A drawing's elements in an order of their own, for Vega keeps old grid lines before new ones. */
function elements(svg: string): { text: string; numbers: number[] }[] {
  const number = /-?\d+(\.\d+)?/g;
  return svg.split("<").map((element) => ({
    text: element.replaceAll(number, ""),
    numbers: (element.match(number) ?? []).map(Number),
  })).sort((a, b) => {
    if (a.text !== b.text) return a.text < b.text ? -1 : 1;
    const i = a.numbers.findIndex((value, i) => value !== b.numbers[i]);
    return i === -1 ? 0 : a.numbers[i] - b.numbers[i];
  });
}

/** Whether two drawings are the same within a tenth of a pixel, for an address rounds limits. */
function areAlike(first: string, second: string): boolean {
  const others = elements(second);
  return elements(first).every(({ text, numbers }, k) =>
    text === others[k]?.text &&
    numbers.every((value, i) => Math.abs(value - others[k].numbers[i]) < 0.1)
  );
}

/** Does something with a chart and waits until its drawing is another. */
async function changing(page: Page, action: () => Promise<unknown>): Promise<void> {
  const before = await drawing(page);
  await action();
  await until(async () => assert.ok(await drawing(page) !== before, "Expected a change"));
}

/** The page's fragment, once it is as expected. */
async function fragment(page: Page, expected: string | RegExp): Promise<void> {
  const hash = async () =>
    decodeURIComponent(await page.evaluate("location.hash")).replaceAll("+", " ");
  await until(async () =>
    typeof expected === "string"
      ? assert.equal(await hash(), expected)
      : assert.match(await hash(), expected)
  );
}

/** Asserts that a copied address opens with the same drawing. */
async function assertOpensAlike(page: Page, chart = CHART): Promise<void> {
  await page.waitForTimeout(300); // the address is written once the last change has settled
  const [left, address] = [await drawing(page, chart), page.url()];
  await page.goto("about:blank");
  await page.goto(address);
  await page.locator(`${chart}.live`).waitFor();
  await until(async () => assert.ok(areAlike(await drawing(page, chart), left), address));
}

/** The middle of a panel on the screen. */
async function middle(page: Page, panel: number): Promise<[x: number, y: number]> {
  const box = await page.locator(`${CHART} .panel${panel}_group > g > .background`).boundingBox();
  assert.ok(box !== null);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

Deno.test({
  name: "what a reader chooses in a chart stands in the address",
  ignore: chromium === undefined && !required,
  async fn(t) {
    assert.ok(chromium !== undefined, "Expected Chromium at CHROMIUM or a usual place");
    const folder = await Deno.makeTempDir();
    const figure = fourDatasetsFigure({ datasets: ["mnist"], seeds: 3, epochs: 6 });
    const { page: path } = await writeReport(folder, { report: fourDatasets, figure });
    const browser = await launch(chromium);
    const step = (name: string, test: (page: Page) => Promise<void>) =>
      t.step(name, () =>
        open({ browser, path }, async (page) => {
          await live(page);
          await test(page);
        }));
    const menu = (page: Page, name: string) =>
      page.locator(`${CHART} select[name='learning-curves.${name}']`);
    const button = (page: Page, name: string) => page.locator(CHART).getByRole("button", { name });
    try {
      await step("the scale", async (page) => {
        await changing(page, () => page.locator(`${CHART} input[value=linear]`).check());
        await fragment(page, "#learning-curves.scale=linear");
        await assertOpensAlike(page);
        await changing(page, () => page.locator(`${CHART} input[value=log]`).check());
        await fragment(page, "");
      });

      await step(
        "the spread, which opens with the range where starts are unbalanced",
        async (page) => {
          const lines = () => page.locator(`${CHART} .mark-line path`).count();
          assert.match(await drawing(page), /band: least to largest/);
          const means = await lines();
          await changing(page, () => menu(page, "band").selectOption("seeds"));
          await fragment(page, "#learning-curves.band=seeds");
          assert.equal(await lines(), 4 * means); // a line for each of three seeds more
          assert.match(await drawing(page), /thin lines: every seed/);
          await assertOpensAlike(page);
          await changing(page, () => menu(page, "band").selectOption("interval"));
          assert.match(await drawing(page), /band: 95 % t interval/);
          assert.equal(await lines(), means);
          await assertOpensAlike(page);
        },
      );

      await step("the curve", async (page) => {
        await changing(page, () => menu(page, "series").selectOption("AdaGrad, unbalanced"));
        await fragment(page, "#learning-curves.series=AdaGrad, unbalanced");
        await assertOpensAlike(page);
        assert.equal(await menu(page, "series").inputValue(), "AdaGrad, unbalanced");
        await changing(
          page,
          () => page.locator(`${CHART} .role-legend-label text`).first().click(),
        );
        await fragment(page, "#learning-curves.series=SGD, balanced");
      });

      await step("the panel, alone and larger", async (page) => {
        await changing(page, () => menu(page, "panel").selectOption("MNIST: test error"));
        await fragment(page, "#learning-curves.panel=MNIST: test error");
        assert.equal(await page.locator(`${CHART} .role-axis-title:has-text('Epoch')`).count(), 1);
        await assertOpensAlike(page);
      });

      await step("the zoom, by buttons", async (page) => {
        const opened = await drawing(page);
        for (
          const name of ["Zoom in", "Move left", "Move up", "Zoom out", "Move right", "Move down"]
        ) {
          await changing(page, () => button(page, name).click());
        }
        await fragment(page, /^#learning-curves\.zoom\.0=([^,&]+,){3}[^,&]+&/);
        await assertOpensAlike(page);
        await changing(page, () => button(page, "Reset").click());
        await fragment(page, "");
        assert.ok(areAlike(await drawing(page), opened));
      });

      await step("the zoom of one panel, by pointer and wheel", async (page) => {
        const [x, y] = await middle(page, 2);
        await page.mouse.move(x, y);
        await changing(page, async () => {
          await page.mouse.down();
          await page.mouse.move(x - 40, y, { steps: 3 });
          await page.mouse.up();
        });
        await fragment(page, /^#learning-curves\.zoom\.2=[^&]*$/);
        await changing(page, async () => {
          await page.keyboard.down("Control");
          await page.mouse.wheel(0, -300);
          await page.keyboard.up("Control");
        });
        await assertOpensAlike(page);
      });

      await step("the wheel alone scrolls the page", async (page) => {
        const before = await drawing(page);
        await page.mouse.move(...await middle(page, 0));
        await page.mouse.wheel(0, 200);
        await until(async () => assert.ok(await page.evaluate("scrollY") as number > 0));
        assert.ok(await drawing(page) === before);
      });

      await step("several choices in several charts, a folded one among them", async (page) => {
        await changing(page, () => menu(page, "band").selectOption("interval"));
        await page.locator(`details:has(${FOLDED}) > summary`).click();
        await page.locator(`${FOLDED}.live`).waitFor();
        await page.locator(`${FOLDED} input[value=linear]`).check();
        await fragment(page, "#learning-curves.band=interval&step-sizes.scale=linear");
        await until(async () => assert.match(await drawing(page, FOLDED), />20</));
        await assertOpensAlike(page, FOLDED);
        assert.match(await drawing(page), /band: 95 % t interval/);
      });

      await t.step(
        "what is unknown or damaged is passed over",
        () =>
          open({ browser, path }, async (page) => {
            await live(page);
            const opened = await drawing(page);
            for (
              const hash of [
                "claims",
                "%E0%A4%A",
                "learning-curves.scale=cubic&learning-curves.band=__proto__&nobody.scale=log",
                "learning-curves.series=<img>&learning-curves.panel=constructor",
                "learning-curves.zoom.0=1,2,3&learning-curves.zoom.1=2,1,3,4",
                "learning-curves.zoom.0=1,2,-3,4&learning-curves.zoom.99=1,2,3,4", // no log of −3
                "learning-curves.zoom.0=NaN,1,Infinity,2",
              ]
            ) {
              await page.goto("about:blank");
              await page.goto(`${pathToFileURL(path)}#${hash}`);
              await live(page);
              await until(async () => assert.ok(await drawing(page) === opened, hash));
            }
          }),
      );

      await step("a new fragment in an open page changes the view", async (page) => {
        await changing(page, () => page.evaluate("location.hash = 'learning-curves.scale=linear'"));
        assert.equal(await page.locator(`${CHART} input[value=linear]`).isChecked(), true);
      });
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
