import {fieldsOf, objectIn, type Fields} from "./jsonFields.js";
import {isMissing} from "./missingWords.js";

/** Rows of a table of text, with the fields of objects in some of its columns behind its own. */
interface WithObjects {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Names of the columns that hold objects. */
  readonly objects: readonly string[];
}

/** From this share of its values on, a column holds objects; others may be damaged. */
const MOST = 0.9;
/** Fields of objects that are brought. */
const MOST_FIELDS = 500;

/** Finds the columns of a table that hold an object of JSON in each row, as exports write the properties of an event, and takes them apart. */
export function withObjects(columns: readonly string[], rows: readonly (readonly (string | null)[])[]): WithObjects {
  const found = columns.flatMap((name, place) => {
    const values = rows.map((row) => row[place]).filter((value) => !isMissing(value));
    const objects = values.filter((value) => objectIn(value!) !== null).length;
    return values.length > 0 && objects >= MOST * values.length ? [{name, place}] : [];
  });
  if (found.length === 0) return {columns, rows, objects: []};
  const fields = rows.map((row) => found.map(({name, place}) => objectFields(name, row[place])));
  const known = new Set(columns);
  const names = [...new Set(fields.flatMap((row) => row.flatMap((own) => Object.keys(own))))]
    .filter((name) => !known.has(name))
    .slice(0, MOST_FIELDS);
  return {
    columns: [...columns, ...names],
    rows: rows.map((row, i) => [
      ...columns.map((_, place) => row[place] ?? null),
      ...names.map((name) => fields[i].find((own) => own[name] !== undefined)?.[name]?.trim() || null)
    ]),
    objects: found.map(({name}) => name)
  };
}

/** The fields of an object in a column by their names in the table, none where it is no object. */
export function objectFields(column: string, value: string | null | undefined): Fields {
  const object = value === null || value === undefined ? null : objectIn(value);
  if (object === null) return {};
  try {
    return fieldsOf({[column]: object});
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {};
  }
}
