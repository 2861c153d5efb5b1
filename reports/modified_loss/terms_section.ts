/**
 * What each flow is, and where its term holds.
 *
 * @module
 */

import { type Html, html } from "../page/html.ts";

/** The section on the flows. */
export function termsSection(): Html {
  return html`
    <section aria-labelledby="flows">
      <h2 id="flows">The flows</h2>
      <p>
        C is the loss over all examples, C<sub>k</sub> that over one of m mini-batches, η the step size.
        An epoch of m steps is held against a flow of duration mη, and k steps of RMSProp against one of
        duration kη.
      </p>
      <dl>
        <dt>Loss alone</dt>
        <dd>
          dω/dt = −∇C for SGD. For RMSProp −∇C / D, with D = √s + ε or √(s + ε) at s = (∇C)²,
          coordinate by coordinate.
        </dd>
        <dt>Full-batch part alone</dt>
        <dd>
          C + η/4 ‖∇C‖²: what one full-batch step after another follows (S, equation 2, second term).
        </dd>
        <dt>Modified (SGD)</dt>
        <dd>
          C + η/(4m) Σ ‖∇C<sub>k</sub>‖² (S, equation 1). The mini-batch part, η/(4m) Σ
          ‖∇C<sub>k</sub> − ∇C‖², comes of the fact that within an epoch no mini-batch comes twice. If
          each is drawn independently of the others the mean iterate does not have it, and only the
          full-batch part is left. Both need m·η·λ₁ ≪ 1, λ₁ being the largest eigenvalue of the
          Hessian.
        </dd>
        <dt>S's term for RMSProp</dt>
        <dd>
          C + η/4 ‖s ⊙ ∇C‖² with s held fixed and full batches, so that m = 1, under the same D. S
          proposes it without a derivation.
        </dd>
        <dt>Modified (RMSProp)</dt>
        <dd>
          −(∇C + η c ⊙ ∇²C u) / D with u = ∇C / D and c = r/2 − (1 − r) ρ/(1 − ρ), where r is
          ε/(|∇C| + ε) with ε outside the root and ε/((∇C)² + ε) inside: the backward error of
          full-batch RMSProp once s has forgotten its start. c differs from weight to weight, so that this
          is no gradient of one modified loss. Where ε is small it is −ρ/(1 − ρ), and the flow seeks
          large gradients; where ε is large it is ½, as of plain descent. With mini-batches s is larger
          than (∇C)², and this does not hold.
        </dd>
      </dl>
    </section>
  `;
}
