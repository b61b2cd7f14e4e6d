import {nameEvidence} from "./columnNames.js";
import {fieldsOf, isKeyValueList, isObject, joinedFields, type Fields} from "./jsonFields.js";
import {EMPTY_LIST} from "./reasons.js";
import {guessTimeFormat} from "./timeFormats.js";

/** A list within each object, of which each element is a row; what else the object has is repeated in all of them. */
export interface NestedList {
  /** Its name, with those of the objects around it: `data.events`. */
  readonly path: string;
  /** Names that an object has beside its list as well as the list's elements; those of the elements have the list's path before them. */
  readonly shared: readonly string[];
  /** Whether an object without the list, or with an empty one, is a row nevertheless. */
  readonly optional: boolean;
  /**
   * Whether an element's fields stand in the place of those of the same name beside its list, as of orders with a list of products between events about
   * one: then `data.products` with a `product_id` gives `data.product_id`.
   */
  readonly inPlace?: boolean;
}

/** Rows of an object; instead of a row, why an element of its list is none. */
export function rowsOf(object: Record<string, unknown>, list: NestedList | undefined): (Fields | string)[] {
  if (list === undefined) return [fieldsOf(object)];
  const around = fieldsOf(object, list.path);
  const elements = valueAt(object, list.path);
  if (!Array.isArray(elements) || elements.length === 0) return [list.optional ? around : EMPTY_LIST];
  return elements.map((element) => {
    if (!isObject(element)) return "an element of its list is no JSON object";
    const fields = joinedFields(around);
    for (const [name, value] of Object.entries(fieldsOf(element))) fields[elementName(name, list)] = value;
    return fields;
  });
}

function elementName(name: string, {path, shared, inPlace}: NestedList): string {
  if (inPlace === true) return path.slice(0, path.lastIndexOf(".") + 1) + name;
  return shared.includes(name) ? `${path}.${name}` : name;
}

function valueAt(object: Record<string, unknown>, path: string): unknown {
  let value: unknown = object;
  let rest = path;
  while (isObject(value) && !Object.hasOwn(value, rest)) {
    // a name may itself have a dot in it
    const dot = Object.keys(value).find((key) => rest.startsWith(`${key}.`));
    if (dot === undefined) return undefined;
    value = value[dot];
    rest = rest.slice(dot.length + 1);
  }
  return isObject(value) ? value[rest] : undefined;
}

/**
 * The list whose elements are a log's events, where its objects are something larger: sessions with a list of events that have times of their own; or orders and
 * events with a list of items, where the object itself names none. Undefined where each object is an event.
 */
export function findNestedList(objects: readonly Record<string, unknown>[]): NestedList | undefined {
  const found = new Map<
    string,
    {lists: number; elements: Record<string, unknown>[]; owners: Record<string, unknown>[]}
  >();
  for (const object of objects)
    for (const [path, list] of listsIn(object)) {
      const known = found.get(path) ?? {lists: 0, elements: [], owners: []};
      known.lists++;
      known.owners.push(object);
      // some of each tell what they are
      if (known.elements.length < 1_000) known.elements.push(...list.slice(0, 20));
      found.set(path, known);
    }
  const described = [...found].map(([path, {lists, elements, owners}]) => ({
    path,
    lists,
    owners: owners.map((object) => fieldsOf(object, path)),
    fields: elements.map((element) => fieldsOf(element)),
    around: objects.map((object) => fieldsOf(object, path))
  }));
  const shared = (around: readonly Fields[], fields: readonly Fields[]) => {
    const names = new Set(around.flatMap((one) => Object.keys(one)));
    return [...new Set(fields.flatMap((one) => Object.keys(one)))].filter((name) => names.has(name));
  };
  const [events] = described
    .filter(({fields, lists}) => 2 * lists >= objects.length && hasTimes(fields))
    .sort((a, b) => b.fields.length - a.fields.length);
  if (events !== undefined) return {path: events.path, shared: shared(events.around, events.fields), optional: false};
  const items = described.filter(({fields, around}) => hasItems(fields) && !hasItems(around) && hasTimes(around));
  if (items.length === 1) {
    const [{path, around, fields}] = items;
    return {path, shared: shared(around, fields), optional: true};
  }
  // events about one thing, and orders of several
  const mixed = described.filter(
    ({fields, owners, around}) => hasItems(fields) && !hasItems(owners) && hasTimes(around)
  );
  return items.length === 0 && mixed.length === 1
    ? {path: mixed[0].path, shared: [], optional: true, inPlace: true}
    : undefined;
}

/** Lists of objects in an object and in those within it. */
function listsIn(object: Record<string, unknown>, prefix = "", depth = 0): [string, Record<string, unknown>[]][] {
  return Object.entries(object).flatMap(([name, value]): [string, Record<string, unknown>[]][] => {
    if (isObject(value)) return depth < 3 ? listsIn(value, `${prefix}${name}.`, depth + 1) : [];
    if (!Array.isArray(value) || value.length === 0 || !value.every(isObject) || isKeyValueList(value)) return [];
    return [[prefix + name, value as Record<string, unknown>[]]];
  });
}

/** Whether one of the columns is times. Days as spreadsheets count them are just numbers, unless their column is called a time. */
function hasTimes(rows: readonly Fields[]): boolean {
  return columnsOf(rows).some(([name, values]) => {
    if (2 * values.length < rows.length) return false;
    const guess = guessTimeFormat(values);
    return guess !== null && (guess.format !== "excel" || evidenceOf(name).time >= 0.7);
  });
}

function hasItems(rows: readonly Fields[]): boolean {
  return columnsOf(rows).some(([name]) => Math.max(nameEvidence(name).item, evidenceOf(name).item) >= 0.5);
}

/** What the last of a field's names says. */
const evidenceOf = (name: string) => nameEvidence(name.slice(name.lastIndexOf(".") + 1));

function columnsOf(rows: readonly Fields[]): [string, string[]][] {
  const columns = new Map<string, string[]>();
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      const values = columns.get(name) ?? [];
      if (value !== null) values.push(value);
      columns.set(name, values);
    }
  return [...columns];
}
