import type {Engine} from "../sql/engine.js";
import type {Feature, OPTIONAL_GROUPS} from "./feature.js";

/** A group of features beside the 37. */
export interface OptionalGroup {
  readonly group: (typeof OPTIONAL_GROUPS)[number];
  readonly features: readonly Feature[];
  /**
   * Where an expression over running tables cannot say it: makes a table `extra_…` (example_id, …) that the expressions name, from the examples in the table
   * `from`, `sessionized_events`, `sessions` and `item_attributes`. Like the expressions it looks at what was known strictly before an example's moment.
   */
  readonly extra?: {readonly table: string; readonly make: (engine: Engine, from: string) => Promise<void>};
}
