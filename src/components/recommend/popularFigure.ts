import * as Plot from "@observablehq/plot";
import type {RecommendLog} from "../../lib/reports/recommendPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent, spokenPercent} from "../format.js";

const TOP = 12;

/** The items with the most views in the sessions that teach. */
export function popularFigure({catalogue, train, generated}: RecommendLog): readonly [FigureOptions, Draw] {
  const {names, clicks, category, categories} = catalogue;
  const order = clicks.map((_, item) => item).sort((a, b) => clicks[b] - clicks[a] || a - b);
  const rows = order.slice(0, TOP).map((item) => ({name: names[item], views: clicks[item]}));
  const share = rows.reduce((sum, {views}) => sum + views, 0) / train.clicks;
  return [
    {
      name: "recommend-popular",
      title: `The ${rows.length} most viewed items have ${spokenPercent(share)} of all views`,
      description: `Bars of views for the ${rows.length} items viewed most in the visits that models learn from.`,
      caption: `If all ${count(names.length)} items were viewed equally often, they would have ${percent(rows.length / names.length)}. The flatter this is, the less there is to gain from recommending what is popular. These are complete counts, so there is no interval.`,
      n: `n = ${count(train.clicks)} views in ${count(train.sessions)} visits that models learn from.`,
      generated,
      height: 290,
      table: {
        name: "recommend-popular",
        columns: {
          item: order.map((item) => names[item]),
          category: order.map((item) => categories[category[item]] ?? null),
          views: order.map((item) => clicks[item])
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 24 + 6.2 * Math.min(24, Math.max(...rows.map(({name}) => name.length))),
        marginRight: 48,
        marginBottom: 34,
        x: {grid: true, label: "views", ticks: width < 500 ? 4 : 8},
        y: {domain: rows.map(({name}) => name), label: null, tickSize: 0, tickFormat: shortened},
        marks: [
          Plot.barX(rows, {x: "views", y: "name", fill: COLOURS.view, fillOpacity: 0.75}),
          Plot.text(rows, {x: "views", y: "name", text: (d) => count(d.views), textAnchor: "start", dx: 4})
        ]
      })
  ];
}

const shortened = (name: string): string => (name.length > 24 ? `${name.slice(0, 23)}…` : name);
