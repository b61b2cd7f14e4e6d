import {log} from "../../src/lib/core/portableMath.js";
import {numbers, table, type Table} from "../../src/lib/core/table.js";
import {partOf} from "../../src/lib/experiments/partOf.js";
import type {Task} from "../../src/lib/experiments/task.js";
import {modelMatrix} from "../../src/lib/features/modelMatrix.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {checkedFile, inputsOf} from "../data/checkedFile.js";
import {openDuckDB} from "../engines/duckdb.js";
import {loadOnlineShoppers, SESSION_COLUMNS} from "../sources/onlineShoppers.js";

const FILE = "online_shoppers_intention.csv";

export const SHOPPERS_INPUT = inputsOf("online-shoppers", [FILE]);
export const SHOPPERS_TITLE = "Online Shoppers (UCI 468)";

/** Every session of Online Shoppers with the columns of `raw_sessions`, in the order of the file. Throws `UserError` where the file is not here. */
export async function readShoppers(): Promise<Table> {
  const path = await checkedFile("online-shoppers", FILE);
  const engine = await openDuckDB();
  try {
    await loadOnlineShoppers(engine, path);
    return await engine.read("SELECT * FROM raw_sessions ORDER BY session_id");
  } finally {
    await engine.close();
  }
}

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
const LAST_TRAINING_MONTH = 10;

/** Training from February to October, the test in November and December: the month itself, which no test row shares with training, is left out. */
export function shoppersByMonth(
  sessions: Table,
  {leftOut, logarithms}: Pick<ShoppersColumns, "leftOut" | "logarithms">
): Task {
  const month = numbers(sessions, "month");
  const trains = Uint8Array.from(month, (m) => (m <= LAST_TRAINING_MONTH ? 1 : 0));
  const matrix = shoppersMatrix(sessions, {leftOut: [...leftOut, "month"], logarithms, fitOn: trains});
  const labels = numbers(sessions, "revenue");
  const rows = Array.from(trains.keys());
  return {
    train: partOf(
      matrix,
      labels,
      rows.filter((row) => trains[row] === 1)
    ),
    test: partOf(
      matrix,
      labels,
      rows.filter((row) => trains[row] === 0)
    ),
    users: null
  };
}
