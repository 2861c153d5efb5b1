/**
 * What the terms are worth: the conditions under which each says anything about a run.
 *
 * @module
 */

import type { Contender } from "../comparison/comparison.ts";
import { significant } from "../format.ts";
import { type Html, html } from "../page/html.ts";
import type { FigureResult } from "../results.ts";
import { average, geometricEstimate } from "../statistics.ts";
import { bestFitting } from "./equal_loss.ts";
import { methodOf, studies, type Study } from "./study.ts";

/** The terms and their conditions, with the numbers of these runs. */
export function termsSection(figure: FigureResult): Html {
  return html`
    <section aria-labelledby="worth">
      <h2 id="worth">What the terms are worth</h2>
      <p>
        Equation (1) describes SGD over one epoch of m mini-batches as long as m·η·|λ₁| is far below
        1, λ₁ being the largest curvature of the loss. RMSProp's term is S's proposal; S has no
        derivation of it, and it multiplies by s where RMSProp divides by √s. Backward error analysis
        gives another term for RMSProp with full batches: η Σ cⱼ φ(gⱼ), where φ(g) is |g| save for
        ε, and cⱼ goes from ½ where gradients are far below ε down to −ρ/(1−ρ) where they are far
        above. Where cⱼ is negative, large gradients are not penalised but sought.
      </p>
      <ul>${studies(figure).map(numbersOf)}</ul>
    </section>
  `;
}

function numbersOf(study: Study): Html {
  const { title } = study.methods;
  const own = methodOf(study, "sgd");
  const fitting = bestFitting(study.steps.contenders);
  const conditions = [own, fitting].filter((contender) => contender !== undefined)
    .flatMap((contender) => {
      const found = largestCondition(contender);
      return found === undefined ? [] : [`${significant(found)} with ${stepOf(contender)}`];
    });
  const rmsprop = methodOf(study, "rmsprop");
  const errors = (rmsprop?.finished ?? []).flatMap(({ epochs }) =>
    epochs[epochs.length - 1].terms?.backwardError ?? []
  );
  const analysis = errors.length === 0
    ? ""
    : ` After RMSProp's last epoch the mean of cⱼ is ${
      significant(average(errors.map(({ coefficient }) => coefficient.mean)))
    } and Σ s / ‖∇C‖², which the analysis takes as 1, is ${
      significant(average(errors.map(({ noise }) => noise)))
    }.`;
  return html`
    <li>
      ${title}: m·η·|λ₁| reaches ${[...new Set(conditions)].join(", ") || "–"}.${analysis}
    </li>
  `;
}

/** The largest m·η·|λ₁| of a run that was measured, geometric mean over seeds. */
function largestCondition({ finished }: Contender): number | undefined {
  const largest = finished.map(({ spec, epochs }) =>
    Math.max(
      ...epochs.map(({ terms }) =>
        (terms?.batches ?? 0) * spec.optimizer.hyper.lr * (terms?.curvature ?? 0)
      ),
    )
  );
  return largest.length === 0 || largest.includes(0) ? undefined : geometricEstimate(largest).mean;
}

function stepOf({ finished: [{ spec }] }: Contender): string {
  return `SGD at the step size ${spec.optimizer.hyper.lr}`;
}
