import {MAX_LINE_LENGTH} from "./ndjson.js";
import {NOT_UTF8} from "./reasons.js";

/** One record of a CSV: its fields, or why it has none. */
export interface CsvRecord {
  /** Which record of the file it is, the header being 1. */
  readonly line: number;
  /** How many of the lines that were given stand before it. */
  readonly from: number;
  readonly fields: readonly (string | null)[] | null;
  readonly fault: string | null;
}

/** A line with its end, or why it is no text. */
export interface PhysicalLine {
  readonly text: string;
  readonly fault: string | null;
}

const DELIMITER = 0;
const END = 1;
const OPEN = 2;
const MISQUOTED = 3;

/**
 * Cuts lines into the records of a CSV, one at a time and without trust in any of them. A quote opens a field only at its beginning, and must end right before
 * a delimiter or the end of a line; a record that runs over lines must have as many fields as there are columns. Where that is not so the
 * record's first line is set aside alone and reading goes on with the next, so that a stray quote costs one line and not the rest of the file.
 */
export class CsvRecords {
  private line = 0;
  /** Lines taken, and those of them before the ones that are held. */
  private taken = 0;
  private start = 0;
  private held: PhysicalLine[] = [];
  private heldLength = 0;
  private fields: (string | null)[] = [];
  private open: string | null = null;

  /** @param width columns of the file; null for as many as its first record has */
  constructor(
    private readonly delimiter: string,
    private width: number | null,
    private readonly use: (record: CsvRecord) => void
  ) {}

  add(line: PhysicalLine): void {
    const waiting = [line];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (this.take(next)) continue;
      // the last of the lines that were tried comes back first
      for (let i = this.held.length - 1; i > 0; i--) waiting.push(this.held[i]);
      this.refuse("quote not closed, or text after it");
    }
  }

  /** After the last line. */
  finish(): void {
    while (this.held.length > 0) {
      const others = this.held.slice(1);
      this.refuse("quote not closed, or text after it");
      for (const line of others) this.add(line);
    }
  }

  /** Whether a line could be what goes on from those that are held; if not, it is held with them. */
  private take(line: PhysicalLine): boolean {
    const first = this.held.length === 0;
    if (first) this.start = this.taken;
    this.taken++;
    this.held.push(line);
    this.heldLength += line.text.length;
    if (line.fault !== null || this.heldLength > MAX_LINE_LENGTH) {
      if (!first) return false;
      this.refuse(line.fault ?? "line longer than 2 MB");
      return true;
    }
    if (first && /^[\r\n]*$/.test(line.text)) {
      this.forget();
      return true;
    }
    const end = this.parse(line.text);
    if (end === OPEN) return true;
    if (end === MISQUOTED || (!first && this.width !== null && this.fields.length !== this.width)) return false;
    this.width ??= this.fields.length;
    this.use({line: ++this.line, from: this.start, fields: this.fields, fault: null});
    this.forget();
    return true;
  }

  private parse(text: string): number {
    let at = 0;
    for (;;) {
      let end: number;
      [end, at] = this.open === null ? this.field(text, at) : this.quoted(text, at);
      if (end !== DELIMITER) return end;
    }
  }

  private field(text: string, from: number): [number, number] {
    if (text[from] === '"') {
      this.open = "";
      return this.quoted(text, from + 1);
    }
    const bare = bareLength(text);
    const to = text.indexOf(this.delimiter, from);
    this.fields.push(text.slice(from, to === -1 ? bare : to) || null);
    return to === -1 ? [END, text.length] : [DELIMITER, to + 1];
  }

  private quoted(text: string, from: number): [number, number] {
    for (let at = from; ;) {
      const quote = text.indexOf('"', at);
      if (quote === -1) {
        this.open += text.slice(at);
        return [OPEN, text.length];
      }
      this.open += text.slice(at, quote);
      if (text[quote + 1] === '"') {
        this.open += '"';
        at = quote + 2;
        continue;
      }
      this.fields.push(this.open || null);
      this.open = null;
      if (quote + 1 >= bareLength(text)) return [END, text.length];
      return text[quote + 1] === this.delimiter ? [DELIMITER, quote + 2] : [MISQUOTED, quote];
    }
  }

  private refuse(fault: string): void {
    this.use({line: ++this.line, from: this.start, fields: null, fault});
    this.taken = this.start + 1;
    this.forget();
  }

  private forget(): void {
    this.held = [];
    this.heldLength = 0;
    this.fields = [];
    this.open = null;
  }
}

function bareLength(text: string): number {
  let length = text.length;
  if (text[length - 1] === "\n") length--;
  if (text[length - 1] === "\r") length--;
  return length;
}

/** Bytes without the first so many lines. */
export async function* withoutLines(chunks: AsyncIterable<Uint8Array>, lines: number): AsyncGenerator<Uint8Array> {
  let left = lines;
  let afterCr = false;
  for await (const chunk of chunks) {
    let at = 0;
    for (; at < chunk.length && (left > 0 || afterCr); at++) {
      const byte = chunk[at];
      if (afterCr) {
        afterCr = false;
        if (byte === 10) continue;
        if (left === 0) break;
      }
      if (byte === 13) afterCr = true;
      if (byte === 13 || byte === 10) left--;
    }
    if (at < chunk.length) yield chunk.subarray(at);
  }
}

/** Lines of a text with their ends. */
export function physicalLines(text: string): PhysicalLine[] {
  return (text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []).map((line) => ({text: line, fault: null}));
}

/** Lines with their ends as their bytes come. A byte order mark is left out. */
export async function* physicalLinesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<PhysicalLine[]> {
  const decoder = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
  let rest: Uint8Array[] = [];
  let length = 0;
  let first = true;
  // a CR may be the first half of a line end whose LF is in the next chunk
  let endsWithCr = false;
  const finish = (): PhysicalLine => {
    const parts = rest;
    const bytes = length;
    rest = [];
    length = 0;
    const start = first;
    first = false;
    if (bytes > MAX_LINE_LENGTH) return {text: "", fault: "line longer than 2 MB"};
    const all = new Uint8Array(bytes);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    if (all.includes(0)) return {text: "", fault: "a character that no text has (NUL)"};
    try {
      const text = decoder.decode(all);
      return {text: start ? text.replace(/^\uFEFF/, "") : text, fault: null};
    } catch {
      return {text: "", fault: NOT_UTF8};
    }
  };
  const keep = (part: Uint8Array) => {
    length += part.length;
    if (length > MAX_LINE_LENGTH) rest = [];
    else if (part.length > 0) rest.push(part.slice());
  };
  for await (const chunk of chunks) {
    const lines: PhysicalLine[] = [];
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (endsWithCr) {
        endsWithCr = false;
        const end = byte === 10 ? i + 1 : i;
        keep(chunk.subarray(from, end));
        lines.push(finish());
        from = end;
        if (byte === 10) continue;
      }
      if (byte === 13) endsWithCr = true;
      else if (byte === 10) {
        keep(chunk.subarray(from, i + 1));
        lines.push(finish());
        from = i + 1;
      }
    }
    keep(chunk.subarray(from));
    yield lines;
  }
  if (length > 0) yield [finish()];
}
