import {readFileSync, rmSync, writeFileSync} from "node:fs";
import {tableFromArrays, tableFromIPC, tableToIPC} from "apache-arrow";
import {literal} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {openDuckDB} from "../engines/duckdb.js";

/** Forms in which a log of events can lie on a disk. */
export const FORMS = ["csv", "csv.gz", "parquet", "zstd.parquet", "duckdb", "arrow"] as const;
export type Form = (typeof FORMS)[number];

/** The columns that RetailRocket publishes, of a log in `raw_events`. A log without order numbers has none. */
export const PUBLISHED_COLUMNS_SQL = `SELECT ts_ms AS "timestamp", user_id AS visitorid,
  CASE event WHEN 0 THEN 'view' WHEN 1 THEN 'addtocart' WHEN 2 THEN 'removefromcart' ELSE 'transaction' END AS event, item_id AS itemid
FROM raw_events ORDER BY ts_ms, user_id, event, item_id`;

/** Writes table `published` of an engine in one form. */
export async function writeStored(engine: Engine, form: Form, file: string): Promise<void> {
  const copy = (options: string) => engine.run(`COPY published TO ${literal(file)} (${options})`);
  switch (form) {
    case "csv":
      return copy("FORMAT csv, HEADER");
    case "csv.gz":
      return copy("FORMAT csv, HEADER, COMPRESSION gzip");
    case "parquet":
      return copy("FORMAT parquet, COMPRESSION snappy");
    case "zstd.parquet":
      return copy("FORMAT parquet, COMPRESSION zstd");
    case "duckdb":
      rmSync(file, {force: true});
      return engine.run(
        `ATTACH ${literal(file)} AS stored; CREATE TABLE stored.published AS FROM published; DETACH stored`
      );
    case "arrow":
      writeFileSync(
        file,
        tableToIPC(
          tableFromArrays((await engine.read("FROM published")).columns as unknown as Record<string, Int32Array>),
          "file"
        )
      );
  }
}

/**
 * Reads a stored log whole, as columns in memory: a table of DuckDB, or for Arrow typed arrays. And answers one question from the file, events by type, reading
 * no more than that needs. Milliseconds of both, without the start of the database. `onHeld` is called while what was read whole is in memory.
 */
export async function readStored(
  form: Form,
  file: string,
  onHeld: () => void
): Promise<{wholeMs: number; questionMs: number; rows: number}> {
  const engine = await openDuckDB({threads: 1});
  try {
    const timed = async (work: () => Promise<number>) => {
      const start = performance.now();
      const rows = await work();
      return {ms: performance.now() - start, rows};
    };
    if (form === "arrow") {
      const open = () => tableFromIPC(readFileSync(file));
      const question = await timed(async () => {
        const counts = new Map<string, number>();
        for (const type of open().getChild("event")!) counts.set(type, (counts.get(type) ?? 0) + 1);
        return [...counts.values()].reduce((a, b) => a + b);
      });
      // its columns are in memory once its bytes are; the sum makes sure that they are there
      const whole = await timed(async () => {
        const read = open();
        let sum = 0;
        for (const name of ["timestamp", "visitorid", "itemid"])
          for (const value of read.getChild(name)!.toArray()) sum += Number(value);
        for (const type of read.getChild("event")!) sum += String(type).length;
        onHeld();
        return sum > 0 ? read.numRows : 0;
      });
      return {wholeMs: whole.ms, questionMs: question.ms, rows: whole.rows};
    }
    if (form === "duckdb") await engine.run(`ATTACH ${literal(file)} AS stored (READ_ONLY)`);
    const from =
      form === "duckdb"
        ? "stored.published"
        : form.startsWith("csv")
          ? `read_csv(${literal(file)}, header = true, columns = {'timestamp': 'BIGINT', 'visitorid': 'INTEGER', 'event': 'VARCHAR', 'itemid': 'INTEGER'})`
          : `read_parquet(${literal(file)})`;
    const question = await timed(async () => {
      const found = await engine.read(`SELECT event, count(*) AS n FROM ${from} GROUP BY event`);
      return Array.from(found.columns.n as Float64Array).reduce((a, b) => a + b);
    });
    const whole = await timed(async () => {
      await engine.run(`CREATE TABLE whole AS FROM ${from}`);
      onHeld();
      return Number((await engine.read("SELECT count(*) AS n FROM whole")).columns.n[0]);
    });
    if (question.rows !== whole.rows) throw new Error(`${form}: ${question.rows} rows counted and ${whole.rows} read`);
    return {wholeMs: whole.ms, questionMs: question.ms, rows: whole.rows};
  } finally {
    await engine.close();
  }
}
