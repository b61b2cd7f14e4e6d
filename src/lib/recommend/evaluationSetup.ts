import {random} from "../core/random.js";
import {UserError} from "../core/errors.js";
import {eachNextItem, rankOf, type Ties} from "./evaluateNextItem.js";
import {sessionCount, sessionsOfAtLeast, takeSessions, withoutRepeats, type ItemSequences} from "./itemSequences.js";
import {splitSequences, type Repeats, type SplitSequences} from "./protocols.js";
import {clicksByItem, type RecommenderEstimator, type RecommenderTraining} from "./recommender.js";
import {slidingWindows, visitorSequences} from "./slidingWindows.js";

/** All that a way to evaluate next-item recommendations has to settle. `HONEST_SETUP` is the one that the errors change. */
export interface EvaluationSetup {
  /** Whether a sequence is a session, or all sessions of a visitor. */
  readonly sequences: "sessions" | "visitors";
  /** Whether a click on the item of the click before is kept. */
  readonly repeats: Repeats;
  /** Overlapping windows of so many clicks instead of sequences, of each only the last click a target; null for none. */
  readonly windows: number | null;
  /** What is assigned to training and test: sequences by time or at random, or windows at random. */
  readonly split: "last-days" | "random-sequences" | "random-windows";
  /** Whether the test part is scored, or what was learned from. */
  readonly scored: "test" | "training";
  /** How many items are looked at, the most clicked ones of the whole log; null for all. */
  readonly popularItems: number | null;
  /** Whether the click to be predicted stays in the input: the last one of each sequence is then the target. */
  readonly targetInInput: boolean;
  /** How many random items, none of the sequence's own, a target is ranked among; null for all items. */
  readonly negatives: number | null;
  readonly ties: Ties;
}

export const HONEST_SETUP: EvaluationSetup = {
  sequences: "sessions",
  repeats: "drop",
  windows: null,
  split: "last-days",
  scored: "test",
  popularItems: null,
  targetInInput: false,
  negatives: null,
  ties: "conservative"
};

/** A log to evaluate on. */
export interface EvaluationLog {
  readonly sessions: ItemSequences;
  readonly catalogue: number;
  /** Of a split by time, how many days test. */
  readonly testDays: number;
}

export interface SetupOptions {
  /** Of everything that is drawn. */
  readonly seed?: number;
  /** Of a random split, the share that tests. */
  readonly testShare?: number;
  /** Sequences are drawn at random until they hold so many predictions; all by default. */
  readonly mostPredictions?: number;
}

/** Sequences cut as a setup wants them, ready for any model. */
export interface PreparedSetup {
  readonly setup: EvaluationSetup;
  readonly train: RecommenderTraining;
  readonly scored: ItemSequences;
  /** Whether only the last click of a sequence is a target. */
  readonly lastOnly: boolean;
  readonly seed: number;
}

const SCORED_STREAM = 43;
const NEGATIVES_STREAM = 44;

/**
 * Cuts a log as a setup wants it. Throws `UserError` where nothing is left to learn from or to score, and `RangeError` for
 * a setup that cannot be: windows to be split where there are none, or visitors that are unknown.
 */
export function prepareSetup(
  {sessions, catalogue, testDays}: EvaluationLog,
  setup: EvaluationSetup,
  {seed = 1, testShare = 0.2, mostPredictions = Infinity}: SetupOptions = {}
): PreparedSetup {
  const {windows, split, popularItems, targetInInput} = setup;
  const whole = setup.sequences === "visitors" ? visitorSequences(sessions) : sessions;
  const among =
    popularItems === null ? {sequences: whole, catalogue} : onlyPopular({sequences: whole, catalogue}, popularItems);
  const atRandom = {by: "random-sessions", share: testShare, seed} as const;
  const bySequence = () =>
    splitSequences(
      among.sequences,
      split === "last-days" ? {by: "last-days", days: testDays} : atRandom,
      setup.repeats
    );
  let parts: SplitSequences;
  if (windows === null) {
    if (split === "random-windows") throw new RangeError("there are no windows to be split");
    parts = bySequence();
  } else if (split === "random-windows") {
    const kept = setup.repeats === "drop" ? withoutRepeats(among.sequences) : among.sequences;
    parts = splitSequences(slidingWindows(kept, windows), atRandom);
  } else {
    const {train, test} = bySequence();
    parts = {train: slidingWindows(train, windows), test: slidingWindows(test, windows), lastOnly: true};
  }
  let scored = setup.scored === "training" ? parts.train : parts.test;
  for (const part of [parts.train, scored])
    if (part.items.length === 0)
      throw new UserError(
        `no sequence has ${windows} clicks in ${part === scored ? "test" : "training"}`,
        "take shorter windows"
      );
  if (targetInInput) scored = withLastTwice(scored);
  const lastOnly = windows !== null || targetInInput;
  return {
    setup,
    train: {sequences: parts.train, catalogue: among.catalogue},
    scored: drawnSequences(scored, mostPredictions, lastOnly, seed),
    lastOnly,
    seed
  };
}

/** Ranks by a setup, one a prediction, and the sequence of each. */
export interface SetupRanks {
  readonly ranks: Float64Array;
  readonly sequences: Int32Array;
}

/** Fits a model on what a setup lets it learn from and ranks the targets as the setup does. */
export function runSetup(
  estimator: RecommenderEstimator,
  {setup, train, scored, lastOnly, seed}: PreparedSetup
): SetupRanks {
  const model = estimator.fit(train);
  const {catalogue} = train;
  const {offsets, items} = scored;
  const ranks: number[] = [];
  const sequences: number[] = [];
  const draws = random(seed, NEGATIVES_STREAM);
  eachNextItem(model, scored, (scores, {item, session, last}) => {
    if (lastOnly && !last) return;
    sequences.push(session);
    if (scores === null || item >= catalogue) ranks.push(catalogue + 1);
    else if (setup.negatives === null) ranks.push(rankOf(scores, item, setup.ties));
    else {
      const own = new Set(items.subarray(offsets[session], offsets[session + 1]));
      const others = drawnItems(catalogue, setup.negatives, own, draws);
      ranks.push(
        rankOf(
          Float64Array.from([item, ...others], (one) => scores[one]),
          0,
          setup.ties
        )
      );
    }
  });
  return {ranks: Float64Array.from(ranks), sequences: Int32Array.from(sequences)};
}

/** The sessions without clicks on items other than the most clicked ones, these numbered by how often they are clicked. */
function onlyPopular(of: RecommenderTraining, most: number): RecommenderTraining {
  const clicks = clicksByItem(of);
  const order = Array.from(clicks.keys()).sort((a, b) => clicks[b] - clicks[a] || a - b);
  const catalogue = Math.min(most, of.catalogue);
  const number = new Int32Array(of.catalogue).fill(-1);
  order.slice(0, catalogue).forEach((item, k) => (number[item] = k));
  const {sequences} = of;
  const all = Array.from({length: sessionCount(sequences)}, (_, s) => s);
  const kept = takeSessions(sequences, all, (click) => number[sequences.items[click]] >= 0);
  const renumbered = {...kept, items: kept.items.map((item) => number[item])};
  return {sequences: takeSessions(renumbered, sessionsOfAtLeast(renumbered, 1)), catalogue};
}

/** Each sequence with its last click twice: what comes last has then been seen. */
function withLastTwice(sequences: ItemSequences): ItemSequences {
  const {items, offsets, timesMs} = sequences;
  const clicks: number[] = [];
  for (let s = 0; s < sessionCount(sequences); s++) {
    for (let i = offsets[s]; i < offsets[s + 1]; i++) clicks.push(i);
    clicks.push(offsets[s + 1] - 1);
  }
  return {
    ...sequences,
    items: Int32Array.from(clicks, (click) => items[click]),
    offsets: offsets.map((offset, s) => offset + s),
    timesMs: Float64Array.from(clicks, (click) => timesMs[click])
  };
}

/** Sequences in their order, drawn until they hold at least so many predictions; all where they hold fewer. */
function drawnSequences(sequences: ItemSequences, most: number, lastOnly: boolean, seed: number): ItemSequences {
  const {offsets} = sequences;
  const n = sessionCount(sequences);
  const predictions = (s: number) => (lastOnly ? 1 : Math.max(0, offsets[s + 1] - offsets[s] - 1));
  const draws = random(seed, SCORED_STREAM);
  const numbers = Int32Array.from({length: n}, (_, k) => k);
  let held = 0;
  let taken = 0;
  while (taken < n && held < most) {
    const other = taken + draws.below(n - taken);
    const chosen = numbers[other];
    numbers[other] = numbers[taken];
    numbers[taken++] = chosen;
    held += predictions(chosen);
  }
  return taken === n ? sequences : takeSessions(sequences, numbers.slice(0, taken).sort());
}

/** Different items of the catalogue, none of those left out; all there are where they are too few. */
function drawnItems(
  catalogue: number,
  most: number,
  leftOut: ReadonlySet<number>,
  draws: {below(n: number): number}
): number[] {
  if (catalogue - leftOut.size <= most)
    return Array.from({length: catalogue}, (_, item) => item).filter((item) => !leftOut.has(item));
  const found = new Set<number>();
  while (found.size < most) {
    const item = draws.below(catalogue);
    if (!leftOut.has(item)) found.add(item);
  }
  return [...found];
}
