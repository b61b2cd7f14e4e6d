import * as Plot from "@observablehq/plot";
import type {RecommendLog} from "../../lib/reports/recommendPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";

/** Sessions by number of views: how much a model has to go by. */
export function lengthFigure({lengths, generated}: RecommendLog): readonly [FigureOptions, Draw] {
  const longest = lengths.length;
  const n = lengths.reduce((sum, sessions) => sum + sessions, 0);
  const until = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((sum, sessions) => sum + sessions, 0));
  const median = until.findIndex((sessions) => sessions >= n / 2) + 1;
  const last = lengths.reduce((most, sessions, i) => (sessions > 0 ? i + 1 : most), 1);
  const rows = lengths.slice(0, last).map((sessions, i) => ({views: i + 1, sessions}));
  return [
    {
      name: "recommend-lengths",
      title: `Half of the visits have at most ${count(median)} ${median === 1 ? "view" : "views"}`,
      description: `Bars of visits by their number of views, from 1 to ${longest} or more.`,
      caption: `${percent(lengths[0] / n)} of visits have a single view, so there is no next item to predict in them. In a short visit a model knows little. These are complete counts, so there is no interval.`,
      n: `n = ${count(n)} visits with a view.`,
      generated,
      height: 230,
      table: {
        name: "recommend-lengths",
        columns: {views: rows.map(({views}) => views), visits: rows.map(({sessions}) => sessions)},
        header: {views: `views (${longest}: or more)`}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginBottom: 34,
        x: {domain: [0.5, last + 0.5], label: `views in the visit (${longest}: or more)`},
        y: {grid: true, label: "visits", zero: true},
        marks: [
          Plot.rectY(rows, {
            x1: (d) => d.views - 0.5,
            x2: (d) => d.views + 0.5,
            y: "sessions",
            fill: COLOURS.view,
            fillOpacity: 0.75,
            inset: 0.5
          }),
          Plot.ruleX([median], {stroke: COLOURS.chosen, strokeDasharray: "4,3"}),
          Plot.text([median], {
            x: (x) => x,
            text: () => `median ${count(median)}`,
            frameAnchor: "top",
            textAnchor: "start",
            dx: 5,
            fill: COLOURS.chosen
          }),
          Plot.ruleY([0])
        ]
      })
  ];
}
