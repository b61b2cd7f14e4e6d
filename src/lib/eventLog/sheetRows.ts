import {UserError} from "../core/errors.js";
import {unreadable, type LogFile} from "./logFile.js";
import {unzipped, type ZipEntry} from "./zipArchive.js";

/** The names of a workbook's sheets in their order; null for an archive that is no workbook. */
export async function sheetNames(file: LogFile, entries: readonly ZipEntry[]): Promise<string[] | null> {
  const workbook = entries.find(({name}) => name === "xl/workbook.xml");
  if (workbook === undefined) return null;
  const parts: Uint8Array[] = [];
  for await (const part of unzipped(file, workbook)) parts.push(part);
  const xml = await new Blob(parts as BlobPart[]).text();
  const entities: Readonly<Record<string, string>> = {lt: "<", gt: ">", amp: "&", quot: '"', apos: "'"};
  return Array.from(xml.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g), ([, name]) =>
    name.replace(/&(lt|gt|amp|quot|apos);/g, (_, entity: string) => entities[entity])
  );
}

/**
 * The rows of one sheet of a workbook as text, with the sheet's own numbers from 1, in pieces: a cell that is formatted as a time is ISO 8601, and an empty one null. Throws `UserError`
 * for a workbook that is damaged.
 */
export async function* sheetRows(
  file: LogFile,
  sheet: number
): AsyncGenerator<{line: number; fields: (string | null)[]}> {
  const {streamXlsxRows} = await import("hucre/xlsx");
  const rows = streamXlsxRows(file.stream(), {sheet});
  try {
    for (;;) {
      const {done, value} = await rows.next().catch((error: unknown) => {
        throw damaged(file, error);
      });
      if (done) return;
      yield {line: value.index + 1, fields: value.values.map(cellText)};
    }
  } finally {
    await rows.return().catch(() => {});
  }
}

function damaged(file: LogFile, error: unknown): UserError {
  if (error instanceof UserError) return error;
  if (error instanceof DOMException) return unreadable(file, error);
  const said = (error instanceof Error ? error.message : String(error)).split("\n")[0].slice(0, 120);
  return new UserError(`${file.name} is a damaged workbook (${said})`, "save it anew, or save the sheet as CSV");
}

/** Sheets have times as fractions of days, which are exact to the millisecond and no further. */
function cellText(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null;
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? null : new Date(Math.round(cell.getTime())).toISOString();
  const text = String(cell);
  return text.trim() === "" ? null : text;
}
