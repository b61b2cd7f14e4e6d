import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {eachNextItem, gainOf, rankMetrics, rankNextItems, rankOf} from "../../src/lib/recommend/evaluateNextItem.js";
import {itemSequences, takeSessions} from "../../src/lib/recommend/itemSequences.js";
import type {Recommender} from "../../src/lib/recommend/recommender.js";

/** A model that scores items by a table: row of the last item. */
const byLast = (table: readonly (readonly number[])[]): Recommender => ({
  id: "table",
  catalogue: table.length,
  session: () => ({click: (item) => Float64Array.from(table[item])})
});

describe("the rank of an item", () => {
  it("is that of a sorted list, ties resolved as asked for", () => {
    const draws = random(5);
    for (let k = 0; k < 200; k++) {
      const scores = Float64Array.from({length: 1 + draws.below(12)}, () => draws.below(4) - 2);
      const item = draws.below(scores.length);
      // places, from 1, at which the item could stand in a list sorted by score
      const sorted = Array.from(scores).sort((a, b) => b - a);
      const first = sorted.indexOf(scores[item]) + 1;
      const last = sorted.lastIndexOf(scores[item]) + 1;
      expect(rankOf(scores, item)).toBe(last);
      expect(rankOf(scores, item, "optimistic")).toBe(first);
      expect(rankOf(scores, item, "mean")).toBe((first + last) / 2);
    }
  });

  it("is the last where all items are tied, and where the score is no number", () => {
    const tied = new Float64Array(7).fill(3);
    expect([rankOf(tied, 0), rankOf(tied, 6)]).toEqual([7, 7]);
    expect(rankOf(Float64Array.of(NaN, 1, 2), 0, "optimistic")).toBe(3);
    expect(rankOf(Float64Array.of(NaN, 1, 2), 1)).toBe(2);
    expect(rankOf(new Float64Array(1), 0)).toBe(1);
  });
});

describe("ranks of sessions", () => {
  const table = [
    [0, 3, 2, 1],
    [9, 0, 9, 1],
    [1, 2, 3, 4],
    [0, 0, 0, 0]
  ];
  const test = itemSequences({
    sessions: [1, 1, 1, 2, 3, 3],
    items: [0, 1, 2, 3, 3, 0],
    timesMs: [0, 1, 2, 3, 4, 5]
  });

  it("are of each click after the first, by the clicks before it", () => {
    const {ranks, sessions, places} = rankNextItems(byLast(table), test);
    expect(Array.from(ranks)).toEqual([1, 2, 4]); // 1 after 0; 2, tied with 0, after 1; 0 after 3, which ties all
    expect(Array.from(sessions)).toEqual([0, 0, 2]);
    expect(Array.from(places)).toEqual([1, 2, 1]);
    expect(Array.from(rankNextItems(byLast(table), test, "optimistic").ranks)).toEqual([1, 1, 1]);
    expect(Array.from(rankNextItems(byLast(table), test, "mean").ranks)).toEqual([1, 1.5, 2.5]);
  });

  it("put an item outside of the catalogue behind all, and go on without it", () => {
    const unknown = itemSequences({sessions: [1, 1, 1, 2, 2], items: [2, 7, 3, 8, 0], timesMs: [0, 1, 2, 3, 4]});
    // 7 is behind the four; 3 is ranked by item 2, the last known one; nothing is known before item 0
    expect(Array.from(rankNextItems(byLast(table), unknown).ranks)).toEqual([5, 1, 5]);
  });

  it("leave out sessions of no click", () => {
    const empty = takeSessions(test, [0, 1, 2], (click) => click > 2);
    expect(Array.from(empty.offsets)).toEqual([0, 0, 1, 3]);
    const {ranks, sessions} = rankNextItems(byLast(table), empty);
    expect(Array.from(ranks)).toEqual([4]);
    expect(Array.from(sessions)).toEqual([2]);
  });

  it("say which click is a session's last, and whose session it is", () => {
    const lasts: boolean[] = [];
    const users: (number | undefined)[] = [];
    const model: Recommender = {
      ...byLast(table),
      session(user) {
        users.push(user);
        return byLast(table).session();
      }
    };
    eachNextItem(model, {...test, users: Int32Array.of(70, 80, 90)}, (_, {last}) => lasts.push(last));
    expect(lasts).toEqual([false, true, true]);
    expect(users).toEqual([70, 90]);
  });
});

describe("means over ranks", () => {
  it("are those worked out by hand", () => {
    // ranks 1, 2, 5, 6 of the first five: gains 1, 1/log₂3, 1/log₂6, none
    const {hr, mrr, ndcg, precision, recall} = rankMetrics([1, 2, 5, 6], 5);
    expect(hr).toBe(0.75);
    expect(recall).toBe(0.75);
    expect(precision).toBeCloseTo(3 / 20, 12);
    expect(mrr).toBeCloseTo((1 + 0.5 + 0.2) / 4, 12);
    expect(ndcg).toBeCloseTo((1 + 0.63092975 + 0.38685281) / 4, 8);
  });

  it("count the rank k and not the one after it", () => {
    for (const k of [1, 5, 10, 20]) {
      expect(rankMetrics([k], k).hr).toBe(1);
      expect(rankMetrics([k + 1], k)).toEqual({hr: 0, mrr: 0, ndcg: 0, precision: 0, recall: 0});
    }
    expect(gainOf(2.5, 3, "mrr")).toBe(0.4);
  });

  it("refuse no ranks and no places", () => {
    expect(() => rankMetrics([], 20)).toThrow("no ranks");
    expect(() => rankMetrics([1], 0)).toThrow("the first 0 places");
    expect(() => rankMetrics([1], NaN)).toThrow("the first NaN places");
  });
});
