import type {StudyResult} from "./result.js";

/** A row of a result's table by column. */
export type TableRow = Readonly<Record<string, number | string | null>>;

/** The rows of a result's table, which its file holds column by column; none for a table without columns. */
export function tableRows(columns: StudyResult["tables"][string] = {}): TableRow[] {
  const names = Object.keys(columns);
  return (columns[names[0]] ?? []).map((_, i) => Object.fromEntries(names.map((name) => [name, columns[name][i]])));
}
