import * as Plot from "@observablehq/plot";
import {SLOW_MS} from "../../lib/latency/measureModels.js";
import {RUNTIME_TITLES, type RuntimeId} from "../../lib/onnx/runtimes/runtime.js";
import type {LatencyPage, LatencyResult} from "../../lib/reports/latencyPage.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, duration} from "../format.js";
import {labelOf} from "./labelOf.js";
import {RUNTIME_LOOKS, runtimeLegend} from "./runtimeLooks.js";
import {runtimesOf} from "./timeFigure.js";
import {digits, time} from "./timeText.js";

/** The median time of a call against the rows in it, for one model in each runtime. */
export function batchFigure(
  page: LatencyPage,
  result: LatencyResult,
  model: string,
  where: string
): readonly [FigureOptions, Draw] {
  const cells = result.cells.filter(
    (cell) => cell.model === model && cell.from === "columns" && cell.p50 !== null && cell.p50 > 0
  );
  const runtimes = runtimesOf(result).filter((id) => cells.some(({runtime}) => runtime === id));
  const tells = runtimes.flatMap((id) => {
    const own = cells.filter(({runtime}) => runtime === id);
    const [one] = own;
    const most = own.at(-1)!;
    return most === one
      ? []
      : [
          `${RUNTIME_TITLES[id]}: ${time(one.p50! / one.rows)} a row alone, ${time(most.p50! / most.rows)} a row with ${count(most.rows)} in a call`
        ];
  });
  return [
    {
      name: "latency-rows",
      title: `How does the time of ${labelOf(page, model)} grow with the rows per call?`,
      description: "One line per runtime over the number of rows in a call, both axes logarithmic, with intervals.",
      caption:
        tells.length === 0
          ? "Only calls of one row were timed."
          : `${tells.join(". ")}. A missing mark means more than ${duration(SLOW_MS)} per call, or an operator that the runtime lacks.`,
      n: `${where}. Intervals are 95 %.`,
      height: 300,
      legend: runtimes.map((id) => runtimeLegend(id, RUNTIME_TITLES[id])),
      table: {
        name: "latency-rows",
        columns: {
          runtime: cells.map(({runtime}) => RUNTIME_TITLES[runtime as RuntimeId]),
          rows: cells.map(({rows}) => rows),
          p50: cells.map(({p50}) => p50),
          low: cells.map(({p50Low}) => p50Low),
          high: cells.map(({p50High}) => p50High),
          readings: cells.map(({readings}) => readings)
        },
        header: {rows: "rows per call", p50: "median, ms", low: "95 % from", high: "to"}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 52,
        marginRight: 18,
        x: {
          type: "log",
          base: 2,
          domain: [page.rows[0], page.rows.at(-1)!],
          label: "rows per call, logarithmic →",
          ticks: page.rows,
          tickFormat: count
        },
        y: {type: "log", grid: true, label: "↑ milliseconds, logarithmic", tickFormat: digits, ticks: 5},
        marks: runtimes.flatMap((id) => {
          const own = cells.filter(({runtime}) => runtime === id);
          const {colour, symbol, filled, dash} = RUNTIME_LOOKS[id];
          return [
            Plot.lineY(own, {x: "rows", y: "p50", stroke: colour, strokeDasharray: dash, strokeWidth: 1.75}),
            Plot.ruleX(
              own.filter(({p50High}) => p50High !== null),
              {
                x: "rows",
                // zero has no place on a logarithmic axis
                y1: ({p50, p50Low}: (typeof own)[number]) => Math.max(p50Low!, p50! / 10),
                y2: "p50High",
                stroke: colour,
                strokeWidth: 2
              }
            ),
            Plot.dot(own, {
              x: "rows",
              y: "p50",
              r: 4,
              symbol,
              stroke: colour,
              strokeWidth: 1.5,
              fill: filled ? colour : "var(--theme-background)"
            })
          ];
        })
      })
  ];
}
