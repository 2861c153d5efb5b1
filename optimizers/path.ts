/**
 * The path geometry in front of an update rule, and Path-SGD: w ← w − (η / γ_p(w, e)) g.
 *
 * Neyshabur, Salakhutdinov and Srebro, "Path-SGD: path-normalized optimization in deep neural networks"
 * (2015); N, section 5, equations 8 and 9. The rule stays the same formula, with g / γ_p(e) for g. γ is
 * that of the weights before the update and is computed anew for every update; g / γ is 0 where γ is 0.
 *
 * Rules that are linear in g (SGD, momentum) become rescaling invariant (N, Theorem 5.1). Rules that
 * divide g by its own size (AdaGrad, RMSProp, Adam) divide the scale of g / γ out again and do not; N,
 * sections 6 and 7, proposes the combination without giving its form.
 *
 * @module
 */

import type { Rule } from "./rule.ts";
import { sgd } from "./sgd.ts";

/**
 * A rule that reads the path-normalised gradient.
 *
 * Its name is `path-` and the rule's, with p added where it is not N's 2: "path-sgd", "path-sgd-p1".
 *
 * @param options.p p of the path norm, finite and at least 1.
 * @throws {RangeError} If p is not, or if the rule has a path geometry already.
 */
export function path(rule: Rule, { p }: { p: number }): Rule {
  if (!(p >= 1 && p < Infinity)) {
    throw new RangeError(
      `Expected p of the path geometry to be finite and at least 1 but found ${p}`,
    );
  }
  if (rule.geometry !== undefined) {
    throw new RangeError(
      `Expected a rule without a path geometry but found ${rule.name} with p = ${rule.geometry.p}`,
    );
  }
  const name = p === 2 ? `path-${rule.name}` : `path-${rule.name}-p${p}`;
  return { ...rule, name, geometry: { p } };
}

/** Path-SGD with p = 2, as in N's experiments, and step size `lr`. */
export const pathSgd = path(sgd, { p: 2 });
