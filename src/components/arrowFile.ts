import type {Table, Vector} from "apache-arrow";
import {rowCount, type PageColumn, type PageColumns} from "./csv.js";

/**
 * A table as an Arrow IPC file: whole 32-bit numbers as Int32, other numbers as Float64, text as Utf8, missing values null.
 * Apache Arrow is loaded on the first call, so that a page does not weigh more before anyone asks for a file.
 */
export async function toArrow(columns: PageColumns): Promise<Uint8Array> {
  const {Float64, Int32, tableToIPC, Table, Utf8, vectorFromArray} = await import("apache-arrow");
  rowCount(columns);
  const vectors: Record<string, Vector> = {};
  for (const [name, column] of Object.entries(columns)) {
    const values = Array.from(column, (value) => (typeof value === "number" && Number.isNaN(value) ? null : value));
    const type = isText(column)
      ? new Utf8()
      : values.every((v) => v === null || v === ((v as number) | 0))
        ? new Int32()
        : new Float64();
    vectors[name] = vectorFromArray(values, type);
  }
  return tableToIPC(new Table(vectors) as Table, "file");
}

function isText(column: PageColumn): boolean {
  for (let i = 0; i < column.length; i++) if (column[i] !== null) return typeof column[i] === "string";
  return false;
}
