import type {Table} from "../core/table.js";
import {DUCKDB, quoted} from "./dialect.js";

/** What `duckdbScratch` needs of a connection. */
export interface ScratchConnection {
  run(sql: string): Promise<unknown>;
  read(sql: string): Promise<Table>;
}

/** The scratch namespaces of one connection to DuckDB, see `Engine.scratch`. */
export interface DuckDBScratch {
  /** The schema in which bare names are made now; null outside of all scratch namespaces. */
  schema(): string | null;
  within<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * `Engine.scratch` for DuckDB, in Node and in the browser: one schema for what is made, and after it in the search path a schema of views of all that is there,
 * which can be read and not written. Both are in the database of the tables, so that what does not fit the memory goes where the tables go. Schemas that a killed
 * process has left behind in a file are dropped when the next scratch namespace begins.
 */
export function duckdbScratch({run, read}: ScratchConnection): DuckDBScratch {
  /** Schemas that are made in, the innermost last. */
  const open: string[] = [];
  const seenFrom = (made: string) => `${made}_seen`;
  return {
    schema: () => open.at(-1) ?? null,
    async within(work) {
      const {columns} = await read("SELECT current_database() AS d, current_schema() AS s");
      const database = String(columns.d[0]);
      const outer = open.length === 0 ? [String(columns.s[0])] : [open.at(-1)!, seenFrom(open.at(-1)!)];
      const made = `scratch_${open.length + 1}`;
      const seen = seenFrom(made);
      const place = (schema: string) => `${quoted(database)}.${quoted(schema)}`;
      const search = (schemas: readonly string[]) =>
        run(`SET search_path = ${DUCKDB.literal(schemas.map(place).join(","))}`);
      const drop = () =>
        run([made, seen].map((schema) => `DROP SCHEMA IF EXISTS ${place(schema)} CASCADE;`).join("\n"));
      await drop();
      await run(`CREATE SCHEMA ${place(made)};\nCREATE SCHEMA ${place(seen)};`);
      try {
        // of two of one name the one that a bare name leads to
        const ranks = outer.map((schema, i) => `WHEN ${DUCKDB.literal(schema)} THEN ${i}`).join(" ");
        const there = await read(`SELECT name, CAST(min(CASE schema_name ${ranks} END) AS INTEGER) AS rank FROM (
  SELECT database_name, schema_name, table_name AS name FROM duckdb_tables()
  UNION ALL
  SELECT database_name, schema_name, view_name AS name FROM duckdb_views() WHERE NOT internal
)
WHERE database_name = ${DUCKDB.literal(database)} AND schema_name IN (${outer.map(DUCKDB.literal).join(", ")})
GROUP BY name ORDER BY name`);
        const views = Array.from({length: there.rows}, (_, i) => {
          const name = quoted(String(there.columns.name[i]));
          return `CREATE VIEW ${place(seen)}.${name} AS SELECT * FROM ${place(outer[Number(there.columns.rank[i])])}.${name};`;
        });
        if (views.length > 0) await run(views.join("\n"));
        open.push(made);
        await search([made, seen]);
        return await work();
      } finally {
        if (open.at(-1) === made) open.pop();
        await search(outer);
        await drop();
      }
    }
  };
}
