import {MAX_LINE_LENGTH} from "./ndjson.js";

const INTERPRETER = 0;
const SEPARATOR = 1;
const LINE_FEED = 2;
const CARRIAGE_RETURN = 3;
const QUOTE = 4;
const NUL = 5;
const HIGH = 6;

const START = 0;
const UNQUOTED = 1;
const QUOTED = 2;
const AFTER_QUOTE = 3;

/**
 * Looks at every byte of a CSV once and counts its records, the header among them, where the file is of the kind that every reader reads alike: valid UTF-8
 * without NUL, lines that end with LF or CRLF and are not too long, quotes around whole fields only, all of them closed, and as many fields as
 * columns where a record runs over lines; no record has two fields more than there are columns, of which the database's reader would see one. Null for any other file.
 *
 * @param width columns of the file
 */
export async function countCleanRecords(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: string,
  width: number
): Promise<number | null> {
  const kinds = new Uint8Array(256).fill(HIGH, 128);
  const separator = delimiter.charCodeAt(0);
  kinds[separator] = SEPARATOR;
  kinds[10] = LINE_FEED;
  kinds[13] = CARRIAGE_RETURN;
  kinds[34] = QUOTE;
  kinds[0] = NUL;
  const decoder = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
  let records = 0;
  let state = START;
  let fields = 1;
  let runsOver = false;
  let isEmpty = true;
  let afterCr = false;
  let undecoded = false;
  let recordStart = 0;
  let at = 0;
  for await (const chunk of chunks) {
    let high = undecoded;
    // a mark before the first field is no part of it, and a quote may follow
    const mark = at === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    const isPlain = !chunk.includes(34) && !chunk.includes(13) && !chunk.includes(0);
    for (let i = mark; i < chunk.length; i++) {
      const kind = kinds[chunk[i]];
      if (kind === INTERPRETER && state === UNQUOTED && !afterCr) continue;
      if (kind === NUL) return null;
      if (kind === HIGH) high = true;
      if (afterCr && kind !== LINE_FEED) return null;
      if (state === QUOTED) {
        if (kind === QUOTE) state = AFTER_QUOTE;
        else if (kind === LINE_FEED || kind === CARRIAGE_RETURN) runsOver = true;
        continue;
      }
      if (kind === LINE_FEED) {
        if (at + i - recordStart > MAX_LINE_LENGTH || (runsOver && fields !== width) || fields > width + 1) return null;
        // an empty line is no record, but one at the very beginning could be taken for the header
        if (isEmpty && records === 0) return null;
        if (!isEmpty) records++;
        recordStart = at + i + 1;
        [state, fields, runsOver, isEmpty, afterCr] = [START, 1, false, true, false];
        if (isPlain) {
          // nearly all lines of nearly all files
          const plain = plainRecords(chunk, i + 1, separator, width);
          if (plain === null) return null;
          records += plain.records;
          if (plain.isHigh) high = true;
          i = plain.until - 1;
          recordStart = at + plain.until;
        }
        continue;
      }
      if (kind === CARRIAGE_RETURN) {
        afterCr = true;
        continue;
      }
      isEmpty = false;
      if (kind === QUOTE) {
        if (state === UNQUOTED) return null;
        // the second of two within a quoted field, or the first of one
        state = QUOTED;
      } else if (kind === SEPARATOR) {
        fields++;
        state = START;
      } else if (state === AFTER_QUOTE) return null;
      else state = UNQUOTED;
    }
    // the longest is looked at here too: nothing may collect a line of a gigabyte
    at += chunk.length;
    if (at - recordStart > MAX_LINE_LENGTH + chunk.length) return null;
    if (high) {
      try {
        decoder.decode(chunk, {stream: true});
      } catch {
        return null;
      }
      undecoded = chunk.length > 0 && chunk[chunk.length - 1] >= 128;
    }
  }
  try {
    decoder.decode();
  } catch {
    return null;
  }
  if (
    state === QUOTED ||
    afterCr ||
    (runsOver && fields !== width) ||
    fields > width + 1 ||
    at - recordStart > MAX_LINE_LENGTH
  )
    return null;
  return isEmpty ? records : records + 1;
}

/**
 * Counts the records of whole lines in a piece without quotes, NUL and carriage returns, as `countCleanRecords` does: from the beginning of a line up to behind the last line
 * end. Null where one is too long or has too many fields.
 */
function plainRecords(
  bytes: Uint8Array,
  from: number,
  separator: number,
  width: number
): {readonly records: number; readonly until: number; readonly isHigh: boolean} | null {
  const end = bytes.lastIndexOf(10) + 1;
  let [start, fields, records, bits] = [from, 1, 0, 0];
  for (let i = from; i < end; i++) {
    const byte = bytes[i];
    bits |= byte;
    if (byte === separator) fields++;
    else if (byte === 10) {
      if (fields > width + 1 || i - start > MAX_LINE_LENGTH) return null;
      if (i > start) records++;
      start = i + 1;
      fields = 1;
    }
  }
  return {records, until: Math.max(from, end), isHigh: bits >= 128};
}
