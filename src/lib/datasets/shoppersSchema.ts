import type {Table} from "../core/table.js";
import {numbers} from "../core/table.js";
import type {RowsSchema, SchemaColumn} from "../models/modelSchema.js";
import {MONTHS, SESSION_COLUMNS, type SessionColumn} from "../sources/onlineShoppers.js";

/** The numbers of a column's texts. */
function codesOf({values = [], from = 0}: SessionColumn): Record<string, number> {
  return Object.fromEntries(values.map((text, place) => [text, place + from]));
}

/**
 * How the published file of Online Shoppers becomes the columns of a model, which rows teach it and which judge it.
 * `trains` marks the training rows by 1; `lastTrainingMonth` is null where the months do not tell the parts.
 */
export function shoppersSchema(
  columns: readonly string[],
  sessions: Table,
  {trains, lastTrainingMonth}: {readonly trains: ArrayLike<number>; readonly lastTrainingMonth: number | null}
): RowsSchema {
  const months = (inPart: (month: number) => boolean) => [
    {source: "Month", in: MONTHS.filter((_, place) => inPart(place + 1))}
  ];
  const label = SESSION_COLUMNS.find(({kind}) => kind === "label")!;
  return {
    table: {
      about:
        "Online Shoppers Purchasing Intention Dataset (UCI 468), the CSV file as it is published, one row a session",
      group: null,
      clusters: null
    },
    columns: columns.map((name): SchemaColumn => {
      const column = SESSION_COLUMNS.find((one) => one.name === name);
      if (column === undefined) throw new RangeError(`Online Shoppers has no column ${name}`);
      const {published, kind, values, unit, definition} = column;
      return {
        name,
        source: published,
        ...(values === undefined ? {read: "number"} : {read: "code", codes: codesOf(column)}),
        missing: null,
        unit,
        definition,
        ...(kind === "category" ? {known: distinct(numbers(sessions, name), trains)} : {})
      };
    }),
    label: {source: label.published, codes: codesOf(label)},
    parts:
      lastTrainingMonth === null
        ? null
        : {train: months((month) => month <= lastTrainingMonth), test: months((month) => month > lastTrainingMonth)}
  };
}

function distinct(values: ArrayLike<number>, trains: ArrayLike<number>): number[] {
  const found = new Set<number>();
  for (let row = 0; row < values.length; row++) if (trains[row] === 1) found.add(values[row]);
  return [...found].sort((a, b) => a - b);
}
