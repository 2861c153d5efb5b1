/**
 * A switch of rules: one trains the first half of the epochs, another one the second.
 *
 * Keskar and Socher, "Improving generalization performance by switching from Adam to SGD" (2017), which
 * S, section 1, describes as switching "during the second half of training". Their SWATS reads the time of
 * the switch and the step size after it off the run; here it is half of the epochs, and both rules have
 * the step size that the experiment gives them.
 *
 * @module
 */

import type { Rule } from "./rule.ts";

/** Two rules, one after the other. The second begins with the first one's weights and no state. */
export interface Switch {
  /** The names of both: "adam→sgd". */
  readonly name: string;
  readonly first: Rule;
  readonly second: Rule;
}

/** The switch from one rule to another. */
export function switching(first: Rule, second: Rule): Switch {
  return { name: `${first.name}→${second.name}`, first, second };
}
