import * as Plot from "@observablehq/plot";
import type {StudyResult} from "../lib/core/result.js";
import {COLOURS} from "./colours.js";
import {figure, type FigureElement} from "./figure.js";
import {count, fixed, percent} from "./format.js";

type Columns = Readonly<Record<string, readonly number[]>>;

/** The best AUC anyone can reach for "buys in this session", by the number of events seen. */
export function ceilingFigure(result: StudyResult): FigureElement {
  const t = result.tables.byNumber as unknown as Columns;
  const rows = t.event.map((event, i) => ({
    event,
    n: t.n[i],
    positives: t.positives[i],
    auc: t.auc[i],
    low: t.aucLow[i],
    high: t.aucHigh[i]
  }));
  const [first, last] = [rows[0], rows[rows.length - 1]];
  return figure(
    {
      name: "ceiling-by-event",
      title: `The best possible AUC goes from ${fixed(first.auc, 2)} after event ${first.event} to ${fixed(last.auc, 2)} after event ${last.event}`,
      description: "A rising line with a band that flattens; a dashed line at one half marks a random score.",
      caption: `After the first event nobody can do better than AUC ${fixed(first.auc, 3)} [${fixed(first.low, 3)}, ${fixed(first.high, 3)}]; after event ${last.event} it is ${fixed(last.auc, 3)} [${fixed(last.low, 3)}, ${fixed(last.high, 3)}]. Bands are DeLong's 95 % intervals; the dashed line is a random score. What remains above the line is chance: no model, feature or amount of data removes it.`,
      n: `n = ${count(first.n)} sessions with ${count(first.positives)} buyers at event 1, ${count(last.n)} with ${count(last.positives)} at event ${last.event}`,
      generated: true,
      height: 300,
      table: {name: "ceiling-by-event", columns: result.tables.byNumber}
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        style: "background:none",
        x: {label: "events seen in the session →", ticks: width < 500 ? 5 : 10},
        y: {domain: [0.45, 0.9], label: "↑ AUC", grid: true},
        marks: [
          Plot.ruleY([0.5], {stroke: COLOURS.baseline, strokeDasharray: "4,3"}),
          Plot.areaY(rows, {x: "event", y1: "low", y2: "high", fill: COLOURS.truth, fillOpacity: 0.2}),
          Plot.lineY(rows, {x: "event", y: "auc", stroke: COLOURS.truth, strokeWidth: 2}),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "event",
              y: "auc",
              title: (d) =>
                `after event ${d.event}\nAUC ${fixed(d.auc, 3)} [${fixed(d.low, 3)}, ${fixed(d.high, 3)}]\n${count(d.positives)} of ${count(d.n)} sessions buy`
            })
          )
        ]
      })
  );
}

/** Average precision of the same posterior beside the rate of buyers, which a random score reaches. */
export function ceilingPrecisionFigure(result: StudyResult): FigureElement {
  const t = result.tables.byNumber as unknown as Columns;
  const rows = t.event.map((event, i) => ({
    event,
    ap: t.averagePrecision[i],
    low: t.averagePrecisionLow[i],
    high: t.averagePrecisionHigh[i],
    rate: t.rate[i]
  }));
  const best = rows.reduce((a, b) => (b.ap > a.ap ? b : a));
  return figure(
    {
      name: "ceiling-average-precision",
      title: "The best possible average precision, compared with the share of buyers",
      description: "A line far above a nearly flat dashed line.",
      caption: `The best average precision is ${fixed(best.ap, 3)} [${fixed(best.low, 3)}, ${fixed(best.high, 3)}], after event ${best.event}, where ${percent(best.rate)} of the sessions still buy (dashed: what a random score reaches on average). Bands are 95 % intervals over sessions.`,
      generated: true,
      height: 260,
      table: {name: "ceiling-average-precision", columns: result.tables.byNumber}
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        style: "background:none",
        x: {label: "events seen in the session →", ticks: width < 500 ? 5 : 10},
        y: {domain: [0, Math.max(...rows.map((d) => d.high))], label: "↑ average precision", grid: true},
        marks: [
          Plot.areaY(rows, {x: "event", y1: "low", y2: "high", fill: COLOURS.truth, fillOpacity: 0.2}),
          Plot.lineY(rows, {x: "event", y: "ap", stroke: COLOURS.truth, strokeWidth: 2}),
          Plot.lineY(rows, {x: "event", y: "rate", stroke: COLOURS.baseline, strokeDasharray: "4,3"}),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "event",
              y: "ap",
              title: (d) =>
                `after event ${d.event}\naverage precision ${fixed(d.ap, 3)} [${fixed(d.low, 3)}, ${fixed(d.high, 3)}]\nrate ${percent(d.rate)}`
            })
          )
        ]
      })
  );
}

/** Whether what the posterior says comes true: observed against predicted share of buyers. */
export function calibrationFigure(result: StudyResult): FigureElement {
  const t = result.tables.calibration as unknown as Columns;
  const rows = t.n.map((n, i) => ({
    n,
    predicted: t.predicted[i],
    observed: t.observed[i],
    low: t.low[i],
    high: t.high[i]
  }));
  const inside = rows.filter((d) => d.low <= d.predicted && d.predicted <= d.high).length;
  const {meanPredicted, meanObserved} = result.figures;
  return figure(
    {
      name: "ceiling-calibration",
      title: "What the exact model predicts comes true as often as predicted",
      description: "Points with error bars along the diagonal.",
      caption: `In ${inside} of ${rows.length} bins the mean prediction is inside the 95 % Wilson interval of what happened. Overall it predicts a purchase in ${percent(meanPredicted.value, 2)} of cases, and ${percent(meanObserved.value, 2)} [${percent(meanObserved.low ?? NaN, 2)}, ${percent(meanObserved.high ?? NaN, 2)}] came true. One prediction time per session, drawn at random.`,
      n: `n = ${count(meanObserved.n)} sessions`,
      generated: true,
      height: 320,
      table: {name: "ceiling-calibration", columns: result.tables.calibration}
    },
    (width, height) =>
      Plot.plot({
        width: Math.min(width, 560),
        height,
        style: "background:none",
        x: {label: "predicted share of buyers, % →", percent: true, domain: [0, 85], grid: true},
        y: {label: "↑ observed share, %", percent: true, domain: [0, 90], grid: true},
        marks: [
          Plot.line(
            [
              [0, 0],
              [0.85, 0.85]
            ],
            {stroke: COLOURS.baseline, strokeDasharray: "4,3"}
          ),
          Plot.ruleX(rows, {x: "predicted", y1: "low", y2: "high", stroke: COLOURS.truth}),
          Plot.dot(rows, {x: "predicted", y: "observed", fill: COLOURS.truth, r: 4}),
          Plot.tip(
            rows,
            Plot.pointer({
              x: "predicted",
              y: "observed",
              title: (d) =>
                `predicted ${percent(d.predicted)}\nobserved ${percent(d.observed)} [${percent(d.low)}, ${percent(d.high)}]\n${count(d.n)} sessions`
            })
          )
        ]
      })
  );
}
