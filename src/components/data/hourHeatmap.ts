import * as Plot from "@observablehq/plot";
import {scaleQuantize} from "d3";
import type {Description} from "../../lib/pipeline/describe.js";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import {sum} from "../../lib/reports/data.js";
import {atZone, eveningPeaks, hourSummary} from "../../lib/reports/dataFigures.js";
import {STEPS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent} from "../format.js";
import {periodOf, type DataSet} from "./dataSet.js";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The hour of the day with most events of a week's 168 hours. */
function busiestHour(week: readonly number[]): number {
  const byHour = Array.from({length: 24}, (_, hour) => sum(week.filter((_, i) => i % 24 === hour)));
  return byHour.indexOf(Math.max(...byHour));
}

/** Events by hour and weekday on clocks of a chosen zone, with the shares that claims about evenings, lunch and weekends speak of. */
export function hourHeatmap(data: DataSet, description: Description, zone: number): readonly [FigureOptions, Draw] {
  const week = atZone(description.hours.events, zone);
  const n = sum(week);
  const share = (hits: number) =>
    n === 0 ? "–" : interval({value: hits / n, ...wilsonInterval(hits / n, n), unit: "share"});
  const {evening, lunch, weekend} = hourSummary(week);
  const {peaks, zones} = eveningPeaks(description.hours.events);
  const top = Math.max(...week, 1);
  // Seven equal classes; a cell's class is drawn, its count is in the tip and in the table.
  const colour = scaleQuantize([0, top], STEPS);
  const step = (k: number) => Math.ceil(k === 0 ? 0 : colour.thresholds()[k - 1]);
  const rows = week.map((events, hour) => ({
    weekday: WEEKDAYS[Math.floor(hour / 24)],
    hour: hour % 24,
    events,
    colour: colour(events)
  }));
  const clock = zone === 0 ? "UTC" : `UTC${zone > 0 ? "+" : "−"}${Math.abs(zone)}`;
  return [
    {
      name: `${data.name}-hours`,
      title:
        n === 0
          ? `Events by hour and weekday, ${clock}`
          : `The busiest hour starts at ${busiestHour(week)}:00 (${clock})`,
      description:
        "A grid of weekdays by hours; darker in the light theme, brighter in the dark one, means more events.",
      caption: `The evening (19:00 to 22:00) has ${share(evening)} of events, where ${percent(3 / 24)} would be even; noon (12:00 to 14:00) has ${share(lunch)}, where ${percent(2 / 24)} would be even; the weekend has ${share(weekend)}, where ${percent(2 / 7)} would be even. In ${peaks} of the ${zones} time zones the evening is the busiest part of the day. Intervals are 95 % Wilson. The true uncertainty is larger, because events of one session come together.`,
      n: `n = ${count(n)} events, ${periodOf(description)}.`,
      generated: data.generated,
      height: 240,
      // of a few events most classes hold no whole number
      legend: STEPS.map((colour, k) => ({
        colour,
        from: step(k),
        label:
          k === STEPS.length - 1
            ? `${count(step(k))} or more`
            : step(k) === step(k + 1) - 1
              ? count(step(k))
              : `${count(step(k))}–${count(step(k + 1) - 1)}`
      }))
        .filter(({from}, k) => k === STEPS.length - 1 || from < step(k + 1))
        .map(({colour, label}) => ({colour, label})),
      table: {
        name: `${data.name}-hours`,
        columns: {
          weekday: rows.map((r) => r.weekday),
          hour: rows.map((r) => r.hour),
          events: week,
          purchases: atZone(description.hours.transactions, zone)
        },
        header: {hour: `hour (${clock})`}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 36,
        marginTop: 6,
        marginBottom: 34,
        x: {
          domain: Array.from({length: 24}, (_, hour) => hour),
          label: `hour, ${clock}`,
          tickFormat: (hour: number) => (hour % (width < 480 ? 6 : 2) === 0 ? String(hour).padStart(2, "0") : ""),
          tickSize: 0
        },
        y: {domain: WEEKDAYS, label: null, tickSize: 0},
        marks: [
          Plot.cell(rows, {x: "hour", y: "weekday", fill: "colour", inset: 0.5}),
          Plot.tip(
            rows,
            Plot.pointer({
              x: "hour",
              y: "weekday",
              title: (d: (typeof rows)[number]) =>
                `${d.weekday} ${String(d.hour).padStart(2, "0")}:00\n${count(d.events)} events`
            })
          )
        ]
      })
  ];
}
