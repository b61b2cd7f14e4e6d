import * as Plot from "@observablehq/plot";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, percent} from "../format.js";
import {BACKGROUND_ROWS, bySize, type ExplainedModel, type ExplainedRow} from "./explainedModel.js";

/** Features with a bar of their own; the others share one. */
const SHOWN = 9;

/** A contribution with its sign. */
const signed = (value: number, digits = 2): string => {
  const text = fixed(value, digits);
  return text.startsWith("−") || !/[1-9]/.test(text) ? text : `+${text}`;
};

/** From the base to one prediction, a bar for each feature. */
export function waterfallFigure(
  {columns, of}: ExplainedModel,
  {scale, x, base, values, predicted, probability}: ExplainedRow,
  {name, title, row, target}: {name: string; title: string; row: number; target: string}
): [FigureOptions, Draw] {
  const digits = scale === "log-odds" ? 2 : 3;
  const order = bySize(values);
  const rest = order.slice(SHOWN).reduce((sum, f) => sum + values[f], 0);
  let at = base;
  const bars = [
    ...order.slice(0, SHOWN).map((f) => ({label: `${columns[f]} = ${count(x[f])}`, value: values[f]})),
    {label: `the other ${columns.length - SHOWN} features`, value: rest}
  ].map((bar) => {
    const from = at;
    at += bar.value;
    return {...bar, from, to: at};
  });
  const sum = at;
  const what =
    scale === "log-odds"
      ? `The base is the mean of the training rows, by the covers of the trees’ nodes. Base and contributions sum to ${fixed(sum, digits)}; the model’s score is ${fixed(predicted, digits)}, a probability of ${percent(probability)}.`
      : `The base is the mean prediction of ${count(BACKGROUND_ROWS)} training rows. Base and contributions sum to ${fixed(sum, digits)}; the model’s probability is ${fixed(predicted, digits)}.`;
  return [
    {
      name,
      title,
      description: `Bars from the base ${fixed(base, digits)} to the prediction ${fixed(predicted, digits)}: ${bars.map(({label, value}) => `${label}: ${signed(value, digits)}`).join("; ")}`,
      caption: what,
      n: `Row ${count(of.numbers[row])} of the test part; label ${of.y[row] === 1 ? "yes" : "no"}: ${target}. Contributions are exact, so they have no interval.`,
      generated: true,
      height: 60 + 28 * (bars.length + 2),
      legend: [
        {label: "raises the prediction", colour: COLOURS.recomputed, shape: "square"},
        {label: "lowers it", colour: COLOURS.chosen, shape: "square"},
        {label: "base and prediction", colour: COLOURS.baseline, shape: "dot"}
      ],
      table: {
        name,
        columns: {
          feature: order.map((f) => columns[f]),
          value: order.map((f) => x[f]),
          contribution: order.map((f) => values[f])
        },
        header: {contribution: `contribution, ${scale}`}
      }
    },
    (width, height) => {
      const narrow = width < 560;
      const ends = [{label: "base", at: base}, ...bars, {label: "prediction", at: sum}];
      const places = bars.map((bar, i) => ({...bar, i: i + 1}));
      const marks = [
        {label: "base", at: base, i: 0},
        {label: "prediction", at: sum, i: bars.length + 1}
      ];
      const values = [...places.flatMap(({from, to}) => [from, to]), base];
      const low = Math.min(...values);
      const high = Math.max(...values);
      const pad = 0.12 * (high - low || 1);
      return Plot.plot({
        width,
        height,
        marginLeft: narrow ? 6 : 258,
        marginRight: narrow ? 10 : 30,
        marginBottom: 36,
        marginTop: 20,
        style: "background:none;font-size:12px",
        x: {domain: [low - pad, high + pad], label: `${scale} →`, ticks: narrow ? 4 : 7, tickSize: 0},
        y: {axis: null, domain: [-0.6, ends.length - 0.4], reverse: true},
        marks: [
          Plot.gridX({ticks: narrow ? 4 : 7}),
          Plot.ruleX(places.slice(1), {
            x: "from",
            y1: (d: {i: number}) => d.i - 1,
            y2: "i",
            stroke: COLOURS.muted,
            strokeDasharray: "2 2"
          }),
          Plot.rect(places, {
            x1: "from",
            x2: "to",
            y1: (d: {i: number}) => d.i - (narrow ? 0.05 : 0.32),
            y2: (d: {i: number}) => d.i + (narrow ? 0.38 : 0.32),
            fill: (d: {value: number}) => (d.value >= 0 ? COLOURS.recomputed : COLOURS.chosen)
          }),
          Plot.dot(marks, {x: "at", y: (d: {i: number}) => d.i + (narrow ? 0.15 : 0), r: 5, fill: COLOURS.baseline}),
          Plot.text([...places, ...marks], {
            y: "i",
            frameAnchor: "left",
            textAnchor: narrow ? "start" : "end",
            dx: narrow ? 0 : -10,
            dy: narrow ? -9 : 0,
            text: (d: {label: string; value?: number; at?: number}) =>
              narrow
                ? `${d.label}  ${d.value === undefined ? fixed(d.at!, digits) : signed(d.value, digits)}`
                : d.label,
            fill: COLOURS.ink,
            stroke: COLOURS.page,
            strokeWidth: narrow ? 4 : 0
          }),
          ...(narrow
            ? []
            : [
                Plot.text(places, {
                  x: (d: {from: number; to: number}) => Math.max(d.from, d.to),
                  y: "i",
                  dx: 6,
                  textAnchor: "start",
                  text: (d: {value: number}) => signed(d.value, digits),
                  fill: COLOURS.ink,
                  fontVariant: "tabular-nums"
                }),
                Plot.text(marks, {
                  x: "at",
                  y: "i",
                  dx: 9,
                  textAnchor: "start",
                  text: (d: {at: number}) => fixed(d.at, digits),
                  fill: COLOURS.ink,
                  fontVariant: "tabular-nums"
                })
              ])
        ]
      });
    }
  ];
}
