import * as Plot from "@observablehq/plot";
import {rowsOf} from "../../lib/reports/abandonment.js";
import type {EarlyDetection} from "../../lib/sequence/earlyDetection.js";
import type {OfModel} from "../../lib/sequence/prefixReport.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, percent} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {shareText} from "./estimateText.js";
import {titleOf, type ShownReport} from "./shownReport.js";
import {targetLabels} from "./targetLabels.js";

export interface AlarmChoice {
  readonly model: string;
  /** One of those at which alarms were counted. */
  readonly threshold: number;
  /** A precision that a report claims, as a share; drawn as a line. */
  readonly claimed: number;
}

/** The counts of a model's alarms at a threshold. Throws `RangeError` where there are none. */
function alarmsAt({report}: ShownReport, {model, threshold}: AlarmChoice): OfModel<EarlyDetection> {
  const found = rowsOf(report.alarms, model).find((row) => Math.abs(row.threshold - threshold) < 1e-9);
  if (found === undefined) throw new RangeError(`no alarms of ${model} at ${threshold}`);
  return found;
}

/** What an alarm at a threshold is worth, in a sentence. */
export function alarmSentence(shown: ShownReport, choice: AlarmChoice): string {
  const {alarms, rightAlarms, sessions, positives, precision, recall, eventsLeft, before} = alarmsAt(shown, choice);
  const {classes, alarm} = targetLabels(shown.report.target);
  if (precision === null || alarms === 0)
    return `At ${fixed(choice.threshold)} ${titleOf(shown, choice.model)} raises no alarm in ${count(sessions)} sessions.`;
  return `At ${fixed(choice.threshold)} ${titleOf(shown, choice.model)} raises an alarm (${alarm}) in ${count(alarms)} of ${count(sessions)} sessions, and ${count(rightAlarms)} of the alarms are right: a precision of ${shareText(precision)}, where an alarm for every session has ${percent(positives / sessions)}.${alarms > 0.95 * sessions ? " With nearly every session flagged, such alarms say nothing." : ""} It finds ${recall === null ? "none" : shareText(recall)} of the ${count(positives)} ${classes[1]}${eventsLeft === null || before === null ? "" : `, ${shareText(before)} of these before their last event; at the median ${count(eventsLeft.median)} events are left (quartiles ${count(eventsLeft.lower)} and ${count(eventsLeft.upper)})`}.`;
}

/** Precision and recall of alarms by threshold. */
export function precisionFigure(shown: ShownReport, choice: AlarmChoice): readonly [FigureOptions, Draw] {
  const {report, log, generated} = shown;
  const rows = rowsOf(report.alarms, choice.model);
  const {sessions, positives} = rows[0];
  const base = positives / sessions;
  const measured = rows.flatMap(({threshold, alarms, precision, recall}) => [
    ...(precision === null ? [] : [{what: "precision" as const, threshold, alarms, ...precision}]),
    ...(recall === null ? [] : [{what: "recall" as const, threshold, alarms, ...recall}])
  ]);
  const colours = {precision: COLOURS.recomputed, recall: COLOURS.chosen};
  return [
    {
      name: "abandonment-alarms",
      title: `Alarms by threshold: which session ${targetLabels(report.target).comes}`,
      description:
        "Two lines with bands over the threshold, precision and recall, with a dashed line at the precision of calling every session.",
      caption: alarmSentence(shown, choice),
      n: `Of ${log}; intervals are 95 % (Wilson) and treat sessions as independent. At most one alarm per session, after the first event whose score reaches the threshold.`,
      generated,
      height: 280,
      legend: [
        {label: "precision", colour: colours.precision, shape: "line"},
        {label: "recall", colour: colours.recall, shape: "line"},
        {label: `an alarm for every session: ${percent(base)}`, colour: COLOURS.baseline, shape: "dash"},
        {label: `the report’s precision: over ${percent(choice.claimed, 0)}`, colour: COLOURS.published, shape: "dash"}
      ],
      table: {
        name: "abandonment-alarms",
        columns: {
          threshold: rows.map(({threshold}) => threshold),
          alarms: rows.map(({alarms}) => alarms),
          right: rows.map(({rightAlarms}) => rightAlarms),
          precision: rows.map(({precision}) => precision?.value ?? null),
          precision_low: rows.map(({precision}) => precision?.low ?? null),
          precision_high: rows.map(({precision}) => precision?.high ?? null),
          recall: rows.map(({recall}) => recall?.value ?? null),
          recall_low: rows.map(({recall}) => recall?.low ?? null),
          recall_high: rows.map(({recall}) => recall?.high ?? null),
          before: rows.map(({before}) => before?.value ?? null),
          left_lower: rows.map(({eventsLeft}) => eventsLeft?.lower ?? null),
          left_median: rows.map(({eventsLeft}) => eventsLeft?.median ?? null),
          left_upper: rows.map(({eventsLeft}) => eventsLeft?.upper ?? null)
        },
        header: {
          precision_low: "95 % from",
          precision_high: "to",
          recall_low: "95 % from",
          recall_high: "to",
          before: "before the last event",
          left_lower: "events left, lower quartile",
          left_median: "median",
          left_upper: "upper quartile"
        },
        format: Object.fromEntries(
          [
            "threshold",
            "precision",
            "precision_low",
            "precision_high",
            "recall",
            "recall_low",
            "recall_high",
            "before"
          ].map((name) => [name, fixedCell(name === "threshold" ? 2 : 3)])
        )
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: 16,
        x: {label: "threshold →", domain: [0, 1]},
        y: {label: null, domain: [0, 1], grid: true, ticks: 5, tickFormat: (share: number) => percent(share, 0)},
        marks: [
          Plot.ruleY([base], {stroke: COLOURS.baseline, strokeDasharray: "5,4", strokeWidth: 1.75}),
          Plot.ruleY([choice.claimed], {stroke: COLOURS.published, strokeDasharray: "2,3", strokeWidth: 1.5}),
          ...(["precision", "recall"] as const).flatMap((what) => {
            const own = measured.filter((row) => row.what === what);
            return [
              Plot.areaY(own, {x: "threshold", y1: "low", y2: "high", fill: colours[what], fillOpacity: 0.18}),
              Plot.lineY(own, {x: "threshold", y: "value", stroke: colours[what], strokeWidth: 2.25})
            ];
          }),
          Plot.ruleX([choice.threshold], {stroke: COLOURS.ink, strokeOpacity: 0.6}),
          Plot.tip(
            measured,
            Plot.pointer({
              x: "threshold",
              y: "value",
              title: (row: (typeof measured)[number]) =>
                `threshold ${fixed(row.threshold)}: ${row.what} ${percent(row.value)} [${percent(row.low)}, ${percent(row.high)}]\n${count(row.alarms)} alarms`
            })
          )
        ]
      })
  ];
}

/** How many events are left after a right alarm, by threshold. */
export function leadFigure(shown: ShownReport, choice: AlarmChoice): readonly [FigureOptions, Draw] {
  const {report, log, generated} = shown;
  const rows = rowsOf(report.alarms, choice.model).flatMap(({threshold, rightAlarms, eventsLeft}) =>
    eventsLeft === null ? [] : [{threshold, rightAlarms, ...eventsLeft}]
  );
  const chosen = alarmsAt(shown, choice);
  const most = Math.max(1, ...rows.map(({upper}) => upper));
  return [
    {
      name: "abandonment-lead",
      title: "How many events are left after a right alarm?",
      description: "A line at the median over the threshold, with a band between the quartiles.",
      caption:
        chosen.eventsLeft === null
          ? `At ${fixed(choice.threshold)} no alarm is right.`
          : `At a threshold of ${fixed(choice.threshold)}, half of the right alarms leave at least ${count(chosen.eventsLeft.median)} events. An alarm with none left comes too late. The band shows quartiles of the sessions.`,
      n: `n = ${count(chosen.rightAlarms)} right alarms at the chosen threshold, of ${log}.`,
      generated,
      height: 280,
      legend: [{label: "median, with quartiles", colour: COLOURS.recomputed, shape: "line"}],
      table: {
        name: "abandonment-lead",
        columns: {
          threshold: rows.map(({threshold}) => threshold),
          right_alarms: rows.map(({rightAlarms}) => rightAlarms),
          lower: rows.map(({lower}) => lower),
          median: rows.map(({median}) => median),
          upper: rows.map(({upper}) => upper)
        },
        header: {right_alarms: "right alarms", lower: "lower quartile", upper: "upper quartile"},
        format: {threshold: fixedCell(2)}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 40,
        marginRight: 16,
        x: {label: "threshold →", domain: [0, 1]},
        y: {label: "↑ events left", domain: [0, most], grid: true, ticks: 5},
        marks: [
          Plot.areaY(rows, {x: "threshold", y1: "lower", y2: "upper", fill: COLOURS.recomputed, fillOpacity: 0.18}),
          Plot.lineY(rows, {x: "threshold", y: "median", stroke: COLOURS.recomputed, strokeWidth: 2.25}),
          Plot.ruleX([choice.threshold], {stroke: COLOURS.ink, strokeOpacity: 0.6}),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "threshold",
              y: "median",
              title: (row: (typeof rows)[number]) =>
                `threshold ${fixed(row.threshold)}: median ${count(row.median)}\nquartiles ${count(row.lower)} and ${count(row.upper)}, ${count(row.rightAlarms)} right alarms`
            })
          )
        ]
      })
  ];
}
