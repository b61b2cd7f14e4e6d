import {UserError} from "../core/errors.js";
import {MISSING, numbers, type Table} from "../core/table.js";
import type {Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/** What must hold of a table, in the terms of dbt's tests. A missing value passes every check but `not_null`, and is no key. */
export type TableCheck =
  /** No two rows agree in all columns. */
  | {readonly kind: "unique"; readonly table: string; readonly columns: readonly string[]}
  | {readonly kind: "not_null"; readonly table: string; readonly columns: readonly string[]}
  /** Both ends are allowed. */
  | {
      readonly kind: "accepted_range";
      readonly table: string;
      readonly columns: readonly string[];
      readonly least: number;
      readonly most?: number;
    }
  | {
      readonly kind: "accepted_values";
      readonly table: string;
      readonly columns: readonly string[];
      readonly values: readonly number[];
    }
  /** A condition over the columns of a row. */
  | {readonly kind: "expression_is_true"; readonly table: string; readonly expression: string}
  /** Each value of a column is one of a column of another table. */
  | {
      readonly kind: "relationships";
      readonly table: string;
      readonly column: string;
      readonly to: readonly [table: string, column: string];
    }
  /** Two queries of one number each, given as `[what it counts, query]`, give the same. */
  | {
      readonly kind: "equal_counts";
      readonly table: string;
      readonly one: readonly [name: string, query: string];
      readonly other: readonly [name: string, query: string];
    };

type RowCheck = Extract<TableCheck, {kind: "not_null" | "accepted_range" | "accepted_values" | "expression_is_true"}>;

/** The first rows that a message shows. */
const SHOWN = 3;

/** Thrown for a table that is not what its stage promises: the stage is at fault, and nothing of it must be published. */
export class FailedCheck extends UserError {
  constructor(
    readonly check: TableCheck,
    /** Rows, keys or values that fail. */
    readonly rows: number,
    /** The first of them, as texts. */
    readonly shown: readonly string[]
  ) {
    super(
      `the check "${checkName(check)}" fails ${check.kind === "equal_counts" ? "" : `in ${rows} ${check.kind === "unique" ? "keys" : "rows"} `}(${shown.join("; ")})`,
      "this is a fault of the stage that made the table, and nothing of it was kept; please report it with this line"
    );
  }
}

/** The name by which a check is listed, e.g. `sessions: unique session_id`. */
export function checkName(check: TableCheck): string {
  const {table} = check;
  switch (check.kind) {
    case "unique":
    case "not_null":
      return `${table}: ${check.kind} ${check.columns.join(", ")}`;
    case "accepted_range":
      return `${table}: ${check.columns.join(", ")} ${check.most === undefined ? `at least ${check.least}` : `${check.least} to ${check.most}`}`;
    case "accepted_values":
      return `${table}: ${check.columns.join(", ")} one of ${check.values.join(", ")}`;
    case "expression_is_true":
      return `${table}: ${check.expression}`;
    case "relationships":
      return `${table}: ${check.column} is in ${check.to.join(".")}`;
    case "equal_counts":
      return `${table}: ${check.one[0]} = ${check.other[0]}`;
  }
}

/**
 * Runs checks of tables that the engine holds, and gives their names. Conditions of rows share a walk over their table. Throws `FailedCheck` for the first in the list
 * that fails.
 */
export async function checkTables(engine: Engine, checks: readonly TableCheck[]): Promise<readonly string[]> {
  const failing = new Map<TableCheck, number>();
  for (const table of new Set(checks.map((check) => check.table))) {
    const ofRows = checks.filter((check): check is RowCheck => isRowCheck(check) && check.table === table);
    if (ofRows.length > 0) {
      const counts = ofRows.map(
        (check, i) => `coalesce(sum(CASE WHEN ${violation(check)} THEN 1 ELSE 0 END), 0) AS check_${i}`
      );
      const counted = await engine.read(`SELECT ${counts.join(",\n  ")}\nFROM ${table}`);
      ofRows.forEach((check, i) => failing.set(check, numbers(counted, `check_${i}`)[0]));
    }
  }
  for (const check of checks) {
    const rows = failing.get(check) ?? (await countFailing(engine, check));
    if (rows > 0) throw new FailedCheck(check, rows, await firstFailing(engine, check));
  }
  return checks.map(checkName);
}

function isRowCheck({kind}: TableCheck): boolean {
  return ["not_null", "accepted_range", "accepted_values", "expression_is_true"].includes(kind);
}

/** SQL that is true of a row that fails. */
function violation(check: RowCheck): string {
  switch (check.kind) {
    case "not_null":
      return check.columns.map((column) => `${column} IS NULL`).join(" OR ");
    case "accepted_range":
      return check.columns
        .flatMap((column) => [
          `${column} < ${check.least}`,
          ...(check.most === undefined ? [] : [`${column} > ${check.most}`])
        ])
        .join(" OR ");
    case "accepted_values":
      return check.columns.map((column) => `${column} NOT IN (${check.values.join(", ")})`).join(" OR ");
    case "expression_is_true":
      return `NOT (${check.expression})`;
  }
}

/** SQL of what fails: rows, keys with how often they are there, values without a partner, or counts that differ. */
function failingSql(check: TableCheck, {bigint}: Dialect): string {
  switch (check.kind) {
    case "unique": {
      const columns = check.columns.join(", ");
      return `SELECT ${columns}, count(*) AS rows FROM ${check.table}
WHERE ${check.columns.map((column) => `${column} IS NOT NULL`).join(" AND ")}
GROUP BY ${columns} HAVING count(*) > 1`;
    }
    case "relationships": {
      const [to, key] = check.to;
      return `SELECT ${check.column}, count(*) AS rows FROM ${check.table}
WHERE ${check.column} IS NOT NULL AND ${check.column} NOT IN (SELECT ${key} FROM ${to} WHERE ${key} IS NOT NULL)
GROUP BY ${check.column}`;
    }
    case "equal_counts":
      return `SELECT * FROM (
  SELECT CAST((${check.one[1]}) AS ${bigint}) AS one, CAST((${check.other[1]}) AS ${bigint}) AS other
) WHERE one IS DISTINCT FROM other`;
    default:
      return `SELECT * FROM ${check.table} WHERE ${violation(check)}`;
  }
}

async function countFailing(engine: Engine, check: TableCheck): Promise<number> {
  if (check.kind === "unique" && (await isAscending(engine, check))) return 0;
  const counted = await engine.read(`SELECT count(*) AS failing FROM (${failingSql(check, engine.dialect)})`);
  return numbers(counted, "failing")[0];
}

/**
 * Whether each row's key is greater than that of the row before it, in whatever order the rows come: then no two are equal, which is known after a walk and needs no table
 * of all keys. Says nothing where it is false.
 */
async function isAscending(engine: Engine, {table, columns}: Extract<TableCheck, {kind: "unique"}>): Promise<boolean> {
  const {sortedWindows} = engine.dialect;
  if (sortedWindows === null) return false;
  const before = columns.map((column, i) => `lag(${column}) ${sortedWindows.row} AS before_${i}`);
  const greater = columns.map(
    (column, i) =>
      `(${[...columns.slice(0, i).map((equal, k) => `${equal} = before_${k}`), `${column} > before_${i}`].join(" AND ")})`
  );
  // the first row has none before it, and a missing value is in no order
  const found =
    await engine.read(`SELECT count(*) AS rows, coalesce(sum(CASE WHEN ${greater.join(" OR ")} THEN 1 ELSE 0 END), 0) AS greater
FROM (SELECT ${[...columns, ...before].join(", ")} FROM ${table})`);
  return numbers(found, "greater")[0] >= numbers(found, "rows")[0] - 1;
}

async function firstFailing(engine: Engine, check: TableCheck): Promise<string[]> {
  const sql = failingSql(check, engine.dialect);
  const ordered =
    check.kind === "unique"
      ? ` ORDER BY ${check.columns.join(", ")}`
      : check.kind === "relationships"
        ? ` ORDER BY ${check.column}`
        : "";
  const found = await engine.read(`SELECT * FROM (${sql})${ordered} LIMIT ${SHOWN}`);
  return Array.from({length: found.rows}, (_, row) =>
    check.kind === "equal_counts"
      ? `${valueText(found, "one", row)} and ${valueText(found, "other", row)}`
      : rowText(found, row)
  );
}

const rowText = (table: Table, row: number) =>
  Object.keys(table.columns)
    .map((name) => `${name} ${valueText(table, name, row)}`)
    .join(", ");

function valueText({columns}: Table, name: string, row: number): string {
  const value: unknown = columns[name][row];
  return value === null || value === undefined || Number.isNaN(value) || value === MISSING ? "missing" : String(value);
}
