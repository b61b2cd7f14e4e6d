import {numbers, type Column} from "../core/table.js";
import type {Matrix} from "../models/matrix.js";
import {PARTS} from "../pipeline/split.js";
import {quoted} from "../sql/dialect.js";
import type {Relation} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import type {Target} from "../targets/target.js";
import type {Dataset, DatasetRows} from "./dataset.js";
import type {TargetDatasetOptions} from "./targetDataset.js";

/** Of a text, the values that become columns of 0 and 1: those that training has most often. */
const MOST_VALUES = 20;

/** What a kept column is called in a model, so that it is never taken for a feature of the specification. */
const nameOf = (column: string) => `kept:${column}`;

/**
 * A dataset that `targetDataset` has just made, with columns of the log that no role takes as further features. A row is given the value that its user's last event with
 * a value had, of the events strictly before the row's moment, so that nothing is known of the moment itself or of what comes after it. Numbers stay as they are, missing ones NaN; of a
 * text each of the values that training has most often is a column of 0 and 1.
 *
 * That a value stands beside an early event does not say that it was known then: `auditColumn` looks for columns that were written afterwards.
 *
 * Needs `extra_columns`, and `examples`, `labels` and `split_sessions` as `targetDataset` leaves them. Throws `RangeError` where the tables are of another dataset.
 */
export async function withKeptColumns(
  engine: Engine,
  dataset: Dataset,
  target: Target,
  kept: readonly string[],
  {censored = "drop"}: Pick<TargetDatasetOptions, "censored"> = {}
): Promise<Dataset> {
  if (kept.length === 0) return dataset;
  const found = await engine.read(keptSql(engine, target, kept));
  const [part, users, label] = ["part", "user_id", "label"].map((name) => numbers(found, name));
  const isCensored = censored === "drop" ? numbers(found, "censored") : new Float64Array(found.rows);
  const rowsOf = (name: (typeof PARTS)[number], open: 0 | 1) =>
    Array.from(part.keys()).filter((row) => PARTS[part[row]] === name && isCensored[row] === open);
  const taught = rowsOf("train", 0);
  const spread = kept.flatMap((name, i) => spreadColumn(name, found.columns[`kept_${i}`], taught));
  const add = <T extends DatasetRows>(given: T, rows: readonly number[], owners?: ArrayLike<number>): T => {
    if (
      given.rows !== rows.length ||
      rows.some((row, i) => label[row] !== given.y[i] || (owners !== undefined && users[row] !== owners[i]))
    )
      throw new RangeError(`the examples of ${target.id} are not those of the dataset`);
    return {...given, ...wider(given, spread, rows)};
  };
  const {groups, censored: open} = dataset;
  return {
    ...dataset,
    train: add(dataset.train, taught, groups?.train),
    test: add(dataset.test, rowsOf("test", 0), groups?.test),
    ...(open === undefined
      ? {}
      : {censored: {...open, test: add(open.test, rowsOf("test", 1), open.groups ?? undefined)}})
  };
}

/** The rows of `targetDataset` in their order, with each column's last value before the moment. */
function keptSql({dialect}: Engine, target: Target, kept: readonly string[]): string {
  let joined: Relation = {from: "examples AS e", aliases: ["e"]};
  kept.forEach((name, i) => {
    const value = quoted(name);
    // of several events at one time, the one that comes last in the file
    joined = dialect.asOfJoin({
      left: joined,
      right: `(
  SELECT user_id, ts_ms, value FROM (
    SELECT user_id, ts_ms, ${value} AS value, row_number() OVER (PARTITION BY user_id, ts_ms ORDER BY line DESC) AS n
    FROM extra_columns WHERE ${value} IS NOT NULL
  ) AS valued WHERE n = 1
)`,
      as: `k${i}`,
      on: [["e.user_id", "user_id"]],
      leftTime: "e.as_of_ms",
      rightTime: "ts_ms"
    });
  });
  const values = kept.map((_, i) => `k${i}.value AS kept_${i}`);
  return `SELECT part, user_id, label, censored, ${kept.map((_, i) => `kept_${i}`).join(", ")} FROM (
  SELECT e.example_id, e.session_id, e.user_id, ${values.join(", ")} FROM ${joined.from}
) AS valued
JOIN (SELECT example_id, ${quoted(target.id)} AS label, ${quoted(`${target.id}-censored`)} AS censored FROM labels) AS known USING (example_id)
JOIN split_sessions USING (session_id) WHERE fold = 1 ORDER BY example_id`;
}

interface SpreadColumn {
  readonly name: string;
  readonly value: (row: number) => number;
}

function spreadColumn(name: string, values: Column, taught: readonly number[]): SpreadColumn[] {
  if (!Array.isArray(values)) return [{name: nameOf(name), value: (row) => Number(values[row])}];
  const counts = new Map<string, number>();
  for (const row of taught) {
    const text = values[row] as string | null;
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, rows], [b, others]) => others - rows || (a < b ? -1 : 1))
    .slice(0, MOST_VALUES)
    .map(([text]) => ({name: `${nameOf(name)}=${text}`, value: (row) => (values[row] === text ? 1 : 0)}));
}

function wider({rows, columns, x}: Matrix, added: readonly SpreadColumn[], taken: readonly number[]): Matrix {
  const width = columns.length + added.length;
  const all = new (x.constructor as Float64ArrayConstructor)(rows * width);
  for (let row = 0; row < rows; row++) {
    all.set(x.subarray(row * columns.length, (row + 1) * columns.length), row * width);
    added.forEach(({value}, k) => (all[row * width + columns.length + k] = value(taken[row])));
  }
  return {rows, columns: [...columns, ...added.map(({name}) => name)], x: all};
}
