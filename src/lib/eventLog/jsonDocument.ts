import {UserError} from "../core/errors.js";
import {fieldsOf, joinedFields, jsonObject, type Fields} from "./jsonFields.js";
import {MAX_LINE_LENGTH, type Line} from "./ndjson.js";
import {NOT_UTF8} from "./reasons.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Whether a byte is a blank of JSON, or the rest of a byte order mark, which is no part of it. */
const isBlank = (byte: number) =>
  byte === 0x20 || (byte >= 9 && byte <= 13) || byte === 0xef || byte === 0xbb || byte === 0xbf;

/**
 * Cuts the objects out of a document of JSON as its bytes come: the elements of the list that stands under the names of `path` (none for a document
 * that is a list), or with null the values that stand one behind the other. Nothing but the object under way is in memory.
 */
export class JsonRecords {
  /** What an object around the list says before it, as text; the list's own name is not among it. */
  before: Fields = joinedFields();
  private found: Line[] = [];
  private line = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** Of each object and list that is open: the name that is next in an object, null in a list. */
  private readonly names: (string | null)[] = [];
  /** How deep the records are; null until the list is reached, and −1 after it. */
  private level: number | null;
  private parts: Uint8Array[] = [];
  private length = 0;
  private inRecord = false;
  private lead: number[] = [];
  private text: number[] = [];

  constructor(private readonly path: readonly string[] | null) {
    this.level = path === null ? 0 : null;
  }

  /** The records that end in a piece, numbered from 1. */
  add(bytes: Uint8Array): Line[] {
    this.found = [];
    let from = 0;
    for (let i = 0; i < bytes.length; i++) {
      if (this.inString && !this.escaped && this.level !== null) {
        // most of a document is within strings
        while (i < bytes.length && bytes[i] !== QUOTE && bytes[i] !== BACKSLASH) i++;
        if (i === bytes.length) break;
      }
      const byte = bytes[i];
      if (this.level === null) this.search(byte);
      else if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inString = false;
      } else {
        const starts =
          !this.inRecord && this.depth === this.level && byte !== COMMA && byte !== CLOSE_LIST && !isBlank(byte);
        if (starts) {
          this.inRecord = true;
          from = i;
        }
        const bare = this.inRecord && this.depth === this.level && !starts;
        if (bare && (byte === COMMA || byte === CLOSE_LIST || isBlank(byte))) this.end(bytes.subarray(from, i));
        if (byte === QUOTE) this.inString = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.depth++;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
          this.depth--;
          if (this.inRecord && this.depth === this.level) this.end(bytes.subarray(from, i + 1));
          else if (this.depth < this.level) this.level = -1;
        }
      }
    }
    if (this.inRecord) this.keep(bytes.subarray(from));
    return this.found;
  }

  /** Whether every object and list is closed, and the list was there. */
  get isWhole(): boolean {
    return this.depth === 0 && !this.inString && this.level !== null;
  }

  /** Outside of the list: which names lead to where the document has come. */
  private search(byte: number): void {
    if (this.lead.length <= MAX_LINE_LENGTH) this.lead.push(byte);
    if (this.inString) {
      if (!this.escaped && byte === QUOTE) this.inString = false;
      else this.text.push(byte);
      this.escaped = !this.escaped && byte === BACKSLASH;
      return;
    }
    if (byte === QUOTE) {
      this.inString = true;
      this.text = [];
    } else if (byte === 0x3a && this.names.length > 0 && this.names[this.names.length - 1] !== null)
      this.names[this.names.length - 1] = nameOf(this.text);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (byte === OPEN_LIST && this.isPath()) {
        this.level = this.depth + 1;
        this.before = fieldsBefore(this.lead, this.depth, this.path!.join("."));
        this.lead = [];
      }
      this.depth++;
      this.names.push(byte === OPEN_OBJECT ? "" : null);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      this.depth--;
      this.names.pop();
    }
  }

  private isPath(): boolean {
    return this.names.length === this.path!.length && this.path!.every((name, i) => this.names[i] === name);
  }

  private keep(part: Uint8Array): void {
    this.length += part.length;
    if (this.length > MAX_LINE_LENGTH) this.parts = [];
    else if (part.length > 0) this.parts.push(part.slice());
  }

  private end(last: Uint8Array): void {
    this.keep(last);
    const line = ++this.line;
    if (this.length > MAX_LINE_LENGTH) this.found.push({line, text: null, fault: "record longer than 2 MB"});
    else {
      const bytes = new Uint8Array(this.length);
      let at = 0;
      for (const part of this.parts) {
        bytes.set(part, at);
        at += part.length;
      }
      try {
        this.found.push({line, text: new TextDecoder("utf-8", {fatal: true}).decode(bytes), fault: null});
      } catch {
        this.found.push({line, text: null, fault: NOT_UTF8});
      }
    }
    this.parts = [];
    this.length = 0;
    this.inRecord = false;
  }
}

function nameOf(bytes: readonly number[]): string {
  try {
    return JSON.parse(`"${new TextDecoder().decode(Uint8Array.from(bytes))}"`) as string;
  } catch {
    return "";
  }
}

/** What a document has said before its list, which is put there empty, and everything closed behind it. */
function fieldsBefore(lead: readonly number[], depth: number, path: string): Fields {
  if (depth === 0 || lead.length > MAX_LINE_LENGTH) return joinedFields();
  const text = `${new TextDecoder().decode(Uint8Array.from(lead))}]${"}".repeat(depth)}`;
  try {
    return fieldsOf(jsonObject(text), path);
  } catch {
    return joinedFields();
  }
}

/**
 * The records of a document, see `JsonRecords`, with what stands before their list. Throws `UserError` where the document does not end as it should: what
 * comes behind the place where it breaks cannot be told apart.
 */
export async function* jsonRecordsOf(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  path: readonly string[] | null
): AsyncGenerator<{records: Line[]; before: Fields}> {
  const cutter = new JsonRecords(path);
  let read = 0;
  for await (const chunk of chunks) {
    const records = cutter.add(chunk);
    read += records.length;
    yield {records, before: cutter.before};
  }
  if (!cutter.isWhole)
    throw new UserError(
      `${name} is JSON that ends in the middle, after ${read} whole records`,
      "it is cut short, or a quote or bracket is missing behind them: write it anew, or write one JSON object a line (NDJSON)"
    );
}

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"?|[{}[\],:]/gs;

/**
 * The names that lead to the longest list of objects in the beginning of a document: none where the document is a list itself; null where it has no such list.
 */
export function longestList(text: string): readonly string[] | null {
  const open: {name: string | null; list: {path: string[]; start: number} | null}[] = [];
  let best: {path: string[]; length: number} | null = null;
  let inList = 0;
  let last = "";
  let previous = "";
  const consider = (list: {path: string[]; start: number} | null, end: number) => {
    if (list !== null && (best === null || end - list.start > best.length))
      best = {path: list.path, length: end - list.start};
  };
  for (const {0: token, index} of text.matchAll(TOKENS)) {
    const top = open[open.length - 1];
    if (token.startsWith('"')) last = token;
    else if (token === ":" && top !== undefined && inList === 0) top.name = parsedName(last);
    else if (token === "{") {
      // a list counts once its first element is seen to be an object
      if (previous === "[" && inList === 1)
        top.list = {path: open.slice(0, -1).map(({name}) => name ?? ""), start: index};
      open.push({name: "", list: null});
    } else if (token === "[") {
      inList++;
      open.push({name: null, list: null});
    } else if (token === "}" || token === "]") {
      const closed = open.pop();
      if (token === "]") inList--;
      consider(closed?.list ?? null, index);
    }
    previous = token;
  }
  for (const {list} of open) consider(list, text.length);
  return (best as {path: string[]} | null)?.path ?? null;
}

function parsedName(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    return "";
  }
}
