import * as Plot from "@observablehq/plot";
import {meanSizes} from "../../lib/explain/attribution.js";
import {COLOURS, STEPS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed} from "../format.js";
import type {ExplainedModel} from "./explainedModel.js";

/** Features with a row of their own. */
const SHOWN = 8;

/** Steps that a dot can be seen in: the first ones are nearly the page's own colour. */
const DOT_STEPS = STEPS.slice(2);
export const LOW_COLOUR = DOT_STEPS[0];
export const HIGH_COLOUR = DOT_STEPS[DOT_STEPS.length - 1];

/** Where each value stands among all by rank, from 0, the lowest, to 1, the highest; equal values stand together. */
export function rankShares(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const first = (value: number) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const last = first(sorted[sorted.length - 1]);
  return Float64Array.from(values, (value) => (last === 0 ? 0.5 : first(value) / last));
}

/** The colour of a share between 0 and 1, from little to much. */
export const stepColour = (share: number): string =>
  DOT_STEPS[Math.min(DOT_STEPS.length - 1, Math.floor(share * DOT_STEPS.length))];

/** The contributions of the most important features over the sampled test rows, a dot for each row. */
export function beeswarmFigure({columns, test, explainer}: ExplainedModel): [FigureOptions, Draw] {
  const width = columns.length;
  const {values} = explainer.explain(test);
  const sizes = meanSizes(values, width);
  const order = columns
    .map((_, f) => f)
    .sort((a, b) => sizes[b] - sizes[a])
    .slice(0, SHOWN);
  const of = (from: ArrayLike<number>, f: number) =>
    Float64Array.from({length: test.rows}, (_, row) => from[row * width + f]);
  const dots = order.flatMap((f, place) => {
    const shares = rankShares(of(test.x, f));
    return Array.from(of(values, f), (value, row) => ({place, value, share: shares[row], is: test.x[row * width + f]}));
  });
  const [first] = order;
  return [
    {
      name: "explain-beeswarm",
      title: "What each feature adds, row by row",
      description: `A band of dots for each of ${SHOWN} features, a dot for each test row at its contribution, coloured by the feature’s value.`,
      caption: `Features by the mean size of their contributions: ${columns[first]} moves a score by ${fixed(sizes[first])} log-odds on average. The colour of a dot tells whether the feature’s value is low or high among these rows.`,
      n: `n = ${count(test.rows)} test rows, at even steps of their ranking.`,
      generated: true,
      height: 60 + 41 * SHOWN,
      legend: [
        {label: "lowest values of the feature", colour: LOW_COLOUR, shape: "dot"},
        {label: "highest values", colour: HIGH_COLOUR, shape: "dot"}
      ],
      table: {
        name: "explain-beeswarm",
        columns: {
          feature: dots.map(({place}) => columns[order[place]]),
          value: dots.map(({is}) => is),
          contribution: dots.map(({value}) => value)
        },
        header: {contribution: "contribution, log-odds"}
      }
    },
    (wide, height) => {
      const narrow = wide < 560;
      const domain = [Math.min(...dots.map(({value}) => value)), Math.max(...dots.map(({value}) => value))] as const;
      const placed = stackDots(dots, (domain[1] - domain[0]) / 90);
      return Plot.plot({
        width: wide,
        height,
        marginLeft: narrow ? 6 : 226,
        marginBottom: 36,
        marginTop: 16,
        style: "background:none;font-size:12px",
        x: {label: "contribution, log-odds →", ticks: narrow ? 4 : 8, tickSize: 0},
        y: {axis: null, domain: [-0.6, SHOWN - 0.4], reverse: true},
        marks: [
          Plot.ruleX([0], {stroke: COLOURS.baseline}),
          Plot.dot(placed, {
            x: "value",
            y: (d: {place: number; offset: number}) => d.place + d.offset + (narrow ? 0.1 : 0),
            r: narrow ? 1.6 : 2.2,
            fill: (d: {share: number}) => stepColour(d.share),
            fillOpacity: 0.9
          }),
          Plot.text(order, {
            y: (_: number, i: number) => i,
            frameAnchor: "left",
            textAnchor: narrow ? "start" : "end",
            dx: narrow ? 0 : -10,
            dy: narrow ? -17 : 0,
            text: (f: number) => columns[f],
            fill: COLOURS.ink,
            stroke: COLOURS.page,
            strokeWidth: narrow ? 4 : 0
          })
        ]
      });
    }
  ];
}

/** Dots of a band that are nearer than `apart` step aside in turn, up and down, so far as the band has room. */
function stackDots<T extends {place: number; value: number}>(
  dots: readonly T[],
  apart: number
): (T & {offset: number})[] {
  const bins = new Map<string, number>();
  return dots.map((dot) => {
    const bin = `${dot.place} ${Math.round(dot.value / apart)}`;
    const before = bins.get(bin) ?? 0;
    bins.set(bin, before + 1);
    const step = Math.ceil(before / 2) * (before % 2 === 0 ? 1 : -1);
    // a full band begins again in the middle
    return {...dot, offset: ((step * 0.05 + 10.35) % 0.7) - 0.35};
  });
}
