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

/** The names that the columns have while a log is read in which its time goes on, see `LogMapping.timeWith`. */
export const timeColumns = ({timeWith = []}: LogMapping): string[] =>
  timeWith.map((_, i) => `${textColumn("time")}_${i + 1}`);

/** Columns that have a role, that of quantities, and extra ones. */
export function textFields(mapping: LogMapping, extra: readonly string[]): TextField[] {
  return [
    ...ROLES.flatMap((role) => {
      const column = mapping[role];
      return column === null ? [] : [{as: textColumn(role), column}];
    }),
    ...(mapping.quantity === undefined ? [] : [{as: QUANTITY_COLUMN, column: mapping.quantity}]),
    ...timeColumns(mapping).map((as, i) => ({as, column: mapping.timeWith![i]})),
    ...extra.map((column, i) => ({as: extraColumn(i), column}))
  ];
}
