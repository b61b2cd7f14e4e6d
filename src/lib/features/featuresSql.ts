import {DAY_MS} from "../core/time.js";
import {DUCKDB, quoted, type Dialect, type Relation} from "../sql/dialect.js";
import {inputsOf, renderExpression} from "../sql/expression.js";
import {cumulativeKey, cumulativeAggregatesSql, type Counted} from "./cumulativeAggregates.js";
import type {AggregateInput, Feature, FeatureInput, LookupTime} from "./feature.js";

/** Which columns of which cumulative aggregates a feature looks at, and when. */
export function usesOf({expression}: Pick<Feature, "expression">): AggregateInput[] {
  return inputsOf(expression).filter((read): read is AggregateInput => "at" in read);
}

/** Tables of a group's own that a feature looks at, one row an example. */
export function extrasOf({expression}: Pick<Feature, "expression">): string[] {
  return [...new Set(inputsOf(expression).flatMap((read) => (read.from === "extra" ? [read.table] : [])))];
}

/** What of an example a feature depends on: its session's moment, its item's, or both. */
export type Level = "moment" | "item" | "example";

/** Whether a feature is of the user and session at the moment, of the item at the moment, or of the whole example. */
export function levelOf(feature: Pick<Feature, "expression">): Level {
  const whose = new Set(usesOf(feature).map(({from}) => from.replace("_left", "")));
  const item = whose.has("item") || readsAttributes(feature);
  const user = whose.has("user") || whose.has("session");
  return whose.has("pair") || extrasOf(feature).length > 0 || (item && user) ? "example" : item ? "item" : "moment";
}

function readsAttributes({expression}: Pick<Feature, "expression">): boolean {
  return inputsOf(expression).some(({from}) => from === "attributes");
}

/** The SQL of a feature's expression, over the relations that `featuresSql` joins: `user_now.views`, `item_7d.carts`, `attributes.department_id`. */
export function featureText({expression}: Pick<Feature, "expression">, dialect: Dialect = DUCKDB): string {
  return renderExpression(expression, dialect, inputText);
}

function inputText(read: FeatureInput): string {
  if ("at" in read) return `${relationOf(read)}.${read.column}`;
  return `${read.from === "extra" ? read.table : read.from}.${read.column}`;
}

/** The name of cumulative aggregates that were looked up at some time. */
function relationOf({from, at}: AggregateInput): string {
  return `${from}_${typeof at === "string" ? at : `${at.days}d`}`;
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
    for (const {from: counted, column} of own.flatMap(usesOf)) {
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
  const whole = (own: readonly Feature[]) =>
    dialect.createTable(
      to,
      `SELECT ${[...keys.map((key) => `example.${key}`), ...chosen].join(",\n  ")}
FROM (
${levelSql("example", own, from, dialect, keys)}
) AS example${joined.map((join) => `\n${join}`).join("")}`
    );
  const made = new Set<Counted>();
  // cumulative aggregates come as late and go as early as can be: with millions of events memory is what is short
  const statements = levels.flatMap(({level, own}) => {
    const counted = [...new Set(own.flatMap(usesOf).map((use) => use.from))].filter((name) => !made.has(name));
    for (const name of counted) made.add(name);
    const last = [...made].filter((name) => lastUse.get(name) === level);
    return [
      ...counted.map((name) => cumulativeAggregatesSql(name, [...columns.get(name)!], dialect)),
      ...(level === "example"
        ? [whole(own)]
        : own.length > 0
          ? [dialect.createTable(`${level}_features`, levelSql(level, own, from, dialect))]
          : []),
      ...last.map((name) => dialect.dropTable(`${name}_running`))
    ];
  });
  return [...statements, ...once.map(({level}) => dialect.dropTable(`${level}_features`))].join("\n\n");
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
  const found = joined({from: `${rows} AS example`, aliases: ["example"]}, features, dialect);
  return `SELECT ${[...keys, ...features.map((feature) => valueSql(feature, dialect))].join(",\n  ")}
FROM ${found.from}`;
}

/** The greatest value of a feature. */
export const LARGEST = 2_147_483_647;

function valueSql(feature: Feature, dialect: Dialect): string {
  const {name, fill} = feature;
  const value = `least(coalesce(${featureText(feature, dialect)}, ${fill}), ${LARGEST})`;
  return `CAST(${value} AS ${dialect.integer}) AS ${quoted(name)}`;
}

/** Examples with the rows of cumulative aggregates that features need, each the last strictly before its time, what is known of items, and tables of groups' own. */
function joined(examples: Relation, features: readonly Feature[], dialect: Dialect): Relation {
  const uses = new Map(features.flatMap(usesOf).map((use) => [relationOf(use), use]));
  // what was before the session comes after the session, whose start it asks for
  const order = ({at}: AggregateInput) => (at === "before" ? 1 : 0);
  let relation = [...uses]
    .sort(([, a], [, b]) => order(a) - order(b))
    .reduce<Relation>(
      (left, [as, {from, at}]) =>
        dialect.asOfJoin({
          left,
          right: `${from}_running`,
          as,
          on: cumulativeKey(from).map((key) => [`example.${key}`, key]),
          leftTime: timeText(at),
          rightTime: "ts_ms"
        }),
      examples
    );
  if (features.some(readsAttributes)) {
    relation = dialect.asOfJoin({
      left: relation,
      right: "item_attributes",
      as: "attributes",
      on: [["example.item_id", "item_id"]],
      leftTime: "example.as_of_ms",
      rightTime: "from_ms"
    });
  }
  const extras = [...new Set(features.flatMap(extrasOf))];
  return {
    from: [relation.from, ...extras.map((name) => `LEFT JOIN ${name} ON ${name}.example_id = example.example_id`)].join(
      "\n"
    ),
    aliases: [...relation.aliases, ...extras]
  };
}

function timeText(at: LookupTime): string {
  if (at === "now") return "example.as_of_ms";
  return at === "before" ? "session_now.first_ms" : `example.as_of_ms - ${at.days * DAY_MS}`;
}
