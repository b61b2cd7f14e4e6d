import * as Plot from "@observablehq/plot";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed} from "../format.js";
import {HIGH_COLOUR, LOW_COLOUR, rankShares, stepColour} from "./beeswarmFigure.js";
import type {ExplainedModel} from "./explainedModel.js";

/** Rows × columns × columns, worked out once a model. */
const pairsOf = new WeakMap<ExplainedModel, Float64Array>();

/** The column whose interaction with a column is largest, by the mean size over the sampled test rows. */
export function strongestPartner(model: ExplainedModel, f: number): number {
  const {columns, test, explainer} = model;
  const width = columns.length;
  let pairs = pairsOf.get(model);
  if (pairs === undefined) pairsOf.set(model, (pairs = explainer.interactions!(test).values));
  const sizes = new Float64Array(width);
  for (let row = 0; row < test.rows; row++)
    for (let g = 0; g < width; g++) if (g !== f) sizes[g] += Math.abs(pairs[(row * width + f) * width + g]);
  return sizes.indexOf(Math.max(...sizes));
}

/** The contributions of one feature against its values, coloured by another's. */
export function dependenceFigure(model: ExplainedModel, f: number, by: number): [FigureOptions, Draw] {
  const {columns, units, test, explainer} = model;
  const width = columns.length;
  const {values} = explainer.explain(test);
  const shares = rankShares(Float64Array.from({length: test.rows}, (_, row) => test.x[row * width + by]));
  const dots = Array.from({length: test.rows}, (_, row) => ({
    x: test.x[row * width + f],
    value: values[row * width + f],
    other: test.x[row * width + by],
    share: shares[row]
  }));
  const [low, high] = [Math.min(...dots.map(({value}) => value)), Math.max(...dots.map(({value}) => value))];
  const partner = strongestPartner(model, f);
  return [
    {
      name: "explain-dependence",
      title: `What ${columns[f]} adds, by its value`,
      description: `A dot for each test row at its value of ${columns[f]} and its contribution, coloured by ${columns[by]}.`,
      caption: `The contribution runs from ${fixed(low)} to ${fixed(high)} log-odds. Where dots of one value spread, other features change what it adds (an interaction); ${columns[partner]} does so most. Colour: ${columns[by]}.`,
      n: `n = ${count(test.rows)} test rows, at even steps of their ranking.`,
      generated: true,
      height: 320,
      legend: [
        {label: `low ${columns[by]}`, colour: LOW_COLOUR, shape: "dot"},
        {label: `high ${columns[by]}`, colour: HIGH_COLOUR, shape: "dot"}
      ],
      table: {
        name: "explain-dependence",
        columns: {
          [columns[f]]: dots.map(({x}) => x),
          contribution: dots.map(({value}) => value),
          ...(by === f ? {} : {[columns[by]]: dots.map(({other}) => other)})
        },
        header: {contribution: "contribution, log-odds"}
      }
    },
    (wide, height) =>
      Plot.plot({
        width: wide,
        height,
        marginLeft: 46,
        marginBottom: 38,
        style: "background:none;font-size:12px",
        x: {
          label: `${columns[f]}${columns[f].includes(units[f]) || units[f] === "" ? "" : `, ${units[f]}`} →`,
          ticks: wide < 560 ? 4 : 8,
          tickFormat: (value: number) => count(value)
        },
        y: {label: "↑ contribution, log-odds", grid: true},
        marks: [
          Plot.ruleY([0], {stroke: COLOURS.baseline}),
          Plot.dot(dots, {x: "x", y: "value", r: 3, fill: ({share}: {share: number}) => stepColour(share)})
        ]
      })
  ];
}
