import {UserError} from "../core/errors.js";
import {decodedRows} from "./decodedRows.js";
import {inspectLog} from "./inspectLog.js";
import type {LogFile} from "./logFile.js";
import {parquetColumns, parquetRows} from "./parquetLog.js";

/** A table of any kind as text, column by column. */
export interface TextTable {
  readonly name: string;
  readonly rows: number;
  /** Null where a row has no value. */
  readonly columns: Readonly<Record<string, readonly (string | null)[]>>;
  /** Lines that have no fields, and why. */
  readonly faults: readonly {readonly line: number; readonly fault: string}[];
}

/** Rows of a Parquet file that are read at a time. */
const CHUNK = 100_000;

/**
 * Reads all columns of a table in any format that a log may have: CSV and its kin, Parquet, JSON, a workbook, packed or not. Throws `UserError`
 * for a file that cannot be read, has no rows, or no row with fields.
 */
export async function readTextTable(file: LogFile): Promise<TextTable> {
  const {format, columns} = await inspectLog(file);
  const values = columns.map((): (string | null)[] => []);
  const faults: {line: number; fault: string}[] = [];
  if (format.kind === "parquet") {
    const {rows} = await parquetColumns(file);
    for (let from = 0; from < rows; from += CHUNK) {
      const found = await parquetRows(file, columns, from, Math.min(rows, from + CHUNK));
      found.forEach((column, i) => column.forEach((value) => values[i].push(value)));
    }
  } else
    for await (const rows of decodedRows(file, format, columns, columns))
      for (const {line, texts, fault} of rows)
        if (texts === null) faults.push({line, fault: fault ?? "no fields"});
        else texts.forEach((text, i) => values[i].push(text));
  const rows = values[0].length;
  if (rows === 0) throw new UserError(`${file.name} has no row that can be read`, "check that the file is whole");
  return {
    name: file.name,
    rows,
    columns: Object.fromEntries(columns.map((name, i) => [name, values[i]])),
    faults
  };
}
