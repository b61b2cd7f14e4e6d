import {random} from "../core/random.js";
import {numbers, type Table} from "../core/table.js";
import {incompleteBeta} from "../metrics/distributions.js";
import type {Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {matchSequences} from "./matchSequences.js";
import {resampler} from "./resampleSequences.js";
import {LEAST_ITEMS, LIKENESSES, lengthOf, type Likeness, type Sequences} from "./sequences.js";

/** What is compared: the items of a session, or all items of a user in a part. */
export const SEQUENCE_UNITS = ["session", "user"] as const;
export type SequenceUnit = (typeof SEQUENCE_UNITS)[number];

/** How many sequences of the test part are like one of another user in training, beside what chance gives. */
export interface LikenessCount {
  readonly likeness: Likeness;
  readonly found: number;
  /** How many of resampled sequences are, on average. */
  readonly byChance: number;
  /** The probability of so many or more if both are by chance: of equal Poisson rates. */
  readonly p: number;
  /** Whether that is too little to be chance, all comparisons of the log taken together. */
  readonly more: boolean;
}

/** A test sequence and one of training that is like it. */
export interface SequencePair {
  readonly likeness: Likeness;
  readonly testUser: number;
  readonly trainUser: number;
  readonly testItems: number;
  readonly trainItems: number;
  /** Of a session; where it is of a user, null. */
  readonly testSession: number | null;
  readonly trainSession: number | null;
}

export interface UnitDuplicates {
  readonly unit: SequenceUnit;
  /** Sequences of the test part with enough items, of so many. */
  readonly compared: number;
  readonly testSequences: number;
  readonly trainSequences: number;
  readonly counts: readonly LikenessCount[];
  /** A few of them, those that have most items in common first. */
  readonly shown: readonly SequencePair[];
}

/** Sequences of items that the test part has and training too. */
export interface DuplicateSequences {
  /** How often the sequences were resampled. */
  readonly resamples: number;
  /** Of sessions, and of users where they are not sessions; empty where the log has no items. */
  readonly units: readonly UnitDuplicates[];
}

export interface DuplicateOptions {
  readonly seed?: number;
  /** Items of the sequences that are drawn in all; a larger log is resampled less often. */
  readonly draws?: number;
}

/** Probability that a log without a duplicate is said to have more than chance gives. */
const LEVEL = 0.001;
const MOST_RESAMPLES = 19;
const LEAST_RESAMPLES = 3;
const DRAWS = 30_000_000;
const SHOWN = 5;

/**
 * Compares the items of each session and user of the test part (fold 1) with those of other users in training, in the order in which each item first comes, whatever the times and types
 * of the events: who looks, compares and buys comes back to an item, and is no copy of others who do. Each sequence is counted by its closest likeness alone.
 *
 * Short sequences of popular items are alike by accident. What chance gives is therefore counted in the same way on sequences that are resampled in both parts
 * (`resampler`): the same lengths, popularity, and moves from item to item.
 *
 * Needs `sessionized_events` and `split_sessions`. The work is linear in the number of events.
 */
export async function duplicateSequences(
  engine: Engine,
  {seed = 1, draws = DRAWS}: DuplicateOptions = {}
): Promise<DuplicateSequences> {
  const train = await readSequences(engine, 0);
  const test = await readSequences(engine, 2);
  if (train.session.ids.length === 0 || test.session.ids.length === 0) return {resamples: 0, units: []};
  const items = train.session.sequences.items.length + test.session.sequences.items.length;
  const apart = SEQUENCE_UNITS.filter(
    (unit) => unit === "session" || [train, test].some((part) => part.user.ids.length < part.session.ids.length)
  );
  const resamples = Math.max(
    LEAST_RESAMPLES,
    Math.min(MOST_RESAMPLES, Math.floor(draws / Math.max(1, items * apart.length)))
  );
  const comparisons = apart.length * LIKENESSES.length;
  const units = apart.map((unit) => unitDuplicates(unit, train[unit], test[unit], {seed, resamples, comparisons}));
  return {resamples, units};
}

interface PartSequences {
  readonly sequences: Sequences;
  /** The session or the user of each. */
  readonly ids: Float64Array;
}

function unitDuplicates(
  unit: SequenceUnit,
  train: PartSequences,
  test: PartSequences,
  {seed, resamples, comparisons}: {seed: number; resamples: number; comparisons: number}
): UnitDuplicates {
  const [testLong, trainLong] = [test, train].map(({sequences}) => longSequences(sequences));
  const pick = (part: PartSequences, long: Long, sequence: number) => part.ids[long.index[sequence]];
  const matches = matchSequences(testLong.sequences, trainLong.sequences);
  const found = countsOf(matches.likeness);
  const resample = resampler(train.sequences);
  const chance = LIKENESSES.map(() => 0);
  for (let i = 0; i < resamples; i++) {
    const source = random(seed, SEQUENCE_UNITS.indexOf(unit), i);
    const drawn = countsOf(matchSequences(...resample(testLong.sequences, trainLong.sequences, source)).likeness);
    drawn.forEach((n, k) => (chance[k] += n));
  }
  const lengthAt = (sequence: number) => lengthOf(testLong.sequences, sequence);
  const common = (sequence: number) =>
    Math.min(lengthAt(sequence), lengthOf(trainLong.sequences, matches.train[sequence]));
  const shown = Array.from(testLong.index.keys())
    .filter((sequence) => matches.likeness[sequence] !== -1)
    .sort((a, b) => common(b) - common(a) || matches.likeness[a] - matches.likeness[b] || a - b)
    .slice(0, SHOWN);
  return {
    unit,
    compared: testLong.index.length,
    testSequences: test.ids.length,
    trainSequences: train.ids.length,
    counts: LIKENESSES.map((likeness, i) => {
      const p = rateTest(found[i], chance[i], resamples);
      return {likeness, found: found[i], byChance: chance[i] / resamples, p, more: p < LEVEL / comparisons};
    }),
    shown: shown.map((sequence) => {
      const other = matches.train[sequence];
      return {
        likeness: LIKENESSES[matches.likeness[sequence]],
        testUser: testLong.sequences.users[sequence],
        trainUser: trainLong.sequences.users[other],
        testItems: lengthAt(sequence),
        trainItems: lengthOf(trainLong.sequences, other),
        testSession: unit === "session" ? pick(test, testLong, sequence) : null,
        trainSession: unit === "session" ? pick(train, trainLong, other) : null
      };
    })
  };
}

interface Long {
  readonly sequences: Sequences;
  /** Where each was among all. */
  readonly index: readonly number[];
}

/** Those with enough items to be compared. */
function longSequences({items, starts, users}: Sequences): Long {
  const index = Array.from(users.keys()).filter((i) => starts[i + 1] - starts[i] >= LEAST_ITEMS.identical);
  const from = new Int32Array(index.length + 1);
  index.forEach((i, k) => (from[k + 1] = from[k] + starts[i + 1] - starts[i]));
  const kept = new Int32Array(from[index.length]);
  index.forEach((i, k) => kept.set(items.subarray(starts[i], starts[i + 1]), from[k]));
  return {sequences: {items: kept, starts: from, users: Float64Array.from(index, (i) => users[i])}, index};
}

function countsOf(likeness: Int8Array): number[] {
  const counts = LIKENESSES.map(() => 0);
  for (const one of likeness) if (one !== -1) counts[one]++;
  return counts;
}

/**
 * The probability of `found` or more in one log, where `resamples` others together had `chance` and all have the same Poisson rate: given the sum, a binomial tail
 * (J. Przyborowski, H. Wilenski (1940), Homogeneity of results in testing samples from Poisson series).
 */
function rateTest(found: number, chance: number, resamples: number): number {
  return found === 0 ? 1 : incompleteBeta(1 / (resamples + 1), found, chance + 1);
}

/** The items of a part's sessions and users, in order of user, session and event. */
async function readSequences(engine: Engine, part: number): Promise<Readonly<Record<SequenceUnit, PartSequences>>> {
  const builders = {session: new SequenceBuilder(), user: new SequenceBuilder()};
  await engine.scan(itemsSql(part, engine.dialect), (batch: Table) => {
    const [users, sessions, items] = ["user_id", "session_id", "item"].map((name) => numbers(batch, name));
    for (let i = 0; i < batch.rows; i++) {
      builders.session.add(sessions[i], users[i], items[i]);
      builders.user.add(users[i], users[i], items[i]);
    }
  });
  return {session: builders.session.finish(), user: builders.user.finish()};
}

function itemsSql(part: number, {integer}: Dialect): string {
  return `WITH codes AS (
  SELECT item_id, CAST(row_number() OVER (ORDER BY item_id) - 1 AS ${integer}) AS item
  FROM (SELECT DISTINCT item_id FROM sessionized_events WHERE item_id IS NOT NULL)
)
SELECT e.user_id, e.session_id, item
FROM sessionized_events AS e
JOIN split_sessions AS p ON p.fold = 1 AND p.part = ${part} AND p.session_id = e.session_id
JOIN codes ON codes.item_id = e.item_id
ORDER BY e.user_id, e.session_id, event_no`;
}

/** Takes items one after another, keeps each where it first comes, and begins a sequence where the id changes. */
class SequenceBuilder {
  private items: Int32Array = new Int32Array(1024);
  private length = 0;
  private readonly starts: number[] = [];
  private readonly users: number[] = [];
  private readonly ids: number[] = [];
  /** By item, how many sequences there were when it last came. */
  private lastIn: Int32Array = new Int32Array(1024);

  add(id: number, user: number, item: number): void {
    const {ids} = this;
    if (ids.length === 0 || ids[ids.length - 1] !== id) {
      this.starts.push(this.length);
      this.users.push(user);
      ids.push(id);
    }
    if (item >= this.lastIn.length) this.lastIn = longer(this.lastIn, item + 1);
    if (this.lastIn[item] === ids.length) return;
    this.lastIn[item] = ids.length;
    if (this.length === this.items.length) this.items = longer(this.items, this.length + 1);
    this.items[this.length++] = item;
  }

  finish(): PartSequences {
    this.starts.push(this.length);
    return {
      sequences: {
        items: this.items.slice(0, this.length),
        starts: Int32Array.from(this.starts),
        users: Float64Array.from(this.users)
      },
      ids: Float64Array.from(this.ids)
    };
  }
}

function longer(values: Int32Array, least: number): Int32Array {
  const wider = new Int32Array(Math.max(2 * values.length, least));
  wider.set(values);
  return wider;
}
