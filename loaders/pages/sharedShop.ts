import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {quoted} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import type {RunDocument} from "../../src/lib/pipeline/stages.js";
import type {Shop} from "../../src/lib/generator/shop.js";
import {once} from "../tools/once.js";
import {openShopLog} from "./shopLog.js";

/** The pages' generated shop with its stages run. */
export interface ShopLog {
  readonly shop: Shop;
  /** Holds what `runStages` makes, `item_departments`, `item_catalog` and `item_attributes`. */
  readonly engine: Engine;
  readonly run: RunDocument;
}

/** Where the tables are kept as the stages left them: a second database in memory. */
const KEPT = "kept";

const opened = once(async () => {
  const log = await openShopLog();
  await log.engine.load("item_catalog", log.shop.catalogue.items);
  await log.engine.run(itemAttributesSql(ALL_KNOWN));
  const tables = await tableNames(log.engine);
  await log.engine.run(`ATTACH ':memory:' AS ${KEPT}`);
  for (const name of tables) await log.engine.run(`CREATE TABLE ${KEPT}.${quoted(name)} AS FROM ${quoted(name)}`);
  return {log, tables};
});

let last: Promise<unknown> = Promise.resolve();

/**
 * Lends the pages' shop, which is generated and staged once a process. Those who ask for it take turns, and each finds the
 * tables as the stages left them, whatever the one before made or replaced; so no one may close the engine, or use it
 * once `work` is done. Throws what `work` throws.
 */
export async function withShopLog<T>(work: (log: ShopLog) => T | Promise<T>): Promise<T> {
  const turn = last.then(async () => {
    const {log, tables} = await opened();
    try {
      return await work(log);
    } finally {
      await restore(log.engine, tables);
    }
  });
  last = turn.catch(() => {});
  return turn;
}

async function restore(engine: Engine, tables: readonly string[]): Promise<void> {
  for (const name of await tableNames(engine))
    if (!tables.includes(name)) await engine.run(`DROP TABLE ${quoted(name)}`);
  for (const name of tables)
    await engine.run(engine.dialect.createTable(quoted(name), `SELECT * FROM ${KEPT}.${quoted(name)}`));
}

async function tableNames(engine: Engine): Promise<string[]> {
  const {columns} = await engine.read(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY table_name"
  );
  return (columns.table_name as string[]).slice();
}
