import {UserError} from "../core/errors.js";
import type {Exposure} from "./exposureLog.js";
import {kindOf, type MetricSpec, type MetricTable, numbersOf} from "./metricTable.js";
import type {ParsedMetric} from "./parseMetric.js";

/** A table as text, as files are read. */
export interface TextColumns {
  readonly name: string;
  readonly columns: Readonly<Record<string, readonly (string | null)[]>>;
}

const UNIT_NAMES = [
  "unit",
  "unit_id",
  "user",
  "user_id",
  "userid",
  "visitor",
  "visitor_id",
  "visitorid",
  "customer_id",
  "id"
];
const VARIANT_NAMES = ["variant", "variation", "variation_id", "group", "arm", "treatment"];

/**
 * A column by its name, or where none is named by names that such columns have. Throws `UserError` that lists the columns there are.
 *
 * @example
 * ```ts
 * chooseColumn({name: "log.csv", columns: {User_ID: ["1"], variant: ["a"]}}, "unit") // → "User_ID"
 * ```
 */
export function chooseColumn({name, columns}: TextColumns, role: "unit" | "variant", given?: string): string {
  const names = Object.keys(columns);
  if (given !== undefined) {
    if (names.includes(given)) return given;
    throw new UserError(`${name} has no column ${JSON.stringify(given)}`, `there are ${names.join(", ")}`);
  }
  const usual = role === "unit" ? UNIT_NAMES : VARIANT_NAMES;
  for (const one of usual) {
    const found = names.find((own) => own.trim().toLowerCase() === one);
    if (found !== undefined) return found;
  }
  throw new UserError(
    `${name} has no column that is called as a ${role} is: ${names.join(", ")}`,
    `call one ${usual.slice(0, 3).join(" or ")}, or name it`
  );
}

/**
 * The lines of an exposure log. Throws `UserError` for columns that there are not and for a line without unit or variant.
 *
 * @example
 * ```ts
 * exposuresOf({name: "log.csv", columns: {user_id: ["7"], variant: ["a"]}}) // → [{unit: "7", variant: "a"}]
 * ```
 */
export function exposuresOf(
  table: TextColumns,
  given: {readonly unit?: string; readonly variant?: string} = {}
): Exposure[] {
  const units = table.columns[chooseColumn(table, "unit", given.unit)];
  const variants = table.columns[chooseColumn(table, "variant", given.variant)];
  const ids = table.columns.experiment_id;
  return units.map((unit, row) => {
    const variant = variants[row]?.trim() ?? "";
    const name = unit?.trim() ?? "";
    if (name === "" || variant === "")
      throw new UserError(
        `${table.name} has no ${name === "" ? "unit" : "variant"} in row ${row + 1}`,
        "every line of an exposure log says which unit saw which variant"
      );
    return {unit: name, variant, ...(ids === undefined ? {} : {experiment_id: ids[row]})};
  });
}

/** The variants of a log in the order in which they first appear, with `control` first. Throws `UserError` where there are not two. */
export function variantsOf(log: readonly Exposure[], control?: string): string[] {
  const found = [...new Set(log.map(({variant}) => variant))];
  if (control !== undefined && !found.includes(control))
    throw new UserError(`no unit saw ${JSON.stringify(control)}`, `variants are ${found.join(", ")}`);
  if (found.length < 2)
    throw new UserError(
      found.length === 0 ? "the exposure log is empty" : `all units saw ${JSON.stringify(found[0])}`,
      "an experiment has two variants or more"
    );
  const first = control ?? found[0];
  return [first, ...found.filter((variant) => variant !== first)];
}

/**
 * The columns that metrics want, as numbers, and the metrics with the kind that the values suggest where none was said. Throws `UserError` for a
 * column that there is not, and for text where numbers are wanted.
 */
export function metricsOf(
  table: TextColumns,
  metrics: readonly ParsedMetric[],
  {unit}: {readonly unit?: string} = {}
): {readonly table: MetricTable; readonly specs: readonly MetricSpec[]} {
  const units = table.columns[chooseColumn(table, "unit", unit)].map((text) => text?.trim() ?? "");
  const wanted = new Set(
    metrics.flatMap(({column, denominator, covariate}) =>
      [column, denominator, covariate].filter((name) => name !== undefined)
    )
  );
  const columns: Record<string, Float64Array> = {};
  for (const name of wanted) {
    if (!Object.hasOwn(table.columns, name))
      throw new UserError(
        `${table.name} has no column ${JSON.stringify(name)}`,
        `there are ${Object.keys(table.columns).join(", ")}`
      );
    columns[name] = numbersOf(name, table.columns[name]);
  }
  return {
    table: {units, columns},
    specs: metrics.map((metric) => ({...metric, kind: metric.kind ?? kindOf(columns[metric.column])}))
  };
}

/** The segment of each unit: what its first row says. Throws `UserError` for a column that there is not. */
export function segmentsIn(table: TextColumns, column: string, unit?: string): Map<string, string> {
  if (!Object.hasOwn(table.columns, column))
    throw new UserError(
      `${table.name} has no column ${JSON.stringify(column)}`,
      `there are ${Object.keys(table.columns).join(", ")}`
    );
  const units = table.columns[chooseColumn(table, "unit", unit)];
  const found = new Map<string, string>();
  table.columns[column].forEach((text, row) => {
    const name = units[row]?.trim() ?? "";
    if (!found.has(name)) found.set(name, text?.trim() || "(none)");
  });
  return found;
}
