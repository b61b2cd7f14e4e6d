import {describe, expect, it} from "vitest";
import {EVALUATION_ERRORS, withErrors, type EvaluationErrorId} from "../../src/lib/recommend/evaluationErrors.js";
import {
  HONEST_SETUP,
  prepareSetup,
  runSetup,
  type EvaluationLog,
  type EvaluationSetup,
  type SetupOptions
} from "../../src/lib/recommend/evaluationSetup.js";
import {itemSequences, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {markovRecency} from "../../src/lib/recommend/markovRecency.js";
import {popularity, recency} from "../../src/lib/recommend/popularity.js";
import type {RecommenderEstimator} from "../../src/lib/recommend/recommender.js";
import {drawsAtRandom, middleOf, scoreSetup} from "../../src/lib/recommend/scoreSetup.js";
import {slidingWindows, visitorSequences} from "../../src/lib/recommend/slidingWindows.js";
import {drawnSessions, sequencesOf} from "./drawnSequences.js";
import {slowModels} from "./slowRecommenders.js";

const DAY_MS = 86_400_000;
const itemsOf = ({items, offsets}: ItemSequences) =>
  Array.from({length: offsets.length - 1}, (_, s) => Array.from(items.subarray(offsets[s], offsets[s + 1])));

/** Two visitors: one with sessions on days 0 and 5, one with a session on day 4, whose repeats are many. */
const small: EvaluationLog = {
  sessions: itemSequences({
    sessions: [1, 1, 1, 2, 2, 2, 2, 3, 3, 3],
    items: [0, 0, 1, 2, 2, 0, 3, 1, 4, 4],
    timesMs: [
      0,
      1,
      2,
      4 * DAY_MS,
      1 + 4 * DAY_MS,
      2 + 4 * DAY_MS,
      3 + 4 * DAY_MS,
      5 * DAY_MS,
      1 + 5 * DAY_MS,
      2 + 5 * DAY_MS
    ],
    users: [7, 7, 7, 8, 8, 8, 8, 7, 7, 7]
  }),
  catalogue: 5,
  testDays: 1
};
const parts = (setup: Partial<EvaluationSetup>, options: SetupOptions = {}, log = small) => {
  const {train, scored, lastOnly} = prepareSetup(log, {...HONEST_SETUP, ...setup}, options);
  return {train: itemsOf(train.sequences), scored: itemsOf(scored), lastOnly, catalogue: train.catalogue};
};
/** Enough sessions for random splits. */
const many: EvaluationLog = {sessions: sequencesOf(drawnSessions(4, {sessions: 300})), catalogue: 12, testDays: 1};

describe("windows and visitors", () => {
  it("are all runs of so many clicks, session by session, with their times and users", () => {
    const {items, offsets, timesMs, users} = slidingWindows(small.sessions, 3);
    expect(itemsOf({items, offsets, timesMs})).toEqual([
      [0, 0, 1],
      [2, 2, 0],
      [2, 0, 3],
      [1, 4, 4]
    ]);
    expect(Array.from(users!)).toEqual([7, 8, 8, 7]);
    expect(Array.from(timesMs.subarray(3, 6))).toEqual([4, 4, 4].map((day, k) => day * DAY_MS + k));
    expect(slidingWindows(small.sessions, 5).offsets).toHaveLength(1);
    expect(() => slidingWindows(small.sessions, 1)).toThrow("windows of 1 clicks");
  });

  it("join a visitor's sessions in the order of time, whatever that of the log", () => {
    const joined = visitorSequences(small.sessions);
    expect(itemsOf(joined)).toEqual([
      [0, 0, 1, 1, 4, 4],
      [2, 2, 0, 3]
    ]);
    expect(Array.from(joined.users!)).toEqual([7, 8]);
    const nameless = itemSequences({sessions: [1], items: [0], timesMs: [0]});
    expect(() => visitorSequences(nameless)).toThrow("not known");
  });
});

describe("a setup", () => {
  it("is honest by default: by time, repeats dropped, whole sessions", () =>
    expect(parts({})).toEqual({
      train: [
        [0, 1],
        [2, 0, 3]
      ],
      scored: [[1, 4]],
      lastOnly: false,
      catalogue: 5
    }));

  it("keeps repeats", () => expect(parts({repeats: "keep"}).scored).toEqual([[1, 4, 4]]));

  it("joins visitors, whose first click then says when they were there", () => {
    const {train, scored} = parts({sequences: "visitors", repeats: "keep"});
    expect(train).toEqual([[0, 0, 1, 1, 4, 4]]);
    expect(scored).toEqual([[2, 2, 0, 3]]);
  });

  it("numbers popular items from the most clicked one on", () => {
    const log: EvaluationLog = {
      sessions: itemSequences({
        sessions: [1, 1, 1, 2, 2, 2],
        items: [3, 1, 3, 3, 1, 0],
        timesMs: [0, 1, 2, 5 * DAY_MS, 1 + 5 * DAY_MS, 2 + 5 * DAY_MS]
      }),
      catalogue: 4,
      testDays: 1
    };
    const {train, scored, catalogue} = parts({popularItems: 2}, {}, log);
    expect({train, scored, catalogue}).toEqual({train: [[0, 1, 0]], scored: [[0, 1]], catalogue: 2});
  });

  it("cuts windows on either side of the split, and asks for their last clicks", () =>
    expect(parts({repeats: "keep", windows: 3})).toEqual({
      train: [
        [0, 0, 1],
        [2, 2, 0],
        [2, 0, 3]
      ],
      scored: [[1, 4, 4]],
      lastOnly: true,
      catalogue: 5
    }));

  it("says where windows are too long for a part", () =>
    expect(() => parts({windows: 3})).toThrow("no sequence has 3 clicks in test"));

  it("scores what it learned from", () => {
    const {train, scored} = parts({scored: "training"});
    expect(scored).toEqual(train);
  });

  it("leaves the target in the input: each sequence ends with its last click twice", () =>
    expect(parts({targetInInput: true})).toMatchObject({scored: [[1, 4, 4]], lastOnly: true}));

  it("looks at the most clicked items alone, numbered anew", () => {
    // clicks: item 0 three, items 1, 2 and 4 two each; sessions left: 0 0 1, 2 2 0, 1
    const {train, scored, catalogue} = parts(
      {popularItems: 3, scored: "training", split: "random-sequences", repeats: "keep"},
      {
        seed: seedWithFirstInTraining(),
        testShare: 0.5
      }
    );
    expect(train).toEqual([[0, 0, 1]]);
    expect(scored).toEqual([[0, 0, 1]]);
    expect(catalogue).toBe(3);
  });

  it("splits windows one by one, so that neighbours fall on both sides", () => {
    const {train, scored} = parts({windows: 4, split: "random-windows"}, {seed: 1}, many);
    const all = itemsOf(slidingWindows(noRepeats(many.sessions), 4));
    expect(train.length + scored.length).toBe(all.length);
    const tails = new Set(train.map((window) => window.slice(1).join()));
    // a test window whose first three clicks end a training window has its neighbour there
    expect(scored.filter((window) => tails.has(window.slice(0, 3).join())).length).toBeGreaterThan(scored.length / 2);
    expect(() => parts({split: "random-windows"})).toThrow("no windows");
  });

  it("draws sequences until they hold enough predictions, the same for a seed", () => {
    const whole = parts({}, {}, many).scored;
    const predictions = (sequences: readonly (readonly number[])[]) =>
      sequences.reduce((sum, {length}) => sum + length - 1, 0);
    const of = (seed: number) => parts({}, {mostPredictions: 40, seed}, many).scored;
    expect(predictions(of(1))).toBeGreaterThanOrEqual(40);
    expect(predictions(of(1))).toBeLessThan(40 + 16);
    expect(of(1)).toEqual(of(1));
    expect(of(2)).not.toEqual(of(1));
    for (const one of of(1)) expect(whole).toContainEqual(one);
    expect(parts({}, {mostPredictions: 1e6}, many).scored).toEqual(whole);
  });
});

/** A seed that puts the first of the two sessions of two clicks into training and the other into test. */
function seedWithFirstInTraining(): number {
  for (let seed = 1; ; seed++) {
    try {
      const {train} = parts({popularItems: 3, split: "random-sequences", repeats: "keep"}, {seed, testShare: 0.5});
      if (train.length === 1 && train[0][0] === 0) return seed;
    } catch {
      // both on one side
    }
  }
}
const noRepeats = (sequences: ItemSequences) => {
  const kept = itemsOf(sequences).map((items) => items.filter((item, k) => k === 0 || item !== items[k - 1]));
  return itemSequences({
    sessions: kept.flatMap((items, s) => items.map(() => s)),
    items: kept.flat(),
    timesMs: kept.flat().map((_, k) => k)
  });
};

describe("ranks by a setup", () => {
  const table = (rows: readonly (readonly number[])[]): RecommenderEstimator => ({
    id: "table",
    title: "Table",
    setting: "",
    fit: () => ({id: "table", catalogue: 5, session: () => ({click: (item) => Float64Array.from(rows[item])})})
  });
  const scores = table([
    [0, 1, 2, 3, 4],
    [5, 4, 3, 3, 3],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 1, 2, 3, 4]
  ]);
  const ranks = (setup: Partial<EvaluationSetup>, options: SetupOptions = {}) =>
    Array.from(runSetup(scores, prepareSetup(small, {...HONEST_SETUP, ...setup}, options)).ranks);

  it("are among all items, with ties as asked for", () => {
    expect(ranks({})).toEqual([5]); // item 4 after item 1 ties with 2 and 3, behind 0 and 1
    expect(ranks({ties: "optimistic"})).toEqual([3]);
    expect(ranks({ties: "mean"})).toEqual([4]);
  });

  it("are of the last click alone where the target is in the input", () =>
    expect(ranks({targetInInput: true})).toEqual([1])); // 4 after 1, 4

  it("are among as many random items as asked for, none of the sequence's own", () => {
    // the sequence has items 1 and 4; two of items 0, 2 and 3: item 0 is ahead of 4, 2 and 3 tie with it
    const seen = new Set(
      Array.from({length: 40}, (_, k) => ranks({negatives: 2, ties: "optimistic"}, {seed: k + 1})[0])
    );
    expect([...seen].sort()).toEqual([1, 2]);
    expect(ranks({negatives: 2})).toEqual([3]);
    expect(ranks({negatives: 99, ties: "optimistic"})).toEqual([2]); // all there are: 0, 2 and 3
  });
});

describe("the errors", () => {
  it("each change the honest setup, and name what they do and why that misleads", () => {
    for (const [id, error] of Object.entries(EVALUATION_ERRORS)) {
      expect(error.id).toBe(id);
      expect(withErrors(HONEST_SETUP, [id as EvaluationErrorId]), id).not.toEqual(HONEST_SETUP);
      for (const sentence of [error.does, error.why]) expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("add up in their order", () =>
    expect(withErrors(HONEST_SETUP, ["repeats-kept", "random-split", "windows", "windows-at-random"])).toEqual({
      ...HONEST_SETUP,
      repeats: "keep",
      windows: 4,
      split: "random-windows"
    }));

  it("let a chain look far better once windows are split at random", () => {
    // long random sessions without any structure: nothing can be learned, only remembered
    const noise: EvaluationLog = {
      sessions: sequencesOf(drawnSessions(11, {sessions: 120, catalogue: 4000})),
      catalogue: 4000,
      testDays: 1
    };
    const hr = (errors: EvaluationErrorId[]) =>
      scoreSetup(noise, withErrors(HONEST_SETUP, errors), [markovRecency()], {seeds: [1, 2, 3]})["markov-recency"].hr
        .value;
    expect(hr(["random-split", "windows"])).toBeLessThan(0.05);
    expect(hr(["windows-at-random"])).toBeGreaterThan(0.6);
  });
});

describe("scores of a setup", () => {
  const models = [popularity(), recency()];

  it("are means over seeds where something is drawn, and else of one run with a bootstrap", () => {
    const setup = {...HONEST_SETUP, split: "random-sequences"} as const;
    const each = [1, 2, 3].map((seed) => runSetup(popularity(), prepareSetup(many, setup, {seed})).ranks);
    const share = (ranks: Float64Array, k: number) => ranks.filter((rank) => rank <= k).length / ranks.length;
    const {popularity: found} = scoreSetup(many, setup, models, {seeds: [1, 2, 3], places: 3});
    expect(found.hr.value).toBeCloseTo(each.reduce((sum, ranks) => sum + share(ranks, 3), 0) / 3, 12);
    expect(found.hrFirst).toBeCloseTo(each.reduce((sum, ranks) => sum + share(ranks, 1), 0) / 3, 12);
    expect(found.ratio).toBeCloseTo(found.ndcg.value / found.hr.value, 12);
    expect(found.seeds).toBe(3);
    const shares = each.map((ranks) => share(ranks, 3)).sort();
    expect(found.hr.low).toBeCloseTo(shares[0] + 0.05 * (shares[1] - shares[0]), 12);

    const honest = scoreSetup(many, HONEST_SETUP, models, {seeds: [1, 2, 3], places: 3}).recency;
    expect(honest.seeds).toBe(1);
    expect(honest.hr.low).toBeLessThan(honest.hr.value);
    expect(honest.hr.high).toBeGreaterThan(honest.hr.value);
  });

  it("have a mean between the ends, also where all seeds give the same", () => {
    // more negatives are asked for than there are items: nothing is left to chance
    const seeds = Array.from({length: 30}, (_, k) => k + 1);
    const {hr, ndcg} = scoreSetup(many, {...HONEST_SETUP, negatives: 99}, models, {seeds, places: 3}).recency;
    for (const {value, low, high} of [hr, ndcg]) expect([low, high]).toEqual([value, value]);
  });

  it("have no ratio where nothing hits, and need a seed", () => {
    const never: RecommenderEstimator = {
      ...popularity(),
      fit: ({catalogue}) => ({id: "popularity", catalogue, session: () => ({click: () => new Float64Array(catalogue)})})
    };
    expect(scoreSetup(many, HONEST_SETUP, [never], {seeds: [1], places: 3}).popularity.ratio).toBeNull();
    expect(() => scoreSetup(many, HONEST_SETUP, models, {seeds: []})).toThrow("no seeds");
  });

  it("know what draws", () => {
    expect(drawsAtRandom(HONEST_SETUP)).toBe(false);
    expect(drawsAtRandom(HONEST_SETUP, {mostPredictions: 5})).toBe(true);
    expect(drawsAtRandom({...HONEST_SETUP, negatives: 99})).toBe(true);
    expect(drawsAtRandom({...HONEST_SETUP, split: "random-sequences"})).toBe(true);
  });

  it("span the middle 95 % of seeds", () => {
    // of 0 … 40, in any order: one in from either end
    const {low, high} = middleOf(Array.from({length: 41}, (_, k) => (k * 7) % 41));
    expect(low).toBeCloseTo(1, 12);
    expect(high).toBeCloseTo(39, 12);
    expect(middleOf([5])).toEqual({low: 5, high: 5});
  });
});

describe("a chain that goes by recency among equals", () => {
  it("orders items as counts and then last places do", () => {
    const few = {neighbours: 1, candidates: 1};
    const {"markov-chain": counts} = slowModels(few);
    for (let seed = 1; seed <= 5; seed++) {
      const train = drawnSessions(seed);
      const model = markovRecency().fit({sequences: sequencesOf(train), catalogue: 12});
      for (const {items} of drawnSessions(50 + seed, {sessions: 4})) {
        const session = model.session();
        items.forEach((item, k) => {
          const scores = session.click(item, 0);
          const so = items.slice(0, k + 1);
          const followed = counts(train, 12, so, 0);
          for (let a = 0; a < 12; a++)
            for (let b = 0; b < 12; b++) {
              const expected = followed[a] - followed[b] || so.lastIndexOf(a) - so.lastIndexOf(b);
              expect(Math.sign(scores[a] - scores[b]), `${a} and ${b} after ${so}`).toBe(Math.sign(expected));
            }
        });
      }
    }
  });
});
