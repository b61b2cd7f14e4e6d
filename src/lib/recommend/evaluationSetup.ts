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
  /** What is dealt out to training and test: sequences by time or at random, or windows at random. */
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
  /** How many sequences are scored at most, drawn at random; all by default. */
  readonly mostScored?: number;
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
 * a setup that cannot be: windows dealt out where there are none, or visitors that are unknown.
 */
export function prepareSetup(
  {sessions, catalogue, testDays}: EvaluationLog,
  setup: EvaluationSetup,
  {seed = 1, testShare = 0.2, mostScored = Infinity}: SetupOptions = {}
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
    if (split === "random-windows") throw new RangeError("there are no windows to be dealt out");
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
  if (sessionCount(scored) > mostScored) scored = takeSessions(scored, drawn(sessionCount(scored), mostScored, seed));
  if (targetInInput) scored = withLastTwice(scored);
  return {
    setup,
    train: {sequences: parts.train, catalogue: among.catalogue},
    scored,
    lastOnly: windows !== null || targetInInput,
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

/** Some of the first n whole numbers, in order. */
function drawn(n: number, most: number, seed: number): number[] {
  const draws = random(seed, SCORED_STREAM);
  const numbers = Array.from({length: n}, (_, k) => k);
  for (let k = 0; k < most; k++) {
    const other = k + draws.below(n - k);
    [numbers[k], numbers[other]] = [numbers[other], numbers[k]];
  }
  return numbers.slice(0, most).sort((a, b) => a - b);
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
