import type {Engine} from "../pipeline/engine.js";
import {ITEM_ATTRIBUTES, type ItemKnowledge} from "./itemAttributes.js";

/** Where the log on an engine has its items' attributes, found out from the tables that its source has left there. An `item_catalog` is there in any case. */
export async function findItemKnowledge(engine: Engine): Promise<ItemKnowledge> {
  const {columns} = await engine.read(`SELECT table_name, column_name FROM information_schema.columns
WHERE table_name IN ('item_states', 'item_catalog') ORDER BY table_name, column_name`);
  const tables = columns.table_name as readonly string[];
  if (tables.includes("item_states")) return {from: "states", columns: ["department_id", "category_id"]};
  const names = columns.column_name as readonly string[];
  return {from: "catalogue", columns: ITEM_ATTRIBUTES.filter((name) => names.includes(name))};
}
