/**
 * Figures 2b and 2c of N: two equivalent networks before and after one update.
 *
 * @module
 */

import { optimizerTitle } from "../chart/optimizers.ts";
import { significant } from "../format.ts";
import { type Html, html } from "../page/html.ts";
import type { WorkedExample } from "../results.ts";
import { networkDrawing } from "./network_drawing.ts";

const WHAT_IT_SHOWS = {
  b: "In the unbalanced network, SGD blows the small weight up and leaves the large one almost as it " +
    "was.",
  c: "Two networks that compute the same function compute very different ones after one update of SGD.",
} as const;

/** The section of the worked examples. */
export function workedSection(examples: readonly WorkedExample[]): Html {
  return html`
    <section aria-labelledby="worked">
      <h2 id="worked">One update, worked out</h2>
      <p>
        Numbers on edges are weights, those that the update changed in bold; numbers on the right are
        outputs. Thresholds are zero and stay so. Each row starts from a network; the two rows of an
        example are rescalings of each other. The updates are computed by the rules that train the
        networks above.
      </p>
      ${examples.map(exampleElement)}
    </section>
  `;
}

function exampleElement(example: WorkedExample): Html {
  const { panel, input, delta, stepSize } = example;
  return html`
    <figure>
      <figcaption>
        <b>Figure 2${panel}.</b>
        Input x = ${vector(input)}, gradient with respect to the output δ = ${vector(delta)}, step
        size ${significant(stepSize)}. ${WHAT_IT_SHOWS[panel]}
      </figcaption>
      ${example.networks.map((network) => rowElement(example, network))}
    </figure>
  `;
}

function rowElement(
  { panel, input }: WorkedExample,
  { start, before, after }: WorkedExample["networks"][number],
): Html {
  const titled = (title: string, drawing: Html) => html`<div><h3>${title}</h3>${drawing}</div>`;
  const name = `Figure 2${panel}, ${start} network`;
  return html`
    <div class="networks">
      ${titled(
        `${start}, before`,
        networkDrawing({ input, network: before, name: `${name}, before` }),
      )}
      ${after.map(({ optimizer, network }) => {
        const title = `after ${optimizerTitle(optimizer)}`;
        return titled(title, networkDrawing({ input, network, before, name: `${name}, ${title}` }));
      })}
    </div>
  `;
}

function vector(values: readonly number[]): string {
  const numbers = values.map(significant).join(", ");
  return values.length === 1 ? numbers : `(${numbers})`;
}
