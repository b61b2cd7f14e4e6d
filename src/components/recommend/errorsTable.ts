import {ERROR_MODELS, type ErrorRow} from "../../lib/reports/recommendBeyond.js";
import type {DataTableOptions} from "../dataTable.js";
import {count, percent} from "../format.js";
import {lineCell, sentenceCell} from "../targets/tableCells.js";

/** How often models have the next click among their first five, by what kind of click it is. */
export function errorsTable(rows: readonly ErrorRow[]): DataTableOptions {
  const models = Object.keys(ERROR_MODELS);
  return {
    name: "recommend-errors-by-click",
    caption:
      "E-shop clothing, repeats removed: HR@5 by the clicks of the visit, by how many clicks were known, and by how popular the next item is",
    columns: {
      by: rows.map(({by}) => by),
      name: rows.map(({name}) => name),
      n: rows.map(({n}) => n),
      ...Object.fromEntries(models.map((model) => [model, rows.map(({hits}) => hits[model])])),
      fallback: rows.map(({fallback}) => fallback ?? "")
    },
    header: {by: "clicks by", name: "kind", n: "clicks", ...ERROR_MODELS, fallback: "what models then go by"},
    format: {
      by: lineCell,
      name: lineCell,
      n: (value) => count(Number(value)),
      fallback: sentenceCell,
      ...Object.fromEntries(
        models.map((model) => [model, (value: unknown) => (value === null ? "–" : percent(Number(value)))])
      )
    },
    rows: rows.length
  };
}
