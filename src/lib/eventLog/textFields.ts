import {ROLES, textColumn, type LogMapping} from "./mapping.js";

/** A column of a log that is read as text, and the name it has while that is done. */
export interface TextField {
  readonly as: string;
  readonly column: string;
}

/** The name that an extra column has while a log is read, by its place among them. */
export const extraColumn = (place: number): string => `extra_${place}`;

/** The name of the column of quantities while a log is read. */
export const QUANTITY_COLUMN = "quantity_text";
/** Those of the columns of what became of an order, of what happened where the first column for it is empty, of orders, and of rows that a row is part of. */
export const STATUS_COLUMN = "status_text";
export const EVENT_ELSE_COLUMN = "event_else_text";
export const ORDER_COLUMN = "order_text";
export const PART_COLUMN = "part_of_text";

/** The names that the columns have while a log is read in which its time goes on, see `LogMapping.timeWith`. */
export const timeColumns = ({timeWith = []}: LogMapping): string[] =>
  timeWith.map((_, i) => `${textColumn("time")}_${i + 1}`);

/** Columns that have a role or stand beside one, and extra ones. */
export function textFields(mapping: LogMapping, extra: readonly string[]): TextField[] {
  return [
    ...ROLES.flatMap((role) => {
      const column = mapping[role];
      return column === null ? [] : [{as: textColumn(role), column}];
    }),
    ...(
      [
        [QUANTITY_COLUMN, mapping.quantity],
        [STATUS_COLUMN, mapping.status],
        [EVENT_ELSE_COLUMN, mapping.eventElse],
        [ORDER_COLUMN, mapping.order],
        [PART_COLUMN, mapping.partOf]
      ] as const
    ).flatMap(([as, column]) => (column === undefined ? [] : [{as, column}])),
    ...timeColumns(mapping).map((as, i) => ({as, column: mapping.timeWith![i]})),
    ...extra.map((column, i) => ({as: extraColumn(i), column}))
  ];
}
