import type {Table} from "../core/table.js";
import {DUCKDB, quoted} from "./dialect.js";
import {exactValues} from "./exactValues.js";

/** What running a reader's query needs of a connection to DuckDB. */
export interface QueryConnection {
  run(sql: string): Promise<unknown>;
  /** Runs one query; columns of text come back as text. */
  read(sql: string): Promise<Table>;
  /** Parses and plans one statement and runs nothing. Throws DuckDB's error, which then shows the place in this text. */
  plan(sql: string): Promise<void>;
  tokenize(sql: string): Promise<SqlTokens>;
}

/** Tokens as DuckDB's own tokenizer gives them: comments left out, offsets in bytes of UTF-8. */
export interface SqlTokens {
  readonly offsets: readonly number[];
}

/** A table or view that a query can read. */
export interface QueryTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly {readonly name: string; readonly type: string}[];
}

/** What came of a statement. A failure is the reader's to mend; the statement is theirs still. */
export type QueryResult = QueryRows | QueryPlan | QueryFailure;

export interface QueryRows {
  readonly kind: "rows";
  /** By name, in the query's order. */
  readonly columns: Readonly<Record<string, readonly (number | string | null)[]>>;
  /** By name, the type as DuckDB names it. */
  readonly types: Readonly<Record<string, string>>;
  readonly rows: number;
  /** Whether there are more rows than were asked for. */
  readonly more: boolean;
  /** Cells whose text was longer than `CELL_CHARACTERS` and was cut. */
  readonly cut: number;
}

/** What EXPLAIN says. */
export interface QueryPlan {
  readonly kind: "plan";
  readonly text: string;
}

export interface QueryFailure {
  readonly kind: "failure";
  /** DuckDB's own words, or ours where the statement is of a kind that is not run. */
  readonly message: string;
  /** What to do about it, where something is known. */
  readonly hint: string | null;
}

/** Rows of a result that are handed over. */
export const QUERY_ROWS = 10_000;
/** How long a query may take, milliseconds. */
export const QUERY_MS = 30_000;
/** Memory that a query and the tables may take together, in DuckDB's notation. */
export const QUERY_MEMORY = "1GB";
/** Characters of one cell that are handed over. */
export const CELL_CHARACTERS = 2_000;

/**
 * Takes from a database whatever leads out of it: files, addresses, extensions, a folder for what does not fit the memory, and the settings that would
 * bring these back. What was loaded before stays readable. It cannot be undone.
 */
export async function restrict({run}: Pick<QueryConnection, "run">, memory = QUERY_MEMORY): Promise<void> {
  for (const setting of [
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "allow_community_extensions = false",
    "temp_directory = ''",
    `memory_limit = '${memory}'`,
    "enable_external_access = false",
    "lock_configuration = true"
  ])
    await run(`SET ${setting}`);
}

/** The tables and views of the database that is open, with their columns and exact numbers of rows, ordered by name. */
export async function listTables({read}: Pick<QueryConnection, "read">): Promise<QueryTable[]> {
  const found = await read(`SELECT table_name, column_name, data_type FROM duckdb_columns()
WHERE NOT internal AND database_name = current_database() AND schema_name = current_schema() ORDER BY table_name, column_index`);
  const tables = new Map<string, {name: string; type: string}[]>();
  for (let i = 0; i < found.rows; i++) {
    const table = String(found.columns.table_name[i]);
    if (!tables.has(table)) tables.set(table, []);
    tables.get(table)!.push({name: String(found.columns.column_name[i]), type: String(found.columns.data_type[i])});
  }
  const listed: QueryTable[] = [];
  for (const [name, columns] of tables) {
    const counted = await read(`SELECT count(*) AS n FROM ${quoted(name)}`);
    listed.push({name, rows: Number(counted.columns.n[0]), columns});
  }
  return listed;
}

/**
 * Runs one SELECT, or WITH … SELECT, or EXPLAIN of one, on a database that was restricted. Whether a text is one is decided by DuckDB's own parser: the text is
 * handed to its table function `query`, which takes a single SELECT statement and nothing else. At most `rows` rows are made.
 * Throws whatever is no failure of the statement: the database is then not to be used any more.
 */
export async function runQuery(
  connection: QueryConnection,
  text: string,
  {rows = QUERY_ROWS}: {readonly rows?: number} = {}
): Promise<QueryResult> {
  if (text.includes("\0")) return failure("The statement holds a character that no SQL has (NUL).");
  const {explain, select, words, several} = split(text, await connection.tokenize(text));
  if (words.length === 0) return failure("There is no statement to run.", "Write one, or choose an example.");
  try {
    const columns = await describe(connection, select);
    if (explain === null) return await readRows(connection, select, columns, rows);
    const plan = await connection.read(`${explain} ${select}`);
    return {kind: "plan", text: (plan.columns.explain_value as readonly string[]).join("\n")};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes(NOT_ONE_SELECT)) return refused(words, several);
    const own = await ownError(connection, select, message);
    if (!isFailure(own)) throw error;
    // of too little memory DuckDB goes on to speak of settings that nobody can change here
    const shown = own.startsWith(OUT_OF_MEMORY) ? own.split("\n")[0] : own;
    return failure(shown, await hintFor(own, connection));
  }
}

/** Runs one SELECT that is known to be one, and hands over its first rows. */
export async function readSelect(
  connection: Pick<QueryConnection, "read">,
  select: string,
  {rows = QUERY_ROWS}: {readonly rows?: number} = {}
): Promise<QueryRows> {
  return readRows(connection, select, await describe(connection, select), rows);
}

/** The name and type of each column of a query; throws where the text is not one SELECT, or cannot be planned. */
async function describe({read}: Pick<QueryConnection, "read">, select: string) {
  const {columns, rows} = await read(`DESCRIBE SELECT * FROM ${asTable(select)}`);
  return Array.from({length: rows}, (_, i) => ({
    name: String(columns.column_name[i]),
    type: String(columns.column_type[i])
  }));
}

async function readRows(
  {read}: Pick<QueryConnection, "read">,
  select: string,
  described: readonly {readonly name: string; readonly type: string}[],
  limit: number
): Promise<QueryRows> {
  const names = columnNames(described.map(({name}) => name));
  const inner = names.map((_, i) => `c${i}`);
  const texts = inner.map((name) => `CAST(${name} AS VARCHAR)`);
  const found = await read(
    `SELECT ${texts.map((text, i) => `left(${text}, ${CELL_CHARACTERS + 1}) AS c${i}`).join(", ")}
FROM ${asTable(select)} AS answer(${inner.join(", ")}) LIMIT ${limit + 1}`
  );
  const kept = Math.min(found.rows, limit);
  let cut = 0;
  const columns = names.map((name, i) => {
    const values = (found.columns[`c${i}`] as readonly (string | null)[]).slice(0, kept).map((text) => {
      if (text === null || text.length <= CELL_CHARACTERS) return text;
      cut++;
      return `${text.slice(0, CELL_CHARACTERS)}…`;
    });
    return [name, exactValues(values, described[i].type)] as const;
  });
  return {
    kind: "rows",
    columns: Object.fromEntries(columns),
    types: Object.fromEntries(names.map((name, i) => [name, described[i].type])),
    rows: kept,
    more: found.rows > limit,
    cut
  };
}

/** Names that JavaScript keeps in this order as keys: whole numbers it would put first. */
function columnNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  return names.map((name) => {
    if (!/^\d+$/.test(name) && name !== "__proto__") return name;
    let other = `column ${name}`;
    while (taken.has(other)) other += "_";
    taken.add(other);
    return other;
  });
}

/** DuckDB's `query` takes a text that is one SELECT statement. */
function asTable(select: string): string {
  return `query(${DUCKDB.literal(select)})`;
}

const OUT_OF_MEMORY = "Out of Memory Error";
const NOT_ONE_SELECT = "Expected a single SELECT statement";

/** An error of a statement, as against one of the database, after which it cannot be used. */
function isFailure(message: string): boolean {
  return /^[A-Z][A-Za-z ]* Error: /.test(message) && !/^(?:INTERNAL|FATAL) Error/i.test(message);
}

function failure(message: string, hint: string | null = null): QueryFailure {
  return {kind: "failure", message, hint};
}

/** EXPLAIN and its options, which `query` does not take, apart from the statement that they are about. */
function split(text: string, {offsets}: SqlTokens) {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const words = offsets.map((at, i) => decoder.decode(bytes.subarray(at, offsets[i + 1])).trim());
  const several = words.some(
    (word, i) => word.startsWith(";") && i < words.length - 1 && !words[i + 1].startsWith(";")
  );
  let used = 0;
  if (isWord(words[0], "explain")) {
    used = 1;
    if (isWord(words[1], "analyze")) used = 2;
    else if (words[1]?.startsWith("(") && !/^(?:select|with|from|values|\()/i.test(wordOf(words[2])))
      used = 1 + words.slice(1).findIndex((word) => word.startsWith(")")) + 1;
  }
  const from = offsets[used] ?? bytes.length;
  return {
    explain: used === 0 ? null : words.slice(0, used).map(wordOf).join(" "),
    select: used === 0 ? text : decoder.decode(bytes.subarray(from)),
    words,
    several
  };
}

/** A token without the comment that may follow it. */
function wordOf(word: string | undefined): string {
  return /^(?:[\w.]+|.)/.exec(word ?? "")?.[0] ?? "";
}

function isWord(word: string | undefined, name: string): boolean {
  return wordOf(word).toLowerCase() === name;
}

function refused(words: readonly string[], several: boolean): QueryFailure {
  if (several)
    return failure(
      "These are several statements, and one is run at a time.",
      "Delete all but one, or join them with WITH."
    );
  const first = wordOf(isWord(words[0], "explain") && words.length > 1 ? words[1] : words[0]).toUpperCase();
  return failure(
    `${first} is not run here.`,
    first === "PIVOT" || first === "UNPIVOT"
      ? `Put it inside a query and name the values: SELECT * FROM (${first} … ON … IN (…) …).`
      : "Only one SELECT, WITH … SELECT or EXPLAIN is. The tables cannot be changed, and nothing is read but them."
  );
}

/** The error of the statement as its writer wrote it; within `query` DuckDB shows no place. */
async function ownError({plan}: QueryConnection, select: string, message: string): Promise<string> {
  try {
    await plan(select);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return message.replace(/\n+LINE \d+: [\s\S]*$/, "");
}

async function hintFor(message: string, connection: QueryConnection): Promise<string | null> {
  if (/Table with name .* does not exist/.test(message)) {
    const tables = await listTables(connection);
    return `Tables here: ${tables.map(({name}) => name).join(", ")}.`;
  }
  if (/disabled by configuration/.test(message))
    return "No file and no address is read from here. What can be read is the list of tables.";
  if (/exists in the (\w+) extension/.test(message))
    return "It belongs to an extension of DuckDB, and none is loaded: that would fetch it from elsewhere. For times use epoch_ms(ts_ms), date_trunc, strftime and the like.";
  if (message.startsWith(OUT_OF_MEMORY))
    return `A query may use ${QUERY_MEMORY} here, tables included. Group or filter earlier, and sort fewer rows.`;
  if (/^Parser Error: syntax error/.test(message)) return "The mark shows where DuckDB stopped understanding.";
  if (/parameters were bound|prepared statement parameters/.test(message))
    return "There is nobody to fill in parameters: write the value itself.";
  return null;
}
