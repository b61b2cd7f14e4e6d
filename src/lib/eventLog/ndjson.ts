import {UserError} from "../core/errors.js";
import {shortened} from "./logFormat.js";

/** A line longer than this is no event. */
export const MAX_LINE_LENGTH = 2_000_000;

export interface Line {
  /** From 1. */
  readonly line: number;
  /** Null where `fault` says why there is no text. */
  readonly text: string | null;
  readonly fault: string | null;
}

/**
 * Cuts a stream of bytes into lines and decodes them. A line that is too long is skipped without being kept in memory; one that is no UTF-8
 * is said to be so. Blank lines are counted and not handed on.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
  let rest: Uint8Array[] = [];
  let length = 0;
  let line = 1;
  const finish = (last: Uint8Array): Line | null => {
    const number = line++;
    if (length + last.length > MAX_LINE_LENGTH) {
      rest = [];
      length = 0;
      return {line: number, text: null, fault: "line longer than 2 MB"};
    }
    const bytes = joined([...rest, last], length + last.length);
    rest = [];
    length = 0;
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      return {line: number, text: null, fault: "not UTF-8"};
    }
    text = (number === 1 ? text.replace(/^\uFEFF/, "") : text).trim();
    return text === "" ? null : {line: number, text, fault: null};
  };
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const found = finish(chunk.subarray(from, end));
      if (found !== null) lines.push(found);
      from = end + 1;
    }
    const tail = chunk.subarray(from);
    length += tail.length;
    // beyond the longest only the length counts
    if (length <= MAX_LINE_LENGTH) rest.push(tail.slice());
    else rest = [];
    yield lines;
  }
  if (length > 0) {
    const found = finish(new Uint8Array(0));
    if (found !== null) yield [found];
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The fields of one line as text, by name; objects within it are taken apart, `{"a": {"b": 1}}` to `a.b`. Throws `RangeError` saying why a line has none. */
export function fieldsOf(text: string): Record<string, string | null> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RangeError("no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new RangeError("no JSON object");
  const fields: Record<string, string | null> = Object.create(null) as Record<string, string | null>;
  flatten(value as Record<string, unknown>, "", fields, 0);
  return fields;
}

function flatten(
  from: Record<string, unknown>,
  prefix: string,
  to: Record<string, string | null>,
  depth: number
): void {
  for (const [key, value] of Object.entries(from)) {
    const name = prefix + key;
    if (value === null || value === undefined) to[name] = null;
    else if (typeof value === "number") {
      if (!Number.isSafeInteger(Math.trunc(value)))
        throw new RangeError("a number beyond 2^53, which JSON readers round; write it as text");
      to[name] = String(value);
    } else if (typeof value !== "object") to[name] = String(value);
    else if (Array.isArray(value) || depth > 3) {
      if (isDeeper(value, DEEPEST)) throw new RangeError(`objects within objects, more than ${DEEPEST} deep`);
      to[name] = JSON.stringify(value);
    } else flatten(value as Record<string, unknown>, `${name}.`, to, depth + 1);
  }
}

/** What is nested deeper, writers of JSON give up on, each at another depth. */
const DEEPEST = 100;

/** Whether a value holds others over more than so many levels; walked without recursion, which would end where the stack does. */
function isDeeper(value: object, levels: number): boolean {
  let level: object[] = [value];
  for (let depth = 1; depth <= levels; depth++) {
    level = level.flatMap((one) =>
      Object.values(one).filter((inner): inner is object => typeof inner === "object" && inner !== null)
    );
    if (level.length === 0) return false;
  }
  return true;
}

/** Columns and rows of the first lines of a text. Lines that are no objects are left out. Throws `UserError` where none is one. */
export function ndjsonSample(name: string, text: string, most: number): {columns: string[]; rows: (string | null)[][]} {
  const found: Record<string, string | null>[] = [];
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  for (const line of lines.slice(0, most)) {
    try {
      found.push(fieldsOf(line));
    } catch {
      // set aside, with its line, when the whole is read
    }
  }
  if (found.length === 0)
    throw new UserError(
      `none of the first ${Math.min(lines.length, most)} lines of ${name} is a JSON object of plain values; the first is ${shortened(lines[0] ?? "")}`,
      "write one JSON object a line (NDJSON), numbers beyond 2^53 as text"
    );
  const columns = [...new Set(found.flatMap((fields) => Object.keys(fields)))];
  return {columns, rows: found.map((fields) => columns.map((name) => fields[name]?.trim() || null))};
}
