import type {Engine} from "../sql/engine.js";
import type {Feature} from "./feature.js";
import {FEATURES} from "./featureList.js";
import {extrasOf, featuresSql, type FeaturesTables} from "./featuresSql.js";
import type {OptionalGroup} from "./optionalGroup.js";
import {OPTIONAL} from "./optionalGroups.js";

export interface FeatureTableOptions extends FeaturesTables {
  /** Default: the 37. */
  readonly features?: readonly Feature[];
  /** Groups whose features come after these, in the order of `OPTIONAL`. */
  readonly groups?: readonly OptionalGroup["group"][];
}

/**
 * Makes `features` from `examples`, `sessionized_events`, `sessions` and `item_attributes` on an engine, and gives the features in the order of the columns. Throws `RangeError` for
 * a group that there is not.
 */
export async function featureTable(
  engine: Engine,
  {features = FEATURES, groups = [], ...tables}: FeatureTableOptions = {}
): Promise<readonly Feature[]> {
  const unknown = groups.find((group) => !OPTIONAL.some((known) => known.group === group));
  if (unknown !== undefined) throw new RangeError(`there is no group ${String(unknown)}`);
  const chosen = OPTIONAL.filter(({group}) => groups.includes(group));
  const all = [...features, ...chosen.flatMap((group) => group.features)];
  // also those that a caller has put into the list one by one
  const asked = new Set(all.flatMap(extrasOf));
  const extras = OPTIONAL.flatMap(({extra}) => (extra !== undefined && asked.has(extra.table) ? [extra] : []));
  for (const {make} of extras) await make(engine, tables.from ?? "examples");
  await engine.run(featuresSql(all, engine.dialect, tables));
  for (const {table} of extras) await engine.run(engine.dialect.dropTable(table));
  return all;
}
