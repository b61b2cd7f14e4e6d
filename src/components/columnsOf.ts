import type {ColumnTable} from "arquero";
import type {PageColumns} from "./csv.js";

/** The columns of an arquero table by name, filtered and sorted as it is, for `dataTable` and `figure`. */
export function columnsOf(table: ColumnTable): PageColumns {
  return Object.fromEntries(table.columnNames().map((name) => [name, Array.from(table.array(name)) as number[]]));
}
