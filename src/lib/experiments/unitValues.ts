import {UserError} from "../core/errors.js";
import type {Clusters} from "../metrics/clusters.js";
import type {MetricSpec, MetricTable} from "./metricTable.js";

/** A metric of the units of one variant. */
export interface ArmValues {
  /** One a unit; of a quantile one a row. */
  readonly numerators: Float64Array;
  /** Of a ratio. */
  readonly denominators: Float64Array | null;
  /** Where the metric has one. */
  readonly covariate: Float64Array | null;
  /** Of a quantile: the unit of each row. */
  readonly clusters: Clusters | null;
}

/** Units of one variant, by number. */
export type UnitNumbers = ReadonlyMap<string, number>;

/**
 * A metric of every unit of a variant, from the rows of a table. A unit without rows counts as 0, for it was exposed and did nothing; a
 * quantile and a ratio know only of rows that exist. A covariate that is missing is replaced by the mean of the others, which adjusts nothing.
 *
 * Throws `UserError` for a column that the table does not have.
 */
export function unitValues(table: MetricTable, spec: MetricSpec, units: UnitNumbers): ArmValues {
  const values = columnOf(table, spec.column);
  const n = units.size;
  if (spec.kind === "quantile") return rowValues(table, values, units);
  const numerators = new Float64Array(n);
  const denominators = spec.kind === "ratio" ? new Float64Array(n) : null;
  const below = spec.denominator === undefined ? null : columnOf(table, spec.denominator);
  const before = spec.covariate === undefined ? null : columnOf(table, spec.covariate);
  const covariate = before === null ? null : new Float64Array(n).fill(NaN);
  table.units.forEach((unit, row) => {
    const at = units.get(unit);
    if (at === undefined) return;
    if (covariate !== null && Number.isNaN(covariate[at])) covariate[at] = before![row];
    const value = values[row];
    if (Number.isNaN(value)) return;
    if (spec.kind === "proportion") {
      if (value !== 0 && value !== 1)
        throw new UserError(
          `${spec.column} is ${value} in row ${row + 1}`,
          "a proportion has 0 and 1 only; analyse it as a mean"
        );
      numerators[at] = Math.max(numerators[at], value);
    } else numerators[at] += value;
    if (denominators !== null) {
      const part = below === null ? 1 : below[row];
      denominators[at] += Number.isNaN(part) ? 0 : part;
    }
  });
  return {numerators, denominators, covariate, clusters: null};
}

function rowValues(table: MetricTable, values: ArrayLike<number>, units: UnitNumbers): ArmValues {
  const found: number[] = [];
  const of: number[] = [];
  const seen = new Map<number, number>();
  table.units.forEach((unit, row) => {
    const at = units.get(unit);
    if (at === undefined || Number.isNaN(values[row])) return;
    let cluster = seen.get(at);
    if (cluster === undefined) seen.set(at, (cluster = seen.size));
    found.push(values[row]);
    of.push(cluster);
  });
  return {
    numerators: Float64Array.from(found),
    denominators: null,
    covariate: null,
    clusters: {of: Int32Array.from(of), count: seen.size}
  };
}

function columnOf(table: MetricTable, name: string): ArrayLike<number> {
  if (!Object.hasOwn(table.columns, name))
    throw new UserError(
      `the metric table has no column ${JSON.stringify(name)}`,
      `there are ${Object.keys(table.columns).join(", ") || "none besides the unit"}`
    );
  return table.columns[name];
}

/** Puts the mean of the known covariates, over all variants, in the place of those that are missing. Throws `UserError` where none is known. */
export function withCovariates(name: string, arms: readonly ArmValues[]): Float64Array[] {
  let sum = 0;
  let known = 0;
  for (const {covariate} of arms)
    for (const value of covariate!)
      if (!Number.isNaN(value)) {
        sum += value;
        known++;
      }
  if (known === 0)
    throw new UserError(`the covariate ${name} has no value for any exposed unit`, "take another, or none");
  return arms.map(({covariate}) => covariate!.map((value) => (Number.isNaN(value) ? sum / known : value)));
}
