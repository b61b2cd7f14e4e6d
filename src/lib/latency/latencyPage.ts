import type {StudyResult} from "../core/result.js";
import type {CellRow, ColdStartRow, SpreadRow} from "./cellRow.js";
import type {ServedModel} from "./servedModel.js";

type TableColumns = StudyResult["tables"][string];

/** What the Latency page has from the start. */
export interface LatencyPage {
  readonly models: readonly ServedModel[];
  /** Numbers of rows a call. */
  readonly rows: readonly number[];
  /** Measured in Node by the study `latency`; tables column by column. */
  readonly published: {
    readonly machine: string;
    readonly tickMs: number;
    readonly cells: TableColumns;
    readonly openings: TableColumns;
    readonly spreads: TableColumns;
    readonly speedUps: TableColumns;
  };
  readonly claims: readonly TimeClaim[];
  /** How many times faster a report says that pruning and another runtime made its model. */
  readonly claimedSpeedUp: string;
  /** What the browser's ONNX Runtime weighs. */
  readonly runtime: {readonly bytes: number; readonly transferBytes: number};
}

/** A time that a report claims, from the ledger. */
export interface TimeClaim {
  readonly statement: string;
  readonly ms: number;
  /** As it is printed. */
  readonly text: string;
  readonly unit: string;
}

/** A ratio of two medians, as tables and messages have it. */
export interface SpeedUpRow {
  readonly change: string;
  readonly slower: string;
  readonly slowerRuntime: string;
  readonly faster: string;
  readonly fasterRuntime: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One measurement, wherever it was made. */
export interface LatencyResult {
  /** Where: machine and browser in words. */
  readonly machine: string;
  readonly tickMs: number;
  readonly cells: readonly CellRow[];
  readonly openings: readonly ColdStartRow[];
  readonly spreads: readonly SpreadRow[];
  readonly speedUps: readonly SpeedUpRow[];
}

/** What was measured in Node, row by row. */
export function publishedResult({published}: LatencyPage): LatencyResult {
  const {machine, tickMs} = published;
  return {
    machine,
    tickMs,
    cells: rowsOf<CellRow>(published.cells),
    openings: rowsOf<ColdStartRow>(published.openings),
    spreads: rowsOf<SpreadRow>(published.spreads),
    speedUps: rowsOf<SpeedUpRow>(published.speedUps)
  };
}

function rowsOf<Row>(columns: TableColumns): Row[] {
  const names = Object.keys(columns);
  return (columns[names[0]] ?? []).map(
    (_, i) => Object.fromEntries(names.map((name) => [name, columns[name][i]])) as Row
  );
}
