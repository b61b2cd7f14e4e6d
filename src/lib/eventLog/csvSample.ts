import {UserError} from "../core/errors.js";
import {blankFields, BLANKS, WIDE_BLANKS} from "./blankSeparated.js";
import {CsvRecords, physicalLines, type PhysicalLine} from "./csvRecords.js";
import {shortened} from "./logFormat.js";
import {isHeader, tableLayout} from "./tableLayout.js";
import {guessTimeFormat} from "./timeFormats.js";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The most rows of a sample. */
export const SAMPLE_ROWS = 1_000;

export interface CsvSample {
  readonly delimiter: string;
  readonly joinsClock: boolean;
  readonly header: boolean;
  /** Lines before the header, or before the first row. */
  readonly skip: number;
  readonly columns: readonly string[];
  /** As text; an empty field is null. A short row is filled up. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly notices: readonly string[];
}

/** Rows of the first lines, cut in one way. */
interface Cut {
  readonly delimiter: string;
  readonly joinsClock: boolean;
  readonly rows: readonly {readonly fields: readonly string[]; readonly at: number}[];
  /** The number of fields that most rows have, and their share. */
  readonly fields: number;
  readonly share: number;
}

/**
 * Finds out how a table in text is delimited: the delimiter under which most lines have the same number of fields, more than one. Whether the first
 * line is a header is told from its words; what stands before it, a line `sep=;`, comments or the head of a report, is left out. Throws `UserError` where no
 * delimiter fits.
 */
export function csvSample(name: string, text: string): CsvSample {
  const all = physicalLines(text);
  const notices: string[] = [];
  const separator = /^"?sep=(.)"?\s*$/i.exec(all[0]?.text ?? "")?.[1];
  let skip = 0;
  if (separator !== undefined) {
    skip = 1;
    notices.push(`its first line, sep=${separator === "\t" ? "tab" : separator}, is not read`);
  }
  let comments = commentsFrom(all, skip);
  let best =
    separator === undefined ? bestCut(all.slice(skip + comments)) : cutAt(all.slice(skip + comments), separator);
  if (comments > 0 && best !== null && areRows(all.slice(skip, skip + comments), best)) {
    comments = 0;
    best = cutAt(all.slice(skip), best.delimiter);
  }
  if (best === null || best.fields < 2)
    throw new UserError(
      `the lines of ${name} have one field each, whether cut at comma, semicolon, tab, | or blanks`,
      "separate the columns by one of these"
    );
  const {delimiter, joinsClock} = best;
  let rows = best.rows;
  const named = comments === 0 ? null : headerInComment(all[skip + comments - 1], best);
  if (named !== null) rows = [{fields: named, at: -1}, ...rows];
  const uncommented = comments - (named === null ? 0 : 1);
  const written = all.slice(skip, skip + uncommented).find((line) => line.text.trim() !== "");
  if (uncommented > 0 && written !== undefined)
    notices.push(
      `${uncommented === 1 ? "1 line" : `${uncommented} lines`} of comments before the table ${uncommented === 1 ? "is" : "are"} not read, ${shortened(written.text.trim())}${uncommented === 1 ? "" : " and what follows"}`
    );
  const fields = rows.map((row) => row.fields);
  const layout = tableLayout(fields, best.fields);
  notices.push(...layout.notices);
  if (delimiter === BLANKS || delimiter === WIDE_BLANKS) notices.push("its columns are cut at blanks");
  const {first, header, columns} = layout;
  const headerFields = header ? fields[first] : null;
  return {
    delimiter,
    joinsClock,
    header,
    // the last comment is the header where it has the names
    skip: skip + (first === 0 ? uncommented : comments + rows[first].at),
    columns,
    rows: fields
      .slice(first + (header ? 1 : 0))
      // a header that comes again, where files were put one behind the other, is set aside when all is read
      .filter((row) => headerFields === null || !isSame(row, headerFields))
      .slice(0, SAMPLE_ROWS)
      .map((row) => Array.from({length: columns.length}, (_, i) => (row[i] ?? "").trim() || null)),
    notices
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((field, i) => field.trim() === b[i].trim());
}

/** Lines that begin with # before a table, and empty ones between and behind them; none where every line begins so. */
function commentsFrom(lines: readonly PhysicalLine[], from: number): number {
  let end = from;
  for (let i = from; i < lines.length; i++) {
    const text = lines[i].text.trim();
    if (text !== "" && !text.startsWith("#")) return end - from;
    if (text.startsWith("#") || end > from) end = i + 1;
  }
  return 0;
}

/** Whether lines that look like comments are rows, whose first column is names that begin with #: more than a header would be, and none like text. */
function areRows(lines: readonly PhysicalLine[], {delimiter, fields}: Cut): boolean {
  const rows = cutAt(lines, delimiter)?.rows ?? [];
  return (
    delimiter !== BLANKS &&
    delimiter !== WIDE_BLANKS &&
    rows.length > 1 &&
    rows.every((row) => row.fields.length === fields)
  );
}

/** The fields of a last comment that is the header: as many names as there are columns, over rows that have none. */
function headerInComment(line: PhysicalLine, {rows, delimiter, joinsClock, fields}: Cut): string[] | null {
  const text = line.text.replace(/^\s*#+\s*(?:fields:\s*)?/i, "");
  const names =
    delimiter === BLANKS || delimiter === WIDE_BLANKS
      ? blankFields(text, delimiter, joinsClock)
      : (cutAt(physicalLines(text), delimiter)?.rows[0]?.fields ?? []);
  const table = rows.map((row) => row.fields);
  if (names.length !== fields || isHeader(table) || !isHeader([names, ...table])) return null;
  return [...names];
}

function bestCut(lines: readonly PhysicalLine[]): Cut | null {
  let best: Cut | null = null;
  for (const delimiter of DELIMITERS) {
    const cut = cutAt(lines, delimiter);
    if (
      cut !== null &&
      cut.fields > 1 &&
      (best === null || cut.share > best.share + 0.05 || (cut.share > best.share - 0.05 && cut.fields > best.fields))
    )
      best = cut;
  }
  const blank = blankCut(lines);
  if (blank === null) return best;
  // a decimal comma, or a comma in a text, cuts lines as well, but leaves no time of its own
  if (best === null) return blank;
  if (!holdsTimes(best)) return holdsTimes(blank) ? blank : best;
  return blank.fields > best.fields && cutsHeader(blank) && !cutsHeader(best) ? blank : best;
}

/** Whether the first line has as many fields as the others. */
function cutsHeader({rows, fields}: Cut): boolean {
  return rows[0].fields.length === fields;
}

function holdsTimes({rows, fields}: Cut): boolean {
  return Array.from({length: fields}).some((_, i) => {
    const values = rows.slice(1, 100).flatMap((row) => row.fields[i]?.trim() || []);
    return guessTimeFormat(values) !== null;
  });
}

function cutAt(lines: readonly PhysicalLine[], delimiter: string): Cut | null {
  return measured(delimiter, false, recordsOf(lines, delimiter));
}

/** Wide gaps first, as words of one column may have a blank between. */
function blankCut(lines: readonly PhysicalLine[]): Cut | null {
  const cut = (delimiter: string, joinsClock: boolean) =>
    measured(
      delimiter,
      joinsClock,
      lines
        .slice(0, SAMPLE_ROWS + 100)
        .map(({text}, at) => ({fields: blankFields(text, delimiter, joinsClock), at}))
        .filter(({fields}) => fields.length > 0)
    );
  const even = (found: Cut | null) =>
    found !== null &&
    found.fields > 1 &&
    found.rows.filter(({fields}, i) => i > 0 && fields.length === found.fields).length >=
      0.95 * (found.rows.length - 1);
  const cuts = [cut(WIDE_BLANKS, false), cut(BLANKS, false), cut(BLANKS, true)];
  const [wide, narrow, joined] = cuts;
  // where the header has a name for the day and one for the time of day, they are two columns
  const named = narrow !== null && narrow.rows[0].fields.length === narrow.fields;
  const candidates = [wide, ...(named ? [narrow] : [joined]), narrow];
  return candidates.find(even) ?? null;
}

function measured(delimiter: string, joinsClock: boolean, rows: Cut["rows"]): Cut | null {
  if (rows.length === 0) return null;
  const counts = new Map<number, number>();
  for (const {fields} of rows) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  const [fields, times] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  return {delimiter, joinsClock, rows, fields, share: times / rows.length};
}

/** The first records, as far as they can be read, and the line in which each begins. */
function recordsOf(lines: readonly PhysicalLine[], delimiter: string): {fields: string[]; at: number}[] {
  const rows: {fields: string[]; at: number}[] = [];
  const records = new CsvRecords(delimiter, null, ({fields, from}) => {
    if (fields !== null) rows.push({fields: fields.map((field) => field ?? ""), at: from});
  });
  for (const line of lines) {
    if (rows.length > SAMPLE_ROWS) break;
    records.add(line);
  }
  if (rows.length <= SAMPLE_ROWS) records.finish();
  return rows.slice(0, SAMPLE_ROWS + 1);
}
