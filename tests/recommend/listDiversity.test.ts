import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {evaluateRecommender, ranksOf} from "../../src/lib/recommend/evaluateRecommender.js";
import {gainOf} from "../../src/lib/recommend/evaluateNextItem.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import {listDiversity} from "../../src/lib/recommend/listDiversity.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {sampleSessions} from "../../src/lib/recommend/sampleSessions.js";
import {shareOfCeiling} from "../../src/lib/recommend/shareOfCeiling.js";
import {drawnSessions, sequencesOf} from "./drawnSequences.js";

const CATALOGUE = 12;
const train = {sequences: sequencesOf(drawnSessions(1)), catalogue: CATALOGUE};
const test = sequencesOf(drawnSessions(2, {sessions: 25}));

describe("diversity of lists", () => {
  // items 0 to 2 of category 0, 3 and 4 of category 1, 5 without; the session goes 0, 3, 0
  const sessions = itemSequences({sessions: [4, 4, 4], items: [0, 3, 0], timesMs: [0, 1, 2]});
  const category = [0, 0, 0, 1, 1, -1];
  const evaluation = {
    places: 3,
    lists: Int32Array.of(1, 3, 5, 4, -1, -1),
    targets: Int32Array.of(3, 0),
    sessions: Int32Array.of(0, 0),
    positions: Int32Array.of(1, 2)
  };

  it("is what can be counted by hand", () => {
    // the first list has items 1 and 3 of known categories, which differ; the second has one item, and no pair
    expect(listDiversity(evaluation, sessions, category)).toEqual({
      intraListDiversity: 1,
      // item 1 after item 0 is of a category seen, item 3 is not, item 4 after 0 and 3 is
      categoryTunnel: 2 / 3,
      // item 3 after item 0 is not, item 0 after 0 and 3 is
      targetTunnel: 1 / 2
    });
  });

  it("is null without categories, and refuses other sessions", () => {
    expect(listDiversity(evaluation, sessions, new Array<number>(6).fill(-1))).toEqual({
      intraListDiversity: null,
      categoryTunnel: null,
      targetTunnel: null
    });
    expect(() => listDiversity({...evaluation, positions: Int32Array.of(1, 3)}, sessions, category)).toThrow(
      "prediction 1 is of click 3"
    );
  });

  it("equals its slow definition, pair by pair, for every model", () => {
    const draws = random(6);
    const kinds = Array.from({length: CATALOGUE}, () => draws.below(4) - 1);
    for (const estimator of countingRecommenders()) {
      const found = evaluateRecommender(estimator.fit(train), test, {places: 5});
      const diverse: number[] = [];
      const tunnel: number[] = [];
      const wanted: number[] = [];
      found.targets.forEach((target, row) => {
        const list = Array.from(found.lists.subarray(5 * row, 5 * row + 5)).filter((i) => i >= 0 && kinds[i] >= 0);
        const start = test.offsets[found.sessions[row]];
        const before = Array.from(test.items.subarray(start, start + found.positions[row]), (i) => kinds[i]);
        list.forEach((i) => tunnel.push(before.includes(kinds[i]) ? 1 : 0));
        if (kinds[target] >= 0) wanted.push(before.includes(kinds[target]) ? 1 : 0);
        const pairs = list.flatMap((a, j) => list.slice(j + 1).map((b) => (kinds[a] === kinds[b] ? 0 : 1) as number));
        if (pairs.length > 0) diverse.push(pairs.reduce((a, b) => a + b, 0) / pairs.length);
      });
      const mean = (all: number[]) => (all.length === 0 ? null : all.reduce((a, b) => a + b, 0) / all.length);
      const {intraListDiversity, categoryTunnel, targetTunnel} = listDiversity(found, test, kinds);
      expect(intraListDiversity, estimator.id).toBeCloseTo(mean(diverse)!, 12);
      expect(categoryTunnel).toBeCloseTo(mean(tunnel)!, 12);
      expect(targetTunnel).toBeCloseTo(mean(wanted)!, 12);
    }
  });
});

describe("the share of what can be known", () => {
  const gains = (estimator: (typeof models)[number]) => {
    const found = evaluateRecommender(estimator.fit(train), test);
    return {sessions: found.sessions, hits: Array.from(ranksOf(found), (rank) => gainOf(rank, 3, "hr"))};
  };
  const models = countingRecommenders();
  const popular = gains(models[0]);
  const chain = gains(models.find(({id}) => id === "markov-chain") ?? models[5]);
  const perfect = popular.hits.map(() => 1);
  const bounds = {baseline: popular.hits, ceiling: perfect};

  it("is 0 for the baseline and 1 for the ceiling, without a width", () => {
    const zero = shareOfCeiling(popular.hits, bounds, popular.sessions, {draws: 50});
    expect([zero.value, zero.low, zero.high]).toEqual([0, 0, 0]);
    const one = shareOfCeiling(perfect, bounds, popular.sessions, {draws: 50});
    expect([one.value, one.low, one.high]).toEqual([1, 1, 1]);
  });

  it("is the quotient of differences of means", () => {
    const mean = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / all.length;
    const {value, low, high} = shareOfCeiling(chain.hits, bounds, chain.sessions, {draws: 200});
    const [own, base] = [mean(chain.hits), mean(popular.hits)];
    expect(value).toBeCloseTo((own - base) / (1 - base), 12);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  });

  it("refuses a ceiling that is none, and columns that do not pair", () => {
    expect(() => shareOfCeiling([1, 1], {baseline: [1, 1], ceiling: [1, 0]}, [1, 2])).toThrow("no more than the");
    expect(() => shareOfCeiling([1], {baseline: [1, 1], ceiling: [1]}, [1])).toThrow("2 values for 1 predictions");
  });
});

describe("a sample of sessions", () => {
  it("has whole sessions, as many as it takes, and another one with another seed", () => {
    const whole = sequencesOf(drawnSessions(5, {sessions: 60}));
    const one = sampleSessions(whole, 30, 1);
    const predictions = one.items.length - (one.offsets.length - 1);
    const last = Math.max(...Array.from(one.offsets.subarray(1), (end, s) => end - one.offsets[s]));
    expect(predictions).toBeGreaterThanOrEqual(30);
    expect(predictions).toBeLessThan(30 + last);
    const texts = (of: typeof whole) =>
      Array.from(of.offsets.subarray(1), (end, s) => of.items.subarray(of.offsets[s], end).join(" "));
    const all = texts(whole);
    let from = 0;
    for (const text of texts(one)) {
      from = all.indexOf(text, from) + 1;
      expect(from).toBeGreaterThan(0);
    }
    expect(texts(sampleSessions(whole, 30, 2))).not.toEqual(texts(one));
  });
});
