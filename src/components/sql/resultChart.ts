import * as Plot from "@observablehq/plot";
import {html} from "htl";
import type {QueryRows} from "../../lib/sql/readOnlyQuery.js";
import {COLOURS} from "../colours.js";
import {figure, type Draw} from "../figure.js";
import {count} from "../format.js";
import type {LegendItem} from "../standaloneSvg.js";
import type {Control} from "../state.js";
import {
  chartProblem,
  chartText,
  columnKind,
  defaultChart,
  MARKS,
  MOST_BARS,
  parseChart,
  type ChartChoice
} from "./chartChoice.js";

/** One colour a value, each told apart from the others in both themes. */
const SERIES = [
  COLOURS.recomputed,
  COLOURS.chosen,
  COLOURS.truth,
  COLOURS.generated,
  COLOURS.addtocart,
  COLOURS.test,
  COLOURS.validation,
  COLOURS.baseline
];

export interface ResultChart {
  /** The choice of mark and columns as text, empty where it is left to the page. */
  readonly control: Control<string>;
  readonly element: HTMLElement;
  show(result: QueryRows, options: {readonly generated: boolean}): void;
}

/** A chart of whatever a query gave, of which the reader chooses mark, axes and colour. */
export function resultChart(): ResultChart {
  let chosen = "";
  let last: {result: QueryRows; generated: boolean} | null = null;
  const fields = (["mark", "x", "y", "colour"] as const).map((name) => {
    const select = html`<select></select>` as HTMLSelectElement;
    const label = html`<label>${name === "mark" ? "chart" : name} ${select}</label>` as HTMLElement;
    return {name, select, label};
  });
  const fieldset = html`<div class="query-chart-choice" role="group" aria-label="Chart">
    ${fields.map(({label}) => label)}
  </div>` as HTMLElement;
  const control = Object.defineProperty(fieldset, "value", {
    get: () => chosen,
    set: (text: string) => {
      chosen = text;
      draw();
    }
  }) as Control<string>;
  const element = html`<div class="query-chart"></div>` as HTMLElement;

  fieldset.addEventListener("change", (event) => {
    event.stopPropagation();
    const [mark, x, y, colour] = fields.map(({select}) => select.value);
    chosen = chartText({mark: mark as ChartChoice["mark"], x: Number(x), y: Number(y), colour: Number(colour)});
    draw();
    fieldset.dispatchEvent(new Event("input", {bubbles: true}));
  });
  // a select says both; the choice is told once
  for (const {select} of fields) select.addEventListener("input", (event) => event.stopPropagation());

  function draw(): void {
    if (last === null) return;
    const {result, generated} = last;
    const names = Object.keys(result.columns);
    const choice = parseChart(chosen) ?? defaultChart(result);
    for (const {name, select, label} of fields) {
      const none = name === "mark" ? [] : [["-1", "–"]];
      const options =
        name === "mark" ? MARKS.map((mark) => [mark, mark]) : names.map((column, i) => [String(i), column]);
      select.replaceChildren(
        ...[...none, ...options].map(([value, text]) => html`<option value=${value}>${text}</option>`)
      );
      select.value = String(choice[name]);
      label.hidden = name === "y" && choice.mark === "histogram";
    }
    const problem = chartProblem(result, choice);
    if (problem !== null || choice.mark === "none") {
      element.replaceChildren(html`<p class="query-note">${problem ?? "No chart is drawn of this result."}</p>`);
      return;
    }
    element.replaceChildren(drawn(result, choice, generated));
  }

  return {
    control,
    element,
    show(result, {generated}) {
      last = {result, generated};
      draw();
    }
  };
}

function drawn(result: QueryRows, choice: ChartChoice, generated: boolean): HTMLElement {
  const names = Object.keys(result.columns);
  const [x, y, colour] = [names[choice.x], names[choice.y], names[choice.colour]];
  const all = Array.from({length: result.rows}, (_, i) => i);
  const rows = choice.mark === "bar" ? all.slice(0, MOST_BARS) : all;
  const at = (name: string) => {
    const kind = columnKind(result, name);
    const values = result.columns[name];
    return (i: number) => {
      const value = values[i];
      if (kind === "time" && value !== null)
        return new Date(`${String(value).replace(" ", "T")}Z`.replace(/^(.{10})Z$/, "$1T00:00Z"));
      return kind === "text" ? (value === null ? "NULL" : String(value)) : value;
    };
  };
  const groups = colour === undefined ? [] : [...new Set(rows.map((i) => String(result.columns[colour][i] ?? "NULL")))];
  const stroke =
    colour === undefined
      ? COLOURS.recomputed
      : (i: number) => SERIES[groups.indexOf(String(result.columns[colour][i] ?? "NULL")) % SERIES.length];
  const horizontal = choice.mark === "bar" && columnKind(result, x) === "number";
  const bands = horizontal ? rows.length : 0;
  const height = horizontal ? Math.max(160, 50 + 22 * bands) : 320;
  const draw: Draw = (width, tall) => {
    const missing = (value: unknown) => value === null || (typeof value === "number" && !Number.isFinite(value));
    const whole = choice.mark === "histogram" ? [x] : [x, y];
    const shown = rows.filter((i) => whole.every((name) => !missing(result.columns[name][i])));
    const labels = horizontal ? Math.max(...rows.map((i) => String(result.columns[y][i]).length), 0) : 0;
    const shared: Plot.PlotOptions = {
      width,
      height: tall,
      marginLeft: horizontal ? Math.min(width / 2.5, 20 + 7 * labels) : 56,
      marginBottom: 42,
      color: {type: "identity"},
      style: {background: "none", fontSize: "12px", fontFamily: "var(--sans-serif)"}
    };
    switch (choice.mark) {
      case "line":
        return Plot.plot({
          ...shared,
          x: {label: `${x} →`, ...(columnKind(result, x) === "time" ? {type: "utc"} : {})},
          y: {label: `↑ ${y}`, grid: true, nice: true, zero: true},
          marks: [
            Plot.ruleY([0], {stroke: COLOURS.muted}),
            Plot.line(shown, {
              x: at(x),
              y: at(y),
              stroke,
              z: colour === undefined ? null : at(colour),
              strokeWidth: 1.8
            }),
            ...(shown.length <= 60 ? [Plot.dot(shown, {x: at(x), y: at(y), fill: stroke, r: 2.5})] : []),
            Plot.tip(shown, Plot.pointerX({x: at(x), y: at(y)}))
          ]
        });
      case "dot":
        return Plot.plot({
          ...shared,
          x: {label: `${x} →`, nice: true},
          y: {label: `↑ ${y}`, grid: true, nice: true},
          marks: [
            Plot.dot(shown, {x: at(x), y: at(y), stroke, r: shown.length > 500 ? 1.5 : 3}),
            Plot.tip(shown, Plot.pointer({x: at(x), y: at(y)}))
          ]
        });
      case "bar": {
        const band = horizontal ? y : x;
        const domain = shown.map((i) => at(band)(i) as string | Date);
        return Plot.plot({
          ...shared,
          x: horizontal ? {label: `${x} →`, grid: true} : {label: x, domain, tickRotate: shown.length > 12 ? -40 : 0},
          y: horizontal ? {label: null, domain} : {label: `↑ ${y}`, grid: true},
          marginBottom: horizontal ? 42 : 70,
          marks: horizontal
            ? [Plot.barX(shown, {x: at(x), y: at(y), fill: stroke}), Plot.ruleX([0])]
            : [Plot.barY(shown, {x: at(x), y: at(y), fill: stroke}), Plot.ruleY([0])]
        });
      }
      default:
        return Plot.plot({
          ...shared,
          x: {label: `${x} →`},
          y: {label: "↑ rows", grid: true},
          marks: [
            Plot.rectY(shown, {...Plot.binX({y: "count"}, {x: at(x)}), fill: COLOURS.recomputed}),
            Plot.ruleY([0])
          ]
        });
    }
  };
  const title =
    choice.mark === "histogram"
      ? `Rows by ${x}`
      : horizontal
        ? `${x} by ${y}`
        : `${y} by ${x}${colour === undefined ? "" : ` and ${colour}`}`;
  const legend: LegendItem[] = groups.map((label, i) => ({
    label,
    colour: SERIES[i % SERIES.length],
    shape: choice.mark === "line" ? "line" : choice.mark === "dot" ? "ring" : "square"
  }));
  const parts = [
    rows.length < result.rows ? `The first ${count(rows.length)} of ${count(result.rows)} rows are drawn.` : "",
    result.more ? "The query has more rows than these." : ""
  ].filter((part) => part !== "");
  return figure(
    {
      name: "query-chart",
      title,
      caption: parts.join(" ") || `All ${count(result.rows)} rows of the result.`,
      generated,
      height,
      legend
    },
    draw
  );
}
