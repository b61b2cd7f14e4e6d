import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {openShopLog} from "../pages/shopLog.js";

/** The pages' generated shop on an engine, ready to be asked for tasks; the caller closes it. */
export async function openShopTasks(): Promise<Engine> {
  const {shop, engine} = await openShopLog();
  await engine.load("item_catalog", shop.catalogue.items);
  await engine.run(itemAttributesSql(ALL_KNOWN));
  return engine;
}
