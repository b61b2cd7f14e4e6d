import {UserError} from "../core/errors.js";
import {sqlTokens, type SqlToken} from "./sqlTokens.js";

/** The tables that a query of features can read. */
export const QUERY_TABLES: Readonly<Record<string, string>> = {
  examples: "example_id, session_id, user_id, item_id, as_of_ms",
  events:
    "user_id, ts_ms, tick, event (0 view, 1 addtocart, 2 removefromcart, 3 transaction), item_id, price_cents, dwell_ms, session_key, session_id, session_no, event_no",
  sessions: "session_id, user_id, session_no, start_ms, end_ms, events, views, carts, removes, transactions, items",
  items: "item_id, from_ms, department_id, category_id, rating_tenths, reviews, tags"
};

const NAMES = Object.keys(QUERY_TABLES);

/** The table of columns that have no role and were brought, where some were: line, user_id, ts_ms, event, item_id and they. */
const EXTRA_TABLE = "extra_columns";

/** Functions that give rows of nothing but their arguments. */
const ROW_FUNCTIONS = ["unnest", "range", "generate_series"];

/** Functions that look beyond the tables: into files, settings, or the database itself. */
const OUTSIDE =
  /^(?:read_\w+|\w+_scan|scan_\w+|query|query_table|duckdb_\w+|pragma_\w+|parquet_\w+|sniff_csv|glob|getenv|current_setting|set_config|getvariable|which_secret|nextval|currval)$/;

/** Functions in whose parentheses FROM is no clause. */
const FROM_INSIDE = ["extract", "trim", "ltrim", "rtrim", "substring", "overlay", "position"];

/** Statements that could stand in parentheses. */
const OTHER_STATEMENTS = ["pivot", "unpivot", "table", "describe", "show", "summarize", "explain"];

/** Words that end the list of tables after FROM. */
const CLAUSES = [
  "select",
  "where",
  "group",
  "having",
  "order",
  "limit",
  "offset",
  "qualify",
  "window",
  "union",
  "intersect",
  "except"
];

/**
 * Checks that SQL is one SELECT over `QUERY_TABLES` and nothing else, and gives it without a closing semicolon. A table outside of these would be the same in every world, so
 * that a replay would be blind to what a feature takes from it. Throws `UserError`.
 *
 * @param options.extra whether `EXTRA_TABLE` is there too
 */
export function checkQuery(sql: string, {extra = false}: {readonly extra?: boolean} = {}): string {
  const tokens = sqlTokens(sql);
  while (tokens.at(-1)?.text === ";" && tokens.at(-1)!.kind === "symbol") tokens.pop();
  if (tokens.length === 0)
    throw new UserError("there is no SQL", "give one SELECT with example_id and the feature's value");
  if (tokens.some(({kind, text}) => kind === "symbol" && text === ";")) {
    throw new UserError("the SQL is more than one statement", "give one SELECT");
  }
  const [first] = tokens;
  if (first.kind !== "word" || !["select", "with"].includes(first.text)) {
    throw new UserError(
      `the SQL begins with ${first.text.toUpperCase().slice(0, 40)}`,
      "give one SELECT, which changes nothing"
    );
  }
  checkTables(tokens, extra ? [...NAMES, EXTRA_TABLE] : NAMES);
  return sql.replace(/[\s;]+$/, "");
}

/** Within one pair of parentheses: whether a list of tables is open, whether a table comes next, and whose parentheses they are. */
interface Frame {
  inFrom: boolean;
  expects: boolean;
  readonly caller: string;
}

function checkTables(tokens: readonly SqlToken[], names: readonly string[]): void {
  const known = new Set([...names, ...ownNames(tokens)]);
  const outside = (what: string) =>
    new UserError(
      `the SQL ${what}`,
      `only ${names.slice(0, -1).join(", ")} and ${names.at(-1)!} can be read: nothing else can be replayed`
    );
  const is = (i: number, ...texts: string[]) =>
    tokens[i] !== undefined &&
    (tokens[i].kind === "word" || tokens[i].kind === "symbol") &&
    texts.includes(tokens[i].text);
  const frames: Frame[] = [{inFrom: false, expects: false, caller: ""}];
  for (const [i, {kind, text}] of tokens.entries()) {
    const frame = frames.at(-1)!;
    if (kind === "word" && is(i + 1, "(") && OUTSIDE.test(text)) throw outside(`calls ${text}`);
    if (
      kind === "word" &&
      OTHER_STATEMENTS.includes(text) &&
      (i === 0 || is(i - 1, "(", "union", "all", "except", "intersect"))
    ) {
      throw new UserError(`the SQL holds the statement ${text.toUpperCase()}`, "give one SELECT");
    }
    if (is(i, "(")) {
      const before = tokens[i - 1];
      // in parentheses for a table there are tables again, or a query
      const tables = frame.expects && !is(i + 1, "select", "with", "values", "from");
      frame.expects = false;
      frames.push({inFrom: tables, expects: tables, caller: before?.kind === "word" ? before.text : ""});
    } else if (is(i, ")")) {
      frames.pop();
      if (frames.length === 0) throw new UserError("the SQL closes a parenthesis that was never opened", "take it out");
    } else if (frame.expects && is(i, "lateral")) continue;
    else if (frame.expects && (kind === "word" || kind === "name" || kind === "text")) {
      frame.expects = false;
      if (kind === "text") throw outside(`reads '${text.slice(0, 40)}'`);
      if (is(i + 1, "(")) {
        if (!ROW_FUNCTIONS.includes(text)) throw outside(`reads ${text}()`);
      } else if (is(i + 1, ".") || !known.has(text.toLowerCase())) {
        throw outside(`reads ${is(i + 1, ".") ? `${text}.${tokens[i + 2]?.text ?? ""}` : text}`);
      }
    } else if (is(i, "from")) {
      const compares = is(i - 1, "distinct") && is(i - 2, "is", "not");
      if (compares || FROM_INSIDE.includes(frame.caller)) continue;
      frame.inFrom = frame.expects = true;
    } else if (is(i, "join")) frame.inFrom = frame.expects = true;
    else if (is(i, ",")) frame.expects = frame.inFrom;
    else if (kind === "word" && CLAUSES.includes(text)) frame.inFrom = frame.expects = false;
    else frame.expects = false;
  }
  if (frames.length > 1) throw new UserError("the SQL opens a parenthesis that is never closed", "close it");
}

/** Names that a query gives to parts of itself, as in WITH name AS (…). */
function ownNames(tokens: readonly SqlToken[]): string[] {
  const names: string[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== "word" || token.text !== "as") continue;
    let next = i + 1;
    while (["not", "materialized"].includes(tokens[next]?.text)) next++;
    if (tokens[next]?.text !== "(" || tokens[next].kind !== "symbol") continue;
    let at = i - 1;
    if (tokens[at]?.kind === "symbol" && tokens[at].text === ")") while (at > 0 && tokens[at--].text !== "(");
    const name = tokens[at];
    if (name?.kind === "word" || name?.kind === "name") names.push(name.text.toLowerCase());
  }
  return names;
}
