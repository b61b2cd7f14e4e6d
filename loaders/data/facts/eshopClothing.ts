import {DAY_MS} from "../../../src/lib/core/time.js";
import type {Engine} from "../../../src/lib/sql/engine.js";
import {eshopClothing} from "../../sources/eshopClothing.js";
import {firstLine} from "../../tools/contents.js";
import {computeFacts, type Fact} from "../fact.js";

/** What UCI's page and the log's own description say of it. */
export async function eshopClothingFacts(engine: Engine, path: string): Promise<Fact[]> {
  await (await eshopClothing({path})).load(engine);
  return computeFacts(engine, [
    ["clicks", 165_474, "SELECT count(*) FROM raw_events"],
    ["columns", 14, `SELECT ${(await firstLine(path)).split(";").length}`],
    ["sessions", 24_026, "SELECT count(DISTINCT session_key) FROM raw_events"],
    ["models", 217, "SELECT count(DISTINCT item_id) FROM raw_events"],
    ["as first month", "2008-04", "SELECT strftime(epoch_ms(min(ts_ms)), '%Y-%m') FROM raw_events"],
    ["as last month", "2008-08", "SELECT strftime(epoch_ms(max(ts_ms)), '%Y-%m') FROM raw_events"],
    ["times with an hour: days only", 0, `SELECT count(*) FROM raw_events WHERE ts_ms % ${DAY_MS} <> 0`],
    ["purchases: the log has no label", 0, "SELECT count(*) FROM raw_events WHERE event = 3"]
  ]);
}
