import type {ReplicationRow, NamedModel} from "../../lib/reports/modelsPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixedCell, lineCell, wordsCell} from "../targets/tableCells.js";
import {MODEL_METRICS} from "./modelMetrics.js";
import {fixed, interval} from "../format.js";

export interface ReplicationTableOptions {
  readonly name: string;
  readonly caption: string;
  /** Which of the rows are shown; the name of a single one is for the caption to say. */
  readonly protocols: readonly string[];
  readonly metric: string;
}

/** One metric of our models and of their peers on the same rows, protocol by protocol. */
export function replicationTable(
  all: readonly ReplicationRow[],
  models: readonly NamedModel[],
  {name, caption, protocols, metric}: ReplicationTableOptions
): DataTableOptions {
  const rows = all.filter((row) => row.metric === metric && protocols.includes(row.protocol));
  return {
    name,
    caption: `${caption}: ${MODEL_METRICS[metric]}`,
    columns: {
      ...(protocols.length > 1 ? {protocol: rows.map(({protocol}) => protocol)} : {}),
      model: rows.map(({model}) => models.find(({id}) => id === model)!.title),
      value: rows.map(({value}) => value),
      peer: rows.map(({peer}) => peer),
      difference: rows.map(({value, peer}) => (peer === null ? null : value - peer)),
      ...(rows.some(({second}) => second !== null) ? {second: rows.map(({second}) => second)} : {}),
      ...(rows.some(({published}) => published !== null) ? {published: rows.map(({published}) => published)} : {}),
      baseline: rows.map(({baseline}) => baseline),
      n: rows.map(({n}) => n)
    },
    header: {
      value: "here (95 %)",
      difference: "difference",
      peer: "scikit-learn or XGBoost, same rows",
      second: "LightGBM, same rows",
      published: "its author’s figure",
      baseline: "baseline"
    },
    format: {
      protocol: wordsCell,
      model: wordsCell,
      // four digits, as a whole session's area is near 1
      value: (_, row) => {
        const {value, low, high} = rows[row];
        return lineCell(interval({value, low, high}, 4));
      },
      peer: fixedCell(3),
      second: fixedCell(3),
      published: fixedCell(3),
      difference: (value) =>
        value === null ? "–" : lineCell(`${Number(value) > 0 ? "+" : ""}${fixed(Number(value), 4)}`),
      baseline: fixedCell(3)
    },
    rows: rows.length
  };
}
