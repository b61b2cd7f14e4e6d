import {UserError} from "../core/errors.js";
import {CsvRecords, physicalLines} from "./csvRecords.js";
import {isColumnName} from "./columnNames.js";
import {eventTypeOf} from "./eventNames.js";
import {guessTimeFormat} from "./timeFormats.js";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The most rows of a sample. */
export const SAMPLE_ROWS = 1_000;

export interface CsvSample {
  readonly delimiter: string;
  readonly header: boolean;
  readonly columns: readonly string[];
  /** As text; an empty field is null. A short row is filled up. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * Finds out how a table in text is delimited: the delimiter under which most lines have the same number of fields, more than one. Whether the first
 * line is a header is told from its words. Throws `UserError` where no delimiter fits.
 */
export function csvSample(name: string, text: string): CsvSample {
  const lines = physicalLines(text);
  let best: {delimiter: string; rows: string[][]; fields: number; share: number} | null = null;
  for (const delimiter of DELIMITERS) {
    const rows = recordsOf(lines, delimiter);
    if (rows.length === 0) continue;
    const counts = new Map<number, number>();
    for (const {length} of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
    const [fields, times] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
    const share = times / rows.length;
    if (
      fields > 1 &&
      (best === null || share > best.share + 0.05 || (share > best.share - 0.05 && fields > best.fields))
    )
      best = {delimiter, rows, fields, share};
  }
  if (best === null)
    throw new UserError(
      `the lines of ${name} have one field each, whether cut at comma, semicolon, tab or |`,
      "separate the columns by one of these"
    );
  const {delimiter, rows} = best;
  const header = isHeader(rows);
  const width = header ? Math.max(rows[0].length, 1) : best.fields;
  const names = header ? rows[0] : Array.from({length: width}, () => "");
  return {
    delimiter,
    header,
    columns: uniqueNames(names),
    rows: rows
      .slice(header ? 1 : 0, SAMPLE_ROWS + (header ? 1 : 0))
      .map((row) => Array.from({length: width}, (_, i) => (row[i] ?? "").trim() || null))
  };
}

/** The first records, as far as they can be read. */
function recordsOf(lines: ReturnType<typeof physicalLines>, delimiter: string): string[][] {
  const rows: string[][] = [];
  const records = new CsvRecords(delimiter, null, ({fields}) => {
    if (fields !== null) rows.push(fields.map((field) => field ?? ""));
  });
  for (const line of lines) {
    if (rows.length > SAMPLE_ROWS) break;
    records.add(line);
  }
  if (rows.length <= SAMPLE_ROWS) records.finish();
  return rows.slice(0, SAMPLE_ROWS + 1);
}

/** Names as a person can tell them apart: `column 3` for one that is empty, `price (2)` for one that occurs again. */
function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  const times = new Map<string, number>();
  return names.map((name, i) => {
    const base = name.trim() || `column ${i + 1}`;
    let unique = base;
    // counted on from the last one: a header may well be ten thousand times the same name
    let k = times.get(base) ?? 1;
    while (used.has(unique)) unique = `${base} (${++k})`;
    times.set(base, k);
    used.add(unique);
    return unique;
  });
}

/** A first line is a header unless it holds what only data hold: a number, a time, the name of a type of event in a column of such names. */
function isHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...others] = rows;
  const names = first.filter((name) => isColumnName(name) && eventTypeOf(name) === undefined).length;
  const data = first.filter((name) => /^-?\d+([.,]\d+)?$/.test(name.trim()) || guessTimeFormat([name]) !== null).length;
  if (names > 0 && (data === 0 || (names > 1 && names > data))) return true;
  if (data > 0) return false;
  return !first.some((name, i) => eventTypeOf(name) !== undefined && others.some((row) => row[i] === name));
}
