import {DAY_MS} from "../core/time.js";
import {UserError} from "../core/errors.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";

/** Shares of training, validation and test; they sum to one. */
export type Shares = readonly [train: number, validation: number, test: number];

export type SplitOptions =
  /** By the day on which a session starts: the first share of the period's whole UTC days trains, the last is the test. */
  | {readonly by: "date"; readonly shares: Shares}
  /** By the calendar month (UTC) in which a session starts: the last is the test, the one before validation, all earlier train. */
  | {readonly by: "months"}
  /** Whole users, each by a number made from its id and the seed: who else is in the log does not matter. */
  | {readonly by: "user"; readonly shares: Shares; readonly seed: number}
  /** Single sessions, by a number made from their id and the seed. The future then teaches the past, which is the point of showing it. */
  | {readonly by: "random"; readonly shares: Shares; readonly seed: number}
  /**
   * Sliding windows. With `D` whole days and `F` folds, the unit is `u = ⌊D / (F + 5)⌋` days; a fold is `4u` days of training, then `u`
   * of validation, then `u` of test; each fold lies `u` days after the one before, and the last ends with the period. So no two
   * test windows share a day, and the days that do not fit lie before the first fold.
   */
  | {readonly by: "windows"; readonly folds: number};

export const SHARES: Shares = [0.7, 0.15, 0.15];
export const SPLIT_OPTIONS: SplitOptions = {by: "date", shares: SHARES};

/** The parts in the order of their codes. Only sliding windows have sessions outside, in the folds whose windows they miss. */
export const PARTS = ["train", "validation", "test", "outside"] as const;

/** The ways to split with their defaults, for controls and command lines. */
export const SPLITS: Readonly<Record<SplitOptions["by"], SplitOptions>> = {
  date: SPLIT_OPTIONS,
  months: {by: "months"},
  user: {by: "user", shares: SHARES, seed: 1},
  random: {by: "random", shares: SHARES, seed: 1},
  windows: {by: "windows", folds: 5}
};

/** 2^31 − 1: a prime whose products of two fit 64 bits, so that every step stays exact in every database and language. */
const MIX_PRIME = 2_147_483_647;

/** The name a split has in outputs, e.g. `date 70/15/15`, `months`, `user 70/15/15 seed 1`, `windows 5`. */
export function splitName(options: SplitOptions): string {
  if (options.by === "months") return "months";
  if (options.by === "windows") return `windows ${options.folds}`;
  const shares = options.shares.map((share) => Number((share * 100).toFixed(4))).join("/");
  return options.by === "date" ? `date ${shares}` : `${options.by} ${shares} seed ${options.seed}`;
}

/**
 * SQL from `sessions` to `split_sessions` (fold, session_id, part): every session once in every fold, whole, with the code of its part
 * (`PARTS`). `fold` counts from 1, and is 1 but for sliding windows. Sessions belong where they start. A user may come back in a
 * later part, except in a split by user. Throws `UserError` for shares that do not sum to one or are negative, for a seed that is
 * not a whole number from 0 to 2^31 − 2, and for a number of folds outside 1 to 50.
 */
export function splitSql(options: SplitOptions = SPLIT_OPTIONS, dialect: Dialect = DUCKDB): string {
  return dialect.createTable("split_sessions", body(options, dialect));
}

function body(options: SplitOptions, dialect: Dialect): string {
  const {integer, quotient} = dialect;
  const day = (ms: string) => quotient(ms, DAY_MS);
  switch (options.by) {
    case "date": {
      const [train, seen] = cuts(options.shares, 1e6);
      return `WITH period AS (
  SELECT min(${day("start_ms")}) AS first_day, max(${day("start_ms")}) - min(${day("start_ms")}) + 1 AS days
  FROM sessions
)
SELECT CAST(1 AS ${integer}) AS fold, session_id, CAST(CASE
  WHEN ${day("start_ms")} - first_day < ${quotient(`(days * ${train})`, 1e6)} THEN 0
  WHEN ${day("start_ms")} - first_day < ${quotient(`(days * ${seen})`, 1e6)} THEN 1
  ELSE 2 END AS ${integer}) AS part
FROM sessions CROSS JOIN period`;
    }
    case "months":
      return `WITH months AS (
  SELECT max(${dialect.month("start_ms")}) AS last_month FROM sessions
)
SELECT CAST(1 AS ${integer}) AS fold, session_id, CAST(CASE
  WHEN ${dialect.month("start_ms")} < last_month - 1 THEN 0
  WHEN ${dialect.month("start_ms")} = last_month - 1 THEN 1
  ELSE 2 END AS ${integer}) AS part
FROM sessions CROSS JOIN months`;
    case "user":
    case "random": {
      const {shares, seed} = options;
      if (!(Number.isInteger(seed) && seed >= 0 && seed < MIX_PRIME)) {
        throw new UserError(`the seed of the split is ${seed}`, `give a whole number from 0 to ${MIX_PRIME - 1}`);
      }
      const key = options.by === "user" ? "user_id" : "session_id";
      const [train, seen] = cuts(shares, MIX_PRIME);
      return `WITH ${mixed(key, seed, dialect)}
SELECT CAST(1 AS ${integer}) AS fold, session_id, CAST(CASE
  WHEN mix < ${train} THEN 0
  WHEN mix < ${seen} THEN 1
  ELSE 2 END AS ${integer}) AS part
FROM sessions JOIN mixed ON mixed.id = sessions.${key}`;
    }
    case "windows": {
      const {folds} = options;
      if (!(Number.isInteger(folds) && folds >= 1 && folds <= 50)) {
        throw new UserError(`the number of folds is ${folds}`, "give a whole number from 1 to 50");
      }
      return `WITH period AS (
  SELECT max(${day("start_ms")}) + 1 AS end_day,
    ${quotient(`(max(${day("start_ms")}) - min(${day("start_ms")}) + 1)`, folds + 5)} AS unit
  FROM sessions
), folds AS (
  SELECT * FROM (VALUES ${Array.from({length: folds}, (_, i) => `(${i + 1})`).join(", ")}) AS t (fold)
), days_left AS (
  SELECT fold, session_id, unit, end_day - (${folds} - fold) * unit - ${day("start_ms")} AS days
  FROM sessions CROSS JOIN period CROSS JOIN folds
)
SELECT CAST(fold AS ${integer}) AS fold, session_id, CAST(CASE
  WHEN days <= 0 OR days > 6 * unit THEN 3
  WHEN days <= unit THEN 2
  WHEN days <= 2 * unit THEN 1
  ELSE 0 END AS ${integer}) AS part
FROM days_left`;
    }
  }
}

/**
 * A number below `MIX_PRIME` for every id: twice, a linear step and the fifth power, all modulo the prime. Both are one-to-one (5 shares no factor
 * with the prime less one), so no two ids get the same number; the powers break the lattice that the linear steps alone would leave.
 */
function mixed(key: string, seed: number, {bigint}: Dialect): string {
  const fourthPower = (x: string) => `${x}_2 AS (SELECT id, ${x}, ${x} * ${x} % ${MIX_PRIME} AS squared FROM ${x}_1),
  ${x}_4 AS (SELECT id, ${x}, squared * squared % ${MIX_PRIME} AS fourth FROM ${x}_2)`;
  return `ids AS (SELECT DISTINCT CAST(${key} AS ${bigint}) AS id FROM sessions),
  a_1 AS (SELECT id, (id % ${MIX_PRIME} * 48271 + ${seed}) % ${MIX_PRIME} AS a FROM ids),
  ${fourthPower("a")},
  b_1 AS (SELECT id, (fourth * a % ${MIX_PRIME} * 69621 + ${seed}) % ${MIX_PRIME} AS b FROM a_4),
  ${fourthPower("b")},
  mixed AS (SELECT id, fourth * b % ${MIX_PRIME} AS mix FROM b_4)`;
}

/** Where training and validation end, in whole parts of `whole`. */
function cuts(shares: Shares, whole: number): [train: number, seen: number] {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (shares.length !== 3 || !shares.every((share) => share >= 0) || !(Math.abs(sum - 1) < 1e-9) || shares[0] === 0) {
    throw new UserError(
      `the shares of the split are ${shares.join(", ")}`,
      "give three numbers from 0 to 1 that sum to 1, the first above 0"
    );
  }
  return [Math.round(shares[0] * whole), Math.round((shares[0] + shares[1]) * whole)];
}
