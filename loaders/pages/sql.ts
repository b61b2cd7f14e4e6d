import {visitTimes} from "../../src/lib/pipeline/exactVisits.js";
import {EXAMPLE_QUERIES} from "../../src/lib/sql/exampleQueries.js";
import {listTables, readSelect, type QueryRows, type QueryTable} from "../../src/lib/sql/readOnlyQuery.js";
import {withShopLog} from "./sharedShop.js";
import {PAGE_SHOP} from "./shopLog.js";

/** What the SQL page shows before a query runs. */
export interface SqlPage {
  readonly profile: string;
  readonly seed: number;
  readonly tables: readonly QueryTable[];
  /** What the first example gives. */
  readonly first: QueryRows;
}

/** The tables of the generated shop as a tab makes them, and what the first example gives on them. */
export function sqlPage(): Promise<SqlPage> {
  return withShopLog(async ({engine, shop}) => {
    const {user_id, ts_ms} = shop.events.columns;
    await engine.load("visit_times", visitTimes(user_id, ts_ms, shop.truth.events.columns.visit_no));
    await engine.run("DROP TABLE item_attributes"); // other pages' own
    return {
      ...PAGE_SHOP,
      tables: await listTables(engine),
      first: await readSelect(engine, EXAMPLE_QUERIES[0].sql)
    };
  });
}
