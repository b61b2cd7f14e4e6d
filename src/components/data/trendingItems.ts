import * as Plot from "@observablehq/plot";
import type {Description} from "../../lib/pipeline/describe.js";
import {sum} from "../../lib/reports/data.js";
import {LEAST_VIEWS, trends, trendsTold} from "../../lib/reports/dataFigures.js";
import {standing} from "../../lib/reports/standing.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, percent, spokenPercent} from "../format.js";
import {periodOf, type DataSet} from "./dataSet.js";

const TOP = 12;
const EACH_WAY = 7;
const TICKS = [0.01, 0.03, 0.1, 0.3, 0.5, 1, 2, 3, 10, 30, 100, 300, 1000];

/** Items by views, the first of them, with what part of all views they have. */
export function topItems(data: DataSet, description: Description): readonly [FigureOptions, Draw] {
  const {items} = description;
  const label = labels(data, description);
  const others = description.otherItems;
  const known = items.item.length + (others?.items ?? 0);
  const order = items.item
    .map((_, i) => i)
    .sort((a, b) => items.views[b] - items.views[a] || items.item[a] - items.item[b]);
  const rows = order
    .slice(0, TOP)
    .map((i) => ({label: label(items.item[i]), views: items.views[i], transactions: items.transactions[i]}));
  const all = sum(items.views) + (others?.views ?? 0);
  const shown = sum(rows.map((r) => r.views));
  return [
    {
      name: `${data.name}-top-items`,
      title: `The ${rows.length} most viewed items have ${spokenPercent(all === 0 ? NaN : shown / all)} of all views`,
      description: `Bars of views for the ${TOP} items viewed most.`,
      caption: `The top ${rows.length} of ${count(known)} items have ${percent(all === 0 ? NaN : shown / all)} of all views. If all items were viewed equally often, they would have ${percent(rows.length / Math.max(1, known))}. These are complete counts, so there is no interval.${leftOut(description)}`,
      n: `n = ${count(all)} views, ${periodOf(description)}.`,
      generated: data.generated,
      height: 300,
      table: {
        name: `${data.name}-items`,
        columns: {
          item: order.map((i) => label(items.item[i])),
          views: order.map((i) => items.views[i]),
          carts: order.map((i) => items.carts[i]),
          purchases: order.map((i) => items.transactions[i]),
          recent_views: order.map((i) => items.recent[i]),
          views_before: order.map((i) => items.before[i])
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: labelWidth(rows),
        marginRight: 54,
        marginBottom: 34,
        x: {grid: true, label: "views"},
        y: {domain: rows.map((r) => r.label), label: null},
        marks: [
          Plot.barX(rows, {x: "views", y: "label", fill: COLOURS.view, fillOpacity: 0.75}),
          Plot.text(rows, {
            x: "views",
            y: "label",
            text: (d) => count(d.views),
            textAnchor: "start",
            dx: 4,
            fill: COLOURS.ink
          }),
          Plot.ruleX([0])
        ]
      })
  ];
}

/** The items whose views rose and fell most significantly, compared with the whole log's change. */
export function trendingItems(data: DataSet, description: Description): readonly [FigureOptions, Draw] {
  const all = trends(description);
  const recent = sum(description.items.recent) + (description.otherItems?.recent ?? 0);
  const before = sum(description.items.before) + (description.otherItems?.before ?? 0);
  const overall = recent / before;
  const label = labels(data, description);
  const up = [...all].sort((a, b) => b.low - a.low).slice(0, EACH_WAY);
  const down = [...all]
    .sort((a, b) => a.high - b.high)
    .slice(0, EACH_WAY)
    .filter((t) => !up.includes(t))
    .reverse();
  const told = trendsTold(all, overall);
  const rows = [...up, ...down].map((t) => ({...t, label: label(t.item), clear: standing(t, overall) !== "untold"}));
  const comparable = before > 0 && recent > 0 && rows.length > 0;
  const ends = rows.flatMap((r) => [r.low, r.high, r.ratio]).filter((x) => x > 0 && Number.isFinite(x));
  const domain = [Math.min(...ends, overall) / 1.1, Math.max(...ends, overall) * 1.1];
  const ticks = TICKS.filter((tick) => tick >= domain[0] && tick <= domain[1]);
  const window = `${description.trendDays} ${description.trendDays === 1 ? "day" : "days"}`;
  return [
    {
      name: `${data.name}-trending`,
      title: comparable
        ? `${told.changed === 0 ? "No item" : told.changed === 1 ? "1 item" : `${count(told.changed)} items`} changed significantly in the last ${window}`
        : `Views in the last ${window} compared with the ${window} before`,
      description:
        "For each item the ratio of views with its interval, on a logarithmic scale; a dashed line at the ratio of all views.",
      caption: comparable
        ? `Compared with the ${window} before, views of all items together changed by a factor of ${fixed(overall)}. Of ${count(all.length)} items with at least ${LEAST_VIEWS} views, ${count(told.changed)} changed significantly more or less than that, ${count(told.upwards)} of them upwards. The 95 % intervals are corrected for the number of items (Bonferroni, binomial), because among many items one always looks like a trend by luck. They are still too narrow where one user views an item repeatedly.${leftOut(description)}`
        : "Too few views in these days to compare two windows.",
      n: `n = ${count(recent)} and ${count(before)} views.`,
      generated: data.generated,
      height: 340,
      legend: [
        {label: "differs from the whole shop", colour: COLOURS.chosen, shape: "dot"},
        {label: "not distinguishable from it", colour: COLOURS.baseline, shape: "dot"},
        {label: "all views", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: `${data.name}-trending`,
        columns: {
          item: all.map((t) => label(t.item)),
          recent: all.map((t) => t.recent),
          before: all.map((t) => t.before),
          ratio: all.map((t) => (Number.isFinite(t.ratio) ? t.ratio : null)),
          low: all.map((t) => t.low),
          high: all.map((t) => (Number.isFinite(t.high) ? t.high : null))
        },
        sort: "low",
        reverse: true
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: labelWidth(rows),
        marginBottom: 36,
        x: {
          type: "log",
          domain: comparable ? domain : [0.5, 2],
          label: null
        },
        y: {domain: rows.map((r) => r.label), label: null},
        marks: comparable
          ? [
              Plot.gridX(ticks),
              Plot.axisX(ticks, {
                text: (tick: number) => String(tick),
                label: "recent views / earlier views, logarithmic"
              }),
              Plot.ruleX([overall], {stroke: COLOURS.baseline, strokeDasharray: "5,4", strokeWidth: 1.5}),
              Plot.ruleY(rows, {
                x1: (d) => Math.max(d.low, domain[0]),
                x2: (d) => Math.min(d.high, domain[1]),
                y: "label",
                stroke: (d) => (d.clear ? COLOURS.chosen : COLOURS.baseline),
                strokeWidth: 2
              }),
              Plot.dot(
                rows.filter((r) => r.ratio > 0 && Number.isFinite(r.ratio)),
                {
                  x: "ratio",
                  y: "label",
                  r: 4.5,
                  symbol: (d) => (d.clear ? "diamond" : "circle"),
                  fill: (d) => (d.clear ? COLOURS.chosen : COLOURS.baseline)
                }
              )
            ]
          : []
      })
  ];
}

/** A log's items can be too many for a page. */
function leftOut({items, otherItems}: Description): string {
  return otherItems === undefined || otherItems.items === 0
    ? ""
    : ` The table and the comparison include only the ${count(items.item.length)} most viewed items.`;
}

function labels(data: DataSet, {items, itemNames}: Description): (item: number) => string {
  const at = new Map(
    itemNames === undefined
      ? data.description.items.item.map((item, i) => [item, data.items[i]])
      : items.item.map((item, i) => [item, itemNames[i]])
  );
  return (item) => at.get(item) ?? `item ${item}`;
}

/** Room for the longest label at the axis's font size. */
const labelWidth = (rows: readonly {readonly label: string}[]) =>
  24 + 6 * Math.max(4, ...rows.map(({label}) => label.length));
