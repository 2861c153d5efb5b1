/**
 * Schedules: a hyper-parameter as a formula in the epoch, from 0.
 *
 * The other names in a formula are the hyper-parameters' values at the start, so that
 * `lr: "lr * 0.99 ** epoch"` decays whatever step size the run begins with. A schedule is text, as an
 * update rule is, because it is part of what identifies a run.
 *
 * @module
 */

import { evaluate, parseFormula } from "./expression.ts";

/** Formulas by the hyper-parameter that they give. */
export type Schedule = Readonly<Record<string, string>>;

/**
 * The hyper-parameters of one epoch.
 *
 * @param hyper Values at the start.
 * @param epoch Epoch, from 0.
 * @throws {RangeError} If the schedule names a hyper-parameter that the rule does not have.
 * @throws {FormulaError} If a formula does not parse or reads an unknown name.
 */
export function scheduled(
  hyper: Readonly<Record<string, number>>,
  schedule: Schedule,
  epoch: number,
): Record<string, number> {
  const values: Record<string, number> = { ...hyper };
  for (const [name, formula] of Object.entries(schedule)) {
    if (!Object.hasOwn(hyper, name)) {
      const known = Object.keys(hyper).join(", ");
      throw new RangeError(`Expected the schedule to name one of ${known} but found ${name}`);
    }
    values[name] = evaluate(parseFormula(formula), { ...hyper, epoch });
  }
  return values;
}
