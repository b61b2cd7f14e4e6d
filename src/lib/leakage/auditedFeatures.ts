import type {Feature} from "../features/feature.js";
import {featureTable} from "../features/featureTable.js";
import type {Engine} from "../sql/engine.js";

/**
 * Features under audit, and how they are made from any log: from `examples` (example_id, session_id, user_id, item_id, as_of_ms), `sessionized_events`, `sessions` and
 * `item_attributes`, all named without a schema.
 */
export interface AuditedFeatures {
  /** For tables and messages, e.g. "37 features". */
  readonly name: string;
  /** Makes the table `features` (example_id, one column for each feature) on the whole log, and gives the names of the features. Throws `UserError` for features that cannot be audited. */
  whole(engine: Engine): Promise<readonly string[]>;
  /** Makes the table `features` (example_id, and at least these columns) on any other log. */
  make(engine: Engine, columns: readonly string[]): Promise<void>;
}

/** Features of the specification, those of optional groups too, by the SQL that makes them everywhere else. */
export function auditedFeatures(features: readonly Feature[]): AuditedFeatures {
  const make = async (engine: Engine, columns: readonly string[]) => {
    await featureTable(engine, {features: features.filter(({name}) => columns.includes(name))});
  };
  return {
    name: `${features.length} features`,
    async whole(engine) {
      const columns = features.map(({name}) => name);
      await make(engine, columns);
      return columns;
    },
    make
  };
}
