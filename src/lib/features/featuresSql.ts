import {DUCKDB, type Dialect} from "../pipeline/dialect.js";
import {quoted} from "../pipeline/dialect.js";
import type {Feature} from "./feature.js";
import {runningKey, runningSql, type Counted} from "./running.js";

const DAY_MS = 86_400_000;

/** The relations that an expression may name: a running table at a moment, the item's attributes, the example itself. */
const RELATION = /\b(user|item|pair|session)_(now|before|\d+d)\.(\w+)|\b(attributes|example|extra)\.(\w+)/g;

interface Use {
  readonly relation: string;
  readonly counted: Counted;
  readonly at: string;
  readonly column: string;
}

/** Which columns of which running tables an expression looks at. */
function usesOf({sql}: Feature): Use[] {
  return [...sql.matchAll(RELATION)]
    .filter(([, counted]) => counted !== undefined)
    .map(([, counted, at, column]) => ({relation: `${counted}_${at}`, counted: counted as Counted, at, column}));
}

/** What of an example an expression depends on: its session's moment, its item's, or both. */
type Level = "moment" | "item" | "example";

function levelOf(feature: Feature): Level {
  const kinds = new Set(usesOf(feature).map(({counted}) => counted));
  const item = kinds.has("item") || /\battributes\./.test(feature.sql);
  const user = kinds.has("user") || kinds.has("session");
  return kinds.has("pair") || (item && user) ? "example" : item ? "item" : "moment";
}

const KEYS: Readonly<Record<Level, readonly string[]>> = {
  moment: ["session_id", "user_id", "as_of_ms"],
  item: ["item_id", "as_of_ms"],
  example: ["example_id", "session_id", "user_id", "item_id", "as_of_ms"]
};

/**
 * SQL from `examples`, `sessionized_events` and `item_attributes` to `features`: example_id, and a column for each feature, INTEGER and never missing.
 *
 * Counts are kept up once over the log (`runningSql`); a moment then finds the row before it, and each window the row before its beginning. What depends only on
 * the session's moment or only on the item's is worked out once for it and not for every example.
 */
export function featuresSql(features: readonly Feature[], dialect: Dialect = DUCKDB): string {
  const columns = new Map<Counted, Set<string>>();
  for (const feature of features)
    for (const {counted, column} of usesOf(feature)) {
      if (!columns.has(counted)) columns.set(counted, new Set());
      if (column !== "ts_ms") columns.get(counted)!.add(column);
    }
  const byLevel = (level: Level) => features.filter((feature) => levelOf(feature) === level);
  const running = [...columns].map(([counted, names]) => runningSql(counted, [...names], dialect));
  const parts = (["moment", "item"] as const)
    .filter((level) => byLevel(level).length > 0)
    .map((level) => `CREATE OR REPLACE TABLE ${level}_features AS\n${levelSql(level, byLevel(level), dialect)};`);
  const joined = (["moment", "item"] as const)
    .filter((level) => byLevel(level).length > 0)
    .map((level) => {
      const on = KEYS[level].map((key) => `${level}_features.${key} = example.${key}`).join(" AND ");
      return `LEFT JOIN ${level}_features ON ${on}`;
    });
  const chosen = features.map((feature) =>
    levelOf(feature) === "example" ? valueSql(feature, dialect) : `${levelOf(feature)}_features.${quoted(feature.name)}`
  );
  const drop = [
    ...[...columns.keys()].map((counted) => `${counted}_running`),
    ...(["moment", "item"] as const).filter((level) => byLevel(level).length > 0).map((level) => `${level}_features`)
  ];
  return `
${[...running, ...parts].join("\n\n")}

CREATE OR REPLACE TABLE features AS
SELECT ${["example.example_id", ...chosen].join(",\n  ")}
FROM ${["examples AS example", ...joined, ...joinsOf(byLevel("example"), dialect)].join("\n")};

${drop.map((table) => `DROP TABLE ${table};`).join("\n")}`.trim();
}

function levelSql(level: "moment" | "item", features: readonly Feature[], dialect: Dialect): string {
  const keys = KEYS[level];
  return `SELECT ${[...keys.map((key) => `example.${key}`), ...features.map((f) => valueSql(f, dialect))].join(",\n  ")}
FROM ${[`(SELECT DISTINCT ${keys.join(", ")} FROM examples) AS example`, ...joinsOf(features, dialect)].join("\n")}`;
}

function valueSql({name, sql, fill}: Feature, {integer}: Dialect): string {
  return `CAST(coalesce(${sql}, ${fill}) AS ${integer}) AS ${quoted(name)}`;
}

/** The rows of running tables that these expressions need, each the last strictly before its moment. `user_before` comes after `session_now`, whose start it asks for. */
function joinsOf(features: readonly Feature[], _dialect: Dialect): string[] {
  const uses = new Map(features.flatMap(usesOf).map((use) => [use.relation, use]));
  const order = (relation: string) => (relation === "user_before" ? 1 : 0);
  const joins = [...uses.values()]
    .sort((a, b) => order(a.relation) - order(b.relation))
    .map(({relation, counted, at}) => {
      const moment =
        at === "now"
          ? "example.as_of_ms"
          : at === "before"
            ? "session_now.first_ms"
            : `example.as_of_ms - ${parseInt(at) * DAY_MS}`;
      const on = runningKey(counted).map((key) => `${relation}.${key} = example.${key}`);
      return `ASOF LEFT JOIN ${counted}_running AS ${relation} ON ${[...on, `${relation}.ts_ms < ${moment}`].join(" AND ")}`;
    });
  if (features.some(({sql}) => /\battributes\./.test(sql))) {
    joins.push(
      "ASOF LEFT JOIN item_attributes AS attributes ON attributes.item_id = example.item_id AND attributes.from_ms < example.as_of_ms"
    );
  }
  return joins;
}
