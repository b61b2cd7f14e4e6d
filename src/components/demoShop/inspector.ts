import {html} from "htl";
import type {ShopDesk} from "../../browser/demoShop.js";
import {decideOffer, REFUSALS, type OfferDecision, type OfferPolicy, type Refusal} from "../../lib/offers/policy.js";
import {YOU} from "../../lib/offers/shopRecords.js";
import {bytes, count, percent} from "../format.js";

export interface Inspector extends HTMLElement {
  update(policy: OfferPolicy, counts: ReadonlyMap<Refusal | "offer", number>): void;
}

/** What the models say and what the policy makes of it, beside the shop; it can be folded away. */
export function inspector(desk: ShopDesk, transferBytes: number): Inspector {
  const models = html`<p class="inspector-models"></p>` as HTMLElement;
  const scores = html`<dl class="inspector-scores"></dl>` as HTMLElement;
  const verdict = html`<p class="inspector-verdict" role="status"></p>` as HTMLElement;
  const checks = html`<tbody></tbody>` as HTMLElement;
  const factors = html`<ul class="inspector-factors"></ul>` as HTMLElement;
  const counted = html`<span></span>` as HTMLElement;
  const element = html`<details class="shop-inspector" open>
    <summary>Inspector</summary>
    ${models}${verdict}${scores}
    <table class="inspector-table">
      <caption>
        What the policy looks at, in this order
      </caption>
      <thead>
        <tr>
          <th scope="col">Reason against an offer</th>
          <th scope="col">Found</th>
          <th scope="col">Times</th>
        </tr>
      </thead>
      ${checks}
    </table>
    ${factors}
    <p class="inspector-total">${counted}</p>
  </details>` as unknown as Inspector;

  element.update = (policy, counts) => {
    const {state} = desk;
    const says = {
      "not fetched": `The models (${bytes(transferBytes)}) are fetched with your first step in the shop.`,
      fetching: "Fetching the models …",
      ready:
        state.decisionMs === null
          ? "The models answer in this tab."
          : `The models answer in this tab; features, both models and the fused score took ${state.scores === null ? "–" : `${state.scores.ms.toFixed(1)} ms`}.`,
      failed: "The models do not answer; without a score there is no offer."
    }[state.models];
    models.textContent = says;
    // before the first event, what a visitor who has just come in would meet
    const decision: OfferDecision =
      state.decision ??
      decideOffer(
        {pages: 0, startMs: 0, lastEventMs: 0, cart: [], openOffer: false, lastOfferMs: null},
        {abandonment: null},
        policy,
        0
      );
    verdict.textContent =
      state.decision === null
        ? "Nothing has been decided yet."
        : decision.kind === "offer"
          ? `Offer made: ${decision.terms.percent} %.`
          : `No offer. ${REFUSALS[decision.refusal]}.`;
    const now = state.scores;
    const row = (name: string, value: number | null, note: string) =>
      html`<div>
        <dt>${name} <small>${note}</small></dt>
        <dd>${value === null ? "–" : percent(value)}</dd>
      </div>`;
    scores.replaceChildren(
      row("Abandons the cart", now?.abandonment ?? null, "both signals fused"),
      html`<div>
        <dt>Threshold</dt>
        <dd>${percent(policy.threshold)}</dd>
      </div>`,
      row("Abandons the cart", now === null || now.abandonment === null ? null : now.running, "TCN, this session"),
      row("Buys", now?.intent ?? null, "TabM, the visitor"),
      row("Leaves within a minute", now?.exit ?? null, "TCN")
    );
    checks.replaceChildren(
      ...decision.checks.map(({refusal, passed, found}) => {
        const first = state.decision !== null && decision.kind === "none" && decision.refusal === refusal;
        return html`<tr class=${first ? "inspector-first" : ""}>
          <th scope="row">${REFUSALS[refusal]}</th>
          <td>
            <span aria-hidden="true">${passed ? "✓" : "✗"}</span>
            <span class="inspector-hidden">${passed ? "passed:" : "not passed:"}</span> ${found}
          </td>
          <td>${count(counts.get(refusal) ?? 0)}</td>
        </tr>`;
      })
    );
    factors.hidden = (now?.factors.length ?? 0) === 0;
    factors.replaceChildren(...(now?.factors ?? []).map((sentence) => html`<li>${sentence}</li>`));
    const total = [...counts.values()].reduce((a, b) => a + b, 0);
    counted.textContent = `${count(total)} ${total === 1 ? "decision" : "decisions"} in this browser, ${count(counts.get("offer") ?? 0)} of them offers${state.visitor === YOU ? "" : "; a generated visitor is being played"}.`;
  };
  return element;
}
