import {writeFileSync} from "node:fs";
import {tableFromArrays, tableToIPC} from "apache-arrow";
import {UsageError} from "../../src/lib/core/errors.js";
import {rowsOf, type Column, type Table} from "../../src/lib/core/table.js";
import {literal} from "../../src/lib/sql/dialect.js";
import {openDuckDB} from "../engines/duckdb.js";
import {fileError} from "../tools/contents.js";

const WRITERS: Readonly<Record<string, (table: Table, path: string) => Promise<void> | void>> = {
  csv: (table, path) => copy(table, path, "FORMAT csv, HEADER"),
  parquet: (table, path) => copy(table, path, "FORMAT parquet, COMPRESSION zstd"),
  json: (table, path) =>
    writeFileSync(
      path,
      `[${rowsOf(table)
        .map((row) => JSON.stringify(row))
        .join(",\n")}]\n`
    ),
  arrow: (table, path) => writeFileSync(path, tableToIPC(tableFromArrays(arrays(table)), "file"))
};

/** In which form a table is written, by what its file's name ends with. Throws `UsageError` for another ending. */
export function tableForm(path: string): string {
  const form = path.toLowerCase().match(/\.([a-z]+)$/)?.[1] ?? "";
  if (!Object.hasOwn(WRITERS, form))
    throw new UsageError(
      `${JSON.stringify(path)} does not say what to write; end its name with ${Object.keys(WRITERS)
        .map((name) => `.${name}`)
        .join(", ")}`
    );
  return form;
}

/**
 * Writes a table as CSV, JSON (a list of rows), Parquet or Arrow, as the file's name says. Throws what `tableForm` throws, and
 * `UserError` for a file that cannot be written.
 */
export async function writeTable(table: Table, path: string): Promise<void> {
  const form = tableForm(path);
  try {
    // a folder that is not there or cannot be written is told in our words, and not in the database's
    writeFileSync(path, "");
    await WRITERS[form](table, path);
  } catch (error) {
    throw fileError(error, path);
  }
}

async function copy(table: Table, path: string, options: string): Promise<void> {
  const engine = await openDuckDB();
  try {
    await engine.load("written", table);
    await engine.run(`COPY written TO ${literal(path)} (${options})`);
  } finally {
    await engine.close();
  }
}

/** Missing numbers are null, as in the other forms. */
function arrays({columns}: Table): Record<string, Float64Array | Int32Array | (string | number | null)[]> {
  const missing = (column: Column) => !Array.isArray(column) && column.some((value) => Number.isNaN(value));
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      missing(column)
        ? Array.from(column as Float64Array, (value) => (Number.isNaN(value) ? null : value))
        : (column as Float64Array)
    ])
  );
}
