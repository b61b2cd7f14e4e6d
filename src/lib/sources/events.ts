import type {Table} from "../core/table.js";

/** Event types in the order of their codes: `event = 3` in SQL is a transaction. */
export const EVENT_TYPES = ["view", "addtocart", "removefromcart", "transaction"] as const;
export type EventType = (typeof EVENT_TYPES)[number];
export const VIEW = 0,
  ADD_TO_CART = 1,
  REMOVE_FROM_CART = 2,
  TRANSACTION = 3;

/**
 * The columns of table `raw_events`, which every source produces and the clean stage reads. Any value may be missing.
 * `ts_ms` is UTC milliseconds since 1970; `tick` orders events whose time is equal (a log's own order column), else 0;
 * `session_key` is the log's own session id where it has one; `dwell_ms` is the time a viewed page stayed open, known only once
 * it is left, so that a feature of row n may use it from row n + 1 on.
 */
export type RawEvents = Table<{
  user_id: Int32Array;
  ts_ms: Float64Array;
  tick: Int32Array;
  event: Int32Array;
  item_id: Int32Array;
  price_cents: Int32Array;
  dwell_ms: Int32Array;
  session_key: Int32Array;
}>;

/** What a source says of itself; the clean stage and the report act on it. */
export interface SourceSpec {
  readonly name: string;
  /** One sentence for pages and cards. */
  readonly title: string;
  readonly licence: string;
  /** Generated data are said to be so wherever they are shown. */
  readonly generated: boolean;
  /** Columns of `raw_events` without which a row is quarantined. */
  readonly required: readonly (keyof RawEvents["columns"])[];
  /** Whether exact duplicates of a whole row are dropped (and counted). */
  readonly deduplicate: boolean;
  /** `gap` cuts a user's events at pauses; `own` takes the log's `session_key`. */
  readonly sessions: "gap" | "own";
  /** Times outside `[from, until)`, UTC milliseconds, cannot be right. Default: that of the options of the stage that cleans. */
  readonly period?: readonly [from: number, until: number];
  /** Reasons for which the source itself leaves rows out, as it is told to: they say nothing against the file. */
  readonly setAside?: readonly string[];
}
