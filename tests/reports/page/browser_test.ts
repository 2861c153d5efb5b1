import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { writeIndex, writeReport } from "../../../reports/site.ts";
import { widthSweep } from "../../../reports/width_sweep.ts";
import { contrast } from "../contrast.ts";
import { syntheticFigure } from "../synthetic.ts";
import { chromiumPath, launch, live, open, required, until } from "./browser.ts";

const chromium = chromiumPath();

/** Opacity of each line of the first chart. */
async function opacities(page: Page): Promise<(string | null)[]> {
  const lines = await page.locator("figure[data-chart=errors] .mark-line path").all();
  return await Promise.all(lines.map((line) => line.getAttribute("opacity")));
}

/** The tick labels of the first chart. */
async function tickLabels(page: Page): Promise<string> {
  const labels = page.locator("figure[data-chart=errors] .role-axis-label text");
  return (await labels.allTextContents()).join(" ");
}

/** Width of a picture and the number of different colours in it, as the browser decodes it. */
async function pixelsOf(
  page: Page,
  png: Uint8Array,
): Promise<{ width: number; colours: number }> {
  return await page.evaluate(`(async () => {
    const bytes = Uint8Array.fromBase64("${png.toBase64()}");
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return { width: image.width, colours: new Set(new Uint32Array(data.buffer)).size };
  })()`);
}

async function saved(page: Page, click: () => Promise<void>): Promise<[string, Uint8Array]> {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return [download.suggestedFilename(), await Deno.readFile(await download.path())];
}

Deno.test({
  name: "a page in a browser without network",
  ignore: chromium === undefined && !required,
  async fn(t) {
    assert.ok(chromium !== undefined, "Expected Chromium at CHROMIUM or a usual place");
    const folder = await Deno.makeTempDir();
    const figure = syntheticFigure({ widths: [4, 32, 256, 2048], seeds: 3, epochs: 6 });
    const { page: path } = await writeReport(folder, { report: widthSweep, figure });
    const indexPath = await writeIndex(folder);
    const browser = await launch(chromium);
    try {
      await t.step(
        "the live chart takes the place of the static one",
        () =>
          open({ browser, path }, async (page) => {
            await live(page);
            assert.equal(await page.locator("figure[data-chart=errors] svg").count(), 1);
            assert.equal(
              await page.locator("figure[data-chart=errors] .vega-embed svg").count(),
              1,
            );
            assert.equal((await opacities(page)).length, 6);
          }),
      );

      await t.step(
        "the scale can be switched, by keyboard too",
        () =>
          open({ browser, path }, async (page) => {
            await live(page);
            const linear = await tickLabels(page);
            await page.locator("figure[data-chart=errors] input[value=linear]").focus();
            await page.keyboard.press("ArrowRight");
            await until(async () => assert.notEqual(await tickLabels(page), linear));
            assert.equal(await page.getByRole("radio", { name: "logarithmic" }).isChecked(), true);
          }),
      );

      await t.step(
        "one curve can be shown alone, by menu and by legend",
        () =>
          open({ browser, path }, async (page) => {
            await live(page);
            const menu = page.locator("figure[data-chart=errors] select[name='errors.series']");
            await menu.selectOption("Training error");
            const alone = ["1", "0.12", "0.12", "1", "0.12", "0.12"];
            await until(async () => assert.deepEqual(await opacities(page), alone));
            await menu.selectOption("");
            await until(async () => assert.deepEqual(await opacities(page), Array(6).fill("1")));
            await page.locator("figure[data-chart=errors] .role-legend-label text").nth(0).click();
            await until(async () => assert.deepEqual(await opacities(page), alone));
            assert.equal(await menu.inputValue(), "Training error");
          }),
      );

      await t.step(
        "the pointer tells the numbers of all curves",
        () =>
          open({ browser, path }, async (page) => {
            await live(page);
            const point = page.locator("figure[data-chart=errors] .mark-symbol path").first();
            await point.hover({ force: true }); // the panel takes the pointer
            const told = page.locator("#at-pointer");
            const test = /Test error at convergence: [\d.]+ \([\d.]+ to [\d.]+\)/;
            assert.match(
              await told.innerText(),
              /^MNIST, Hidden units H 4, n = 3\n+Training error: /,
            );
            assert.match(await told.innerText(), test);
            await page.locator("h1").hover();
            assert.equal(await told.isVisible(), false);
          }),
      );

      await t.step("chart and data can be saved", () =>
        open({ browser, path }, async (page) => {
          await live(page);
          await page.locator("figure[data-chart=errors] input[value=log]").check();
          const [svgName, svg] = await saved(page, () =>
            page.locator("figure[data-chart=errors] button[data-save=svg]").click());
          assert.equal(svgName, "width-sweep-errors.svg");
          const text = new TextDecoder().decode(svg);
          for (
            const part of [
              "Error against the number of hidden units",
              "Mean over 3 seeds, band: 95 % t interval",
              "Test error with early stopping",
              "MNIST and CIFAR-10 · profile “paper” · seeds 1, 2, 3",
              "deno task width-sweep --profile paper --dataset mnist --dataset cifar-10",
              "commit 0123456789abcdef0123456789abcdef01234567",
            ]
          ) {
            assert.ok(text.includes(part), part);
          }
          assert.doesNotMatch(text, /currentColor/);

          const [pngName, png] = await saved(page, () =>
            page.locator("figure[data-chart=errors] button[data-save=png]").click());
          assert.equal(pngName, "width-sweep-errors.png");
          const { width, colours } = await pixelsOf(page, png);
          assert.ok(width > 1600, String(width));
          assert.ok(colours > 100, String(colours));

          const [csvName, csv] = await saved(page, () =>
            page.getByText("Runs as CSV").click());
          assert.equal(csvName, "width-sweep.csv");
          assert.equal(new TextDecoder().decode(csv).split("\r\n").length, 1 + 24 + 1);

          const [jsonName, json] = await saved(page, () =>
            page.getByText("Everything as JSON").click());
          assert.equal(jsonName, "width-sweep.json");
          assert.equal(JSON.parse(new TextDecoder().decode(json)).runs.length, 24);
        }));

      await t.step(
        "a folded chart comes alive when it is opened",
        () =>
          open({ browser, path }, async (page) => {
            await live(page);
            await page.locator("summary", { hasText: "Learning curves" }).click();
            const figure = page.locator("figure[data-chart=learning-curves].live");
            await figure.waitFor();
            assert.equal(await figure.locator(".mark-line path").count(), 16);
            await figure.locator("select[name='learning-curves.series']").selectOption("32");
            await until(async () =>
              assert.equal(await figure.locator(".mark-line path[opacity='1']").count(), 4)
            );
          }),
      );

      for (const colorScheme of ["light", "dark"] as const) {
        await t.step(
          `text can be read in a ${colorScheme} page`,
          () =>
            open({ browser, path, colorScheme }, async (page) => {
              await live(page);
              const style = (selector: string, property: string): Promise<string> =>
                page.evaluate(
                  `getComputedStyle(document.querySelector("${selector}"))["${property}"]`,
                );
              const ground = await style("body", "background-color");
              assert.equal(contrast(ground, "#ffffff") > 10, colorScheme === "dark");
              const colours = [
                await style("h1", "color"),
                await style("figcaption", "color"),
                await style(".verdict", "color"),
                await style("summary", "color"),
                await style(".role-axis-title text", "fill"),
              ];
              for (const colour of colours) assert.ok(contrast(colour, ground) >= 4.5, colour);
            }),
        );
      }

      await t.step(
        "a narrow page puts panels one below the other and does not scroll sideways",
        () =>
          open({ browser, path, viewport: { width: 390, height: 800 } }, async (page) => {
            await live(page);
            const chart = await page.locator("figure[data-chart=errors] svg").boundingBox();
            assert.ok(chart !== null && chart.width <= 390 && chart.height > 600);
            assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
          }),
      );

      await t.step(
        "the page reads without scripts",
        () =>
          open({ browser, path, javaScriptEnabled: false }, async (page) => {
            assert.equal(await page.locator("figure[data-chart=errors] svg[role=img]").count(), 1);
            assert.equal(await page.locator(".controls").first().isVisible(), false);
            assert.equal(await page.locator("button[data-json]").isVisible(), false);
            assert.equal(await page.locator(".claims > li").count(), 7);
          }),
      );

      await t.step(
        "the index opens",
        () =>
          open({ browser, path: indexPath, colorScheme: "dark" }, async (page) => {
            assert.equal(await page.locator(".preview svg").count(), 1);
          }),
      );
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
