import type {CellRow} from "../../lib/latency/cellRow.js";
import type {LatencyPage, LatencyResult} from "../../lib/latency/latencyPage.js";
import type {ServedModel} from "../../lib/latency/servedModel.js";

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
export function slowestVisitor({cells}: Pick<LatencyResult, "cells">, runtime: string): CellRow | undefined {
  return [...cells]
    .filter((cell) => cell.from === "events" && cell.runtime === runtime && cell.p50 !== null)
    .sort((a, b) => b.p50! - a.p50!)[0];
}

/** The label of a model by its id; the id itself where there is no such model. */
export function labelOf({models}: Pick<LatencyPage, "models">, id: string): string {
  return models.find((model) => model.id === id)?.label ?? id;
}
