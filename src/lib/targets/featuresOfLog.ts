import {numbers, type Table} from "../core/table.js";
import {EXAMPLE_OPTIONS, examplesSql} from "../features/examples.js";
import type {Feature, Need} from "../features/feature.js";
import {FEATURES} from "../features/featureList.js";
import {featuresSql} from "../features/featuresSql.js";
import {applicable, logFacts} from "../features/logFacts.js";
import type {Engine} from "../sql/engine.js";
import {quoted} from "../sql/dialect.js";
import {hashRows} from "../pipeline/stages.js";
import {ITEM_TARGETS} from "./exampleStages.js";
import {labelsSql} from "./labelsSql.js";
import type {Target} from "./target.js";
import {univariateAucs, type UnivariateAucs} from "./univariateAucs.js";

/** What one log says of the features; made by `loaders/pages/features.ts`, and in the tab for a log of the reader's own. */
export interface FeaturesOfLog {
  readonly examples: number;
  readonly sessions: number;
  readonly users: number;
  /** Needs of features that the log cannot meet. */
  readonly lacks: readonly Need[];
  /** By feature: how many examples have its fill value. */
  readonly filled: Readonly<Record<string, number>>;
  /** Cells without a value, over all features. */
  readonly missing: number;
  /** Of the table of features, in the order of the examples; null where it was not asked for. */
  readonly sha256: string | null;
  /** By the id of a target, of examples whose label is known. */
  readonly featureAucs: Readonly<Record<string, UnivariateAucs>>;
}

/**
 * Makes `examples`, `features` and `labels` on an engine with the tables of `runStages` and `item_attributes`, and looks each feature over: what it is filled with, and what it has
 * to do with the targets; asked to, it also hashes the table of features in the order of the examples. Areas are of examples whose label is known by the end of their part of the split.
 */
export async function featuresOfLog(
  engine: Engine,
  {targets = ITEM_TARGETS, hash = false}: {readonly targets?: readonly Target[]; readonly hash?: boolean} = {}
): Promise<FeaturesOfLog> {
  const facts = await logFacts(engine);
  await engine.run(examplesSql(EXAMPLE_OPTIONS, engine.dialect));
  await engine.run(featuresSql(FEATURES, engine.dialect));
  await engine.run(labelsSql(targets));
  const {features} = applicable(FEATURES, facts);
  const sums = FEATURES.flatMap(({name, fill}, i) => [
    `sum(CASE WHEN ${quoted(name)} = ${fill} THEN 1 ELSE 0 END) AS filled_${i}`,
    `count(*) - count(${quoted(name)}) AS missing_${i}`
  ]);
  const found = await engine.read(`SELECT count(*) AS examples, (SELECT count(*) FROM sessions) AS sessions,
  (SELECT count(DISTINCT user_id) FROM sessions) AS users, ${sums.join(", ")} FROM features`);
  const value = (name: string) => numbers(found, name)[0];
  const featureAucs: Record<string, UnivariateAucs> = {};
  for (const {id} of targets) {
    const read = await readKnown(engine, features, id);
    featureAucs[id] = univariateAucs(features, read, numbers(read, "user_id"))(numbers(read, id));
  }
  const lacks = new Set<Need>(FEATURES.flatMap(({needs}) => needs.filter((need) => !facts.has.has(need))));
  return {
    examples: value("examples"),
    sessions: value("sessions"),
    users: value("users"),
    lacks: [...lacks],
    sha256: hash ? (await hashRows(engine, "SELECT * FROM features ORDER BY example_id")).sha256 : null,
    filled: Object.fromEntries(FEATURES.map(({name}, i) => [name, Number(value(`filled_${i}`) || 0)])),
    missing: FEATURES.reduce((sum, _, i) => sum + Number(value(`missing_${i}`) || 0), 0),
    featureAucs
  };
}

function readKnown(engine: Engine, features: readonly Feature[], target: string): Promise<Table> {
  const columns = [...features.map(({name}) => `f.${quoted(name)}`), `l.${quoted(target)}`];
  return engine.read(`SELECT user_id, ${columns.join(", ")}
FROM features AS f JOIN labels AS l USING (example_id) JOIN examples USING (example_id)
WHERE l.${quoted(`${target}-censored`)} = 0 ORDER BY example_id`);
}
