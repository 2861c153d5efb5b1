/**
 * The claims of a figure with their verdicts.
 *
 * @module
 */

import type { GradedClaim, Verdict } from "../claims.ts";
import { percentage, percentageInterval, plural } from "../format.ts";
import { type Content, type Html, html } from "./html.ts";

/** The sign beside each verdict; the word stands there, too. */
const SIGNS: Record<Verdict, string> = {
  "reproduced": "✓",
  "not reproduced": "✗",
  "inconclusive": "?",
};

/** "5 of 7 claims reproduced, 1 not reproduced, 1 inconclusive." */
export function verdictsInWords(claims: readonly GradedClaim[]): string {
  const number = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict).length;
  const others = (["not reproduced", "inconclusive"] as const)
    .filter((verdict) => number(verdict) > 0)
    .map((verdict) => `, ${number(verdict)} ${verdict}`);
  return `${number("reproduced")} of ${plural(claims.length, "claim")} reproduced` +
    `${others.join("")}.`;
}

/** A verdict as a word with its sign. */
export function verdictElement(verdict: Verdict): Html {
  const sign = html`<span aria-hidden="true">${SIGNS[verdict]}</span>`;
  return html`<strong class="verdict ${verdict.replace(" ", "-")}">${sign} ${verdict}</strong>`;
}

/** The list of claims. */
export function claimsSection(claims: readonly GradedClaim[], grading: string): Html {
  return html`
    <section aria-labelledby="claims">
      <h2 id="claims">What the paper says, and what came out</h2>
      <ul class="claims">${claims.map(claimElement)}</ul>
      <p class="note">${grading}</p>
    </section>
  `;
}

function claimElement(claim: GradedClaim): Html {
  return html`
    <li>
      ${verdictElement(claim.verdict)}
      <div>
        <h3>${claim.sentence}</h3>
        <p>${unbroken(claim.reason)}</p>
        <details>
          <summary>How this is graded</summary>
          <dl>
            ${effectElements(claim)}
            <dt>The paper</dt>
            <dd>“${claim.quote}” (${claim.place})</dd>
            <dt>Measured</dt>
            <dd>${claim.measure}</dd>
            <dt>Reproduced if</dt>
            <dd>${claim.rule}</dd>
          </dl>
        </details>
      </div>
    </li>
  `;
}

function effectElements({ effect, interval, unit, seeds }: GradedClaim): Content {
  if (effect === undefined) return [];
  const range = interval === undefined
    ? "no interval"
    : `95 % interval ${percentageInterval(interval)}`;
  return html`
    <dt>Effect</dt>
    <dd class="effect">
      <b>${percentage(effect)} ${unit}</b> (${range}; ${plural(seeds, "seed")})
    </dd>
  `;
}

/** Keeps a number and its sign on one line: "4.53 %", "H = 32". */
function unbroken(text: string): string {
  return text.replaceAll(" %", "\u00a0%").replaceAll("H = ", "H\u00a0=\u00a0");
}
