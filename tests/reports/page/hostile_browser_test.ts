import assert from "node:assert/strict";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { PublishedFigure } from "../../../reports/compact.ts";
import { fourDatasets } from "../../../reports/four_datasets.ts";
import { modifiedLoss } from "../../../reports/modified_loss.ts";
import { index, type IndexEntry } from "../../../reports/page/index.ts";
import type { Report } from "../../../reports/report.ts";
import type { FigureResult } from "../../../reports/results.ts";
import { rmspropImplicitRegularization } from "../../../reports/rmsprop_implicit_regularization.ts";
import { writeReport } from "../../../reports/site.ts";
import { unbalancedSgd } from "../../../reports/unbalanced_sgd.ts";
import { widthSweep } from "../../../reports/width_sweep.ts";
import { HOSTILE, hostile } from "../hostile.ts";
import { flowsFigure } from "../modified_loss/synthetic_flows.ts";
import { syntheticFigure } from "../synthetic.ts";
import { fourDatasetsFigure, unbalancedSgdFigure } from "../synthetic_comparison.ts";
import { noiseFigure } from "../synthetic_noise.ts";
import { chromiumPath, launch, live, open, required } from "./browser.ts";

const chromium = chromiumPath();
const SMALL = { seeds: 3, epochs: 3 };

/** Every kind of figure, and a text that its first chart shows. */
const FIGURES: readonly [report: Report, figure: FigureResult, inChart: string | undefined][] = [
  [widthSweep, syntheticFigure({ ...SMALL, widths: [4, 32] }), "CIFAR-10"],
  [fourDatasets, fourDatasetsFigure({ ...SMALL, datasets: ["mnist", "svhn"] }), "SVHN"],
  [unbalancedSgd, unbalancedSgdFigure(SMALL), "MNIST"],
  [modifiedLoss, flowsFigure(), undefined],
  [rmspropImplicitRegularization, noiseFigure(SMALL), "MNIST"],
];

/** A figure with hostile texts, among them one in place of a run that failed. */
function hostileFigure(figure: FigureResult): FigureResult {
  const failed = figure.runs.slice(0, 1).map(({ outcome: _, ...run }) => ({
    ...run,
    failure: "Failure ",
  }));
  return hostile({ ...figure, runs: [...failed, ...figure.runs.slice(1)] });
}

/** Asserts that no text of a page has become anything else than text. */
async function assertInert(page: Page, title: string): Promise<void> {
  assert.equal(await page.title(), title);
  assert.equal(await page.locator("img[src=x], [onerror], [onload]").count(), 0);
}

/** A page with the policy that it states, and without one: each defence must hold alone. */
const POLICIES: readonly BrowserContextOptions[] = [{}, { bypassCSP: true }];

/** Opens a page under each of the policies. */
async function openUnder(
  policies: readonly BrowserContextOptions[],
  { test, ...options }: Parameters<typeof open>[0] & { test: (page: Page) => Promise<void> },
): Promise<void> {
  for (const policy of policies) await open({ ...options, ...policy }, test);
}

Deno.test({
  name: "pages with markup and scripts in every text stay inert in a browser",
  ignore: chromium === undefined && !required,
  async fn(t) {
    assert.ok(chromium !== undefined, "Expected Chromium at CHROMIUM or a usual place");
    const folder = await Deno.makeTempDir();
    const browser = await launch(chromium);
    try {
      for (const [report, figure, inChart] of FIGURES) {
        await t.step(report.figure, async () => {
          const written = await writeReport(folder, { report, figure: hostileFigure(figure) });
          // The policy is the same on all pages.
          const policies = report === widthSweep ? POLICIES : POLICIES.slice(1);
          const test = async (page: Page) => {
            await live(page);
            const summaries = page.locator("summary");
            for (const summary of await summaries.all()) await summary.click();
            for (const chart of await page.locator("figure[data-chart]").all()) {
              await chart.locator(".vega-embed svg").waitFor();
            }
            await assertInert(page, `${report.title} · implicit-bench`);
            const text = await page.locator("main").textContent() ?? "";
            const shown = [
              figure.command,
              figure.environment.engine,
              figure.settings[0].value,
              figure.data[0].title,
              ...figure.data[0].files.map(({ name }) => name),
              ...(figure.runs.length > 0 ? ["failed: Failure "] : []),
            ];
            for (const one of shown) assert.ok(text.includes(one + HOSTILE), one);
            if (inChart === undefined) return;
            const drawing = page.locator("figure[data-chart] .vega-embed svg").first();
            const texts = await drawing.textContent() ?? "";
            assert.ok(texts.includes(inChart + HOSTILE), texts.slice(0, 300));
          };
          await openUnder(policies, { browser, path: written.page, test });
          // A drawing opened by itself has no policy.
          await open({ browser, path: join(folder, `${report.figure}.svg`) }, async (page) => {
            assert.equal(await page.locator("script, img, [onload], [onerror]").count(), 0);
            assert.equal(await page.title(), "");
            assert.ok(await page.locator("text").count() > 0);
          });
        });
      }

      await t.step("the numbers at the pointer", async () => {
        const test = async (page: Page) => {
          await live(page);
          const point = page.locator("figure[data-chart=errors] .mark-symbol path").first();
          await point.hover({ force: true }); // the panel takes the pointer
          const told = page.locator("#at-pointer");
          await told.waitFor();
          assert.ok((await told.textContent())?.includes(`MNIST${HOSTILE}`));
          await assertInert(page, `${widthSweep.title} · implicit-bench`);
        };
        await openUnder(POLICIES, { browser, path: join(folder, "width-sweep.html"), test });
      });

      await t.step("the index", async () => {
        const figures: IndexEntry[] = [];
        for (const [{ figure: name }] of FIGURES) {
          const path = join(folder, name);
          const figure: PublishedFigure = JSON.parse(await Deno.readTextFile(`${path}.json`));
          const title = figure.title + HOSTILE;
          const claims = figure.claims.map((claim) => ({ ...claim, sentence: HOSTILE }));
          const svg = await Deno.readTextFile(`${path}.svg`);
          figures.push({ figure: { ...figure, title, claims }, svg, page: `${name}.html` });
        }
        const path = join(folder, "index.html");
        await Deno.writeTextFile(path, index(figures));
        const test = async (page: Page) => {
          await assertInert(page, "implicit-bench");
          const text = await page.locator("main").textContent() ?? "";
          assert.ok(text.includes(`paper${HOSTILE}`));
          assert.ok(text.includes(`${widthSweep.title}${HOSTILE}`));
          const broken = "[...document.images].filter((image) => image.naturalWidth === 0).length";
          assert.equal(await page.evaluate(broken), 0);
        };
        await openUnder(POLICIES, { browser, path, test });
      });
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
