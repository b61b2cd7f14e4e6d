import type {Matrix} from "../../src/lib/models/matrix.js";
import type {SchemaColumn} from "../../src/lib/models/modelSchema.js";

/** What a reader of a row's explanation should know of one of its values. */
export interface RowCaution {
  readonly column: string;
  readonly why: "missing" | "unseen category";
  /** Null where it is missing. */
  readonly value: number | null;
}

/** Missing values of a single row, and categories that no training row has. */
export function rowCautions({columns, x}: Matrix, schema: readonly SchemaColumn[]): RowCaution[] {
  return columns.flatMap((column, f): RowCaution[] => {
    const value = x[f];
    if (Number.isNaN(value)) return [{column, why: "missing", value: null}];
    const known = schema.find(({name}) => name === column)?.known;
    return known === undefined || known.includes(value) ? [] : [{column, why: "unseen category", value}];
  });
}

/** Columns that have one value, or none, in all rows. */
export function constantColumns({rows, columns, x}: Matrix): string[] {
  const width = columns.length;
  return columns.filter((_, f) => {
    for (let row = 1; row < rows; row++) if (!Object.is(x[row * width + f], x[f])) return false;
    return true;
  });
}
