import {NOT_UTF8} from "./reasons.js";

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
      return {line: number, text: null, fault: NOT_UTF8};
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
