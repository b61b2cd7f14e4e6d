import {ROLES, textColumn, type LogMapping} from "./mapping.js";

/** A column of a log that is read as text, and the name it has while that is done. */
export interface TextField {
  readonly as: string;
  readonly column: string;
}

/** The name that an extra column has while a log is read, by its place among them. */
export const extraColumn = (place: number): string => `extra_${place}`;

/** The names that the columns have while a log is read in which its time goes on, see `LogMapping.timeWith`. */
export const timeColumns = ({timeWith = []}: LogMapping): string[] =>
  timeWith.map((_, i) => `${textColumn("time")}_${i + 1}`);

/** Columns that have a role, and extra ones. */
export function textFields(mapping: LogMapping, extra: readonly string[]): TextField[] {
  return [
    ...ROLES.flatMap((role) => {
      const column = mapping[role];
      return column === null ? [] : [{as: textColumn(role), column}];
    }),
    ...timeColumns(mapping).map((as, i) => ({as, column: mapping.timeWith![i]})),
    ...extra.map((column, i) => ({as: extraColumn(i), column}))
  ];
}
