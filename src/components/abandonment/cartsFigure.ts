import * as Plot from "@observablehq/plot";
import {cartsSummary} from "../../lib/reports/abandonment.js";
import type {AbandonmentPage, CartAuc} from "../../lib/reports/abandonmentPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {estimateText} from "./estimateText.js";

type Metric = "auc" | "accuracy";

/**
 * RetailRocket's cart sessions asked later and later: the area, or the accuracy beside that of always saying
 * "abandoned".
 */
export function cartsFigure({rows, models}: AbandonmentPage["carts"], metric: Metric): readonly [FigureOptions, Draw] {
  const looks = [
    {colour: COLOURS.recomputed, shift: -4},
    {colour: COLOURS.chosen, shift: 4}
  ];
  const cuts = [...new Set(rows.map(({after}) => after))];
  const titles = new Map(models.map(({id, title}) => [id, title]));
  const estimate = (row: CartAuc) => estimateText(row[metric]);
  const at = (after: number) => rows.filter((row) => row.after === after);
  const said = (after: number) =>
    at(after)
      .map((row) => `${titles.get(row.model)} ${estimate(row)}`)
      .join(", ");
  const last = cuts[cuts.length - 1];
  const name = metric === "auc" ? "AUC" : "accuracy";
  const surely = cartsSummary(rows).surelyRight;
  const bases = cuts.map((after) => ({after, value: metric === "auc" ? 0.5 : at(after)[0].constant}));
  const ends = [...rows.flatMap((row) => [row[metric].low, row[metric].high]), ...bases.map(({value}) => value)];
  return [
    {
      name: `abandonment-carts-${metric}`,
      title: metric === "auc" ? "AUC after the first cart" : "Accuracy after the first cart",
      description: `Dots with intervals for two models over the number of events after the first cart, with dashes at ${metric === "auc" ? "one half" : "the accuracy of always saying abandoned"}.`,
      caption:
        metric === "auc"
          ? `At the first cart: ${said(cuts[0])}. ${last} events later: ${said(last)}. Chance is 0.5.`
          : `Always saying “abandoned” is right in ${percent(bases[0].value)} of cases at the first cart and in ${percent(bases[bases.length - 1].value)} ${last} events later; ${surely === 0 ? "none" : surely} of ${rows.length} intervals lie${surely === 1 ? "s" : ""} above it.`,
      n: `RetailRocket, real cart sessions; the test is the later 30 % of those at each point. ${cuts.map((after) => `${after === 0 ? "At the first cart" : `${after} ${after === 1 ? "event" : "events"} later`}: ${count(at(after)[0].n)} sessions, of which ${count(at(after)[0].positives)} buy`).join("; ")}. Intervals are 95 %, clustered by visitor.`,
      height: 260,
      legend: [
        ...models.map(({title}, i) => ({label: title, colour: looks[i].colour, shape: "dot" as const})),
        {label: metric === "auc" ? "chance" : "always “abandoned”", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: `abandonment-carts-${metric}`,
        columns: {
          events_after: rows.map(({after}) => after),
          model: rows.map(({model}) => titles.get(model)!),
          value: rows.map((row) => row[metric].value),
          low: rows.map((row) => row[metric].low),
          high: rows.map((row) => row[metric].high),
          baseline: rows.map(({after}) => bases.find((base) => base.after === after)!.value),
          n: rows.map(({n}) => n),
          buying: rows.map(({positives}) => positives)
        },
        header: {events_after: "events after the first cart", value: name, low: "95 % from", high: "to"},
        format: Object.fromEntries(["value", "low", "high", "baseline"].map((column) => [column, fixedCell(3)]))
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: 12,
        x: {type: "point", domain: cuts, label: "events after the first cart →", tickFormat: "d"},
        y: {
          label: `↑ ${name}`,
          domain: [Math.floor(20 * Math.min(...ends)) / 20, Math.ceil(20 * Math.max(...ends)) / 20],
          grid: true,
          ticks: 5
        },
        marks: [
          Plot.lineY(bases, {
            x: "after",
            y: "value",
            stroke: COLOURS.baseline,
            strokeDasharray: "4,4",
            strokeWidth: 1.75
          }),
          Plot.dot(bases, {x: "after", y: "value", symbol: "diamond", fill: COLOURS.baseline, r: 2.5}),
          ...models.flatMap(({id}, i) => {
            const own = rows.filter(({model}) => model === id);
            const {colour, shift} = looks[i];
            return [
              Plot.ruleX(own, {
                x: "after",
                y1: (row: CartAuc) => row[metric].low,
                y2: (row: CartAuc) => row[metric].high,
                stroke: colour,
                strokeWidth: 1.75,
                dx: shift
              }),
              Plot.dot(own, {x: "after", y: (row: CartAuc) => row[metric].value, fill: colour, r: 4, dx: shift})
            ];
          }),
          Plot.tip(
            rows,
            Plot.pointer({
              x: "after",
              y: (row: CartAuc) => row[metric].value,
              title: (row: CartAuc) =>
                `${titles.get(row.model)}, ${row.after} events after\n${name} ${estimate(row)}\nn = ${count(row.n)}`
            })
          )
        ]
      })
  ];
}
