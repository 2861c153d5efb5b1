/**
 * Where S's conclusions depend on comparing at equal epochs.
 *
 * @module
 */

import type { GradedClaim } from "../claims.ts";
import { percentage } from "../format.ts";
import { type Html, html } from "../page/html.ts";
import { tableElement } from "../page/table.ts";
import type { FigureResult } from "../results.ts";
import { claimId, COMPARED, noiseClaims } from "./claims.ts";
import { type Conclusion, conclusionsOf } from "./conclusions.ts";
import { adaptiveMethods, studies } from "./study.ts";

/** A conclusion with its two grades. */
interface Line {
  readonly data: string;
  readonly conclusion: Conclusion;
  readonly epochs: GradedClaim;
  readonly loss: GradedClaim;
}

/** What became of a conclusion, in words. */
const FATES: readonly { readonly words: string; is(line: Line): boolean }[] = [
  { words: "Holds both ways", is: ({ epochs, loss }) => holds(epochs) && holds(loss) },
  {
    words: "Holds at equal epochs and is refuted at equal training loss",
    is: ({ epochs, loss }) => holds(epochs) && isRefuted(loss),
  },
  {
    words: "Holds at equal epochs and is undecided at equal training loss",
    is: ({ epochs, loss }) => holds(epochs) && isOpen(loss),
  },
  {
    words: "Holds at equal training loss alone",
    is: ({ epochs, loss }) => !holds(epochs) && holds(loss),
  },
  { words: "Refuted both ways", is: ({ epochs, loss }) => isRefuted(epochs) && isRefuted(loss) },
  {
    words: "Refuted one way and undecided the other",
    is: ({ epochs, loss }) =>
      isRefuted(epochs) && isOpen(loss) || isOpen(epochs) && isRefuted(loss),
  },
  { words: "Undecided both ways", is: ({ epochs, loss }) => isOpen(epochs) && isOpen(loss) },
];

/** The verdicts at equal epochs and at equal training loss beside each other. */
export function comparedSection(figure: FigureResult): Html {
  const lines = linesOf(figure);
  const fates = FATES.map(({ words, is }) => ({ words, found: lines.filter(is) }))
    .filter(({ found }) => found.length > 0);
  return html`
    <section aria-labelledby="compared">
      <h2 id="compared">Equal epochs or equal training loss?</h2>
      <p>
        S gives all methods the same step size and stops them after the same number of epochs. SGD
        may then have hardly begun to fit the training set while the others have learned its noise
        by heart: what differs is how far each has come, and need not be where it goes. So each
        conclusion stands here beside itself at equal training loss. The chart “At equal training
        loss”, below, has every level.
      </p>
      <ul>
        ${fates.map(({ words, found }) => html`<li><b>${words}:</b> ${namesOf(found)}.</li>`)}
      </ul>
      ${tableElement({
        title: "The same conclusions, compared in two ways",
        caption:
          "Verdict and mean effect over n seeds; what is measured stands with each claim above.",
        columns: [
          { title: "Data set" },
          { title: "Conclusion" },
          { title: "At equal epochs" },
          { title: "At equal training loss" },
        ],
        rows: lines.map(({ data, conclusion, epochs, loss }) => [
          data,
          conclusion.sentence[0].toUpperCase() + conclusion.sentence.slice(1),
          verdictText(epochs),
          verdictText(loss),
        ]),
      })}
    </section>
  `;
}

function linesOf(figure: FigureResult): Line[] {
  const claims = new Map(noiseClaims(figure).map((claim) => [claim.id, claim]));
  return studies(figure).flatMap((study) =>
    adaptiveMethods(study).flatMap(({ optimizer }) =>
      conclusionsOf(optimizer).map((conclusion) => {
        const [epochs, loss] = COMPARED.map((compared) =>
          claims.get(claimId(study, { optimizer, conclusion, compared }))!
        );
        return { data: study.methods.title, conclusion, epochs, loss };
      })
    )
  );
}

function holds({ verdict }: GradedClaim): boolean {
  return verdict === "reproduced";
}

function isRefuted({ verdict }: GradedClaim): boolean {
  return verdict === "not reproduced";
}

function isOpen({ verdict }: GradedClaim): boolean {
  return verdict === "inconclusive";
}

function namesOf(lines: readonly Line[]): string {
  return lines.map(({ data, conclusion }) => `${conclusion.sentence} (${data})`).join("; ");
}

function verdictText({ verdict, effect, unit, seeds }: GradedClaim): string {
  if (effect === undefined) return verdict;
  return `${verdict}: ${percentage(effect)} ${unit} (n = ${seeds})`;
}
