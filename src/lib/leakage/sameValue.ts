import {MISSING} from "../core/table.js";

/** A feature's value; null where it is missing. */
export type FeatureValue = number | string | null;

/** Reals are the same up to this share of themselves: sums of doubles have no fixed order. Whole numbers and text are the same or not. */
const REAL_TOLERANCE = 1e-9;

/** Whether two values of a feature are the same. */
export function sameValue(a: FeatureValue, b: FeatureValue): boolean {
  if (a === b) return true;
  if (typeof a !== "number" || typeof b !== "number") return false;
  if (Number.isInteger(a) && Number.isInteger(b)) return false;
  return Math.abs(a - b) <= REAL_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

/** `sameValue` turned around in SQL, for expressions of the same type. Text is compared as such. */
export function differsSql(a: string, b: string, type: string): string {
  return /^(?:DOUBLE|FLOAT)/.test(type)
    ? `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN ${a} IS DISTINCT FROM ${b}
    ELSE ${a} <> ${b} AND NOT (abs(${a} - ${b}) <= ${REAL_TOLERANCE} * greatest(abs(${a}), abs(${b}))) END`
    : `${a} IS DISTINCT FROM ${b}`;
}

/** A cell of a table that an engine gave, with its missing value as null. */
export function cell(column: Int32Array | Float64Array | readonly (string | null)[], row: number): FeatureValue {
  const value = column[row];
  return typeof value === "number" && (value === MISSING || Number.isNaN(value)) ? null : value;
}
