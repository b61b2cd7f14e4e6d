import {log} from "../core/portableMath.js";
import {numbers, table, type Table} from "../core/table.js";
import {modelMatrix} from "../features/modelMatrix.js";
import type {Matrix} from "../models/matrix.js";
import {SESSION_COLUMNS} from "../sources/onlineShoppers.js";
import {labelledSubset} from "./labelledSubset.js";
import type {Dataset} from "./dataset.js";

/** Columns with a long tail, of which linear models take the logarithm. */
const SKEWED = [
  "administrative",
  "administrative_duration",
  "informational",
  "informational_duration",
  "product_related",
  "product_related_duration",
  "page_values"
];

export interface ShoppersColumns {
  readonly leftOut: readonly string[];
  /** log(1 + x) in the place of what has a long tail. */
  readonly logarithms: boolean;
  /** 1 for each row whose codes are spread out into columns. */
  readonly fitOn: ArrayLike<number>;
}

/** The sessions as models take them: counts and reals as they are, codes spread out, the weekend as 0 and 1. */
export function shoppersMatrix(sessions: Table, {leftOut, logarithms, fitOn}: ShoppersColumns): Matrix {
  const columns = SESSION_COLUMNS.filter(({name, kind}) => kind !== "label" && !leftOut.includes(name));
  const values = columns.map(({name}) => {
    const column = numbers(sessions, name);
    const skewed = logarithms && SKEWED.includes(name);
    return [name, skewed ? Float64Array.from(column, (x) => log(1 + Math.max(0, x))) : column] as const;
  });
  const features = columns.map(({name, kind}) => ({name, categorical: kind === "category" && name !== "weekend"}));
  return modelMatrix(features, table(Object.fromEntries(values)), {fitOn});
}

/** The last month that trains, October; November and December are the test. */
export const LAST_TRAINING_MONTH = 10;

/** How sessions are parted: by month, or one fold of them as the test. */
export type ShoppersSplit =
  | {readonly by: "months"}
  /** `foldOf` has the fold of each session. */
  | {readonly by: "fold"; readonly foldOf: ArrayLike<number>; readonly fold: number};

/** 1 for each session that trains, 0 for those of the test. Throws `RangeError` for folds of other rows. */
export function trainingMask(sessions: Table, split: ShoppersSplit): Uint8Array {
  if (split.by === "months")
    return Uint8Array.from(numbers(sessions, "month"), (month) => (month <= LAST_TRAINING_MONTH ? 1 : 0));
  const {foldOf, fold} = split;
  if (foldOf.length !== sessions.rows) throw new RangeError(`folds of ${foldOf.length} rows for ${sessions.rows}`);
  return Uint8Array.from(foldOf, (of) => (of === fold ? 0 : 1));
}

/** Sessions as a task: those marked 1 train, the others are the test. */
export function splitSessions(sessions: Table, matrix: Matrix, trains: Uint8Array): Dataset {
  const labels = numbers(sessions, "revenue");
  const part = (side: number) =>
    labelledSubset(
      matrix,
      labels,
      Array.from(trains.keys()).filter((row) => trains[row] === side)
    );
  return {train: part(1), test: part(0), groups: null};
}

/**
 * Sessions parted and as models take them. By month, the month itself, which no test row shares with training, is left
 * out.
 */
export function shoppersDataset(
  sessions: Table,
  split: ShoppersSplit,
  {leftOut, logarithms}: Pick<ShoppersColumns, "leftOut" | "logarithms">
): Dataset {
  const trains = trainingMask(sessions, split);
  const columns = split.by === "months" ? [...leftOut, "month"] : leftOut;
  return splitSessions(sessions, shoppersMatrix(sessions, {leftOut: columns, logarithms, fitOn: trains}), trains);
}

/** Training from February to October, the test in November and December. */
export function shoppersByMonth(sessions: Table, columns: Pick<ShoppersColumns, "leftOut" | "logarithms">): Dataset {
  return shoppersDataset(sessions, {by: "months"}, columns);
}
