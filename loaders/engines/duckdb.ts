import {
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBResult,
  DuckDBTypeId,
  version,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBVector
} from "@duckdb/node-api";
import {MISSING, table, type Column, type Table} from "../../src/lib/core/table.js";
import {DUCKDB, quoted} from "../../src/lib/sql/dialect.js";
import {duckdbScratch} from "../../src/lib/sql/duckdbScratch.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {sqlTypeOf} from "../../src/lib/sql/sqlTypeOf.js";

export interface DuckDBOptions {
  /** Threads of one query; default: what DuckDB chooses, one a core. Results of stages do not depend on it. */
  readonly threads?: number;
  /** As DuckDB writes it, e.g. `2GB`. Default: 80 % of the machine's memory. */
  readonly memoryLimit?: string;
  /** A database file, or `:memory:` (the default). */
  readonly path?: string;
  /** A folder for what does not fit the memory; it is made and taken away. Default: DuckDB's own, in the working folder. */
  readonly spill?: string;
}

/** Rows of one DuckDB vector: what a chunk holds at most. */
const CHUNK = 2048;

/**
 * Opens DuckDB in this process. `read` throws `RangeError` for an integer that a double cannot hold exactly; a decimal with
 * places behind the point comes back as a double too. Extensions are never looked for.
 */
export async function openDuckDB({
  threads,
  memoryLimit,
  path = ":memory:",
  spill
}: DuckDBOptions = {}): Promise<Engine> {
  const settings: Record<string, string> = {autoinstall_known_extensions: "false", autoload_known_extensions: "false"};
  if (threads !== undefined) {
    if (!(Number.isInteger(threads) && threads > 0)) throw new RangeError(`invalid threads: ${threads}`);
    settings.threads = String(threads);
  }
  if (spill !== undefined) settings.temp_directory = spill;
  if (memoryLimit !== undefined) settings.memory_limit = memoryLimit;
  const instance = await DuckDBInstance.create(path, settings);
  const connection = await instance.connect();
  const scratch = duckdbScratch({run: (sql) => connection.run(sql), read: (sql) => read(connection, sql)});
  return {
    name: `DuckDB ${version().replace(/^v/, "")} (Node)`,
    dialect: DUCKDB,
    async load(name, data) {
      const types = Object.entries(data.columns).map(([column, values]) => [quoted(column), sqlTypeOf(values)]);
      await connection.run(DUCKDB.createEmptyTable(quoted(name), Object.fromEntries(types)));
      await append(connection, name, data, scratch.schema());
    },
    append: (name, data) => append(connection, name, data, scratch.schema()),
    async run(sql) {
      await connection.run(sql);
    },
    read: (sql) => read(connection, sql),
    scan: (sql, use) => scan(connection, sql, use),
    scratch: (work) => scratch.within(work),
    async close() {
      connection.closeSync();
      instance.closeSync();
    }
  };
}

/** An appender looks in the schema that it is given, not where the search path leads; null is the current database's own. */
async function append(connection: DuckDBConnection, name: string, data: Table, schema: string | null): Promise<void> {
  const columns = Object.values(data.columns);
  const appender = await connection.createAppender(name, schema);
  // an empty column may be of either width; the table knows
  const types = columns.map((_, i) => appender.columnType(i));
  for (let from = 0; from < data.rows; from += CHUNK) {
    const to = Math.min(from + CHUNK, data.rows);
    const chunk = DuckDBDataChunk.create(types, to - from);
    columns.forEach((column, i) => fill(chunk.getColumnVector(i), types[i], column, from, to));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Numbers go in as blocks of bytes, with a bit for each that is there; only text goes value by value. */
function fill(vector: DuckDBVector, type: DuckDBType, column: Column, from: number, to: number): void {
  if (column instanceof Int32Array) {
    const part = column.subarray(from, to);
    (vector as unknown as {items: Int32Array}).items.set(part);
    leaveOut(vector, part, (value) => value === MISSING);
  } else if (column instanceof Float64Array) {
    const part = column.subarray(from, to);
    if (type === DOUBLE) (vector as unknown as {items: Float64Array}).items.set(part);
    else {
      const items = (vector as unknown as {items: BigInt64Array}).items;
      for (let i = 0; i < part.length; i++) if (!Number.isNaN(part[i])) items[i] = BigInt(part[i]);
    }
    leaveOut(vector, part, Number.isNaN);
  } else for (let row = from; row < to; row++) vector.setItem(row - from, column[row]);
  vector.flush();
}

function leaveOut(vector: DuckDBVector, part: Int32Array | Float64Array, missing: (value: number) => boolean): void {
  let bits: Uint32Array | undefined;
  for (let i = 0; i < part.length; i++) {
    if (!missing(part[i])) continue;
    bits ??= new Uint32Array(2 * Math.ceil(part.length / 64)).fill(0xffffffff);
    bits[i >>> 5] &= ~(1 << (i & 31));
  }
  // setItem(i, null) would do, at a microsecond a value
  if (bits !== undefined) {
    (vector as unknown as {validity: {data: BigUint64Array}}).validity.data = new BigUint64Array(bits.buffer);
  }
}

const SMALL = new Set([
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT
]);
const WIDE = new Set([
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.DECIMAL,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE
]);

async function read(connection: DuckDBConnection, sql: string): Promise<Table> {
  const result = await connection.run(sql);
  const batch = new Batch(result, result.rowCount);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    batch.add(chunk);
  }
  return batch.table();
}

/** Rows of one batch of a scan: whole chunks, and enough that what a batch costs does not show. */
const BATCH = 32 * CHUNK;

async function scan(connection: DuckDBConnection, sql: string, use: (batch: Table) => void): Promise<void> {
  const result = await connection.stream(sql);
  let batch = new Batch(result, BATCH);
  let first = true;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    if (batch.rows + chunk.rowCount > BATCH) {
      use(batch.table());
      batch = new Batch(result, BATCH);
      first = false;
    }
    batch.add(chunk);
  }
  if (first || batch.rows > 0) use(batch.table());
}

/** Columns of up to so many rows of a result, filled from its chunks. */
class Batch {
  rows = 0;
  private readonly names: readonly string[];
  private readonly types: readonly DuckDBType[];
  private readonly columns: (Int32Array | Float64Array | (string | null)[])[];

  constructor(result: DuckDBResult, capacity: number) {
    this.names = result.deduplicatedColumnNames();
    this.types = result.columnTypes();
    this.columns = this.types.map(({typeId}) =>
      SMALL.has(typeId) ? new Int32Array(capacity) : WIDE.has(typeId) ? new Float64Array(capacity) : []
    );
  }

  add(chunk: DuckDBDataChunk): void {
    this.columns.forEach((column, i) =>
      take(column, chunk.getColumnVector(i), this.types[i].typeId, this.names[i], this.rows)
    );
    this.rows += chunk.rowCount;
  }

  table(): Table {
    const {rows} = this;
    const filled = this.columns.map((column) => (Array.isArray(column) ? column : column.subarray(0, rows)));
    return table(Object.fromEntries(this.names.map((name, i) => [name, filled[i]])));
  }
}

/** Copies a vector to its place in a column: its memory belongs to the chunk and goes with it. */
function take(
  column: Int32Array | Float64Array | (string | null)[],
  vector: DuckDBVector,
  type: DuckDBTypeId,
  name: string,
  from: number
): void {
  const rows = vector.itemCount;
  // `validity.data` is null where nothing is missing, the usual case: no look at single values is needed then.
  const full = (vector as unknown as {validity: {data: unknown}}).validity.data === null;
  if (full && (type === DuckDBTypeId.INTEGER || type === DuckDBTypeId.DOUBLE)) {
    (column as Int32Array).set((vector as unknown as {items: Int32Array}).items, from);
  } else if (full && type === DuckDBTypeId.BIGINT) {
    const items = (vector as unknown as {items: BigInt64Array}).items;
    for (let i = 0; i < rows; i++) (column as Float64Array)[from + i] = exact(Number(items[i]), name);
  } else {
    for (let i = 0; i < rows; i++) {
      const value = vector.getItem(i);
      if (column instanceof Int32Array) column[from + i] = value === null ? MISSING : Number(value);
      else if (!(column instanceof Float64Array)) column.push(value === null ? null : String(value));
      else if (value === null) column[from + i] = NaN;
      else if (typeof value === "bigint") column[from + i] = exact(Number(value), name);
      else column[from + i] = Number(typeof value === "number" ? value : String(value));
    }
  }
}

function exact(value: number, name: string): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`column ${name} holds ${value}, beyond 2^53`);
  return value;
}
