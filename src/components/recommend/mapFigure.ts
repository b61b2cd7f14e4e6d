import * as Plot from "@observablehq/plot";
import {neighboursAlike} from "../../lib/recommend/itemMap.js";
import type {NetworkOfPage, RecommendLog} from "../../lib/reports/recommendPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent, spokenPercent} from "../format.js";

/**
 * Items on a map on which those lie near each other that are viewed in the same visits, or whose vectors a network has
 * made alike; one category stands out.
 */
export function mapFigure(
  log: RecommendLog,
  chosen: string,
  network: NetworkOfPage | null = null
): readonly [FigureOptions, Draw] {
  const {catalogue, generated, train} = log;
  const map = network?.map ?? log.map;
  const near = network === null ? "that are viewed in the same visits" : `that ${network.title} takes as alike`;
  const {names, category, categories, clicks} = catalogue;
  const alike = neighboursAlike(map, category);
  const rows = map.items.map((item, k) => ({
    x: map.x[k],
    y: map.y[k],
    name: names[item],
    category: categories[category[item]] ?? "no category",
    views: clicks[item]
  }));
  const others = rows.filter((row) => row.category !== chosen);
  const own = rows.filter((row) => row.category === chosen);
  return [
    {
      name: "recommend-map",
      title:
        alike === null
          ? `Items ${near} lie near each other`
          : `${spokenPercent(alike.share)} of items have a neighbour of their own category, where chance gives ${spokenPercent(alike.chance)}`,
      description: `A dot for each of the most viewed items; items ${near} lie near each other, and those of one category stand out.`,
      caption: `The ${count(rows.length)} most viewed items. Each is described by ${network === null ? "how often it shares a visit with each of the others (the cosine of the two)" : "the vector that the network has learned for it, at length 1"}, and drawn at its first two principal components, which have ${percent(map.shares[0] + map.shares[1], 0)} of the variance: much of what sets items apart does not fit into two dimensions. Models are told nothing of categories.`,
      n: `n = ${count(train.sessions)} visits that models learn from.`,
      generated,
      height: 420,
      legend: [
        {label: chosen, colour: COLOURS.chosen, shape: "dot"},
        {label: "other items", colour: COLOURS.baseline, shape: "dot"}
      ],
      table: {
        name: "recommend-map",
        columns: {
          item: rows.map(({name}) => name),
          category: rows.map((row) => row.category),
          first_component: rows.map(({x}) => x),
          second_component: rows.map(({y}) => y),
          views: rows.map(({views}) => views)
        },
        sort: "views",
        reverse: true
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        margin: 18,
        marginBottom: 30,
        marginLeft: 30,
        x: {label: "first component →", ticks: []},
        y: {label: "↑ second component", ticks: []},
        r: {range: [2, 9]},
        marks: [
          Plot.dot(others, {x: "x", y: "y", r: "views", fill: COLOURS.baseline, fillOpacity: 0.3}),
          Plot.dot(own, {x: "x", y: "y", r: "views", fill: COLOURS.chosen, fillOpacity: 0.85}),
          Plot.tip(
            rows,
            Plot.pointer({
              x: "x",
              y: "y",
              title: (d: (typeof rows)[number]) => `${d.name}\n${d.category}\n${count(d.views)} views`
            })
          )
        ]
      })
  ];
}
