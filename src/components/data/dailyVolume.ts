import {DAY_MS} from "../../lib/core/time.js";
import {sum} from "../../lib/reports/data.js";
import {movingAverage} from "../../lib/reports/dataFigures.js";
import * as Plot from "@observablehq/plot";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, day, fixed} from "../format.js";
import type {DataSet} from "./dataSet.js";

export const MEASURES = ["events", "sessions", "purchases"] as const;
export type Measure = (typeof MEASURES)[number];
/** Days of the moving average: one of each weekday. */
const WINDOW_DAYS = 7;

/** One value a day of the whole log. */
function dailyValues({description: {daily}}: DataSet, measure: Measure): number[] {
  if (measure === "sessions") return daily.sessions;
  if (measure === "purchases") return daily.transaction;
  return daily.view.map((n, i) => n + daily.addtocart[i] + daily.removefromcart[i] + daily.transaction[i]);
}

/** Volume by day with its moving average, always of the whole log: it is what the days are chosen on. */
export function dailyVolume(data: DataSet, measure: Measure): readonly [FigureOptions, Draw] {
  const values = dailyValues(data, measure);
  const average = movingAverage(values, WINDOW_DAYS);
  const days = data.description.daily.day.map((d) => d * DAY_MS);
  const most = values.indexOf(Math.max(...values));
  const least = values.indexOf(Math.min(...values));
  const colour = measure === "purchases" ? COLOURS.transaction : COLOURS.view;
  const smooth = average.filter((x) => !Number.isNaN(x));
  const rows = days.map((ms, i) => ({
    from: new Date(ms),
    until: new Date(ms + DAY_MS),
    noon: new Date(ms + DAY_MS / 2),
    n: values[i],
    average: average[i]
  }));
  const noun = measure === "purchases" ? "purchased items" : measure;
  return [
    {
      name: `${data.name}-daily-${measure}`,
      title: `${noun[0].toUpperCase()}${noun.slice(1)} per day`,
      description: `Bars by UTC day and a line for their ${WINDOW_DAYS}-day moving average. A range of days can be selected.`,
      caption:
        values[most] === 0
          ? `This log holds no ${noun}.`
          : values.length < WINDOW_DAYS
            ? `From ${count(values[least])} to ${count(values[most])} ${noun} a day.`
            : `The busiest day (${day(days[most])}) has ${fixed(values[most] / Math.max(1, values[least]), 1)} times as many ${noun} as the quietest (${day(days[least])}). The ${WINDOW_DAYS}-day average ranges from ${count(Math.min(...smooth))} to ${count(Math.max(...smooth))}. These are complete counts, so there is no interval.`,
      n: `n = ${count(sum(values))} ${noun}, ${data.firstDay} to ${data.lastDay}.`,
      generated: data.generated,
      height: 230,
      legend: [
        {label: `${noun} a day`, colour},
        {label: `${WINDOW_DAYS}-day average`, colour: COLOURS.chosen, shape: "line"}
      ],
      table: {
        name: `${data.name}-daily`,
        columns: {
          day: days.map(day),
          views: data.description.daily.view,
          carts: data.description.daily.addtocart,
          removals: data.description.daily.removefromcart,
          purchases: data.description.daily.transaction,
          sessions: data.description.daily.sessions,
          buying_sessions: data.description.daily.buying
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginBottom: 34,
        x: {type: "utc", domain: [rows[0].from, rows[rows.length - 1].until], label: null},
        y: {grid: true, label: null, zero: true},
        marks: [
          Plot.rectY(rows, {x1: "from", x2: "until", y: "n", fill: colour, fillOpacity: 0.55, inset: 0.5}),
          Plot.lineY(rows, {x: "noon", y: "average", stroke: COLOURS.chosen, strokeWidth: 2}),
          Plot.ruleY([0])
        ]
      })
  ];
}
