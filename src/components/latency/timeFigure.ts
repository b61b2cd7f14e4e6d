import * as Plot from "@observablehq/plot";
import type {CellRow} from "../../lib/latency/cellRow.js";
import {RUNTIME_TITLES, type RuntimeId} from "../../lib/onnx/runtimes/runtime.js";
import type {LatencyPage, LatencyResult} from "../../lib/reports/latencyPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {digits, time, timeInterval} from "./timeText.js";
import {RUNTIME_LOOKS, runtimeLegend} from "./runtimeLooks.js";

const HEAD = 15;
const LINE = 9;
const GAP = 7;

interface Mark extends CellRow {
  readonly y: number;
  readonly label: string;
}

/** The runtimes of a result, in the order in which they are listed everywhere. */
export function runtimesOf({cells}: Pick<LatencyResult, "cells">): RuntimeId[] {
  return (Object.keys(RUNTIME_TITLES) as RuntimeId[]).filter((id) => cells.some(({runtime}) => runtime === id));
}

/** The median time of a call of one row, by model and runtime, beside the times that reports give. */
export function timeFigure(page: LatencyPage, result: LatencyResult, where: string): readonly [FigureOptions, Draw] {
  const runtimes = runtimesOf(result);
  const heads: {readonly label: string; readonly y: number}[] = [];
  const marks: Mark[] = [];
  let y = 0;
  for (const {id, label} of page.models) {
    const own = result.cells.filter(
      ({model, rows, from, p50}) => model === id && rows === 1 && from === "columns" && p50 !== null && p50 > 0
    );
    heads.push({label, y: y + HEAD / 2});
    y += HEAD;
    for (const runtime of runtimes)
      for (const cell of own.filter((one) => one.runtime === runtime)) {
        marks.push({...cell, label, y: y + LINE / 2});
        y += LINE;
      }
    y += GAP;
  }
  const values = [...marks.map(({p50}) => p50!), ...page.claims.map(({ms}) => ms)];
  const domain = [Math.min(...values) / 1.6, Math.max(...values) * 1.6];
  const [first, last] = [...marks]
    .sort((a, b) => a.p50! - b.p50!)
    .filter((_, i, {length}) => i === 0 || i === length - 1);
  const tell = (mark: Mark) =>
    `${mark.label} in ${RUNTIME_TITLES[mark.runtime as RuntimeId]}: ${timeInterval({value: mark.p50, low: mark.p50Low, high: mark.p50High})}`;
  return [
    {
      name: "latency-one-row",
      title: `One row takes from ${time(first.p50)} to ${time(last.p50)}, depending on model and runtime`,
      description:
        "A dot with its interval for every model and runtime, on a logarithmic axis of milliseconds; three dashed lines are times that a report gives.",
      caption: `Fastest: ${tell(first)}. Slowest: ${tell(last)}. Dashed lines: what one report states, ${page.claims.map(({statement, text}) => `${text} for ${statement.charAt(0).toLowerCase()}${statement.slice(1)}`).join("; ")}, without naming a machine.`,
      n: `${where}. Bars: 95 % intervals of order statistics.`,
      height: y + 62,
      legend: runtimes.map((id) => runtimeLegend(id, RUNTIME_TITLES[id])),
      table: {
        name: "latency-one-row",
        columns: {
          model: marks.map(({label}) => label),
          runtime: marks.map(({runtime}) => RUNTIME_TITLES[runtime as RuntimeId]),
          p50: marks.map(({p50}) => p50),
          low: marks.map(({p50Low}) => p50Low),
          high: marks.map(({p50High}) => p50High),
          readings: marks.map(({readings}) => readings)
        },
        header: {p50: "median, ms", low: "95 % from", high: "to"}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 8,
        marginRight: 14,
        marginTop: 22,
        marginBottom: 40,
        x: {
          type: "log",
          domain,
          grid: true,
          label: "milliseconds, logarithmic →",
          tickFormat: digits,
          ticks: width < 500 ? 4 : 8
        },
        y: {axis: null, domain: [0, y], range: [22, height - 40]},
        marks: [
          Plot.ruleX(page.claims, {x: "ms", stroke: COLOURS.published, strokeDasharray: "5,4", strokeWidth: 1.5}),
          // on a phone neighbours would lie over each other, so they stand to the left and the right of their lines
          ...page.claims.map((claim, i) =>
            Plot.text([claim], {
              x: "ms",
              frameAnchor: "top",
              textAnchor: width >= 500 ? "middle" : i % 2 === 0 ? "end" : "start",
              dy: -14,
              text: "text",
              fill: COLOURS.ink,
              fontSize: 11
            })
          ),
          Plot.text(heads, {
            frameAnchor: "left",
            y: "y",
            textAnchor: "start",
            text: "label",
            fill: COLOURS.ink,
            stroke: "var(--theme-background)",
            strokeWidth: 4,
            fontSize: 11.5
          }),
          ...runtimes.flatMap((id) => {
            const own = marks.filter(({runtime}) => runtime === id);
            const {colour, symbol, filled} = RUNTIME_LOOKS[id];
            return [
              Plot.ruleY(
                own.filter(({p50High}) => p50High !== null),
                {
                  // zero has no place on a logarithmic axis
                  x1: ({p50Low}: Mark) => Math.max(p50Low!, domain[0]),
                  x2: "p50High",
                  y: "y",
                  stroke: colour,
                  strokeWidth: 2
                }
              ),
              Plot.dot(own, {
                x: "p50",
                y: "y",
                r: 3.5,
                symbol,
                stroke: colour,
                strokeWidth: 1.5,
                fill: filled ? colour : "var(--theme-background)"
              })
            ];
          }),
          Plot.tip(
            marks,
            Plot.pointer({
              x: "p50",
              y: "y",
              title: (mark: Mark) =>
                `${tell(mark)}${mark.p99 === null ? "" : `\n99 % of calls within ${time(mark.p99)}`}\n${mark.readings} readings of ${mark.callsPerReading} calls`
            })
          )
        ]
      })
  ];
}
