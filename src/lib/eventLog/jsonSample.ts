import {UserError} from "../core/errors.js";
import {fieldsOf, isObject, joinedFields, jsonObject, type Fields} from "./jsonFields.js";
import {JsonRecords, longestList} from "./jsonDocument.js";
import {shortened} from "./logFormat.js";
import {logfmtFields} from "./logfmt.js";
import {findNestedList, rowsOf, type NestedList} from "./nestedLists.js";

/** Columns and rows of the beginning of a log in JSON. */
export interface JsonSample {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly list: NestedList | undefined;
  readonly notices: readonly string[];
}

/** What kind of JSON a text is: an object a line, or a document with its objects under `path`, see `JsonRecords`. Undefined for a text that is no JSON. */
export function jsonKind(
  name: string,
  text: string,
  whole: boolean
): {kind: "ndjson"} | {kind: "json"; path: readonly string[] | null} | undefined {
  const first = text.trimStart();
  if (first.startsWith("[")) {
    if (/^\[\s*\{/.test(first)) return {kind: "json", path: []};
    if (/^\[\s*\]\s*$/.test(first) && whole)
      throw new UserError(`${name} is an empty list of JSON`, "take a file that holds a log");
    if (/^\[\s*[[\]"\d]/.test(first))
      throw new UserError(
        `${name} is a list of JSON whose elements are no objects`,
        "write one JSON object an event, with a name for each value"
      );
    return undefined;
  }
  if (!first.startsWith("{")) return undefined;
  const lines = first.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (!whole && lines.length > 1) lines.pop();
  const objects = lines.slice(0, 100).filter(isJsonObject).length;
  if (2 * objects > Math.min(lines.length, 100)) return {kind: "ndjson"};
  const path = longestList(first);
  if (path !== null) return {kind: "json", path};
  const records = new JsonRecords(null).add(new TextEncoder().encode(first));
  if (records.length > (whole ? 1 : 0) && records[0].text !== null && isJsonObject(records[0].text))
    return {kind: "json", path: null};
  throw new UserError(
    `${name} begins like JSON, but its first line is no JSON object: ${shortened(lines[0])}`,
    "write one JSON object a line (NDJSON)"
  );
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Of the first lines of a text with one JSON object a line. Lines that are no objects are left out. Throws `UserError` where none is one. */
export function ndjsonSample(name: string, text: string, most: number): JsonSample {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return sampleOf(name, lines.slice(0, most), joinedFields(), most, "lines");
}

/** Of the first lines of a text in logfmt; those that are none are left out. */
export function logfmtSample(text: string, most: number): Pick<JsonSample, "columns" | "rows"> {
  const found: Fields[] = [];
  for (const line of text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, most)) {
    try {
      found.push(fieldsOf(logfmtFields(line)));
    } catch {
      // set aside, with its line, when the whole is read
    }
  }
  const columns = [...new Set(found.flatMap((fields) => Object.keys(fields)))];
  return {columns, rows: found.map((fields) => columns.map((column) => fields[column]?.trim() || null))};
}

/** Of the first objects of a document. Throws `UserError` where there is none. */
export function documentSample(name: string, text: string, path: readonly string[] | null, most: number): JsonSample {
  const cutter = new JsonRecords(path);
  const texts = cutter.add(new TextEncoder().encode(text)).map((record) => record.text ?? "");
  return sampleOf(name, texts.slice(0, most), cutter.before, most, "records");
}

function sampleOf(
  name: string,
  texts: readonly string[],
  before: Fields,
  most: number,
  what: "lines" | "records"
): JsonSample {
  const objects: Record<string, unknown>[] = [];
  for (const text of texts) {
    try {
      objects.push(jsonObject(text));
    } catch {
      // set aside, with its line, when the whole is read
    }
  }
  const list = findNestedList(objects);
  const found: Fields[] = [];
  for (const object of objects) {
    if (found.length >= most) break;
    try {
      for (const row of rowsOf(object, list)) if (typeof row !== "string") found.push(joinedFields(before, row));
    } catch {
      // likewise
    }
  }
  if (found.length === 0)
    throw new UserError(
      `none of the first ${texts.length} ${what} of ${name} is a JSON object of plain values${texts.length === 0 ? "" : `; the first is ${shortened(texts[0])}`}`,
      "write one JSON object a line (NDJSON)"
    );
  const columns = columnsOf(found, objects, list);
  return {
    columns,
    list,
    rows: found.slice(0, most).map((fields) => columns.map((column) => fields[column]?.trim() || null)),
    notices:
      list === undefined
        ? []
        : [
            list.optional
              ? `each element of ${list.path} is a row, with what else its ${what === "lines" ? "line" : "record"} says; a ${what === "lines" ? "line" : "record"} without any is one row`
              : `each element of ${list.path} is an event, with what else its ${what === "lines" ? "line" : "record"} says`
          ]
  };
}

/** What a list's elements say comes first: of two columns that could have a role it is rather the event's own. */
function columnsOf(
  found: readonly Fields[],
  objects: readonly Record<string, unknown>[],
  list: NestedList | undefined
): string[] {
  const all = new Set(found.flatMap((fields) => Object.keys(fields)));
  if (list === undefined || list.optional) return [...all];
  const around = new Set(objects.flatMap((object) => Object.keys(fieldsOf(object, list.path))));
  return [...[...all].filter((column) => !around.has(column)), ...[...all].filter((column) => around.has(column))];
}
