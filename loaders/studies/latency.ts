import {cpus} from "node:os";
import type {Figure} from "../../src/lib/core/result.js";
import {cellRow, coldStartRow, spreadRows, type CellRow} from "../../src/lib/latency/cellRow.js";
import {clockTick} from "../../src/lib/latency/clockTick.js";
import {measureModels} from "../../src/lib/latency/measureModels.js";
import {RUNTIME_TITLES, type RuntimeId} from "../../src/lib/onnx/runtimes/runtime.js";
import {speedUpRow, speedUps} from "../../src/lib/latency/speedUps.js";
import {nodeRuntimes} from "../latency/nodeRuntimes.js";
import {servedFiles} from "../latency/servedFiles.js";
import {shopRows} from "../latency/shopRows.js";
import {readCards} from "../training/train.js";
import type {Study} from "./study.js";

const options = {rows: [1, 4, 16, 64, 256, 1024], cellMs: 60};
const DATASET = "models/*.onnx, rows of the generated shop or made-up ones";
/** What a score costs where there is next to nothing to reckon. */
const SIMPLEST = "shop-purchase-this-session-logistic";

/** How long a score takes here, for every trained model in every runtime that Node has. */
export const study: Study = {
  name: "latency",
  title: "Times every trained model in Node: opening it, and calls of 1 to 1,024 rows, in each runtime that takes it.",
  options,
  inputs: Object.fromEntries(readCards().map(({file: {name, sha256}}) => [name, sha256])),
  measured: true,
  async run({progress}) {
    const runtimes = await nodeRuntimes();
    const files = servedFiles();
    const now = () => performance.now();
    const tickMs = clockTick(now);
    const measuring = measureModels(
      files.map(({model: {id}, file}) => ({id, file})),
      runtimes,
      {...options, ...(await shopRows()), now, tickMs}
    );
    let told = 0;
    for (;;) {
      const step = await measuring.next();
      if (!step.done) {
        if (step.value.kind === "work" && step.value.share >= told) {
          progress(`${Math.round(100 * step.value.share)} %: ${step.value.text}`);
          told = step.value.share + 0.1;
        }
        continue;
      }
      const {cells, openings} = step.value;
      const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.versions.node}`;
      const rows = cells.map(cellRow);
      const gained = speedUps(
        files.map(({model}) => model),
        step.value,
        "onnx-wasm"
      );
      return {
        figures: {
          tick: {
            value: tickMs,
            low: null,
            high: null,
            n: 1,
            unit: "ms",
            dataset: "performance.now()",
            protocol: `the smallest step seen, which is a setting of the clock; ${machine}`
          },
          ...Object.fromEntries(rows.filter((row) => row.rows === 1).flatMap((row) => figuresOf(row, rows, machine))),
          ...Object.fromEntries(
            gained.map(({change, slower, faster, ratio}): [string, Figure] => [
              `times-${change.replaceAll(" ", "-")}-${slower.model}`,
              {
                ...ratio,
                n: cells.find(({model, runtime}) => model === faster.model && runtime === faster.runtime)!.latency!
                  .readings,
                unit: "×",
                dataset: DATASET,
                protocol: `median of ${slower.model}, ${RUNTIME_TITLES[slower.runtime as RuntimeId]}, over that of ${faster.model}, ${RUNTIME_TITLES[faster.runtime as RuntimeId]}, calls of one row; percentile bootstrap of both; ${machine}`,
                baseline: {name: "no change", value: 1}
              }
            ])
          )
        },
        tables: {
          cells: columnsOf(rows),
          openings: columnsOf(openings.map(coldStartRow)),
          spreads: columnsOf(spreadRows(cells)),
          speedUps: columnsOf(gained.map(speedUpRow)),
          machine: {
            machine: [machine],
            tickMs: [tickMs]
          }
        }
      };
    }
  }
};

const WHAT = {p50: "median", mean: "mean", p99: "99 % quantile"} as const;

/** The figures of a cell: `<model>-<runtime>-p50`, and `-visitor-` before the last where a call starts from raw events. */
function figuresOf(row: CellRow, all: readonly CellRow[], machine: string): [string, Figure][] {
  const {model, runtime, from, readings, callsPerReading} = row;
  const name = model === "" ? "features" : `${model}-${runtime}${from === "events" ? "-visitor" : ""}`;
  const simplest = all.find((one) => one.model === SIMPLEST && one.runtime === runtime && one.rows === 1);
  return (Object.keys(WHAT) as (keyof typeof WHAT)[]).flatMap((what): [string, Figure][] => {
    const {[what]: value, [`${what}Low` as const]: low, [`${what}High` as const]: high} = row;
    // too few calls bound a tail from one side only, which the table of cells says
    if (value === null || low === null || high === null) return [];
    const baseline = simplest?.[what] ?? null;
    const method = what === "mean" ? "Student's interval" : "interval of order statistics";
    return [
      [
        `${name}-${what}`,
        {
          value,
          low,
          high,
          n: readings!,
          unit: "ms",
          dataset: DATASET,
          protocol: `${WHAT[what]} of calls of one row${from === "columns" ? "" : ", from a visitor's raw events"}${
            model === "" ? ", features alone" : ""
          }, ${callsPerReading} a reading of the clock; 95 % ${method}; ${RUNTIME_TITLES[runtime as RuntimeId]}, one thread; ${machine}`,
          ...(baseline === null || model === ""
            ? {}
            : {baseline: {name: "logistic regression in the same runtime", value: baseline}})
        }
      ]
    ];
  });
}

function columnsOf<Row extends object>(rows: readonly Row[]): Record<string, (number | string | null)[]> {
  return Object.fromEntries(
    Object.keys(rows[0] ?? {}).map((name) => [
      name,
      rows.map((row) => (row as Record<string, number | string | null>)[name])
    ])
  );
}
