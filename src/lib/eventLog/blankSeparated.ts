import type {CsvRecord, PhysicalLine} from "./csvRecords.js";
import {UNEVEN} from "./reasons.js";

/** Columns that two blanks or more, or tabs, separate. */
export const WIDE_BLANKS = "  ";
/** Columns that any number of blanks separates. */
export const BLANKS = " ";

const DAY = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})$/;
const CLOCK = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?$/;

/**
 * The fields of a line whose columns blanks separate. Where any number of them does, a field with blanks stands in quotes, or in brackets as the time in a web
 * server's log.
 *
 * @param joinsClock whether a day and a time of day behind it are one field
 */
export function blankFields(line: string, delimiter: string, joinsClock: boolean): string[] {
  const text = line.trim();
  if (text === "") return [];
  if (delimiter === WIDE_BLANKS) return text.split(/ {2,} *|[ ]*\t[ \t]*/);
  const fields: string[] = [];
  for (const [, quoted, bracketed, bare] of text.matchAll(/"((?:[^"\\]|\\.|"")*)"|\[([^\]]*)\]|(\S+)/g)) {
    const field = quoted?.replaceAll('""', '"') ?? bracketed ?? bare;
    if (joinsClock && CLOCK.test(field) && DAY.test(fields[fields.length - 1] ?? ""))
      fields[fields.length - 1] += ` ${field}`;
    else fields.push(field);
  }
  return fields;
}

/** Lines of such a table as records, as `CsvRecords` gives those of a CSV. A header may have another number of fields than the rows. */
export class BlankRecords {
  private line = 0;
  private taken = 0;

  constructor(
    private readonly delimiter: string,
    private readonly joinsClock: boolean,
    private readonly width: number,
    private readonly use: (record: CsvRecord) => void
  ) {}

  add({text, fault}: PhysicalLine): void {
    const from = this.taken++;
    if (fault === null && text.trim() === "") return;
    const line = ++this.line;
    const fields = fault === null ? blankFields(text, this.delimiter, this.joinsClock) : null;
    if (fields !== null && fields.length !== this.width) this.use({line, from, fields: null, fault: UNEVEN});
    else this.use({line, from, fields, fault});
  }

  finish(): void {}
}
