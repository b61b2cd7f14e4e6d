import {html} from "htl";
import type {ClaimRow} from "../../lib/claims/claim.js";
import {GRADES} from "../../lib/claims/grades.js";
import type {Results} from "../../lib/claims/judge.js";
import {OUTCOMES} from "../../lib/claims/outcomes.js";
import {show, showIn} from "../../lib/claims/show.js";
import {download, downloadButton, tableDownloads} from "../download.js";
import {oneOf, readState, writeState} from "../state.js";
import {ledgerDetail, linesOf, type LedgerDetail} from "./ledgerDetail.js";
import {gradeMark, outcomeMark} from "./marks.js";

export interface LedgerTable extends HTMLElement {
  /** Shows the claims that pass, and says what was searched for; a claim that was open stays open. */
  show(claims: readonly ClaimRow[], words?: string): void;
}

export interface LedgerOptions {
  /** The figures that claims are judged by, asked for when a reader first changes a number. */
  readonly results: () => Promise<Results>;
}

/** How the table can be ordered: the heads of its columns. */
const SORTS = ["number", "claim", "outcome", "evidence"] as const;
type Sort = (typeof SORTS)[number];
const HEADS: Readonly<Record<Sort, string>> = {number: "№", claim: "Claim", outcome: "Outcome", evidence: "Evidence"};

/** Rows shown before "show all": about two screens of a desk or of a phone. */
const FOLDED = {wide: 25, narrow: 10};

/**
 * The ledger as a table whose rows open, or as cards on a narrow screen. One row is open at a time, and the address names it
 * (`claim=…`), so that an opened row can be linked to; it is shown on top where the filters or the fold would hide it. An opened
 * row's arithmetic is loaded when it is first asked for, and changed numbers judge the row anew.
 */
export function ledgerTable(all: readonly ClaimRow[], {results}: LedgerOptions): LedgerTable {
  const place = new Map(all.map((claim, i) => [claim.id, i]));
  let shown = all;
  let searched = "";
  let folded = true;
  let open: string | null = null;
  /** A claim that the address named when the page opened: it stays in view until the reader filters or sorts. */
  let linked: string | null = null;
  const sortState = readState(location.search, "sort", oneOf(SORTS.flatMap((sort) => [sort, `${sort}-down`])));
  let [sort, down] = sortState.kind === "good" ? parseSort(sortState.value) : (["number", false] as [Sort, boolean]);
  const body = html`<tbody role="rowgroup"></tbody>` as HTMLElement;
  const pinned = html`<tbody role="rowgroup" class="ledger-pinned"></tbody>` as HTMLElement;
  const noteCell = make("td", {colspan: "6", role: "cell"});
  const note = make("tr", {role: "row", class: "ledger-note"}, noteCell);
  const status = html`<p class="claims-status" role="status"></p>`;
  const badLink = html`<p class="addressed-message claims-bad-link" role="status"></p>`;
  const more = html`<button type="button" class="more"></button>` as HTMLButtonElement;
  more.addEventListener("click", () => {
    folded = !folded;
    draw();
    if (folded) element.scrollIntoView({block: "start"});
  });
  const rows = new Map(all.map((claim) => [claim.id, ledgerRow(claim)]));

  // Plain elements, and an opened claim's cell only when it opens: two hundred rows stand here at the first paint.
  function ledgerRow(claim: ClaimRow) {
    const button = make("button", {type: "button", "aria-expanded": "false"}, claim.statement);
    const ours = cell("claim-value claim-ours", "Ours", oursOf(claim));
    const outcome = cell("", "Outcome", outcomeMark(claim.outcome));
    const grade = cell("", "Evidence", gradeMark(claim.grade));
    const row = make(
      "tr",
      {id: `row-${claim.id}`, role: "row"},
      cell("claim-n", "№", `${claim.n}${claim.part ?? ""}`),
      make(
        "th",
        {scope: "row", role: "rowheader"},
        button,
        make("span", {class: "claim-where"}, `${claim.system} · ${linesOf(claim)}`)
      ),
      cell("claim-value", "Claimed", claim.claimed.printed),
      ours,
      outcome,
      grade
    );
    let detail: {element: HTMLElement; content: LedgerDetail} | null = null;
    const judged = (row: ClaimRow) => {
      const changed = row !== claim;
      const yours = () => (changed ? [make("span", {class: "claim-yours"}, "with your numbers")] : []);
      outcome.replaceChildren(outcomeMark(row.outcome), ...yours());
      grade.replaceChildren(gradeMark(row.grade));
      ours.replaceChildren(oursOf(row));
      detail?.content.judged(row, changed);
    };
    const toggle = (wanted: boolean) => {
      button.setAttribute("aria-expanded", String(wanted));
      button.removeAttribute("aria-controls");
      detail?.element.remove();
      if (detail !== null) judged(claim);
      detail = null;
      if (!wanted) return;
      const content = ledgerDetail(claim);
      const element = make(
        "tr",
        {class: "claim-opened", id: `claim-${claim.id}`, role: "row"},
        make("td", {colspan: "6", role: "cell"}, content.element)
      );
      detail = {element, content};
      button.setAttribute("aria-controls", element.id);
      row.after(element);
      if (content.live !== null) void work(claim, content.live, results, judged);
    };
    button.addEventListener("click", () => {
      const closing = open === claim.id;
      address("with", null);
      choose(closing ? null : claim.id);
    });
    return {elements: () => (detail === null ? [row] : [row, detail.element]), row, toggle};
  }

  function choose(id: string | null): void {
    if (open !== null) rows.get(open)!.toggle(false);
    open = id;
    if (id !== null) rows.get(id)!.toggle(true);
    address("claim", id);
  }

  const heads = SORTS.map((name) => {
    const button = make("button", {type: "button"}, HEADS[name]);
    button.addEventListener("click", () => {
      [sort, down] = [name, sort === name ? !down : false];
      linked = null;
      address("sort", sort === "number" && !down ? null : `${sort}${down ? "-down" : ""}`);
      draw();
    });
    return {name, button, th: make("th", {scope: "col", role: "columnheader"}, button)};
  });
  const [number, claim, outcome, evidence] = heads.map(({th}) => th);
  number.classList.add("claim-n");
  const plain = (text: string) => make("th", {scope: "col", role: "columnheader", class: "claim-value"}, text);
  const element = html`<div class="ledger">
    ${badLink}${status}
    <table role="table">
      <caption>
        Each claim with what was printed, what we get, the outcome and the evidence for it; press a claim to see why
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${number}${claim}${plain("Claimed")}${plain("Ours")}${outcome}${evidence}
        </tr>
      </thead>
      ${pinned}${body}
    </table>
    <div class="tools">
      ${more}
      <span class="tools-label">Claims shown:</span>
      ${tableDownloads(() => ({name: "clickproof-claims", columns: columnsOf(shown)}))}
      ${downloadButton("JSON", "Download clickproof-claims as JSON", () =>
        download("clickproof-claims.json", `${JSON.stringify({claims: shown}, null, 1)}\n`, "application/json")
      )}
    </div>
  </div>` as LedgerTable;

  function draw(): void {
    const ordered = sorted(shown, sort, down, place);
    const limit = folded ? (matchMedia("(max-width: 640px)").matches ? FOLDED.narrow : FOLDED.wide) : ordered.length;
    const visible = ordered.slice(0, limit);
    const kept = linked !== null && !visible.some(({id}) => id === linked) ? linked : null;
    const wanted = visible.map(({id}) => rows.get(id)!);
    const same = body.querySelectorAll(":scope > tr:not(.claim-opened)");
    if (same.length !== wanted.length || wanted.some(({row}, i) => row !== same[i]))
      body.replaceChildren(...wanted.flatMap(({elements}) => elements()));
    if (kept === null) pinned.replaceChildren();
    else if (rows.get(kept)!.row.parentElement !== pinned) pinned.replaceChildren(note, ...rows.get(kept)!.elements());
    noteCell.textContent = shown.some(({id}) => id === kept)
      ? "The claim that you followed a link to:"
      : "The claim that you followed a link to, although the filters hide it:";
    const most = matchMedia("(max-width: 640px)").matches ? FOLDED.narrow : FOLDED.wide;
    more.hidden = ordered.length <= most;
    more.textContent = folded ? `Show all ${ordered.length} claims` : `Show the first ${most} claims`;
    for (const {name, th} of heads)
      th.setAttribute("aria-sort", name !== sort ? "none" : down ? "descending" : "ascending");
    const found = searched === "" ? "" : ` with “${searched}”`;
    status.textContent =
      shown.length === 0
        ? `No claim${found} passes these filters; reset one of them.`
        : `${shown.length} of ${all.length} claims${found}.`;
  }

  element.show = (claims, words = "") => {
    shown = claims;
    searched = words;
    draw();
    // The place that was held for it is given back, so that a short list leaves no hole.
    requestAnimationFrame(() => element.closest<HTMLElement>(".hold")?.style.setProperty("--hold", "0"));
  };

  const address0 = readState(location.search, "claim", oneOf(all.map(({id}) => id)));
  if (address0.kind === "good") linked = address0.value;
  if (address0.kind === "bad")
    badLink.textContent = address0.message.replace("the default is shown", "no claim is opened");
  draw();
  // On paper nothing can be unfolded.
  let foldedOnScreen = folded;
  addEventListener("beforeprint", () => {
    foldedOnScreen = folded;
    folded = false;
    draw();
  });
  addEventListener("afterprint", () => {
    folded = foldedOnScreen;
    draw();
  });
  if (linked !== null) {
    const id = linked;
    // Opened once all of it is there and out of sight, and brought into view a frame later: nothing moves under a reader's eyes.
    void calculations().then(() => {
      choose(id);
      const view = () => rows.get(id)!.row.scrollIntoView({block: "start"});
      requestAnimationFrame(() => requestAnimationFrame(view));
    });
  }
  return element;
}

/** The claims in the order of one column; ties keep the order of the reports. */
function sorted(
  claims: readonly ClaimRow[],
  sort: Sort,
  down: boolean,
  place: ReadonlyMap<string, number>
): readonly ClaimRow[] {
  const rank = (claim: ClaimRow): number =>
    sort === "outcome"
      ? OUTCOMES.indexOf(claim.outcome)
      : claim.grade === null
        ? GRADES.length
        : GRADES.indexOf(claim.grade);
  const at = ({id}: ClaimRow) => place.get(id)!;
  const compare = (a: ClaimRow, b: ClaimRow) =>
    sort === "claim"
      ? a.statement.localeCompare(b.statement, "en")
      : sort === "number"
        ? at(a) - at(b)
        : rank(a) - rank(b);
  return [...claims].sort((a, b) => (down ? -1 : 1) * compare(a, b) || at(a) - at(b));
}

function parseSort(text: string): [Sort, boolean] {
  const down = text.endsWith("-down");
  return [(down ? text.slice(0, -"-down".length) : text) as Sort, down];
}

function make(tag: string, attributes: Readonly<Record<string, string>>, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== "") element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A cell that says on a card what its column's head says in the table. */
function cell(style: string, label: string, ...children: (Node | string)[]): HTMLElement {
  return make("td", {class: style, "data-label": label, role: "cell"}, ...children);
}

/** The claims' calculations, loaded when the first claim is opened, so that the page opens without them. */
let loading: ReturnType<typeof load> | undefined;
const load = () => Promise.all([import("../../lib/claims/ledger.js"), import("./ledgerArithmetic.js")]);
const calculations = () => (loading ??= load());

async function work(
  claim: ClaimRow,
  live: HTMLElement,
  results: () => Promise<Results>,
  judged: (row: ClaimRow) => void
): Promise<void> {
  const [{CLAIMS, judgeAgain}, {ledgerArithmetic}] = await calculations();
  const arithmetic = CLAIMS.find(({id}) => id === claim.id)?.arithmetic;
  if (arithmetic === undefined) return;
  let turn = 0;
  live.replaceChildren(
    ledgerArithmetic(arithmetic, async (changes) => {
      const mine = ++turn;
      if (Object.keys(changes).length === 0) return judged(claim);
      const found = await results();
      // A later change has overtaken this one.
      if (mine === turn) judged(judgeAgain(claim.id, found, changes));
    })
  );
}

function address(name: string, value: string | null): void {
  history.replaceState(
    history.state,
    "",
    `${location.pathname}${writeState(location.search, name, value)}${location.hash}`
  );
}

/** Our number. Beside a claim that is not tested it is not to be compared with the claimed one. */
function oursOf({honest, unit, outcome}: ClaimRow): string {
  if (honest === null) return "–";
  return `${showIn(honest.value, unit)}${outcome === "not tested here" ? " (not comparable)" : ""}`;
}

/** The ledger as columns, for files. */
function columnsOf(claims: readonly ClaimRow[]): Record<string, (string | number | null)[]> {
  const column = <T extends string | number | null>(of: (claim: ClaimRow) => T) => claims.map(of);
  return {
    n: column(({n}) => n),
    part: column(({part}) => part),
    id: column(({id}) => id),
    system: column(({system}) => system),
    report: column(({report}) => report),
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
    dataset: column(({honest}) => honest?.dataset ?? null),
    protocol: column(({honest}) => honest?.protocol ?? null),
    baseline: column(({honest}) => honest?.baseline?.value ?? null),
    arithmetic: column(({arithmetic}) =>
      arithmetic === null
        ? null
        : arithmetic.steps
            .map(({expression, value, unit}) => `${expression} = ${show(value)} ${unit}`.trim())
            .join("; ")
    ),
    outcome: column(({outcome}) => outcome),
    evidence: column(({grade}) => grade),
    reason: column(({reason}) => reason),
    figures: column(({sources}) => sources.map(({study, figure}) => `${study}#${figure}`).join("; ")),
    command: column(({command}) => command)
  };
}
