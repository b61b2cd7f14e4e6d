import {coalesce, input, subtract, type Expression} from "../sql/expression.js";
import type {Counted} from "./cumulativeAggregates.js";
import type {ItemAttribute} from "./itemAttributes.js";

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

/** When cumulative aggregates are looked up: just before the example's moment, before the session's first event, or just before so many days before the moment. */
export type LookupTime = "now" | "before" | {readonly days: number};

/** One column of cumulative aggregates at a time. `ts_ms` is the time of the latest event that is counted. */
export interface AggregateInput {
  readonly from: Counted;
  readonly at: LookupTime;
  readonly column: string;
}

/** What the expression of a feature may read. */
export type FeatureInput =
  | AggregateInput
  /** What is known of the example's item at its moment. */
  | {readonly from: "attributes"; readonly column: ItemAttribute}
  /** The example's moment, UTC milliseconds. */
  | {readonly from: "example"; readonly column: "as_of_ms"}
  /** A table that an optional group makes, one row for an example. */
  | {readonly from: "extra"; readonly table: `extra_${string}`; readonly column: string};

export type FeatureExpression = Expression<FeatureInput>;

/** The example's moment, UTC milliseconds. */
export const AS_OF: FeatureExpression = input({from: "example", column: "as_of_ms"});

/** A column of cumulative aggregates just before the moment, or at another time. */
export const aggregate = (from: Counted, column: string, at: LookupTime = "now"): FeatureExpression =>
  input({from, at, column});

/** What is known of the item at the moment. */
export const attribute = (column: ItemAttribute): FeatureExpression => input({from: "attributes", column});

/** A column of an optional group's own table. */
export const extra = (table: `extra_${string}`, column: string): FeatureExpression =>
  input({from: "extra", table, column});

/** What a column of cumulative aggregates has grown by over the last `days`; 0 where there is no row. */
export const within = (from: Counted, column: string, days: number): FeatureExpression =>
  subtract(coalesce(aggregate(from, column), 0), coalesce(aggregate(from, column, {days}), 0));

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
  /** Its value, NULL where the log says nothing yet: the one definition of which the SQL (`featuresSql`) and the online value (`onlineFeatureStore`) are made. */
  readonly expression: FeatureExpression;
  /** Takes the place of NULL. */
  readonly fill: number;
  readonly needs: readonly Need[];
  /** Of a code: the model matrix has a column for each of its values. */
  readonly categorical?: boolean;
}
