import type {ItemAttributes} from "./itemAttributes.js";
import type {ItemSequences} from "./itemSequences.js";
import type {Reason} from "./reason.js";

/** What recommenders learn from. */
export interface RecommenderTraining {
  readonly sequences: ItemSequences;
  /** How many items there are; those that no session has are scored all the same. */
  readonly catalogue: number;
  /** What the log says of its items, where it says something. */
  readonly attributes?: ItemAttributes;
}

/** A session that is under way. */
export interface SessionScorer {
  /**
   * Takes the next click and scores every item of the catalogue as the one after it, the higher the likelier. The array
   * belongs to the scorer, and holds until the next click. Throws `RangeError` for an item outside the catalogue.
   */
  click(item: number, timeMs: number): Float64Array;
  /**
   * Why an item has its score after the last click: what adds up to it, the largest part first; nothing where the score
   * is 0. Models whose scores are no sums have none. Throws `RangeError` before the first click, and for an item outside
   * the catalogue.
   */
  explain?(item: number): readonly Reason[];
}

/** A fitted model of what comes next in a session. */
export interface Recommender {
  readonly id: string;
  readonly catalogue: number;
  /** A new session, of a user where one is known. */
  session(user?: number): SessionScorer;
}

/** A way to make one, with its options chosen. */
export interface RecommenderEstimator {
  /** As results and addresses name it: `sequential-rules`. */
  readonly id: string;
  /** As a page names it: "Sequential rules". */
  readonly title: string;
  /** How it was set, as a reader should know it: "10 steps, weight 1/distance". */
  readonly setting: string;
  /** Throws `UserError` where there is nothing to learn. */
  fit(train: RecommenderTraining): Recommender;
}

/**
 * Throws `RangeError` for what is no item of a catalogue.
 *
 * @example
 * ```ts
 * checkItem(2, 3) // → undefined
 * checkItem(3, 3) // → throws RangeError: item 3 of a catalogue of 3
 * ```
 */
export function checkItem(item: number, catalogue: number): void {
  if (!(Number.isInteger(item) && item >= 0 && item < catalogue))
    throw new RangeError(`item ${item} of a catalogue of ${catalogue}`);
}

/**
 * Throws `RangeError` where a score is to be explained that is not there: before a session's first click, or of what is no
 * item of the catalogue.
 *
 * @example
 * ```ts
 * checkExplained(2, 3, 1) // → undefined
 * checkExplained(2, 3, 0) // → throws RangeError: nothing was clicked yet
 * ```
 */
export function checkExplained(item: number, catalogue: number, clicks: number): void {
  checkItem(item, catalogue);
  if (clicks === 0) throw new RangeError("nothing was clicked yet");
}

/**
 * Clicks of each item.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * clicksByItem({sequences: itemSequences({sessions: [1, 1], items: [2, 2], timesMs: [0, 1]}), catalogue: 3}) // → [0, 0, 2]
 * ```
 */
export function clicksByItem({sequences, catalogue}: RecommenderTraining): Float64Array {
  const clicks = new Float64Array(catalogue);
  for (const item of sequences.items) {
    checkItem(item, catalogue);
    clicks[item]++;
  }
  return clicks;
}
