import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {rankNextItems} from "../../src/lib/recommend/evaluateNextItem.js";
import {evaluateRecommender, ranksOf} from "../../src/lib/recommend/evaluateRecommender.js";
import {evaluationSlices} from "../../src/lib/recommend/evaluationSlices.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import {giniCoefficient, listMetrics} from "../../src/lib/recommend/listMetrics.js";
import type {Recommender} from "../../src/lib/recommend/recommender.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {differenceOverSessions, meanOverSessions} from "../../src/lib/recommend/sessionBootstrap.js";
import {drawnSessions, sequencesOf} from "./drawnSequences.js";

const CATALOGUE = 12;
const train = {sequences: sequencesOf(drawnSessions(1)), catalogue: CATALOGUE};
const test = sequencesOf(drawnSessions(2, {sessions: 25}));

describe("an evaluation", () => {
  it("has the ranks that ranking alone gives, under each policy of ties", () => {
    for (const estimator of countingRecommenders()) {
      const model = estimator.fit(train);
      const found = evaluateRecommender(model, test, {places: 4});
      for (const ties of ["conservative", "optimistic", "mean"] as const) {
        const {ranks, sessions, places} = rankNextItems(model, test, ties);
        expect(ranksOf(found, ties), `${estimator.id}, ${ties}`).toEqual(ranks);
        expect(found.sessions).toEqual(sessions);
        expect(found.positions).toEqual(places);
      }
    }
  });

  it("lists an item exactly where its conservative rank is within the list, the likeliest first", () => {
    const draws = random(9);
    const rows = Array.from({length: 60}, () => Float64Array.from({length: 9}, () => draws.below(5)));
    rows.push(new Float64Array(9).fill(2), Float64Array.of(1, NaN, 3, NaN, 2, NaN, 0, 0, 0));
    let at = 0;
    const model: Recommender = {id: "drawn", catalogue: 9, session: () => ({click: () => rows[at++]})};
    const twoClicks = itemSequences({
      sessions: rows.flatMap((_, k) => [k, k]),
      items: rows.flatMap(() => [0, 1]),
      timesMs: rows.flatMap(() => [0, 1])
    });
    for (const places of [1, 3, 9, 12]) {
      at = 0;
      const {lists} = evaluateRecommender(model, twoClicks, {places});
      rows.forEach((scores, k) => {
        const list = Array.from(lists.subarray(k * places, (k + 1) * places)).filter((item) => item >= 0);
        const within = Array.from(scores.keys())
          .filter((item) => Array.from(scores).filter((score) => score >= scores[item]).length <= places)
          .filter((item) => !Number.isNaN(scores[item]))
          .sort((a, b) => scores[b] - scores[a] || a - b);
        expect(list, `${places} of ${scores}`).toEqual(within);
      });
    }
  });

  it("puts targets outside of the catalogue, and those without a score, behind", () => {
    const model: Recommender = {id: "x", catalogue: 3, session: () => ({click: () => Float64Array.of(NaN, 5, 5)})};
    const sessions = itemSequences({
      sessions: [1, 1, 2, 2, 3, 3],
      items: [0, 3, 0, 0, 7, 1],
      timesMs: [0, 1, 2, 3, 4, 5]
    });
    const found = evaluateRecommender(model, sessions);
    expect(Array.from(ranksOf(found))).toEqual([4, 3, 4]);
    expect(Array.from(ranksOf(found, "optimistic"))).toEqual([4, 3, 4]);
  });

  it("can look at the last click of each session alone", () => {
    const model = countingRecommenders()[5].fit(train);
    const whole = evaluateRecommender(model, test);
    const last = evaluateRecommender(model, test, {lastOnly: true});
    const lastRows = Array.from(whole.sessions.keys()).filter((row) => whole.sessions[row + 1] !== whole.sessions[row]);
    expect(Array.from(ranksOf(last))).toEqual(lastRows.map((row) => ranksOf(whole)[row]));
    expect(Array.from(last.targets)).toEqual(lastRows.map((row) => whole.targets[row]));
  });
});

describe("what lists are like", () => {
  // places 2, catalogue 4: lists (0, 1), (0) and (0, 2), targets 0, 3 and 1
  const lists = {catalogue: 4, places: 2, lists: Int32Array.of(0, 1, 0, -1, 0, 2), targets: Int32Array.of(0, 3, 1)};

  it("is what can be counted by hand", () => {
    const {coverage, gini, novelty, popularityBias, length} = listMetrics(lists, [7, 3, 1, 1]);
    expect(coverage).toBe(0.75);
    // times listed 0, 1, 1, 3: all differences of pairs |x − y| sum to 18 over 4² pairs, mean 5/4
    expect(gini).toBeCloseTo(18 / 16 / (2 * 1.25), 12);
    // shares (7 + 1)/16 thrice, 4/16 and 2/16 once: 1, 1, 1, 2 and 3 bits
    expect(novelty).toBeCloseTo(8 / 5, 12);
    expect(popularityBias).toBeCloseTo((7 + 7 + 7 + 3 + 1) / 5 / ((7 + 1 + 3) / 3), 12);
    expect(length).toBeCloseTo(5 / 3, 12);
  });

  it("is null where nothing is listed or wanted, and is refused without predictions", () => {
    const none = {...lists, lists: new Int32Array(6).fill(-1)};
    expect(listMetrics(none, [7, 3, 1, 1])).toEqual({
      coverage: 0,
      gini: null,
      novelty: null,
      popularityBias: null,
      length: 0
    });
    expect(listMetrics({...lists, targets: Int32Array.of(2, 2, 9)}, [7, 3, 0, 1]).popularityBias).toBeNull();
    expect(() => listMetrics({...lists, targets: new Int32Array(0)}, [7, 3, 1, 1])).toThrow("no predictions");
  });

  it("has a Gini coefficient of half the mean difference over the mean", () => {
    const draws = random(4);
    for (let k = 0; k < 20; k++) {
      const amounts = Array.from({length: 1 + draws.below(8)}, () => draws.below(6));
      const sum = amounts.reduce((a, b) => a + b, 0);
      if (sum === 0) continue;
      const n = amounts.length;
      const differences = amounts.flatMap((a) => amounts.map((b) => Math.abs(a - b))).reduce((a, b) => a + b, 0);
      expect(giniCoefficient(amounts)).toBeCloseTo(differences / (2 * n * sum), 12);
    }
    expect(() => giniCoefficient([0, 0])).toThrow("all amounts are 0");
  });
});

describe("slices", () => {
  const sequences = itemSequences({
    sessions: [1, 1, 1, 2, 2, ...Array.from({length: 12}, () => 3)],
    items: [0, 1, 9, 0, 2, ...Array.from({length: 12}, (_, k) => k % 2)],
    timesMs: Array.from({length: 17}, (_, k) => k),
    users: [5, 5, 5, 6, 6, ...Array.from({length: 12}, () => 7)]
  });
  const learned = {
    sequences: itemSequences({
      sessions: [1, 1, 1, 1, 2],
      items: [0, 1, 0, 2, 2],
      timesMs: [0, 1, 2, 3, 4],
      users: [5, 5, 5, 5, 8]
    }),
    catalogue: 10
  };
  const evaluation = evaluateRecommender(countingRecommenders()[5].fit(learned), sequences, {places: 2});
  const slices = evaluationSlices(evaluation, sequences, learned);
  const counts = (by: string) =>
    Object.fromEntries(slices.filter((slice) => slice.by === by).map(({name, n}) => [name, n]));

  it("share out the predictions, each to one slice of a kind", () => {
    expect(counts("session length")).toEqual({"2": 1, "3 to 5": 2, "6 to 10": 0, "more than 10": 11});
    expect(counts("position")).toEqual({"1": 3, "2": 2, "3 to 5": 3, "6 to 10": 5, "more than 10": 1});
    // of items 0, 1 and 2, the most clicked fifth is item 0 (by number before 2); item 9 is new
    expect(counts("popularity of the item")).toEqual({popular: 5, others: 8, new: 1});
    expect(counts("visitor")).toEqual({known: 2, new: 12});
  });

  it("have the metrics of their predictions alone, null without any, and say what models fall back on", () => {
    const of = (by: string, name: string) => slices.find((slice) => slice.by === by && slice.name === name)!;
    expect(of("popularity of the item", "new").metrics!.hr).toBe(0);
    expect(of("popularity of the item", "new").fallback).toContain("no session of training has it");
    // after item 0 the chain has 1 and 2, each once: item 1 is second with ties counted against it
    expect(of("session length", "3 to 5").metrics!.hr).toBe(0.5);
    expect(of("session length", "3 to 5").metrics!.mrr).toBe(0.25);
    expect(of("session length", "6 to 10").metrics).toBeNull();
    expect(of("position", "1").fallback).toContain("one click is known");
    expect(of("position", "2").fallback).toBeNull();
  });

  it("leave visitors out where they are unknown", () => {
    const {users, ...nameless} = sequences;
    expect(users).toHaveLength(3);
    expect(evaluationSlices(evaluation, nameless, learned).some(({by}) => by === "visitor")).toBe(false);
  });
});

describe("the bootstrap over sessions", () => {
  it("draws the predictions of a session together", () => {
    // 30 sessions of 10 equal predictions each: the standard error is that of 30 values, not of 300
    const draws = random(3);
    const bySession = Array.from({length: 30}, () => draws.below(2));
    const gains = bySession.flatMap((gain) => new Array<number>(10).fill(gain));
    const sessions = bySession.flatMap((_, k) => new Array<number>(10).fill(k));
    const {value, low, high, standardError} = meanOverSessions(gains, sessions, {draws: 4000});
    const share = bySession.reduce((a, b) => a + b, 0) / 30;
    expect(value).toBeCloseTo(share, 12);
    expect(standardError / Math.sqrt((share * (1 - share)) / 30)).toBeCloseTo(1, 1);
    expect(low).toBeLessThan(share);
    expect(high).toBeGreaterThan(share);
  });

  it("weighs sessions by their predictions", () => {
    expect(meanOverSessions([1, 1, 1, 0], [4, 4, 4, 9]).value).toBe(0.75);
  });

  it("pairs: what two models share does not widen the difference", () => {
    const draws = random(8);
    const second = Array.from({length: 400}, () => draws.below(2));
    const first = second.map((gain, k) => gain + (k % 4 === 0 ? 1 : 0));
    const sessions = second.map((_, k) => Math.floor(k / 4));
    // each session adds exactly a quarter
    expect(differenceOverSessions(first, second, sessions)).toEqual({
      value: 0.25,
      low: 0.25,
      high: 0.25,
      standardError: 0
    });
    expect(differenceOverSessions(second, first, sessions).value).toBe(-0.25);
  });

  it("refuses columns that do not pair", () => {
    expect(() => meanOverSessions([], [])).toThrow("0 gains for 0 predictions");
    expect(() => meanOverSessions([1], [1, 2])).toThrow("1 gains for 2 predictions");
    expect(() => differenceOverSessions([1], [1, 2], [1])).toThrow("1 predictions of one model, 2 of the other");
  });
});
