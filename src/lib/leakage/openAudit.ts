import {UserError} from "../core/errors.js";
import {numbers} from "../core/table.js";
import type {ExampleOptions} from "../features/examples.js";
import {quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import type {AuditedFeatures} from "./auditedFeatures.js";
import {withScratchDatabases} from "./scratchDatabases.js";
import {cell, type FeatureValue} from "./sameValue.js";
import {
  extraColumnsSql,
  logBeforeSql,
  counterfactualLogSql,
  type UnseenIds,
  type CounterfactualLogOptions
} from "./counterfactualLog.js";

const WHOLE = "leakage_whole";
const WORLD = "leakage_world";

/** What the parts of an audit work with. */
export interface Audit {
  readonly engine: Engine;
  /** Where the log is. */
  readonly home: string;
  readonly columns: readonly string[];
  /** The table with the features on the whole log. */
  readonly whole: string;
  /** Examples of the log. */
  readonly examples: number;
  /** Makes a world and the features in it; the world is the current schema until the next is made. */
  enter(
    world: Pick<CounterfactualLogOptions, "moment" | "future" | "reach">,
    columns: readonly string[]
  ): Promise<void>;
  /** As `enter`, for the log before a time. */
  enterBefore(cutMs: number): Promise<void>;
  /** Values of some features of some examples, on the whole log or in the world that was entered last. */
  values(where: "whole" | "world", columns: readonly string[], examples: readonly number[]): Promise<Values>;
}

/** Of a feature and an example, its value; null too where there is no row. */
export type Values = (feature: string, example: number) => FeatureValue;

/**
 * Makes the audited features on the whole log, out of `examples`, `sessionized_events`, `item_attributes` and `log_clock`, and hands over what it takes to make
 * them in other worlds. Everything is made in a database of its own and dropped afterwards: the engine's tables stay as they are, also where the work fails.
 *
 * @param moment the moment of the examples: one that is by definition the end of its session is never tried with a session that goes on
 */
export async function openAudit<T>(
  engine: Engine,
  audited: AuditedFeatures,
  {moment}: Pick<ExampleOptions, "moment">,
  work: (audit: Audit) => Promise<T>
): Promise<T> {
  return withScratchDatabases(engine, async (scratch) => {
    const {home} = scratch;
    const found = await engine.read(`SELECT (SELECT tick_ms FROM ${home}.log_clock) AS tick_ms,
  (SELECT count(*) FROM ${home}.examples) AS examples,
  max(user_id) AS user_id, max(item_id) AS item_id, max(session_id) AS session_id FROM ${home}.sessionized_events`);
    const most = (name: string) => Number(cell(found.columns[name], 0) ?? 0);
    const examples = numbers(found, "examples")[0];
    if (examples === 0) {
      throw new UserError(
        "the log gives no example to replay",
        "take an earlier moment of the session, or a longer log"
      );
    }
    const [user, item, session] = ["user_id", "item_id", "session_id"].map(most);
    const strangers: UnseenIds = {
      users: [beyond(user, 1), beyond(user, 2)],
      item: beyond(item, 1),
      sessions: [session + 1, session + 2, session + 3]
    };
    const fixed = {home, sessionOver: moment === "end", strangers, tickMs: numbers(found, "tick_ms")[0]};
    const names = await namesSql(engine, home);
    const extra = await hasExtraColumns(engine);
    const extraBefore = (cutMs: number) =>
      extra
        ? `\nCREATE VIEW extra_columns AS SELECT * FROM ${home}.extra_columns${cutMs === Infinity ? "" : ` WHERE ts_ms < ${cutMs}`};`
        : "";
    await scratch.enter(WHOLE);
    await engine.run(`${logBeforeSql(home, Infinity)}${extraBefore(Infinity)}\n${names}`);
    const columns = await audited.whole(engine);
    const enter = async (sql: string, chosen: readonly string[]) => {
      await scratch.enter(WORLD);
      await engine.run(`${sql}\n${names}`);
      await audited.make(engine, chosen);
    };
    return work({
      engine,
      home,
      columns,
      whole: `${WHOLE}.features`,
      examples,
      enter: (world, chosen) =>
        enter(
          `${counterfactualLogSql({...fixed, ...world})}${extra ? `\n${extraColumnsSql(home, world.moment, world.future)}` : ""}`,
          chosen
        ),
      enterBefore: (cutMs) => enter(`${logBeforeSql(home, cutMs)}${extraBefore(cutMs)}`, columns),
      async values(where, chosen, wanted) {
        const read = await engine.read(`SELECT ${["example_id", ...chosen].map(quoted).join(", ")}
FROM ${where === "whole" ? WHOLE : WORLD}.features WHERE example_id IN (${wanted.join(", ")})`);
        const rows = new Map(Array.from(numbers(read, "example_id"), (id, row) => [id, row] as const));
        return (feature, example) => {
          const row = rows.get(example);
          return row === undefined ? null : cell(read.columns[feature], row);
        };
      }
    });
  });
}

/** Whether the log has brought columns without a role. */
async function hasExtraColumns(engine: Engine): Promise<boolean> {
  const found = await engine.read(`SELECT table_name FROM information_schema.tables
WHERE table_catalog = current_database() AND table_schema = current_schema() AND table_name = 'extra_columns'`);
  return found.rows > 0;
}

/** What departments are called is the same in every world: views of the names that the log has, for the features that read them, and of nothing else in those tables. */
async function namesSql(engine: Engine, home: string): Promise<string> {
  const found = await engine.read(`SELECT table_name, column_name FROM information_schema.columns
WHERE table_catalog = current_database() AND table_schema = current_schema()
  AND ((table_name = 'department_names' AND column_name = 'name') OR (table_name = 'item_catalog' AND column_name = 'department'))`);
  return Array.from({length: found.rows}, (_, i) => {
    const [table, name] = [found.columns.table_name[i], found.columns.column_name[i]];
    return `CREATE VIEW ${table} AS SELECT DISTINCT department_id, ${name} FROM ${home}.${table};`;
  }).join("\n");
}

/** An id beyond all others that 32 bits can hold; below zero, where no log has ids, if there is none. */
function beyond(greatest: number, by: number): number {
  return greatest + by < 2 ** 31 ? greatest + by : -by;
}
