import * as Plot from "@observablehq/plot";
import {COLOURS} from "./colours.js";
import type {Draw, FigureOptions} from "./figure.js";
import {interval} from "./format.js";

/** A value with its interval, as a row of a figure. */
export interface Estimate {
  readonly label: string;
  readonly value: number;
  /** Null where it is exact. */
  readonly low: number | null;
  readonly high: number | null;
  /** What it was measured on, e.g. rows of a test. */
  readonly n?: number;
  /** A meaning of `colours.ts`; that of recomputed values where nothing is said. */
  readonly colour?: string;
}

export interface EstimatesOptions extends Pick<
  FigureOptions,
  "name" | "title" | "caption" | "n" | "generated" | "description"
> {
  readonly rows: readonly Estimate[];
  /** What a row is, as the head of the table's first column. */
  readonly row?: string;
  /** What the axis says, e.g. "AUC". */
  readonly axis: string;
  /** `share` writes percentages. */
  readonly unit?: "share" | "";
  readonly digits?: number;
  /** What the values are to be seen beside: a coin, the best constant. */
  readonly references?: readonly {readonly label: string; readonly value: number}[];
}

/** Below this width, in pixels, a row's label stands above it. */
const NARROW = 560;
const ROW = 36;

/**
 * The figure of estimates with their intervals, one below the other, each with its name and its numbers beside it, so that it takes no
 * legend, and beside what they are to be compared with. Use as `figure(...estimates({…}))`.
 */
export function estimates({
  rows,
  row: head = "estimate",
  axis,
  unit = "",
  digits,
  references = [],
  ...options
}: EstimatesOptions): [FigureOptions, Draw] {
  const numbers = ({value, low, high}: Estimate) => interval({value, low, high, unit}, digits);
  const height = ROW * rows.length + 62;
  return [
    {
      ...options,
      description: options.description ?? rows.map((row) => `${row.label}: ${numbers(row)}`).join("; "),
      height,
      table: {
        name: options.name,
        columns: {
          label: rows.map(({label}) => label),
          value: rows.map(({value}) => value),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high),
          ...(rows.some(({n}) => n !== undefined) ? {n: rows.map(({n}) => n ?? null)} : {})
        },
        header: {label: head, value: axis, low: "95 % from", high: "to"}
      }
    },
    (width, tall) => {
      const narrow = width < NARROW;
      const longest = Math.max(...rows.map(({label}) => label.length), 4);
      const colour = (row: Estimate) => row.colour ?? COLOURS.recomputed;
      const places = rows.map((row, i) => ({...row, i, low: row.low ?? row.value, high: row.high ?? row.value}));
      const scale = unit === "share" ? 100 : 1;
      const ends = [...places.flatMap(({low, high}) => [low, high]), ...references.map(({value}) => value)];
      const pad = 0.04 * (Math.max(...ends) - Math.min(...ends) || 1);
      const domain = [scale * (Math.min(...ends) - pad), scale * (Math.max(...ends) + pad)] as const;
      return Plot.plot({
        width,
        height: tall,
        marginLeft: narrow ? 6 : Math.min(260, 7 * longest + 14),
        marginRight: narrow ? 12 : 150,
        marginTop: 26,
        marginBottom: 36,
        style: "background:none;font-size:12px",
        x: {
          domain,
          label: `${axis}${unit === "share" ? ", %" : ""} →`,
          ticks: narrow ? 4 : 7,
          tickSize: 0
        },
        y: {axis: null, domain: [-0.5, rows.length - 0.5], reverse: true},
        marks: [
          Plot.gridX({ticks: narrow ? 4 : 7}),
          Plot.ruleX(references, {x: ({value}) => scale * value, stroke: COLOURS.muted, strokeDasharray: "4 3"}),
          ...(["start", "middle", "end"] as const).map((textAnchor) =>
            Plot.text(
              references.filter(({value}) => anchor(scale * value, domain) === textAnchor),
              {
                x: ({value}) => scale * value,
                frameAnchor: "top",
                dy: -14,
                text: "label",
                textAnchor,
                fill: COLOURS.muted
              }
            )
          ),
          Plot.ruleY(places, {
            x1: ({low}) => scale * low,
            x2: ({high}) => scale * high,
            y: "i",
            stroke: colour,
            strokeWidth: 3,
            strokeLinecap: "round"
          }),
          Plot.dot(places, {x: ({value}) => scale * value, y: "i", r: 5, fill: colour}),
          Plot.text(places, {
            y: "i",
            frameAnchor: "left",
            textAnchor: narrow ? "start" : "end",
            dx: narrow ? 0 : -10,
            dy: narrow ? -13 : 0,
            text: narrow ? (row) => `${row.label}  ${numbers(rows[row.i])}` : "label",
            fill: COLOURS.ink,
            stroke: COLOURS.page,
            strokeWidth: narrow ? 4 : 0
          }),
          ...(narrow
            ? []
            : [
                Plot.text(places, {
                  y: "i",
                  frameAnchor: "right",
                  textAnchor: "start",
                  dx: 12,
                  text: (row) => numbers(rows[row.i]),
                  fill: COLOURS.ink,
                  fontVariant: "tabular-nums"
                })
              ])
        ]
      });
    }
  ];
}

/** On which side of its line a label has room. */
function anchor(value: number, [from, to]: readonly [number, number]): "start" | "middle" | "end" {
  const share = (value - from) / (to - from);
  return share < 0.15 ? "start" : share > 0.85 ? "end" : "middle";
}
