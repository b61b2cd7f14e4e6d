import * as Plot from "@observablehq/plot";
import {RUNTIME_TITLES, type RuntimeId} from "../../lib/onnx/runtimes/runtime.js";
import {cellOf} from "../../lib/reports/latency.js";
import type {LatencyPage, LatencyResult} from "../../lib/reports/latencyPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";
import {labelOf} from "./labelOf.js";
import {RUNTIME_LOOKS, runtimeLegend} from "./runtimeLooks.js";
import {runtimesOf} from "./timeFigure.js";
import {digits, time} from "./timeText.js";

/** The share of calls of one row that are done within a time, for one model in each runtime. */
export function spreadFigure(
  page: LatencyPage,
  result: LatencyResult,
  model: string,
  where: string
): readonly [FigureOptions, Draw] {
  const spreads = result.spreads.filter((row) => row.model === model && row.ms > 0);
  const runtimes = runtimesOf(result).filter((id) => spreads.some(({runtime}) => runtime === id));
  const tails = runtimes.map((id) => {
    const cell = cellOf(result, model, id)!;
    const name = RUNTIME_TITLES[id];
    return cell.p99 !== null
      ? `${name}: 95 % of calls within ${time(cell.p95)}, 99 % within ${time(cell.p99)}`
      : cell.overTick !== null
        ? `${name}: means of ${count(cell.callsPerReading!)} calls each, because this clock ticks only every ${time(result.tickMs)}; ${percent(cell.overTick, 2)} of ${count(cell.singles!)} single calls went over one tick [${percent(cell.overTickLow!, 2)}, ${percent(cell.overTickHigh!, 2)}]`
        : name;
  });
  return [
    {
      name: "latency-spread",
      title: `How much do single calls of ${labelOf(page, model)} vary?`,
      description: "One rising line per runtime: the share of calls done within a time, on a logarithmic axis.",
      caption: `${tails.join(". ")}.`,
      n: where,
      height: 280,
      legend: runtimes.map((id) => runtimeLegend(id, RUNTIME_TITLES[id])),
      table: {
        name: "latency-spread",
        columns: {
          runtime: spreads.map(({runtime}) => RUNTIME_TITLES[runtime as RuntimeId]),
          share: spreads.map(({share}) => share),
          ms: spreads.map(({ms}) => ms)
        },
        header: {share: "share of calls", ms: "within, ms"}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        marginRight: 16,
        x: {
          type: "log",
          grid: true,
          label: "milliseconds, logarithmic →",
          tickFormat: digits,
          ticks: width < 500 ? 3 : 6
        },
        y: {domain: [0, 100], grid: true, label: "↑ % of calls done"},
        marks: [
          ...runtimes.map((id) =>
            Plot.lineY(
              spreads.filter(({runtime}) => runtime === id),
              {
                x: "ms",
                y: ({share}: (typeof spreads)[number]) => 100 * share,
                stroke: RUNTIME_LOOKS[id].colour,
                strokeDasharray: RUNTIME_LOOKS[id].dash,
                strokeWidth: 2,
                curve: "step-after"
              }
            )
          ),
          Plot.ruleY([0], {stroke: COLOURS.muted})
        ]
      })
  ];
}
