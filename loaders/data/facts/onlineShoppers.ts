import type {Engine} from "../../../src/lib/sql/engine.js";
import {loadOnlineShoppers} from "../../sources/onlineShoppers.js";
import {computeFacts, type Fact} from "../fact.js";

/** What the table's publisher says of it, its duplicates and its months. */
export async function onlineShoppersFacts(engine: Engine, path: string): Promise<Fact[]> {
  const columns = await loadOnlineShoppers(engine, path);
  return computeFacts(engine, [
    ["sessions", 12_330, "SELECT count(*) FROM raw_sessions"],
    ["columns", 18, `SELECT ${columns}`],
    ["sessions that bought", 1_908, "SELECT count(*) FROM raw_sessions WHERE revenue = 1"],
    ["exact duplicate rows", 125, "SELECT count(*) FROM raw_sessions WHERE session_id <> first_id"],
    [
      "as months",
      "2, 3, 5, 6, 7, 8, 9, 10, 11, 12",
      "SELECT string_agg(month, ', ' ORDER BY month) FROM (SELECT DISTINCT month FROM raw_sessions)"
    ]
  ]);
}
