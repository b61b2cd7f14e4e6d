/** What a feature tells of, in the order in which tables and pages show the groups. */
export const FEATURE_GROUPS = ["recency", "frequency", "intent", "session", "user–item", "item"] as const;

/** Groups beside the 37, each of which can be added by itself. */
export const OPTIONAL_GROUPS = [
  "dwell time",
  "price sensitivity",
  "content",
  "seasonality",
  "collaborative filtering",
  "item embeddings",
  "made-up multipliers"
] as const;

export type FeatureGroup = (typeof FEATURE_GROUPS)[number] | (typeof OPTIONAL_GROUPS)[number];

/** What a log must have for a feature to say anything; `logFacts` finds it out. */
export type Need =
  "items" | "users" | "carts" | "removes" | "purchases" | "prices" | "departments" | "hours" | "dwell" | "content";

export type FeatureUnit =
  | "events"
  | "sessions"
  | "items"
  | "minutes"
  | "seconds"
  | "cents"
  | "‰"
  | "hour"
  | "weekday"
  | "code"
  | "yes or no"
  | "tags"
  | "tenths of a star"
  | "reviews";

/**
 * One feature of an example, a whole number that is never missing. Shares are in thousandths and times in whole minutes or seconds, so that a table
 * of features has the same bytes in every engine.
 */
export interface Feature {
  readonly name: string;
  readonly group: FeatureGroup;
  readonly unit: FeatureUnit;
  /** One sentence, without the window. */
  readonly definition: string;
  /** Days before the example's moment over which it looks, `[moment − window, moment)`; null where it has no such window. */
  readonly windowDays: number | null;
  /** An expression over the relations of `featuresSql`, NULL where the log says nothing yet. */
  readonly sql: string;
  /** Takes the place of NULL. */
  readonly fill: number;
  readonly needs: readonly Need[];
  /** Of a code: the model matrix has a column for each of its values. */
  readonly categorical?: boolean;
}
