import {html} from "htl";
import type {ClaimRow} from "../lib/claims/claim.js";
import {show, showIn} from "../lib/claims/show.js";
import {generatedMark} from "./bigNumber.js";
import {VERDICTS} from "./colours.js";
import {download, downloadButton, tableDownloads} from "./download.js";
import {ledgerDetail} from "./ledgerDetail.js";
import {readState, writeState, oneOf} from "./state.js";

export interface LedgerTable extends HTMLElement {
  /** Shows the claims that pass, in this order, and says what was searched for; a claim that was open stays open. */
  show(claims: readonly ClaimRow[], words?: string): void;
}

/**
 * The ledger as a table whose rows open. One row is open at a time, and the address names it (`claim=…`), so that an opened row can
 * be linked to; an opened row's arithmetic is loaded when it is first asked for.
 */
export function ledgerTable(all: readonly ClaimRow[]): LedgerTable {
  let shown = all;
  let open: {id: string; close(): void} | null = null;
  const body = html`<tbody></tbody>`;
  const status = html`<p class="claims-status" role="status"></p>`;
  const badLink = html`<p class="addressed-message claims-bad-link" role="status"></p>`;
  const rows = new Map(all.map((claim) => [claim.id, ledgerRow(claim)]));

  // Plain elements, and an opened claim's cell only when it opens: nearly two hundred rows stand here at the first paint.
  function ledgerRow(claim: ClaimRow) {
    const button = make("button", {type: "button", "aria-expanded": "false"}, claim.statement);
    const row = make(
      "tr",
      {id: `row-${claim.id}`},
      make("td", {class: "claim-n"}, String(claim.n)),
      make("th", {scope: "row"}, button, make("span", {class: "claim-where"}, `${claim.system} · ${claim.kind}`)),
      make("td", {class: "claim-value"}, claim.claimed.printed),
      make("td", {class: "claim-value claim-ours"}, claim.honest === null ? "–" : ours(claim)),
      make("td", {}, verdictMark(claim.verdict), ...(claim.onTwin ? [generatedMark()] : []))
    );
    let detail: HTMLElement | null = null;
    const toggle = (wanted: boolean) => {
      button.setAttribute("aria-expanded", String(wanted));
      detail?.remove();
      detail = null;
      button.removeAttribute("aria-controls");
      if (!wanted) return;
      detail = make(
        "tr",
        {class: "claim-opened", id: `claim-${claim.id}`},
        make("td", {colspan: "5"}, ledgerDetail(claim))
      );
      button.setAttribute("aria-controls", detail.id);
      row.after(detail);
      const place = detail.querySelector<HTMLElement>(".claim-live");
      if (place !== null) void work(claim.id, place);
    };
    button.addEventListener("click", () => {
      const closing = open?.id === claim.id;
      address("with", null);
      choose(closing ? null : claim.id);
    });
    return {elements: () => (detail === null ? [row] : [row, detail]), row, toggle};
  }

  function choose(id: string | null): void {
    open?.close();
    open = null;
    if (id !== null) {
      rows.get(id)!.toggle(true);
      open = {id, close: () => rows.get(id)!.toggle(false)};
    }
    address("claim", id);
  }

  const element = html`<div class="ledger">
    ${badLink}${status}
    <table>
      <caption>
        Each claim with what was printed, what we get, and the verdict; press a claim to see why
      </caption>
      <thead>
        <tr>
          <th scope="col" class="claim-n">№</th>
          <th scope="col">Claim</th>
          <th scope="col" class="claim-value">Claimed</th>
          <th scope="col" class="claim-value claim-ours">Ours</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      ${body}
    </table>
    <div class="tools">
      <span class="tools-label">Claims shown:</span>
      ${tableDownloads(() => ({name: "clickproof-claims", columns: columnsOf(shown)}))}
      ${downloadButton("JSON", "Download clickproof-claims as JSON", () =>
        download("clickproof-claims.json", `${JSON.stringify({claims: shown}, null, 1)}\n`, "application/json")
      )}
    </div>
  </div>` as LedgerTable;

  element.show = (claims, words = "") => {
    const same =
      body.childElementCount > 0 && claims.length === shown.length && claims.every((claim, i) => claim === shown[i]);
    if (!same) body.replaceChildren(...claims.flatMap(({id}) => rows.get(id)!.elements()));
    shown = claims;
    const found = words === "" ? "" : ` with “${words}”`;
    status.textContent =
      claims.length === 0
        ? `No claim${found} passes these filters; reset one of them.`
        : `${claims.length} of ${all.length} claims${found}.`;
  };
  element.show(all);

  const linked = readState(location.search, "claim", oneOf(all.map(({id}) => id)));
  if (linked.kind === "good") {
    // Opened once all of it is there and out of sight, and brought into view a frame later: nothing moves under a reader's eyes.
    void calculations().then(() => {
      choose(linked.value);
      const view = () => rows.get(linked.value)!.row.scrollIntoView({block: "start"});
      requestAnimationFrame(() => requestAnimationFrame(view));
    });
  }
  if (linked.kind === "bad") badLink.textContent = linked.message.replace("the default is shown", "no claim is opened");
  return element;
}

/** A verdict's sign and name in its colour. */
export function verdictMark(name: ClaimRow["verdict"]): HTMLElement {
  const {colour, sign} = VERDICTS[name];
  return make(
    "span",
    {class: "verdict", style: `--mark: ${colour}`},
    make("span", {"aria-hidden": "true"}, sign),
    ` ${name}`
  );
}

function make(tag: string, attributes: Readonly<Record<string, string>>, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The claims' calculations, loaded when the first claim is opened, so that the page opens without them. */
let loading: ReturnType<typeof load> | undefined;
const load = () => Promise.all([import("../lib/claims/ledger.js"), import("./ledgerArithmetic.js")]);
const calculations = () => (loading ??= load());

async function work(id: string, place: HTMLElement): Promise<void> {
  const [{CLAIMS}, {ledgerArithmetic}] = await calculations();
  const arithmetic = CLAIMS.find((claim) => claim.id === id)?.arithmetic;
  if (arithmetic !== undefined) place.replaceChildren(ledgerArithmetic(arithmetic));
}

function address(name: string, value: string | null): void {
  history.replaceState(
    history.state,
    "",
    `${location.pathname}${writeState(location.search, name, value)}${location.hash}`
  );
}

function ours({honest, unit}: ClaimRow): string {
  return honest === null ? "" : showIn(honest.value, unit);
}

/** The ledger as columns, for files. */
function columnsOf(claims: readonly ClaimRow[]): Record<string, (string | number | null)[]> {
  const column = <T extends string | number | null>(of: (claim: ClaimRow) => T) => claims.map(of);
  return {
    n: column(({n}) => n),
    id: column(({id}) => id),
    system: column(({system}) => system),
    lines: column(({lines}) => lines),
    kind: column(({kind}) => kind),
    statement: column(({statement}) => statement),
    claimed: column(({claimed}) => claimed.printed),
    claimed_value: column(({claimed}) => claimed.value),
    claimed_low: column(({claimed}) => claimed.low),
    claimed_high: column(({claimed}) => claimed.high),
    unit: column(({unit}) => unit),
    ours: column(({honest}) => honest?.value ?? null),
    ours_low: column(({honest}) => honest?.low ?? null),
    ours_high: column(({honest}) => honest?.high ?? null),
    ours_n: column(({honest}) => honest?.n ?? null),
    protocol: column(({honest}) => honest?.protocol ?? null),
    baseline: column(({honest}) => honest?.baseline?.value ?? null),
    arithmetic: column(({arithmetic}) =>
      arithmetic === null
        ? null
        : arithmetic.steps
            .map(({expression, value, unit}) => `${expression} = ${show(value)} ${unit}`.trim())
            .join("; ")
    ),
    verdict: column(({verdict}) => verdict),
    on_twin: column(({onTwin}) => Number(onTwin)),
    reason: column(({reason}) => reason),
    command: column(({command}) => command)
  };
}
