import {html} from "htl";
import {
  openQueryTables,
  type OpenedTables,
  type QueriedLog,
  type QueryTables,
  type TimedResult
} from "../../browser/queryTables.js";
import {UserError} from "../../lib/core/errors.js";
import {quoted} from "../../lib/sql/dialect.js";
import {EXAMPLE_QUERIES} from "../../lib/sql/exampleQueries.js";
import {
  CELL_CHARACTERS,
  QUERY_MEMORY,
  QUERY_MS,
  QUERY_ROWS,
  type QueryRows,
  type QueryTable
} from "../../lib/sql/readOnlyQuery.js";
import {dataTable} from "../dataTable.js";
import {failureText} from "../failureText.js";
import {bytes, count, duration} from "../format.js";
import {progress} from "../progress.js";
import {addressed, text, type Codec} from "../state.js";
import {parseChart} from "./chartChoice.js";
import {queryHistory} from "./queryHistory.js";
import {queryText} from "./queryText.js";
import {resultChart} from "./resultChart.js";
import {tableList} from "./tableList.js";

/** Characters of a statement, so that it fits into an address. */
const LONGEST = 6_000;

export interface QueryPanelOptions {
  readonly log: QueriedLog;
  /** By what the log's history is kept. */
  readonly historyOf: string;
  readonly generated: boolean;
  /** Its tables, where they are known before DuckDB is there. */
  readonly tables: readonly QueryTable[] | null;
  /** What the first example gave when the site was built. */
  readonly first: QueryRows | null;
  /** What DuckDB weighs. */
  readonly size: {readonly bytes: number; readonly transferBytes: number};
}

export interface QueryPanel extends HTMLElement {
  close(): void;
}

/** A box for one query over the tables of a log, with what it gives as a table and as a chart. */
export function queryPanel({log, historyOf, generated, tables, first, size}: QueryPanelOptions): QueryPanel {
  const history = queryHistory(historyOf);
  const box = queryText(EXAMPLE_QUERIES[0].sql, LONGEST);
  const boxControl = addressed("q", box, text(LONGEST), {reset: "First example"});
  const examples = html`<select data-unaddressed>
    <option value="">Choose one …</option>
    ${EXAMPLE_QUERIES.map(({title}, i) => html`<option value=${i}>${title}</option>`)}
  </select>` as HTMLSelectElement;
  const run = html`<button type="button" class="button" title="Ctrl or ⌘ and Enter">Run</button>` as HTMLButtonElement;
  const said = html`<p class="query-said" role="status"></p>` as HTMLElement;
  const bar = html`<div></div>` as HTMLElement;
  const failed = html`<div class="query-failure" role="alert"></div>` as HTMLElement;
  const table = html`<div></div>` as HTMLElement;
  const chart = resultChart();
  const chartControl = addressed("chart", chart.control, chartCodec, {reset: "Default chart"});
  const result = html`<div class="query-result">${table}${chartControl}${chart.element}</div>` as HTMLElement;
  const list = html`<div></div>` as HTMLElement;
  const past = html`<div class="query-history"></div>` as HTMLElement;

  let opened: QueryTables | null = null;
  let abort: AbortController | null = null;
  /** The statement whose result is shown. */
  let shown: string | null = null;
  /** What was said of it. */
  let saidOfShown = "";

  const offer = `Running it starts DuckDB in this tab: ${bytes(size.transferBytes)} compressed, ${bytes(size.bytes)} unpacked.`;
  const say = (words: string) => (said.textContent = words);

  /** A result is greyed while the box holds another statement. */
  function mark(): boolean {
    const stale = shown !== null && shown.trim() !== box.value.trim();
    result.classList.toggle("query-stale", stale);
    return stale;
  }

  function markAndSay(): void {
    if (!mark()) {
      if (shown !== null && failed.childElementCount === 0) say(saidOfShown);
      return;
    }
    say(opened === null ? `The statement was changed: run it. ${offer}` : "The statement was changed: run it.");
  }

  function put(sql: string): void {
    box.value = sql;
    box.dispatchEvent(new Event("input", {bubbles: true}));
    box.focusText();
  }

  function listed(tables: readonly QueryTable[]): void {
    list.replaceChildren(
      tableList(tables, ({name}) =>
        put(`SELECT *\nFROM ${/^[a-z_][a-z0-9_]*$/.test(name) ? name : quoted(name)}\nLIMIT 100`)
      )
    );
  }

  function show(rows: QueryRows): void {
    result.hidden = false;
    chartControl.hidden = false;
    chart.element.hidden = false;
    const heads = Object.fromEntries(
      Object.entries(rows.types).map(([name, type]) => [name, `${name} (${type.toLowerCase()})`])
    );
    table.replaceChildren(
      dataTable({name: "query", caption: caption(rows), columns: rows.columns, header: heads, rows: 20})
    );
    chart.show(rows, {generated});
  }

  function showPlan(plan: string): void {
    result.hidden = false;
    chartControl.hidden = true;
    chart.element.hidden = true;
    table.replaceChildren(
      html`<pre class="query-plan" tabindex="0" role="region" aria-label="The plan of the query">${plan}</pre>`
    );
  }

  function fail(message: string, hint: string | null): void {
    failed.replaceChildren(
      html`<pre tabindex="0" role="region" aria-label="What went wrong">${message}</pre>`,
      ...(hint === null ? [] : [html`<p>${hint}</p>`])
    );
    if (shown !== null) result.classList.add("query-stale");
    say("The statement failed. It is still in the box.");
  }

  async function open(signal: AbortSignal): Promise<QueryTables> {
    const line = progress({label: "Starting DuckDB", onCancel: () => abort?.abort(new Error("Cancelled"))});
    bar.replaceChildren(line);
    const found = await openQueryTables(log, {signal, onProgress: ({text, share}) => line.update(text, share)});
    listed(found.tables);
    return found;
  }

  async function start(): Promise<void> {
    if (abort !== null) return;
    const sql = box.value;
    abort = new AbortController();
    const {signal} = abort;
    run.disabled = true;
    failed.replaceChildren();
    say("");
    let ticking: ReturnType<typeof setInterval> | undefined;
    try {
      if (opened === null || opened.over) opened = await open(signal);
      const line = progress({label: "Running the query", onCancel: () => abort?.abort(new Error("Cancelled"))});
      bar.replaceChildren(line);
      const begun = performance.now();
      const tick = () =>
        line.update(`Running. It is stopped after ${QUERY_MS / 1000} seconds.`, (performance.now() - begun) / QUERY_MS);
      tick();
      ticking = setInterval(tick, 250);
      const found = await opened.run(sql, {signal});
      history.add(sql);
      drawHistory();
      shownResult(sql, found, opened);
    } catch (error) {
      if (opened?.over) opened = null;
      if (signal.aborted) {
        say("Cancelled. The next run starts DuckDB again.");
        mark();
      } else {
        fail(failureText(error), error instanceof UserError ? "The next run starts DuckDB again." : null);
      }
    } finally {
      clearInterval(ticking);
      bar.replaceChildren();
      run.disabled = false;
      abort = null;
    }
  }

  function shownResult(sql: string, found: TimedResult, {engine}: OpenedTables): void {
    if (found.kind === "failure") return fail(found.message, found.hint);
    shown = sql;
    if (found.kind === "rows") show(found);
    else showPlan(found.text);
    result.classList.remove("query-stale");
    saidOfShown = `${engine} answered in ${duration(found.ms)}.`;
    markAndSay();
  }

  function drawHistory(): void {
    const clear = html`<button type="button" class="button">Clear the history</button>` as HTMLElement;
    clear.addEventListener("click", () => {
      history.clear();
      drawHistory();
    });
    past.replaceChildren(
      ...(history.all().length === 0
        ? [html`<p class="query-note">Nothing has been run on this log yet.</p>`]
        : [
            html`<ol>
              ${history.all().map((sql) => {
                const again = html`<button type="button" class="query-past">
                  ${sql.replace(/\s+/g, " ").slice(0, 160)}
                </button>` as HTMLElement;
                again.title = sql;
                again.addEventListener("click", () => put(sql));
                return html`<li>${again}</li>`;
              })}
            </ol>`,
            clear
          ])
    );
  }

  examples.addEventListener("change", (event) => {
    event.stopPropagation();
    const chosen = EXAMPLE_QUERIES[Number(examples.value)];
    if (examples.value !== "") put(chosen.sql);
    examples.value = "";
  });
  boxControl.addEventListener("input", markAndSay);
  box.addEventListener("run", () => void start());
  run.addEventListener("click", () => void start());

  drawHistory();
  if (tables !== null) listed(tables);
  else
    list.replaceChildren(html`<p class="query-note">They are listed once DuckDB has opened your log: run a query.</p>`);
  if (first === null) {
    result.hidden = true;
    say(offer);
  } else {
    shown = EXAMPLE_QUERIES[0].sql;
    show(first);
    saidOfShown = `This result was made when the site was built. ${offer}`;
    markAndSay();
  }

  const element = html`<div class="query-panel">
    <div class="query-side">
      <h3>Tables</h3>
      ${list}
      <details>
        <summary>History</summary>
        ${past}
      </details>
    </div>
    <div class="query-main">
      <label class="query-examples">Examples ${examples}</label>
      ${boxControl}
      <div class="tools">${run}<span class="tools-label">or Ctrl/⌘ + Enter</span></div>
      ${said}${bar}${failed}${result}
    </div>
  </div>` as unknown as QueryPanel;
  return Object.assign(element, {
    close() {
      abort?.abort(new UserError("the page was left", "run it again"));
      opened?.close();
    }
  });
}

function caption({rows, more, cut}: QueryRows): string {
  const words = [
    more ? `The first ${count(rows)} rows; the query has more` : `${count(rows)} ${rows === 1 ? "row" : "rows"}`
  ];
  if (cut > 0)
    words.push(`${count(cut)} ${cut === 1 ? "text was" : "texts were"} cut after ${count(CELL_CHARACTERS)} characters`);
  return words.join("; ");
}

/** What a query may do here, in words. */
export const QUERY_LIMITS = `${count(QUERY_ROWS)} rows are shown at most, a query is stopped after ${QUERY_MS / 1000} seconds, and it may use ${QUERY_MEMORY.replace("GB", " GB")} of memory together with the tables`;

const chartCodec: Codec<string> = {
  parse: (found) => (found === "" || parseChart(found) !== undefined ? found : undefined),
  format: (value) => value,
  expected: "a chart such as line.0.2.-1: a mark, and the places of the columns for x, y and colour"
};
