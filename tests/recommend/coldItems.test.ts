import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {COLD_ITEMS_OPTIONS, coldItemHybrid} from "../../src/lib/recommend/coldItems.js";
import {itemSimilarity} from "../../src/lib/recommend/itemAttributes.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import {markovChain, sequentialRules} from "../../src/lib/recommend/itemPairs.js";
import {clicksByItem} from "../../src/lib/recommend/recommender.js";
import {itemRecommenders} from "../../src/lib/recommend/recommenders.js";
import {drawnSessions, sequencesOf} from "./drawnSequences.js";

// items 0 to 11 in sessions, 12 to 16 new
const CATALOGUE = 17;
const sequences = sequencesOf(drawnSessions(1));
const draws = random(12);
const attributes = {
  kinds: [
    {name: "category", values: Array.from({length: CATALOGUE}, () => draws.below(3))},
    {name: "colour", values: Array.from({length: CATALOGUE}, () => draws.below(5) - 1)}
  ],
  amounts: [{name: "price", values: Array.from({length: CATALOGUE}, (_, i) => (i === 3 ? NaN : draws.below(20)))}]
};

describe("how alike items are", () => {
  it("is the mean over what is known of both, by hand", () => {
    const alike = itemSimilarity({
      kinds: [
        {name: "category", values: [1, 1, 2, -1]},
        {name: "colour", values: [4, 5, 4, -1]}
      ],
      // three different prices: places 0, 1/2 and 1
      amounts: [{name: "price", values: [500, 100, 900, 500]}]
    });
    expect(alike(0, 1)).toBeCloseTo((1 + 0 + 0.5) / 3, 12);
    expect(alike(0, 2)).toBeCloseTo((0 + 1 + 0.5) / 3, 12);
    expect(alike(1, 2)).toBeCloseTo(0, 12);
    // only prices are known of both, and they are equal
    expect(alike(0, 3)).toBe(1);
    expect(itemSimilarity({kinds: [], amounts: []})(0, 1)).toBeNull();
  });
});

describe("the hybrid for new items", () => {
  const train = {sequences, catalogue: CATALOGUE, attributes};

  it("gives items of training the scores of the model of sessions, and new ones the mean of their likes", () => {
    const alike = itemSimilarity(attributes);
    const clicks = clicksByItem(train);
    const session = coldItemHybrid(markovChain(), {neighbours: 3}).fit(train).session();
    const plain = markovChain().fit(train).session();
    let positive = 0;
    for (const item of [2, 5, 7]) {
      const scores = session.click(item, 0);
      const own = plain.click(item, 0);
      for (let x = 0; x < CATALOGUE; x++) {
        if (clicks[x] > 0) {
          expect(scores[x]).toBe(own[x]);
          continue;
        }
        const near = Array.from({length: CATALOGUE}, (_, y) => y)
          .filter((y) => clicks[y] > 0 && (alike(x, y) ?? 0) > 0)
          .sort((a, b) => alike(x, b)! - alike(x, a)! || clicks[b] - clicks[a] || a - b)
          .slice(0, 3);
        const total = near.reduce((sum, y) => sum + alike(x, y)!, 0);
        const mean = near.reduce((sum, y) => sum + alike(x, y)! * own[y], 0) / total;
        expect(scores[x]).toBeCloseTo(mean, 12);
        if (mean > 0) positive++;
      }
    }
    expect(positive).toBeGreaterThan(2);
  });

  it("falls back on the model of sessions for an item of which nothing is known", () => {
    const unknown = {
      kinds: [{name: "category", values: Array.from({length: CATALOGUE}, (_, i) => (i === 14 ? -1 : 1))}],
      amounts: []
    };
    const scores = coldItemHybrid()
      .fit({...train, attributes: unknown})
      .session()
      .click(2, 0);
    expect(scores[14]).toBe(sequentialRules().fit(train).session().click(2, 0)[14]);
    expect(scores[13]).toBeGreaterThan(0);
  });

  it("says when the log has no attributes", () => {
    expect(itemRecommenders()[0].setting).toContain(`the ${COLD_ITEMS_OPTIONS.neighbours} items most like it`);
    for (const estimator of itemRecommenders())
      expect(() => estimator.fit({sequences, catalogue: CATALOGUE})).toThrow("the log says nothing of its items");
  });

  it("is the model of sessions where no item is new", () => {
    const two = itemSequences({sessions: [1, 1], items: [0, 1], timesMs: [0, 1]});
    const fitted = coldItemHybrid(markovChain()).fit({sequences: two, catalogue: 2, attributes});
    expect(fitted.session().click(0, 2)).toEqual(Float64Array.of(0, 1));
  });
});
