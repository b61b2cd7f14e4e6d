import {decodedRows} from "./decodedRows.js";
import type {LogFile} from "./logFile.js";
import type {LogFormat} from "./logFormat.js";
import type {LogMapping} from "./mapping.js";
import {parquetRows} from "./parquetLog.js";
import {textFields} from "./textFields.js";

/** Rows that are looked through at most: examples are near the beginning of a file, or are not worth to wait for. */
const MOST_ROWS = 20_000;

/**
 * What the file has in some of its lines, by line: the values of the columns that have a role, in their order, null where there is none. Lines that have no
 * fields and lines far from the beginning are not in it. Throws what reading the file throws.
 */
export async function exampleRows(
  file: LogFile,
  {format, columns}: {readonly format: LogFormat; readonly columns: readonly string[]},
  mapping: LogMapping,
  lines: ReadonlySet<number>
): Promise<Map<number, Readonly<Record<string, string | null>>>> {
  const wanted = textFields(mapping, []).map(({column}) => column);
  const found = new Map<number, Readonly<Record<string, string | null>>>();
  const use = (line: number, texts: readonly (string | null)[]) =>
    void found.set(line, Object.fromEntries(wanted.map((column, i) => [column, texts[i]])));
  const near = [...lines].filter((line) => line <= MOST_ROWS);
  if (near.length === 0) return found;
  const last = Math.max(...near);
  if (format.kind === "parquet") {
    const values = await parquetRows(file, wanted, 0, last);
    for (const line of near)
      use(
        line,
        values.map((column) => column[line - 1] ?? null)
      );
    return found;
  }
  for await (const rows of decodedRows(file, format, columns, wanted)) {
    for (const {line, texts} of rows) if (texts !== null && lines.has(line)) use(line, texts);
    if (rows.some(({line}) => line >= last)) break;
  }
  return found;
}
