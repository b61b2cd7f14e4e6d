import {DAY_MS} from "../core/time.js";
import {DUCKDB, quoted, type Dialect} from "../sql/dialect.js";
import type {Feature} from "./feature.js";
import {cumulativeKey, cumulativeAggregatesSql, type Counted} from "./cumulativeAggregates.js";

/** The relations that an expression may name: a running table at a moment, the item's attributes, the example itself, a table of a group's own. */
const RELATION =
  /\b((?:user|item|pair|session)(?:_left)?)_(now|before|\d+d)\.(\w+)|\b(attributes|example|extra_\w+)\.(\w+)/g;

/** One column of a running table, and when it is looked up: at the moment, before the session, or some days before the moment. */
export interface AggregateUse {
  readonly relation: string;
  readonly counted: Counted;
  readonly at: string;
  readonly column: string;
}

/** Which columns of which running tables an expression looks at. */
export function usesOf({sql}: Pick<Feature, "sql">): AggregateUse[] {
  return [...sql.matchAll(RELATION)]
    .filter(([, counted]) => counted !== undefined)
    .map(([, counted, at, column]) => ({relation: `${counted}_${at}`, counted: counted as Counted, at, column}));
}

/** Tables of a group's own that an expression looks at, one row an example. */
function extrasOf({sql}: Feature): string[] {
  return [...sql.matchAll(RELATION)].map(([, , , , other]) => other).filter((name) => name?.startsWith("extra_"));
}

/** What of an example an expression depends on: its session's moment, its item's, or both. */
export type Level = "moment" | "item" | "example";

/** Whether a feature is of the user and session at the moment, of the item at the moment, or of the whole example. */
export function levelOf(feature: Feature): Level {
  const whose = new Set(usesOf(feature).map(({counted}) => counted.replace("_left", "")));
  const item = whose.has("item") || /\battributes\./.test(feature.sql);
  const user = whose.has("user") || whose.has("session");
  return whose.has("pair") || extrasOf(feature).length > 0 || (item && user) ? "example" : item ? "item" : "moment";
}

const KEYS: Readonly<Record<Level, readonly string[]>> = {
  moment: ["session_id", "user_id", "as_of_ms"],
  item: ["item_id", "as_of_ms"],
  example: ["example_id", "session_id", "user_id", "item_id", "as_of_ms"]
};

/** Where features are worked out of and into. */
export interface FeaturesTables {
  /** A table with the columns of `examples`. */
  readonly from?: string;
  readonly to?: string;
  /** Columns of the examples that come before the features. */
  readonly keys?: readonly string[];
}

/**
 * SQL from `examples`, `sessionized_events` and `item_attributes` to `features`: example_id, and a column for each feature, INTEGER and never missing; what
 * is greater than 32 bits hold is cut to that.
 *
 * Counts are kept up once over the log (`cumulativeAggregatesSql`); a moment then finds the row before it, and each window the row before its beginning. What depends only on
 * the session's moment or only on the item's is worked out once for it and not for every example. An example without an item has the fill values of
 * everything that is asked of items.
 */
export function featuresSql(
  features: readonly Feature[],
  dialect: Dialect = DUCKDB,
  {from = "examples", to = "features", keys = ["example_id"]}: FeaturesTables = {}
): string {
  const columns = new Map<Counted, Set<string>>();
  const lastUse = new Map<Counted, Level>();
  const levels = (["moment", "item", "example"] as const).map((level) => {
    const own = features.filter((feature) => levelOf(feature) === level);
    for (const {counted, column} of own.flatMap(usesOf)) {
      if (!columns.has(counted)) columns.set(counted, new Set());
      if (column !== "ts_ms") columns.get(counted)!.add(column);
      lastUse.set(counted, level);
    }
    return {level, own};
  });
  const once = levels.filter(({level, own}) => level !== "example" && own.length > 0);
  const joined = once.map(({level}) => {
    const on = KEYS[level].map((key) => `${level}_features.${key} = example.${key}`).join(" AND ");
    return `LEFT JOIN ${level}_features ON ${on}`;
  });
  const chosen = features.map((feature) => {
    const level = levelOf(feature);
    const name = quoted(feature.name);
    // an example without an item finds no row
    return level === "example" ? `example.${name}` : `coalesce(${level}_features.${name}, ${feature.fill}) AS ${name}`;
  });
  // what is sorted by time has only its own columns with it; the others come to it afterwards
  const whole = (own: readonly Feature[]) => `CREATE OR REPLACE TABLE ${to} AS
SELECT ${[...keys.map((key) => `example.${key}`), ...chosen].join(",\n  ")}
FROM (
${levelSql("example", own, from, dialect, keys)}
) AS example${joined.map((join) => `\n${join}`).join("")};`;
  const made = new Set<Counted>();
  // running tables come as late and go as early as can be: with millions of events memory is what is short
  const statements = levels.flatMap(({level, own}) => {
    const counted = [...new Set(own.flatMap(usesOf).map((use) => use.counted))].filter((name) => !made.has(name));
    for (const name of counted) made.add(name);
    const over = [...made].filter((name) => lastUse.get(name) === level);
    return [
      ...counted.map((name) => cumulativeAggregatesSql(name, [...columns.get(name)!], dialect)),
      ...(level === "example"
        ? [whole(own)]
        : own.length > 0
          ? [`CREATE OR REPLACE TABLE ${level}_features AS\n${levelSql(level, own, from, dialect)};`]
          : []),
      ...over.map((name) => `DROP TABLE ${name}_running;`)
    ];
  });
  return [...statements, ...once.map(({level}) => `DROP TABLE ${level}_features;`)].join("\n\n");
}

/** The features of one level, beside its keys and more columns of the examples. */
function levelSql(
  level: Level,
  features: readonly Feature[],
  from: string,
  dialect: Dialect,
  more: readonly string[] = []
): string {
  const keys = [...new Set([...KEYS[level], ...more])].map((key) => `example.${key}`);
  const rows = level === "example" ? from : `(SELECT DISTINCT ${KEYS[level].join(", ")} FROM ${from})`;
  return `SELECT ${[...keys, ...features.map((feature) => valueSql(feature, dialect))].join(",\n  ")}
FROM ${[`${rows} AS example`, ...joinsOf(features)].join("\n")}`;
}

const LARGEST = 2_147_483_647;

function valueSql({name, sql, fill}: Feature, {integer}: Dialect): string {
  return `CAST(least(coalesce(${sql}, ${fill}), ${LARGEST}) AS ${integer}) AS ${quoted(name)}`;
}

/** The rows of running tables that these expressions need, each the last strictly before its moment. `user_before` comes after `session_now`, whose start it asks for. */
function joinsOf(features: readonly Feature[]): string[] {
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
      const on = cumulativeKey(counted).map((key) => `${relation}.${key} = example.${key}`);
      return `ASOF LEFT JOIN ${counted}_running AS ${relation} ON ${[...on, `${relation}.ts_ms < ${moment}`].join(" AND ")}`;
    });
  if (features.some(({sql}) => /\battributes\./.test(sql))) {
    joins.push(
      "ASOF LEFT JOIN item_attributes AS attributes ON attributes.item_id = example.item_id AND attributes.from_ms < example.as_of_ms"
    );
  }
  for (const name of new Set(features.flatMap(extrasOf)))
    joins.push(`LEFT JOIN ${name} ON ${name}.example_id = example.example_id`);
  return joins;
}
