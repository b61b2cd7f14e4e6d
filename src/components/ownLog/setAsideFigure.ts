import * as Plot from "@observablehq/plot";
import {html} from "htl";
import type {Rejected} from "../../browser/ownLog/documents.js";
import type {LogWords} from "../../lib/eventLog/wordsToDecide.js";
import {COLOURS} from "../colours.js";
import {download, downloadButton} from "../download.js";
import {figure} from "../figure.js";
import {count, percent} from "../format.js";

type Words = Pick<LogWords, "rows" | "leftOut">;

/** Bars of one figure; what is behind them is in the table. */
const MOST = 12;
/** Lines of a reason that are shown. */
const EXAMPLES = 2;
/** From this share of the rows on, what is left out is warned about. */
const MUCH = 0.1;

/** Rows that could not be read, by reason, with their share and the first lines of each, and the words for events that were left out. */
export function setAsideFigures(
  name: string,
  {reasons, csv}: Pick<Rejected, "reasons"> & {readonly csv?: Blob},
  words: Words
): HTMLElement {
  if (reasons.length === 0) return html`<p>Every row of ${name} could be read.</p>` as HTMLElement;
  const aside = reasons.reduce((sum, {rows}) => sum + rows, 0);
  const [most] = reasons;
  const bars = reasons.slice(0, MOST).map(({reason, rows}) => ({label: reason, rows}));
  return html`<div class="own-log-rejected">
    ${figure(
      {
        name: `${name}-set-aside`,
        title: `Rows of ${name} that were set aside`,
        description: `A bar of rows for each reason; the longest is “${most.reason}”.`,
        caption: html`${count(aside)} of ${count(words.rows)} rows (${share(aside, words.rows)}) were set aside,
        ${reasons.length === 1 ? "all" : "most"} of them because of this: ${most.reason}. The first lines are
        ${html`<ul class="own-log-lines">
          ${reasons.slice(0, MOST).map(firstLines)}
        </ul>`}` as unknown as Node,
        height: 44 + 40 * bars.length,
        table: {
          name: `${name}-set-aside`,
          columns: {
            reason: reasons.map(({reason}) => reason),
            rows: reasons.map(({rows}) => rows),
            share: reasons.map(({rows}) => rows / words.rows),
            first_lines: reasons.map(({lines}) => lines.join(" "))
          },
          format: {share: (value) => percent(value as number, 2)}
        }
      },
      (width, height) => drawBars(bars, words.rows, COLOURS.refuted, width, height)
    )}
    ${
      csv === undefined
        ? null
        : html`<div class="tools">
            ${downloadButton(
              "All of them as CSV",
              `All of them as CSV: the lines of ${name} that were set aside, with their reasons`,
              () => download(`${name}.set-aside.csv`, csv, "text/csv")
            )}
          </div>`
    }
    ${leftOutFigure(name, words)}
  </div>` as HTMLElement;
}

/** The first lines of a reason, with what stands in them where that is known. */
function firstLines({reason, rows, lines, examples}: Rejected["reasons"][number]): HTMLElement {
  const known = lines.filter((line) => examples[line] !== undefined).slice(0, EXAMPLES);
  const others = lines.filter((line) => !known.includes(line));
  const rest =
    others.length === 0
      ? ""
      : `${known.length === 0 ? "line" : "also in line"}${others.length === 1 ? "" : "s"} ${others.map(count).join(", ")}`;
  return html`<li>
    <b>${reason}</b>:
    ${known.map(
      (line) =>
        html`<span class="own-log-example"
          >line ${count(line)}
          ${Object.entries(examples[line]).map(([column, value]) => html`<code>${column}: ${value === null ? "–" : shortened(value, 40)}</code> `)}</span
        >`
    )}
    ${rest}${rows > lines.length ? " …" : ""}
  </li>` as HTMLElement;
}

function leftOutFigure(name: string, {rows, leftOut}: Words): HTMLElement | null {
  if (leftOut.length === 0) return null;
  const sum = leftOut.reduce((sum, word) => sum + word.rows, 0);
  const bars = leftOut.slice(0, MOST).map(({word, rows}) => ({label: word, rows}));
  const said = `${count(sum)} of ${count(rows)} rows (${share(sum, rows)}) have a word for an event that has no part here.`;
  return html`<div>
    ${sum < MUCH * rows ? null : html`<p class="own-log-note" role="alert">${said} Whoever needs them reads the log again and says what their words stand for.</p>`}
    ${figure(
      {
        name: `${name}-left-out-words`,
        title: "Words for events that were left out",
        description: "A bar of rows for each word.",
        caption: `${sum < MUCH * rows ? `${said} ` : ""}They are among the rows above.`,
        height: 44 + 40 * bars.length,
        table: {
          name: `${name}-left-out-words`,
          columns: {
            word: leftOut.map(({word}) => word),
            rows: leftOut.map((word) => word.rows),
            share: leftOut.map((word) => word.rows / rows)
          },
          format: {share: (value) => percent(value as number, 2)}
        }
      },
      (width, height) => drawBars(bars, rows, COLOURS.muted, width, height)
    )}
  </div>` as HTMLElement;
}

function drawBars(
  bars: readonly {readonly label: string; readonly rows: number}[],
  all: number,
  fill: string,
  width: number,
  height: number
): Element {
  // a reason stands above its bar, so that it has the whole width of a phone
  return Plot.plot({
    width,
    height,
    marginLeft: 4,
    marginRight: 110,
    marginTop: 12,
    marginBottom: 26,
    x: {
      label: "rows",
      ticks: Math.max(2, Math.floor(width / 160)),
      tickFormat: (rows: number) => (Number.isInteger(rows) ? count(rows) : "")
    },
    y: {domain: bars.map(({label}) => label), axis: null, padding: 0.6},
    marks: [
      Plot.barX(bars, {x: "rows", y: "label", fill, fillOpacity: 0.75}),
      Plot.text(bars, {
        x: 0,
        y: "label",
        text: (bar: {label: string}) => shortened(bar.label, Math.floor((width - 8) / 6.5)),
        textAnchor: "start",
        dy: -15,
        fill: COLOURS.ink
      }),
      Plot.text(bars, {
        x: "rows",
        y: "label",
        text: (bar: {rows: number}) => `${count(bar.rows)} (${share(bar.rows, all)})`,
        textAnchor: "start",
        dx: 4,
        fill: COLOURS.ink
      }),
      Plot.ruleX([0])
    ]
  });
}

/** A share of all rows, never rounded to nothing. */
function share(rows: number, all: number): string {
  return rows > 0 && rows / all < 0.0005 ? "under 0.1 %" : percent(rows / all);
}

const shortened = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
