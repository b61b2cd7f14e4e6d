import type {Table} from "../../src/lib/core/table.js";
import {checkedFile, inputsOf} from "../data/checkedFile.js";
import {openDuckDB} from "../engines/duckdb.js";
import {loadOnlineShoppers} from "../sources/onlineShoppers.js";

const FILE = "online_shoppers_intention.csv";

export const SHOPPERS_INPUT = inputsOf("online-shoppers", [FILE]);
export const SHOPPERS_TITLE = "Online Shoppers (UCI 468)";

/**
 * Every session of Online Shoppers with the columns of `raw_sessions`, in the order of the file. Throws `UserError`
 * where the file is not here.
 */
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
