import {EXAMPLE_OPTIONS, examplesSql} from "../features/examples.js";
import {FEATURES} from "../features/featureList.js";
import {featuresSql} from "../features/featuresSql.js";
import {itemAttributesSql, type ItemKnowledge} from "../features/itemAttributes.js";
import type {Stage} from "../pipeline/stages.js";
import {labelsSql} from "./labelsSql.js";
import {TARGETS} from "./target.js";
import {quoted} from "../sql/dialect.js";
import type {TableCheck} from "../pipeline/tableChecks.js";

/** The targets that are asked of the examples of the stage `examples`. */
export const ITEM_TARGETS = TARGETS.filter(({examples}) => examples.unit === "item");

/**
 * The stages after the split: `examples`, one for each session and distinct item in it, at the session's end, with `item_attributes` and `log_clock`; `features`, the
 * 37 of each example, where a log that lacks something has the fill values; and `targets`, whose table `labels` has the five targets that are asked of such examples.
 */
export function exampleStages(known: ItemKnowledge): readonly Stage[] {
  return [
    {
      name: "examples",
      table: "examples",
      order: "example_id",
      sql: (_source, _options, dialect) =>
        `${itemAttributesSql(known, dialect)}\n\n${examplesSql(EXAMPLE_OPTIONS, dialect)}`,
      checks: exampleChecks
    },
    {
      name: "features",
      table: "features",
      order: "example_id",
      sql: (_source, _options, dialect) => featuresSql(FEATURES, dialect),
      checks: featureChecks
    },
    {
      name: "targets",
      table: "labels",
      order: "example_id",
      sql: (_source, _options, dialect) => labelsSql(ITEM_TARGETS, {}, dialect),
      checks: labelChecks
    }
  ];
}

const rowsOf = (table: string) => [`rows of ${table}`, `SELECT count(*) FROM ${table}`] as const;

/** Each example once, of a session and an item of it. */
const exampleChecks = (): readonly TableCheck[] => [
  {kind: "unique", table: "examples", columns: ["example_id"]},
  {kind: "unique", table: "examples", columns: ["session_id", "item_id"]},
  {kind: "not_null", table: "examples", columns: ["example_id", "session_id", "user_id", "item_id", "as_of_ms"]},
  {kind: "relationships", table: "examples", column: "session_id", to: ["sessions", "session_id"]},
  {
    kind: "equal_counts",
    table: "examples",
    one: rowsOf("examples"),
    other: ["items of sessions", "SELECT coalesce(sum(items), 0) FROM sessions"]
  },
  {kind: "unique", table: "item_attributes", columns: ["item_id", "from_ms"]}
];

/** A row of features for each example, each with a value. */
const featureChecks = (): readonly TableCheck[] => [
  {kind: "unique", table: "features", columns: ["example_id"]},
  {kind: "not_null", table: "features", columns: ["example_id", ...FEATURES.map(({name}) => quoted(name))]},
  {kind: "relationships", table: "features", column: "example_id", to: ["examples", "example_id"]},
  {kind: "equal_counts", table: "features", one: rowsOf("features"), other: rowsOf("examples")}
];

/** A row of labels for each example, each 0 or 1 and either censored or not. */
const labelChecks = (): readonly TableCheck[] => {
  const columns = ITEM_TARGETS.flatMap(({id}) => [quoted(id), quoted(`${id}-censored`)]);
  return [
    {kind: "unique", table: "labels", columns: ["example_id"]},
    {kind: "not_null", table: "labels", columns: ["example_id", "later_sessions", ...columns]},
    {kind: "accepted_values", table: "labels", columns, values: [0, 1]},
    {kind: "accepted_range", table: "labels", columns: ["later_sessions"], least: 0},
    {kind: "relationships", table: "labels", column: "example_id", to: ["examples", "example_id"]},
    {kind: "equal_counts", table: "labels", one: rowsOf("labels"), other: rowsOf("examples")}
  ];
};
