import * as Plot from "@observablehq/plot";
import type {IntentPage, IntentProtocol, IntentVariant} from "../../lib/reports/intentPage.js";
import {COLOURS} from "../colours.js";
import type {DataTableOptions} from "../dataTable.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";
import {differenceText} from "./differenceText.js";
import {MODEL_METRICS, shortInterval, shortNumber} from "../models/modelMetrics.js";
import {lineCell, sentenceCell} from "../targets/tableCells.js";

/** Which rows are shown. */
export interface IntentChoice {
  readonly protocol: IntentProtocol;
  readonly variant: IntentVariant;
  readonly metric: string;
}

export const PROTOCOLS: Readonly<Record<IntentProtocol, string>> = {
  folds: "random folds",
  months: "February–October → November–December"
};
export const VARIANTS: Readonly<Record<IntentVariant, string>> = {
  with: "with page values",
  without: "without page values"
};

/** The rows of a choice, in the order of the models. */
function chosenRows({models, rows}: IntentPage, {protocol, variant, metric}: IntentChoice) {
  return models.flatMap(({id, title, setting}) => {
    const row = rows.find(
      (one) => one.protocol === protocol && one.variant === variant && one.metric === metric && one.model === id
    );
    return row === undefined ? [] : [{...row, title, setting}];
  });
}

const protocolText = ({folds}: IntentPage, {protocol, variant}: IntentChoice) =>
  protocol === "folds"
    ? `first ${folds.used} of ${folds.of} stratified folds, ${VARIANTS[variant]}`
    : `trained on February to October, tested on November and December, ${VARIANTS[variant]}`;

/** One metric of every model with its interval, and what a report says of the same data. */
export function modelsFigure(page: IntentPage, choice: IntentChoice): readonly [FigureOptions, Draw] {
  const {metric} = choice;
  const rows = chosenRows(page, choice);
  const claim = page.claims.find((one) => one.metric === metric) ?? null;
  const name = MODEL_METRICS[metric];
  const best = rows.reduce((a, b) => (b.value > a.value ? b : a));
  const ours = rows.find(({model}) => model === "tabm");
  const [baseline] = rows;
  return [
    {
      name: `intent-${metric}`,
      title: `${name[0].toUpperCase()}${name.slice(1)} of every model, ${VARIANTS[choice.variant]}, ${PROTOCOLS[choice.protocol]}`,
      description:
        "A row for each model with a dot at its value and its interval, or an arrow with its value where it lies far left of the others; a vertical line with a band for what a report says.",
      caption: `Highest: ${best.title}, ${shortInterval(best)}.${
        claim === null
          ? ""
          : ` OP-ECOM’s report claims ${claim.printed} for its TabM; with ${count(claim.n)} test rows its interval would be ${shortNumber(claim.low)} to ${shortNumber(claim.high)}. It names no split, so the line is shown for every one.${ours === undefined ? "" : ` Ours lies ${ours.value > claim.high ? "above" : ours.value < claim.low ? "below" : "inside"} that interval.`}`
      } Baseline: ${shortNumber(baseline.baseline)}. Intervals are 95 %, for one model at a time.`,
      n: `n = ${count(baseline.n)} sessions; ${protocolText(page, choice)}.`,
      height: 56 + 24 * rows.length,
      legend: [
        {label: "a model and its interval", colour: COLOURS.recomputed, shape: "dot"},
        ...(claim === null
          ? []
          : [{label: "OP-ECOM’s claim and its interval", colour: COLOURS.published, shape: "line" as const}])
      ],
      table: {
        name: `intent-${metric}`,
        columns: {
          model: rows.map(({title}) => title),
          value: rows.map(({value}) => value),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high),
          baseline: rows.map(({baseline}) => baseline),
          n: rows.map(({n}) => n)
        },
        header: {low: "95 % from", high: "to", baseline: "baseline"},
        format: Object.fromEntries(["value", "low", "high", "baseline"].map((column) => [column, shortNumber]))
      }
    },
    (width, height) => {
      const narrow = width < 520;
      const {drawn, off, domain} = onScale(rows, claim === null ? [] : [claim.low, claim.high]);
      return Plot.plot({
        width,
        height,
        marginLeft: narrow ? 150 : 232,
        marginRight: 14,
        marginBottom: 36,
        x: {label: name, grid: true, nice: true, domain, ticks: narrow ? 3 : 6},
        y: {
          domain: rows.map(({title}) => title),
          label: null,
          tickSize: 0,
          tickFormat: (title: string) => (narrow ? title.replace(" on embedded columns", ", embedded") : title)
        },
        style: narrow ? {fontSize: "9.5px"} : {},
        marks: [
          ...(claim === null
            ? []
            : [
                Plot.rect([claim], {x1: "low", x2: "high", fill: COLOURS.published, fillOpacity: 0.1}),
                Plot.ruleX([claim], {x: "value", stroke: COLOURS.published, strokeWidth: 1.75})
              ]),
          Plot.ruleY(drawn, {y: "title", x1: "low", x2: "high", stroke: COLOURS.recomputed, strokeWidth: 1.75}),
          Plot.dot(drawn, {y: "title", x: "value", r: 4, fill: COLOURS.recomputed}),
          Plot.text(off, {
            y: "title",
            x: domain[0],
            text: ({value}: {value: number}) => `← ${shortNumber(value)}`,
            textAnchor: "start",
            dx: 4,
            fill: COLOURS.recomputed
          }),
          Plot.tip(
            drawn,
            Plot.pointerY({
              x: "value",
              y: "title",
              title: (row: (typeof rows)[number]) => `${row.title}\n${shortInterval(row)}`
            })
          )
        ]
      });
    }
  ];
}

/** How many intervals' widths below the best value are drawn. */
const REACH = 5;

/** A scale on which models can be told apart, and those that lie so far below the others that they are left off it. */
export function onScale<T extends {readonly value: number; readonly low: number | null; readonly high: number | null}>(
  rows: readonly T[],
  alsoShown: readonly number[]
): {readonly drawn: readonly T[]; readonly off: readonly T[]; readonly domain: readonly [number, number]} {
  const widths = rows.map(({value, low, high}) => (high ?? value) - (low ?? value)).sort((a, b) => a - b);
  const least = Math.max(...rows.map(({value}) => value)) - REACH * widths[widths.length >> 1];
  const drawn = rows.filter(({value}) => value >= least);
  const ends = [...drawn.flatMap(({value, low, high}) => [low ?? value, high ?? value]), ...alsoShown];
  return {drawn, off: rows.filter(({value}) => value < least), domain: [Math.min(...ends), Math.max(...ends)]};
}

/** Every model of a choice with its paired difference from the reference. */
export function differencesTable(page: IntentPage, choice: IntentChoice): DataTableOptions {
  const rows = chosenRows(page, choice);
  const reference = page.models.find(({id}) => id === page.reference)!.title;
  const sure = (row: (typeof rows)[number]) =>
    row.difference === null
      ? ""
      : row.difference.low > 0
        ? "better"
        : row.difference.high < 0
          ? "worse"
          : "not distinguishable";
  return {
    name: `intent-${choice.metric}-differences`,
    caption: `${MODEL_METRICS[choice.metric]}, ${protocolText(page, choice)}: each model minus ${reference}`,
    columns: {
      model: rows.map(({title}) => title),
      value: rows.map(({value}) => value),
      difference: rows.map(({difference}) => difference?.value ?? null),
      sure: rows.map(sure),
      n: rows.map(({n}) => n),
      setting: rows.map(({setting}) => setting)
    },
    header: {
      value: "value (95 %)",
      difference: `minus ${reference} (95 %, paired)`,
      sure: "verdict",
      setting: "settings"
    },
    format: {
      model: lineCell,
      value: (_, row) => lineCell(shortInterval(rows[row])),
      difference: (_, row) => {
        const {difference} = rows[row];
        return difference === null ? "–" : lineCell(differenceText(difference));
      },
      sure: lineCell,
      setting: sentenceCell
    },
    rows: rows.length
  };
}
