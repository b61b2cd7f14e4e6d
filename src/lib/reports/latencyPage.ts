import type {StudyResult} from "../core/result.js";
import type {CellRow, ColdStartRow, SpreadRow} from "../latency/cellRow.js";
import type {ServedModel} from "../latency/servedModel.js";
import type {SpeedUpRow} from "../latency/speedUps.js";

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
