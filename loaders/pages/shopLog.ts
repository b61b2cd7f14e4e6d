import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {table} from "../../src/lib/core/table.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {runStages, type RunDocument} from "../../src/lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions, type Shop} from "../../src/lib/generator/shop.js";
import {openDuckDB} from "../engines/duckdb.js";

/** The profile and seed that the Data and Sessions pages show, here and in the reader's tab. */
export const PAGE_SHOP = {profile: "paper", seed: 1} as const;

/** The pages' generated shop with its stages run, on an engine that the caller closes. */
export async function openShopLog(): Promise<{shop: Shop; engine: Engine; run: RunDocument}> {
  const shop = generateShop(shopOptions(PAGE_SHOP.profile, {seed: PAGE_SHOP.seed}));
  const engine = await openDuckDB();
  await loadEvents(engine, shop.events);
  const run = await runStages(engine, SHOP_SOURCE, {}, {...PAGE_SHOP, hash: false});
  const {item_id, department_id} = shop.catalogue.items.columns;
  await engine.load("item_departments", table({item_id, department_id}));
  return {shop, engine, run};
}
