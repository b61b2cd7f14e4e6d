import {html} from "htl";
import type {ClaimRow} from "../lib/claims/claim.js";
import {show, showIn} from "../lib/claims/show.js";
import {count} from "./format.js";
import {ledgerInterval} from "./ledgerInterval.js";

const BASIS: Readonly<Record<ClaimRow["claimed"]["basis"], string>> = {
  sample: "the sample it was measured on",
  rounding: "the rounding it was printed with",
  exact: "a number printed in full",
  stated: "its own statement",
  none: ""
};
const BETTER = {higher: "; more is better", lower: "; less is better", equal: ""} as const;
const EXACTNESS: Readonly<Record<ClaimRow["exactness"], string>> = {
  bit: "a repeat gives the same bits",
  tolerance: "a repeat agrees within a tolerance",
  measured: "a measurement, different on every machine"
};

/** All that is known of one claim: what an opened row of the ledger shows. */
export function ledgerDetail(row: ClaimRow): HTMLElement {
  const {claimed, honest, withFlaw, unit} = row;
  const facts: [string, unknown][] = [
    ["Claimed", `${claimed.printed}${ownInterval(row)}${BETTER[claimed.direction]}`],
    [
      "Ours",
      honest === null
        ? without(row)
        : `${withSpan(honest, unit)}; ${honest.dataset}, n = ${count(honest.n)}; ${honest.protocol}`
    ],
    ["Baseline", honest?.baseline ? `${honest.baseline.name}: ${showIn(honest.baseline.value, unit)}` : null],
    ["With a flaw", withFlaw ? `${withSpan(withFlaw, unit)}, with ${withFlaw.flaws.join(", ")}` : null],
    ["Kind", `${row.kind}; ${EXACTNESS[row.exactness]}`],
    ["Where it stands", `${row.system}, lines ${row.lines}`],
    ["Code", row.code === null ? null : html`<code>${row.code}</code>`],
    ["Shown by", html`<code>${row.command}</code>`],
    ["Page", row.page.startsWith("claims") ? null : html`<a href=${`./${row.page}`}>${row.page}</a>`]
  ];
  const shape = html`<div class="claim-live" data-claim=${row.id}></div>`;
  return html`<div class="claim-detail">
    <p class="claim-reason">${row.reason}</p>
    ${ledgerInterval(row)}
    <dl>
      ${facts
        .filter(([, fact]) => fact !== null)
        .map(
          ([name, fact]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${fact}</dd>
            </div>`
        )}
    </dl>
    ${row.arithmetic === null ? null : shape}
  </div>` as HTMLElement;
}

/** Why there is no number of ours. */
function without({verdict, arithmetic}: ClaimRow): string {
  if (verdict === "not testable here") return "no number yet";
  return verdict === "remark" || arithmetic === null
    ? "none: there is nothing to measure"
    : "none needed: arithmetic decides";
}

function ownInterval({claimed, unit}: ClaimRow): string {
  const {low, high, basis, form, n} = claimed;
  if (form !== "point" || basis === "exact" || low === null || high === null) return "";
  const rows = n === null ? "" : `, n = ${count(n)}`;
  return `, from ${BASIS[basis]} ${show(low)} to ${showIn(high, unit)}${rows}`;
}

function withSpan({value, low, high}: {value: number; low: number | null; high: number | null}, unit: string): string {
  return low === null || high === null ? showIn(value, unit) : `${showIn(value, unit)} (${show(low)} to ${show(high)})`;
}
