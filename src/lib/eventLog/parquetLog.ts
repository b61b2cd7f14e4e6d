import {parquetMetadataAsync, parquetRead, parquetSchema, type FileMetaData} from "hyparquet";
import {compressors} from "hyparquet-compressors";
import {UserError} from "../core/errors.js";
import type {LogFile} from "./logFile.js";

/** Names of the columns of a Parquet file that hold one value a row; the others cannot be read and are left out. */
export async function parquetColumns(file: LogFile): Promise<{columns: string[]; rows: number}> {
  const metadata = await metadataOf(file);
  return {columns: flatColumns(metadata), rows: Number(metadata.num_rows)};
}

/**
 * Rows [from, to) of some columns, each value as text and null where there is none. Times are ISO 8601 in UTC. Throws `UserError` for a file that is
 * damaged or cut short.
 */
export async function parquetRows(
  file: LogFile,
  columns: readonly string[],
  from: number,
  to: number
): Promise<(string | null)[][]> {
  const metadata = await metadataOf(file);
  const found: (string | null)[][] = columns.map(() => new Array<string | null>(to - from).fill(null));
  const at = new Map(columns.map((name, i) => [name, i]));
  try {
    await parquetRead({
      file: bufferOf(file),
      metadata,
      compressors,
      columns: [...columns],
      rowStart: from,
      rowEnd: to,
      onChunk({columnName, columnData, rowStart}) {
        const column = found[at.get(columnName)!];
        for (let i = 0; i < columnData.length; i++) {
          const row = rowStart + i - from;
          if (row >= 0 && row < to - from) column[row] = textOf(columnData[i]);
        }
      }
    });
  } catch (error) {
    throw damaged(file, error);
  }
  return found;
}

async function metadataOf(file: LogFile): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(bufferOf(file));
  } catch (error) {
    throw damaged(file, error);
  }
}

function damaged(file: LogFile, error: unknown): UserError {
  return new UserError(
    `${file.name} is no whole Parquet file (${error instanceof Error ? error.message : String(error)})`,
    "write or fetch it anew"
  );
}

function bufferOf(file: LogFile) {
  return {byteLength: file.size, slice: (from: number, to?: number) => file.slice(from, to ?? file.size)};
}

function flatColumns(metadata: FileMetaData): string[] {
  return parquetSchema(metadata)
    .children.filter(({children, element}) => children.length === 0 && element.repetition_type !== "REPEATED")
    .map(({element}) => element.name);
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
