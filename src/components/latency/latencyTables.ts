import type {CellRow} from "../../lib/latency/cellRow.js";
import {RUNTIME_TITLES, type RuntimeId} from "../../lib/onnx/runtimes/runtime.js";
import type {LatencyPage, LatencyResult} from "../../lib/reports/latencyPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {percent} from "../format.js";
import {labelOf} from "./labelOf.js";
import {lineCell} from "../targets/tableCells.js";
import {digits} from "./timeText.js";

const titleOf = (runtime: string) => RUNTIME_TITLES[runtime as RuntimeId] ?? runtime;
/** Milliseconds, the same unit in every row. */
const timeCell = (value: number | string | null) => (value === null ? "–" : digits(Number(value)));

const STARTS: Readonly<Record<CellRow["from"], string>> = {
  columns: "columns",
  events: "raw events",
  "events only": "raw events, features alone"
};

/** Every cell of one number of rows, what was measured here beside what was in Node. */
export function cellTable(
  page: LatencyPage,
  published: LatencyResult,
  here: LatencyResult | null,
  rows: number
): DataTableOptions {
  const places = [published, ...(here === null ? [] : [here])];
  const keyOf = ({model, runtime, from}: CellRow) => JSON.stringify([model, runtime, from]);
  const found = places.map(
    ({cells}) => new Map(cells.filter((cell) => cell.rows === rows).map((cell) => [keyOf(cell), cell]))
  );
  const keys = [...new Set(found.flatMap((cells) => [...cells.keys()]))];
  const names = keys.map((key) => JSON.parse(key) as [string, string, CellRow["from"]]);
  const column = (place: number, name: keyof CellRow) =>
    keys.map((key) => (found[place].get(key)?.[name] ?? null) as number | null);
  const TIMES = ["p50", "p50Low", "p50High", "p95", "p99", "p99High"] as const;
  const HEADS = {
    p50: "median, ms",
    p50Low: "from",
    p50High: "to",
    p95: "95 % within",
    p99: "99 % within",
    p99High: "at most"
  };
  const own: Record<string, (number | null)[]> = {};
  const header: Record<string, string> = {};
  const format: Record<string, (value: number | string | null) => string | Node> = {runtime: lineCell, model: lineCell};
  const add = (place: number, prefix: string, where: string) => {
    for (const name of TIMES) {
      own[`${prefix}_${name}`] = column(place, name);
      header[`${prefix}_${name}`] = `${where}: ${HEADS[name]}`;
      format[`${prefix}_${name}`] = timeCell;
    }
    if (column(place, "overTick").some((share) => share !== null)) {
      own[`${prefix}_over_tick`] = column(place, "overTick");
      header[`${prefix}_over_tick`] = `${where}: calls over one tick`;
      format[`${prefix}_over_tick`] = (value) => (value === null ? "–" : percent(Number(value), 2));
    }
    own[`${prefix}_readings`] = column(place, "readings");
    header[`${prefix}_readings`] = `${where}: readings`;
    own[`${prefix}_calls`] = column(place, "callsPerReading");
    header[`${prefix}_calls`] = `${where}: calls a reading`;
  };
  if (here !== null) add(1, "here", "here");
  add(0, "node", "Node");
  return {
    name: `latency-${rows}-rows`,
    caption: `Calls of ${rows === 1 ? "one row" : `${rows} rows`}, by model and runtime`,
    columns: {
      model: names.map(([model]) => (model === "" ? "none" : labelOf(page, model))),
      runtime: names.map(([, runtime]) => titleOf(runtime)),
      starts_from: names.map(([, , from]) => STARTS[from]),
      ...own
    },
    header: {starts_from: "starts from", ...header},
    format,
    rows: 8
  };
}

/** What is waited for before the first prediction, model by model. */
export function openingTable(page: LatencyPage, {openings}: LatencyResult, where: string): DataTableOptions {
  return {
    name: "latency-openings",
    caption: `From a file's bytes to the first prediction: medians, ${where}`,
    columns: {
      model: openings.map(({model}) => labelOf(page, model)),
      runtime: openings.map(({runtime}) => titleOf(runtime)),
      kilobytes: openings.map(({model}) => (page.models.find(({id}) => id === model)?.bytes ?? NaN) / 1000),
      open: openings.map(({open}) => open),
      open_low: openings.map(({openLow}) => openLow),
      open_high: openings.map(({openHigh}) => openHigh),
      first: openings.map(({first}) => first),
      first_low: openings.map(({firstLow}) => firstLow),
      first_high: openings.map(({firstHigh}) => firstHigh),
      n: openings.map(({openings: n}) => n),
      difference: openings.map(({difference}) => difference),
      rows: openings.map(({real}) => (real === 1 ? "the shop's" : "made up"))
    },
    header: {
      kilobytes: "file, kB",
      open: "opened in, ms",
      open_low: "95 % from",
      open_high: "to",
      first: "first call, ms",
      first_low: "95 % from",
      first_high: "to",
      n: "openings",
      difference: "greatest difference in a prediction",
      rows: "rows asked"
    },
    format: {
      model: lineCell,
      runtime: lineCell,
      kilobytes: (value) => Number(value).toFixed(0),
      ...Object.fromEntries(
        ["open", "open_low", "open_high", "first", "first_low", "first_high"].map((name) => [name, timeCell])
      ),
      difference: (value) => (Number(value) === 0 ? "0" : Number(value).toExponential(0).replace("-", "−"))
    },
    rows: 8
  };
}

/** How many times faster one way of scoring is than another. */
export function speedUpTable(page: LatencyPage, {speedUps}: LatencyResult, where: string): DataTableOptions {
  const way = (model: string, runtime: string) => `${labelOf(page, model)}, ${titleOf(runtime)}`;
  return {
    name: "latency-speed-ups",
    caption: `Speed-up from pruning and from the runtime, ${where}`,
    columns: {
      change: speedUps.map(({change}) => change),
      from: speedUps.map(({slower, slowerRuntime}) => way(slower, slowerRuntime)),
      to: speedUps.map(({faster, fasterRuntime}) => way(faster, fasterRuntime)),
      times: speedUps.map(({value}) => value),
      low: speedUps.map(({low}) => low),
      high: speedUps.map(({high}) => high)
    },
    header: {change: "what changes", times: "times faster", low: "95 % from", high: "to"},
    format: Object.fromEntries(["times", "low", "high"].map((name) => [name, (value) => Number(value).toFixed(2)]))
  };
}
