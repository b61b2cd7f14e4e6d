import * as Plot from "@observablehq/plot";
import {qualitySummary} from "../../lib/reports/latency.js";
import type {LatencyPage, LatencyResult} from "../../lib/reports/latencyPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, interval} from "../format.js";
import {digits, time, timeInterval} from "./timeText.js";

/** The data and targets that models with a known quality have. */
export function tasksOf({models}: LatencyPage): string[] {
  return [...new Set(models.filter(({auc}) => auc !== null).map(({task}) => task))];
}

/** What a model costs against what it is good for, of the models of one task. */
export function qualityFigure(
  page: LatencyPage,
  result: LatencyResult,
  task: string,
  where: string
): readonly [FigureOptions, Draw] {
  const {marks, best, rivals, cheapest} = qualitySummary(page.models, result, task);
  // all of a few, or of many those that the caption names
  const named = [...(marks.length <= 4 ? marks : new Set([best, cheapest]))].sort((a, b) => a.p50 - b.p50);
  const times = marks.map(({p50}) => p50);
  const domain = [Math.min(...times) / 1.25, Math.max(...times) * 1.25];
  const middle = Math.sqrt(domain[0] * domain[1]);
  const low = Math.min(0.5, ...marks.map(({auc}) => auc.low));
  return [
    {
      name: "latency-quality",
      title:
        cheapest.id === best.id
          ? "The best model is also the fastest of its equals"
          : "A faster model ranks about as well as the best",
      description: "A dot with both its intervals for every model: time of a call on a logarithmic axis against AUC.",
      caption: `${best.label} ranks best, with an AUC of ${interval(best.auc, 3)} at ${time(best.p50)} per row. Of the ${count(rivals)} others whose interval overlaps with its own, ${cheapest.id === best.id ? "none is faster" : `the fastest is ${cheapest.label}, at ${time(cheapest.p50)}`}. Overlapping intervals do not show that two models are equal; the Models page compares pairs.`,
      n: `${where}; ONNX Runtime, WebAssembly, one row a call. AUC of the files' own predictions for their test rows, with 95 % intervals; dashed: random order.`,
      generated: marks.some(({generated}) => generated),
      height: 340,
      table: {
        name: "latency-quality",
        columns: {
          model: marks.map(({label}) => label),
          p50: marks.map(({p50}) => p50),
          p50_low: marks.map(({p50Low}) => p50Low),
          p50_high: marks.map(({p50High}) => p50High),
          auc: marks.map(({auc}) => auc.value),
          low: marks.map(({auc}) => auc.low),
          high: marks.map(({auc}) => auc.high),
          n: marks.map(({auc}) => auc.n)
        },
        header: {
          p50: "median, ms",
          p50_low: "95 % from",
          p50_high: "to",
          auc: "AUC",
          low: "95 % from",
          high: "to",
          n: "test rows"
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: 20,
        x: {
          type: "log",
          domain,
          grid: true,
          label: "median of a call of one row, ms, logarithmic →",
          tickFormat: digits,
          ticks: 5
        },
        y: {domain: [low, Math.max(0.7, ...marks.map(({auc}) => auc.high))], nice: true, grid: true, label: "↑ AUC"},
        marks: [
          Plot.ruleY([0.5], {stroke: COLOURS.baseline, strokeDasharray: "2,3", strokeWidth: 1.5}),
          Plot.ruleX(marks, {
            x: "p50",
            y1: ({auc}: (typeof marks)[number]) => auc.low,
            y2: ({auc}: (typeof marks)[number]) => auc.high,
            stroke: COLOURS.recomputed,
            strokeOpacity: 0.6
          }),
          Plot.ruleY(
            marks.filter(({p50High}) => p50High !== null),
            {
              x1: "p50Low",
              x2: "p50High",
              y: ({auc}: (typeof marks)[number]) => auc.value,
              stroke: COLOURS.recomputed,
              strokeWidth: 2
            }
          ),
          Plot.dot(marks, {
            x: "p50",
            y: ({auc}: (typeof marks)[number]) => auc.value,
            r: 4,
            fill: COLOURS.recomputed
          }),
          // towards the middle, where there is room, and neighbours not at one height
          ...named.map((mark, k) =>
            Plot.text([mark], {
              x: "p50",
              y: ({auc}: (typeof marks)[number]) => auc.value,
              text: "label",
              dx: mark.p50 > middle ? -6 : 6,
              dy: k % 2 === 0 ? -10 : 12,
              textAnchor: mark.p50 > middle ? "end" : "start",
              fill: COLOURS.ink,
              stroke: "var(--theme-background)",
              strokeWidth: 4,
              fontSize: 11.5
            })
          ),
          Plot.tip(
            marks,
            Plot.pointer({
              x: "p50",
              y: ({auc}: (typeof marks)[number]) => auc.value,
              title: ({label, p50, p50Low, p50High, auc}: (typeof marks)[number]) =>
                `${label}\n${timeInterval({value: p50, low: p50Low, high: p50High})}\nAUC ${fixed(auc.value, 3)} [${fixed(auc.low, 3)}, ${fixed(auc.high, 3)}]`
            })
          )
        ]
      })
  ];
}
