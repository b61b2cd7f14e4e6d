import type {Table} from "../core/table.js";
import type {Dialect} from "./dialect.js";

/**
 * The seam between the pipeline's SQL and the database that runs it: DuckDB in Node (`loaders/engines/duckdb.ts`), DuckDB-WASM in
 * the browser (`src/browser/duckdb.ts`). Every SQL text must run on both without extensions. `tests/sql/conformance.ts` lists what every engine must give.
 */
export interface Engine {
  /** For logs and pages, e.g. `DuckDB 1.5.5 (Node)`. */
  readonly name: string;
  /** What SQL it takes. */
  readonly dialect: Dialect;
  /** Creates or replaces a table from columns: `Int32Array` → INTEGER, `Float64Array` of whole numbers → BIGINT, other `Float64Array` → DOUBLE, text → VARCHAR; missing → NULL. */
  load(name: string, data: Table): Promise<void>;
  /** Adds rows to a table that is there, whose columns have these names, order and types. */
  append(name: string, data: Table): Promise<void>;
  /** Runs one or more statements and drops their results. */
  run(sql: string): Promise<void>;
  /** Runs one query. 32-bit and smaller integers and booleans come back as `Int32Array`, wider integers and doubles as `Float64Array`, all else as text. */
  read(sql: string): Promise<Table>;
  /** Runs one query and hands over its rows in their order, some thousands at a time, so that a result larger than memory can be walked. Columns are as from `read`. */
  scan(sql: string, use: (batch: Table) => void): Promise<void>;
  /**
   * Does `work` in a scratch namespace: tables and views are read as before, but whatever `work` makes or replaces by its bare name is its own and is dropped
   * afterwards, also where it fails. The tables that were there cannot be changed from inside. Calls may be nested: the inner sees what the outer has made.
   */
  scratch<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
