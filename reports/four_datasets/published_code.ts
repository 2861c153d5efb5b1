/**
 * A note on the code that was published under the name of Path-SGD's authors.
 *
 * @module
 */

import { type Html, html } from "../page/html.ts";

/** Why a reader's own runs of that code may show no difference from SGD, with the evidence. */
export function publishedCodeSection(): Html {
  return html`
    <section aria-labelledby="published-code">
      <h2 id="published-code">A note on the published code</h2>
      <p>
        The Path-SGD code at <code>github.com/bneyshabur/path-sgd</code> (<code>path_sgd.py</code>,
        commits 852b130 and 19cb6cc) rescales no gradient. It keeps
        <code>self.params = model.parameters()</code>, a Python generator, which yields each
        parameter once: the loop in <code>compute_ratio()</code> uses it up, and the loop in
        <code>update_grad()</code> that is to divide the gradients by γ then runs over nothing, in the
        first step and in every later one. Its <code>path-sgd</code> option therefore trains as its
        plain SGD does. It is no reference for the curves on this page, which come from this program's
        own rule; that one is tested against N, equation 8, and Theorem 5.1.
      </p>
    </section>
  `;
}
