import * as Plot from "@observablehq/plot";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {fixed} from "../format.js";

/** A value with its interval; ends are null where it is exact. */
export interface PairedValue {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Two estimates of one thing. */
export interface PairedRow {
  readonly label: string;
  readonly first: PairedValue;
  readonly second: PairedValue;
}

export interface PairedOptions extends Omit<FigureOptions, "height" | "legend" | "table"> {
  readonly rows: readonly PairedRow[];
  /** What the two are, in the legend and as heads of the table. */
  readonly names: readonly [string, string];
  readonly axis: string;
  readonly digits?: number;
}

const ROW = 36;

/** Two estimates with their intervals for each of some features, beside zero. Use as `figure(...pairedEstimates({…}))`. */
export function pairedEstimates({rows, names, axis, digits = 3, ...options}: PairedOptions): [FigureOptions, Draw] {
  const colours = [COLOURS.recomputed, COLOURS.chosen] as const;
  const text = ({value, low, high}: PairedValue) =>
    `${fixed(value, digits)}${low === null || high === null ? "" : ` [${fixed(low, digits)}, ${fixed(high, digits)}]`}`;
  return [
    {
      ...options,
      description:
        options.description ??
        rows
          .map(({label, first, second}) => `${label}: ${names[0]} ${text(first)}, ${names[1]} ${text(second)}`)
          .join("; "),
      height: ROW * rows.length + 56,
      legend: [
        {label: names[0], colour: colours[0], shape: "dot"},
        {label: names[1], colour: colours[1], shape: "square"}
      ],
      table: {
        name: options.name,
        columns: {
          feature: rows.map(({label}) => label),
          first: rows.map(({first}) => first.value),
          first_low: rows.map(({first}) => first.low),
          first_high: rows.map(({first}) => first.high),
          second: rows.map(({second}) => second.value),
          second_low: rows.map(({second}) => second.low),
          second_high: rows.map(({second}) => second.high)
        },
        header: {
          first: names[0],
          first_low: "from",
          first_high: "to",
          second: names[1],
          second_low: "from",
          second_high: "to"
        }
      }
    },
    (width, height) => {
      const narrow = width < 560;
      const marks = (of: "first" | "second", aside: number) =>
        rows.map((row, i) => ({
          at: i + (narrow ? 0.14 : 0) + aside,
          value: row[of].value,
          low: row[of].low ?? row[of].value,
          high: row[of].high ?? row[of].value
        }));
      const [first, second] = [marks("first", -0.13), marks("second", 0.13)];
      return Plot.plot({
        width,
        height,
        marginLeft: narrow ? 6 : 226,
        marginRight: 16,
        marginTop: 14,
        marginBottom: 36,
        style: "background:none;font-size:12px",
        x: {label: `${axis} →`, ticks: narrow ? 4 : 7, tickSize: 0, nice: true},
        y: {axis: null, domain: [-0.6, rows.length - 0.4], reverse: true},
        marks: [
          Plot.gridX({ticks: narrow ? 4 : 7}),
          Plot.ruleX([0], {stroke: COLOURS.baseline}),
          Plot.ruleY(first, {x1: "low", x2: "high", y: "at", stroke: colours[0], strokeWidth: 2.5}),
          Plot.dot(first, {x: "value", y: "at", r: 4, fill: colours[0]}),
          Plot.ruleY(second, {x1: "low", x2: "high", y: "at", stroke: colours[1], strokeWidth: 2.5}),
          Plot.dot(second, {x: "value", y: "at", r: 4, fill: colours[1], symbol: "square"}),
          Plot.text(rows, {
            y: (_: unknown, i: number) => i,
            frameAnchor: "left",
            textAnchor: narrow ? "start" : "end",
            dx: narrow ? 0 : -10,
            dy: narrow ? -13 : 0,
            text: "label",
            fill: COLOURS.ink,
            stroke: COLOURS.page,
            strokeWidth: narrow ? 4 : 0
          })
        ]
      });
    }
  ];
}
