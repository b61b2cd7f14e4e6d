import {AsyncDuckDB, DuckDBAccessMode, DuckDBDataProtocol, VoidLogger} from "@duckdb/duckdb-wasm";
import {Table as ArrowTable, tableToIPC} from "apache-arrow";
import type {Table} from "../lib/core/table.js";
import {DUCKDB, quoted} from "../lib/sql/dialect.js";
import {duckdbScratch} from "../lib/sql/duckdbScratch.js";
import type {Engine} from "../lib/sql/engine.js";
import {sqlTypeOf} from "../lib/sql/sqlTypeOf.js";
import {fromArrow, isNumeric, toArrow} from "./arrowColumns.js";
import {DUCKDB_BYTES} from "./duckdbSize.js";
import {fetchWasm} from "./fetchWasm.js";

export {DUCKDB_BYTES} from "./duckdbSize.js";

export interface DuckDBBrowserOptions {
  /** A database file in the browser's private file system, e.g. `opfs://folder/name.duckdb`; made where there is none. Default: memory. */
  readonly path?: string;
  /** Hears how far a long statement is, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Hears how many of the engine's `DUCKDB_BYTES` have come and are unpacked. */
  readonly onDownload?: (loaded: number, total: number) => void;
  /** Ends a start that is under way, and the engine after it: its worker is stopped at once. */
  readonly signal?: AbortSignal;
}

/** The engine in a tab, which also reads files that a reader gave to the page. */
export interface BrowserEngine extends Engine {
  /** Parses and plans one statement and runs nothing; throws DuckDB's error. */
  plan(sql: string): Promise<void>;
  /** Where DuckDB's tokenizer sees tokens begin, in bytes of UTF-8. */
  tokenize(sql: string): Promise<{readonly offsets: readonly number[]}>;
  /** Lets SQL read a file under a name. Nothing is copied: the database asks the file for the parts that it needs. */
  addFile(name: string, file: File): Promise<void>;
  dropFile(name: string): Promise<void>;
}

/**
 * Starts DuckDB in a worker of its own, from a page or from another worker, with files of this site only. The single-threaded
 * build needs no special headers. `read` throws `RangeError` for an integer that a double cannot hold exactly; a decimal
 * with places behind the point comes back as a double. Throws the signal's reason when aborted.
 */
export async function openDuckDB({
  path,
  onProgress,
  onDownload,
  signal
}: DuckDBBrowserOptions = {}): Promise<BrowserEngine> {
  signal?.throwIfAborted();
  const module = new URL(import.meta.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"), import.meta.url).href;
  const script = new URL(import.meta.resolve("@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js"), import.meta.url);
  const fetching = fetchWasm(module, {
    onLoad: (bytes) => onDownload?.(Math.min(bytes, DUCKDB_BYTES), DUCKDB_BYTES),
    signal
  });
  fetching.catch(() => {}); // heard of below, once the worker is there
  const worker = new Worker(script);
  const db = new HeardDuckDB(new VoidLogger(), worker);
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => {
      worker.terminate();
      reject(signal.reason as Error);
    });
    worker.addEventListener("error", (event) => reject(new Error(`DuckDB's worker failed: ${event.message}`)));
  });
  stopped.catch(() => {}); // whoever waits for an answer hears of it
  /** An answer, or the reason why none will come. */
  const orStopped = <T>(answer: Promise<T>): Promise<T> => Promise.race([answer, stopped]);

  const unpacked = URL.createObjectURL(
    await orStopped(fetching).catch((error) => {
      worker.terminate();
      throw error;
    })
  );
  try {
    await orStopped(db.instantiate(unpacked));
  } finally {
    URL.revokeObjectURL(unpacked);
  }
  await orStopped(db.open(path === undefined ? {} : {path, accessMode: DuckDBAccessMode.READ_WRITE}));
  const connection = await orStopped(db.connect());
  // Some functions look for an extension even where that is switched off. The look then fails on this site, and no other is asked.
  const nowhere = new URL("no-extensions", module).href;
  await orStopped(
    connection.query(`SET autoload_known_extensions = false; SET custom_extension_repository = '${nowhere}'`)
  );
  // An ASOF join with a side that is taken for small is done row by row, which takes long where the guess is wrong.
  await orStopped(connection.query("SET asof_loop_join_threshold = 0"));
  if (onProgress !== undefined) {
    db.hear(onProgress);
    await orStopped(connection.query("SET enable_progress_bar = true; SET progress_bar_time = 300"));
  }
  const version = await orStopped(db.getVersion());

  const query = (sql: string) => orStopped(connection.query(sql));
  const read = async (sql: string): Promise<Table> => {
    const found = await query(sql);
    const others = found.schema.fields.filter(({type}) => !isNumeric(type) && type.toString() !== "Utf8");
    if (others.length === 0) return fromArrow(found);
    // dates and the like: asked for again as DuckDB itself writes them, the same text as in Node
    const casts = others.map(({name}) => `CAST(${quoted(name)} AS VARCHAR) AS ${quoted(name)}`).join(", ");
    return fromArrow(await query(`SELECT * REPLACE (${casts}) FROM (${sql.replace(/;\s*$/, "")})`));
  };
  const scratch = duckdbScratch({run: query, read});
  const append = async (name: string, data: Table) => {
    if (data.rows === 0) return;
    const stream = tableToIPC(toArrow(data), "stream");
    // rows go into the schema that is named here, not where the search path leads
    const schema = scratch.schema();
    await orStopped(
      connection.insertArrowFromIPCStream(stream, {name, create: false, ...(schema === null ? {} : {schema})})
    );
  };
  return {
    name: `DuckDB ${version.replace(/^v/, "")} (WebAssembly)`,
    dialect: DUCKDB,
    async load(name, data) {
      const types = Object.entries(data.columns).map(([column, values]) => [quoted(column), sqlTypeOf(values)]);
      await query(DUCKDB.createEmptyTable(quoted(name), Object.fromEntries(types)));
      await append(name, data);
    },
    append,
    async run(sql) {
      await query(sql);
    },
    read,
    async scan(sql, use) {
      let none = true;
      for await (const batch of await orStopped(connection.send(sql, true))) {
        use(fromArrow(new ArrowTable(batch)));
        none = false;
      }
      if (none) use(fromArrow(await query(sql)));
    },
    scratch: (work) => scratch.within(work),
    async plan(sql) {
      const planned = await orStopped(connection.prepare(sql));
      await orStopped(planned.close());
    },
    tokenize: (sql) => orStopped(db.tokenize(sql)),
    addFile: (name, file) => orStopped(db.registerFileHandle(name, file, DuckDBDataProtocol.BROWSER_FILEREADER, true)),
    async dropFile(name) {
      await orStopped(db.dropFile(name));
    },
    async close() {
      if (path !== undefined) await query("CHECKPOINT");
      await connection.close();
      await db.terminate();
    }
  };
}

/** Its list of those who hear of a statement's progress is open to subclasses only. */
class HeardDuckDB extends AsyncDuckDB {
  hear(onProgress: (share: number) => void): void {
    this._onExecutionProgress.push(({status, percentage}) => {
      if (status !== "completed") onProgress(Math.max(0, Math.min(1, Number(percentage) / 100)));
    });
  }
}
