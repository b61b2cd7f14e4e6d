import {createRequire} from "node:module";
import {dirname} from "node:path";
import * as duckdb from "@duckdb/duckdb-wasm/blocking";
import {tableToIPC} from "apache-arrow";
import {fromArrow, toArrow} from "../../src/browser/arrowColumns.js";
import type {Table} from "../../src/lib/core/table.js";
import {DUCKDB, quoted} from "../../src/lib/sql/dialect.js";
import {duckdbScratch} from "../../src/lib/sql/duckdbScratch.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import type {QueryConnection} from "../../src/lib/sql/readOnlyQuery.js";
import {sqlTypeOf} from "../../src/lib/sql/sqlTypeOf.js";

/** The database of the pages, in Node and in this thread: what a query does here it does in a tab. */
export async function openDuckDBWasm(): Promise<Engine & QueryConnection> {
  const {resolve} = createRequire(import.meta.url);
  const folder = dirname(resolve("@duckdb/duckdb-wasm/blocking"));
  const bundle = (name: string) => ({mainModule: `${folder}/duckdb-${name}.wasm`, mainWorker: ""});
  const bundles = {mvp: bundle("mvp"), eh: bundle("eh")};
  const db = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await db.instantiate();
  db.open({});
  const connection = db.connect();
  const later = <T>(work: () => T) => Promise.resolve().then(work);
  const run = (sql: string) => later(() => void connection.query(sql));
  const read = (sql: string) => later(() => fromArrow(connection.query(sql) as never));
  const append = (name: string, data: Table) =>
    later(() => connection.insertArrowFromIPCStream(tableToIPC(toArrow(data), "stream"), {name, create: false}));
  return {
    name: "DuckDB (WebAssembly, in Node)",
    dialect: DUCKDB,
    run,
    read,
    append,
    plan: (sql) => later(() => connection.prepare(sql).close()),
    tokenize: (sql) => later(() => db.tokenize(sql)),
    async load(name, data) {
      const types = Object.entries(data.columns).map(([column, values]) => [quoted(column), sqlTypeOf(values)]);
      await run(DUCKDB.createEmptyTable(quoted(name), Object.fromEntries(types)));
      await append(name, data);
    },
    scan: async (sql, use) => use(await read(sql)),
    scratch: (work) => duckdbScratch({run, read}).within(work),
    close: () => later(() => connection.close())
  };
}
