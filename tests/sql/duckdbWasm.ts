import {createRequire} from "node:module";
import {dirname} from "node:path";
import * as duckdb from "@duckdb/duckdb-wasm/blocking";
import {fromArrow} from "../../src/browser/arrowColumns.js";
import type {QueryConnection} from "../../src/lib/sql/readOnlyQuery.js";

/** The engine of the pages, in Node and in this thread: what a query does here it does in a tab. */
export async function openDuckDBWasm(): Promise<QueryConnection> {
  const {resolve} = createRequire(import.meta.url);
  const folder = dirname(resolve("@duckdb/duckdb-wasm/blocking"));
  const bundle = (name: string) => ({mainModule: `${folder}/duckdb-${name}.wasm`, mainWorker: ""});
  const db = await duckdb.createDuckDB(
    {mvp: bundle("mvp"), eh: bundle("eh")},
    new duckdb.VoidLogger(),
    duckdb.NODE_RUNTIME
  );
  await db.instantiate();
  db.open({});
  const connection = db.connect();
  const later = <T>(work: () => T) => Promise.resolve().then(work);
  return {
    run: (sql) => later(() => connection.query(sql)),
    read: (sql) => later(() => fromArrow(connection.query(sql) as never)),
    plan: (sql) => later(() => connection.prepare(sql).close()),
    tokenize: (sql) => later(() => db.tokenize(sql))
  };
}
