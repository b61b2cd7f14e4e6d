import {tableRows} from "../core/tableRows.js";
import type {CellRow, ColdStartRow, SpreadRow} from "../latency/cellRow.js";
import type {ServedModel} from "../latency/servedModel.js";
import type {SpeedUpRow} from "../latency/speedUps.js";
import type {LatencyPage, LatencyResult} from "./latencyPage.js";

/** What was measured in Node, row by row. */
export function publishedResult({published}: Pick<LatencyPage, "published">): LatencyResult {
  const {machine, tickMs} = published;
  const rows = <Row>(columns: LatencyPage["published"]["cells"]) => tableRows(columns) as unknown as Row[];
  return {
    machine,
    tickMs,
    cells: rows<CellRow>(published.cells),
    openings: rows<ColdStartRow>(published.openings),
    spreads: rows<SpreadRow>(published.spreads),
    speedUps: rows<SpeedUpRow>(published.speedUps)
  };
}

/** The model that the page's first sentence is about: an ensemble cut to one head, or the best of its data where there is none. */
export function featuredModel(models: readonly ServedModel[]): ServedModel {
  const cut = models.find(({heads, quantised}) => heads === 1 && !quantised);
  return cut ?? [...models].sort((a, b) => (b.auc?.value ?? 0) - (a.auc?.value ?? 0))[0];
}

/** A cell of a result; undefined where it was not measured. */
export function cellOf(
  {cells}: Pick<LatencyResult, "cells">,
  model: string,
  runtime: string,
  {from = "columns", rows = 1}: Partial<Pick<CellRow, "from" | "rows">> = {}
): CellRow | undefined {
  return cells.find(
    (cell) => cell.model === model && cell.runtime === runtime && cell.from === from && cell.rows === rows
  );
}

/** The model asked from raw events whose median is the greatest in a runtime. */
function slowestVisitor({cells}: Pick<LatencyResult, "cells">, runtime: string): CellRow | undefined {
  return [...cells]
    .filter((cell) => cell.from === "events" && cell.runtime === runtime && cell.p50 !== null)
    .sort((a, b) => b.p50! - a.p50!)[0];
}

/** The runtime that the page's sentences are about: ONNX Runtime's WebAssembly. */
const RUNTIME = "onnx-wasm";

/** A median with its interval in milliseconds; an end is null where the readings leave it open. */
export interface Median {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const medianOf = ({p50, p50Low, p50High}: CellRow): Median => ({value: p50, low: p50Low, high: p50High});

/** What the page on latency answers with: one row, the featured model, ONNX Runtime's WebAssembly. */
export interface LatencyHeadline {
  readonly model: ServedModel;
  readonly median: Median;
  /** Calls that were timed. */
  readonly calls: number;
  /** The median with its whole interval below the time that a report claims, above it, or neither. */
  readonly against: "less" | "more" | "as much";
  /** From raw events to a score, of the slowest model that takes them; null where none was timed. */
  readonly visitor: Median | null;
  /** 99 of 100 calls take at most so long; null where single calls could not be timed. */
  readonly p99: number | null;
  /** Reading the model's file and making a session, in milliseconds, and as how many calls. */
  readonly open: number;
  readonly openInCalls: number;
}

/** The numbers of the page's answer and of its takeaway. */
export function latencyHeadline(
  {models, claims}: Pick<LatencyPage, "models" | "claims">,
  result: Pick<LatencyResult, "cells" | "openings">
): LatencyHeadline {
  const model = featuredModel(models);
  const cell = cellOf(result, model.id, RUNTIME)!;
  const visitor = slowestVisitor(result, RUNTIME);
  const [{ms}] = claims;
  const opening = result.openings.find((one) => one.model === model.id && one.runtime === RUNTIME)!;
  const open = opening.open!;
  return {
    model,
    median: medianOf(cell),
    calls: cell.readings! * cell.callsPerReading!,
    against: cell.p50High! < ms ? "less" : cell.p50Low! > ms ? "more" : "as much",
    visitor: visitor === undefined ? null : medianOf(visitor),
    p99: cell.p99,
    open,
    openInCalls: open / cell.p50!
  };
}

/** A model whose quality and time are known. */
export interface QualityMark extends Omit<ServedModel, "auc"> {
  readonly auc: NonNullable<ServedModel["auc"]>;
  readonly p50: number;
  readonly p50Low: number | null;
  readonly p50High: number | null;
}

/** Cost against quality, of the models of one task. */
export interface QualitySummary {
  readonly marks: readonly QualityMark[];
  readonly best: QualityMark;
  /** Others whose interval of the area meets the best one's. */
  readonly rivals: number;
  /** The quickest of the rivals and the best. */
  readonly cheapest: QualityMark;
}

/** The models of a task with a known area and time, the best of them, and the quickest of those that may be as good. */
export function qualitySummary(
  models: readonly ServedModel[],
  result: Pick<LatencyResult, "cells">,
  task: string
): QualitySummary {
  const marks = models.flatMap((model): QualityMark[] => {
    const cell = cellOf(result, model.id, RUNTIME);
    return model.task === task && model.auc !== null && cell?.p50 != null
      ? [{...model, auc: model.auc, p50: cell.p50, p50Low: cell.p50Low, p50High: cell.p50High}]
      : [];
  });
  const best = [...marks].sort((a, b) => b.auc.value - a.auc.value)[0];
  const rivals = marks.filter(({id, auc}) => id !== best.id && auc.high >= best.auc.low);
  return {marks, best, rivals: rivals.length, cheapest: [...rivals, best].sort((a, b) => a.p50 - b.p50)[0]};
}
