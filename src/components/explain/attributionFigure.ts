import * as Plot from "@observablehq/plot";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {fixed} from "../format.js";
import {bySize} from "./bySize.js";
import {signed} from "./signed.js";

/** Features with a bar of their own; the others share one. */
const SHOWN = 9;
/** 95 % of a normal error. */
const Z = 1.96;

/** A prediction taken apart: base and values sum to it. */
export interface Attribution {
  /** What is added up, with its unit: "log-odds". */
  readonly scale: string;
  readonly digits: number;
  readonly columns: readonly string[];
  /** What the row has in each column. */
  readonly texts: readonly string[];
  readonly base: number;
  readonly values: ArrayLike<number>;
  /** Of a sample of coalitions; null where the values are exact. */
  readonly standardErrors: ArrayLike<number> | null;
  /** What the model says, on the scale. */
  readonly predicted: number;
}

export interface AttributionText extends Pick<FigureOptions, "name" | "title" | "caption" | "n" | "generated"> {
  /** What is said while there is nothing to draw. */
  readonly empty?: string;
}

/** From the base to one prediction, a bar for each feature; of a sample, with the 95 % of its error. */
export function attributionFigure(of: Attribution | null, said: AttributionText): [FigureOptions, Draw] {
  if (of === null)
    return [
      {
        ...said,
        height: 60 + 28 * 8,
        table: {name: said.name, columns: {feature: [], value: [], contribution: []}}
      },
      () => document.createElement("div")
    ];
  const {scale, digits, columns, texts, base, values, standardErrors, predicted} = of;
  const order = bySize(values).filter((f, i) => i === 0 || values[f] !== 0);
  const rest = order.slice(SHOWN);
  let at = base;
  const bars = [
    ...order.slice(0, SHOWN).map((f) => ({
      label: `${columns[f]} = ${texts[f]}`,
      value: values[f],
      error: standardErrors?.[f] ?? 0
    })),
    ...(columns.length > SHOWN
      ? [
          {
            label: `the other ${columns.length - Math.min(SHOWN, order.length)} features`,
            value: rest.reduce((sum, f) => sum + values[f], 0),
            error: 0
          }
        ]
      : [])
  ].map((bar) => {
    const from = at;
    at += bar.value;
    return {...bar, from, to: at};
  });
  const sampled = bars.some(({error}) => error > 0);
  return [
    {
      ...said,
      description: `Bars from the base ${fixed(base, digits)} to the prediction ${fixed(predicted, digits)}: ${bars.map(({label, value}) => `${label}: ${signed(value, digits)}`).join("; ")}`,
      height: 60 + 28 * (bars.length + 2),
      legend: [
        {label: "raises the prediction", colour: COLOURS.recomputed, shape: "square"},
        {label: "lowers it", colour: COLOURS.chosen, shape: "square"},
        {label: "base and prediction", colour: COLOURS.baseline, shape: "dot"},
        ...(sampled ? [{label: "95 % of the sampling error", colour: COLOURS.ink, shape: "line" as const}] : [])
      ],
      table: {
        name: said.name,
        columns: {
          feature: order.map((f) => columns[f]),
          value: order.map((f) => texts[f]),
          contribution: order.map((f) => values[f]),
          ...(sampled ? {standard_error: order.map((f) => standardErrors![f])} : {})
        },
        header: {contribution: `contribution, ${scale}`, standard_error: "standard error"}
      }
    },
    (width, height) => {
      const narrow = width < 560;
      const places = bars.map((bar, i) => ({...bar, i: i + 1}));
      const marks = [
        {label: "base", at: base, i: 0},
        {label: "prediction", at, i: bars.length + 1}
      ];
      const ends = [base, ...places.flatMap(({from, to, error}) => [from, to - Z * error, to + Z * error])];
      const low = Math.min(...ends);
      const high = Math.max(...ends);
      const pad = 0.12 * (high - low || 0.1);
      const lower = (d: {i: number}) => d.i + (narrow ? 0.15 : 0);
      return Plot.plot({
        width,
        height,
        marginLeft: narrow ? 6 : 258,
        marginRight: narrow ? 10 : 44,
        marginBottom: 36,
        marginTop: 20,
        style: "background:none;font-size:12px",
        x: {domain: [low - pad, high + pad], label: `${scale} →`, ticks: narrow ? 4 : 7, tickSize: 0},
        y: {axis: null, domain: [-0.6, bars.length + 1.6], reverse: true},
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
          Plot.ruleY(
            places.filter(({error}) => error > 0),
            {
              y: lower,
              x1: (d: {to: number; error: number}) => d.to - Z * d.error,
              x2: (d: {to: number; error: number}) => d.to + Z * d.error,
              stroke: COLOURS.ink,
              strokeWidth: 1.5
            }
          ),
          Plot.dot(marks, {x: "at", y: lower, r: 5, fill: COLOURS.baseline}),
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
                  x: (d: {from: number; to: number; error: number}) => Math.max(d.from, d.to + Z * d.error),
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
