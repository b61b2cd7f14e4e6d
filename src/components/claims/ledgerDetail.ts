import {html} from "htl";
import {CITATIONS} from "../../lib/claims/citations.js";
import type {ClaimRow} from "../../lib/claims/claim.js";
import {GRADE_MEANINGS} from "../../lib/claims/grades.js";
import {show, showIn} from "../../lib/claims/show.js";
import {count} from "../format.js";
import {ledgerInterval} from "./ledgerInterval.js";

const BASIS: Readonly<Record<ClaimRow["claimed"]["basis"], string>> = {
  sample: "the size of its sample",
  rounding: "the rounding it was printed with",
  exact: "a number printed in full",
  stated: "its own statement",
  none: ""
};
const BETTER = {higher: "; higher is better", lower: "; lower is better", equal: ""} as const;
const EXACTNESS: Readonly<Record<ClaimRow["exactness"], string>> = {
  bit: "a repeat gives the same bits",
  tolerance: "a repeat agrees within a tolerance",
  measured: "a measurement, different on every machine"
};

export interface LedgerDetail {
  readonly element: HTMLElement;
  /** Where the claim's arithmetic goes; null for a claim without any. */
  readonly live: HTMLElement | null;
  /** Says what the row's reason and numbers are by now; `changed` where a reader's numbers gave them. */
  judged(row: ClaimRow, changed: boolean): void;
}

/** All that is known of one claim: what an opened row of the ledger shows. */
export function ledgerDetail(row: ClaimRow): LedgerDetail {
  const reason = html`<p class="claim-reason" aria-live="polite"></p>` as HTMLElement;
  const picture = html`<div></div>`;
  const facts = html`<dl></dl>`;
  const live =
    row.arithmetic === null ? null : (html`<div class="claim-live" data-claim=${row.id}></div>` as HTMLElement);
  const judged = (now: ClaimRow, changed: boolean) => {
    reason.textContent = `${changed ? `With your numbers this claim is ${now.outcome}. ` : ""}${now.reason}`;
    picture.replaceChildren(ledgerInterval(now) ?? "");
    facts.replaceChildren(
      ...factsOf(now).flatMap(([name, fact]) =>
        fact === null
          ? []
          : [
              html`<div>
                <dt>${name}</dt>
                <dd>${fact}</dd>
              </div>`
            ]
      )
    );
  };
  judged(row, false);
  const element = html`<div class="claim-detail">
    ${reason}${picture}${live}${facts}
    <p class="claim-link">${copyLink(row)}</p>
  </div>` as HTMLElement;
  return {element, live, judged};
}

function factsOf(row: ClaimRow): [string, Node | string | null][] {
  const {claimed, honest, withFlaw, unit, grade, sources, arithmetic} = row;
  return [
    ["Report", `“${row.report}” (${row.system}), ${linesOf(row)}`],
    ["Claimed", `${claimed.printed}${ownInterval(row)}${BETTER[claimed.direction]}`],
    [
      "Ours",
      honest === null
        ? without(row)
        : `${withSpan(honest, unit)}; ${honest.dataset}, n = ${count(honest.n)}; ${honest.protocol}`
    ],
    ["Baseline", honest?.baseline ? `${honest.baseline.name}: ${showIn(honest.baseline.value, unit)}` : null],
    ["With a flaw", withFlaw ? `${withSpan(withFlaw, unit)}, with ${withFlaw.flaws.join(", ")}` : null],
    ["Evidence", grade === null ? null : `${grade}. ${GRADE_MEANINGS[grade]}`],
    ["Published in", arithmetic === null || arithmetic.cites.length === 0 ? null : citations(arithmetic.cites)],
    ["Kind", `${row.kind}; ${EXACTNESS[row.exactness]}`],
    [
      "Figures",
      sources.length === 0
        ? null
        : sources.map(({study, figure, key}) => `${study}, ${figure} (result ${key.slice(0, 8)})`).join("; ")
    ],
    ["Code", row.code === null ? null : (html`<code>${row.code}</code>` as HTMLElement)],
    ["Test", row.test === null ? null : (html`<code>${row.test}</code>` as HTMLElement)],
    ["Command", html`<code>${row.command}</code>` as HTMLElement],
    ["Page", row.page.startsWith("claims") ? null : (html`<a href=${`./${row.page}`}>${row.page}</a>` as HTMLElement)]
  ];
}

function citations(ids: NonNullable<ClaimRow["arithmetic"]>["cites"]): Node {
  return html`${ids.map((id, i) => {
    const {authors, title, url} = CITATIONS[id];
    return html`${i === 0 ? "" : "; "}<a href=${url}>${authors}</a>: ${title}`;
  })}` as Node;
}

/** Copies the address of this claim, with the numbers that a reader has changed, and says so. */
function copyLink({id}: ClaimRow): HTMLElement {
  const button = html`<button type="button" class="claim-copy">Copy link</button>` as HTMLButtonElement;
  const said = html`<span role="status"></span>`;
  button.addEventListener("click", async () => {
    const link = new URL(location.pathname, location.href);
    link.searchParams.set("claim", id);
    const changed = new URLSearchParams(location.search).get("with");
    if (changed !== null) link.searchParams.set("with", changed);
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = " Copied.";
    } catch {
      said.textContent = ` ${link.href}`;
    }
  });
  return html`<span>${button}${said}</span>` as HTMLElement;
}

/** "line 18", "lines 19, 47". */
export function linesOf({lines}: Pick<ClaimRow, "lines">): string {
  return `${/^\d+$/.test(lines) ? "line" : "lines"} ${lines}`;
}

/** Why there is no number of ours. */
function without({outcome, arithmetic, test}: ClaimRow): string {
  if (outcome === "not tested here") return "no number yet";
  return outcome === "remark" || arithmetic === null
    ? test === null
      ? "none: there is nothing to measure"
      : "a test, and no number"
    : "none needed: arithmetic decides";
}

function ownInterval({claimed, unit}: ClaimRow): string {
  const {low, high, basis, form, n} = claimed;
  if (form !== "point" || basis === "exact" || low === null || high === null) return "";
  const rows = n === null ? "" : `, n = ${count(n)}`;
  return `, by ${BASIS[basis]} ${show(low)} to ${showIn(high, unit)}${rows}`;
}

function withSpan({value, low, high}: {value: number; low: number | null; high: number | null}, unit: string): string {
  return low === null || high === null ? showIn(value, unit) : `${showIn(value, unit)} (${show(low)} to ${show(high)})`;
}
