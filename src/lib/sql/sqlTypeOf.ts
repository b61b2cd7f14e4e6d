import {isIntegerColumn} from "../core/isIntegerColumn.js";
import type {Column} from "../core/table.js";
import type {SqlType} from "./dialect.js";

/** The type that a column of a `Table` gets in an engine: whole numbers in a `Float64Array` are 64 bits wide, other numbers in one are doubles. */
export function sqlTypeOf(column: Column): SqlType {
  if (column instanceof Int32Array) return "integer";
  if (column instanceof Float64Array) return isIntegerColumn(column) ? "bigint" : "double";
  return "text";
}
