import * as Plot from "@observablehq/plot";
import type {ItemForecast} from "../../lib/reports/forecast.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {fixed} from "../format.js";

/** An item's sales by day, and a model's forecast of the days after the origin with its interval. */
export function itemFigure(
  {day, sold, forecast, low, high, stock}: ItemForecast,
  {item, model}: {readonly item: string; readonly model: string}
): [FigureOptions, Draw] {
  const rows = day.map((text, k) => ({
    date: new Date(text),
    sold: sold[k],
    forecast: forecast[k],
    low: low[k],
    high: high[k]
  }));
  const ahead = rows.filter((row) => !Number.isNaN(row.forecast));
  const held = ahead.filter((row) => row.low <= row.sold && row.sold <= row.high).length;
  const mean = (of: (row: (typeof rows)[number]) => number) =>
    ahead.reduce((sum, row) => sum + of(row), 0) / ahead.length;
  return [
    {
      name: "item-forecast",
      title: `Article ${item}: what was sold and what was forecast`,
      description: "Bars of daily sales, then a line of forecasts with a band that is its interval of 90 %.",
      caption: `${model} forecasts ${fixed(
        mean((row) => row.forecast),
        1
      )} a day; ${fixed(
        mean((row) => row.sold),
        1
      )} were sold. ${held} of ${ahead.length} days lie within their 90 % intervals, the band.`,
      n: `n = ${ahead.length} days ahead, ${rows.length - ahead.length} before.`,
      height: 300,
      legend: [
        {label: "sold", colour: COLOURS.muted, shape: "square"},
        {label: "forecast", colour: COLOURS.recomputed, shape: "line"},
        {label: "its 90 % interval", colour: COLOURS.recomputed, shape: "square"}
      ],
      table: {
        name: "item-forecast",
        columns: {day, sold, forecast, low, high, stock},
        header: {low: "90 % from", high: "to"}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        x: {type: "utc", label: null},
        y: {label: "↑ units sold a day", grid: true, ticks: 5},
        marks: [
          Plot.rectY(rows, {x: "date", interval: "day", y: "sold", fill: COLOURS.muted, fillOpacity: 0.6}),
          Plot.areaY(ahead, {
            x: "date",
            y1: "low",
            y2: "high",
            fill: COLOURS.recomputed,
            fillOpacity: 0.15,
            curve: "step"
          }),
          Plot.lineY(ahead, {x: "date", y: "forecast", stroke: COLOURS.recomputed, strokeWidth: 2, curve: "step"}),
          Plot.ruleY([0])
        ]
      })
  ];
}
