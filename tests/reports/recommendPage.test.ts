import {expect, test} from "vitest";
import type {ClickLog} from "../../src/lib/recommend/clickLog.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import {hitsAt, journeys, recommendLog} from "../../src/lib/reports/recommendPage.js";

/** Items 0 and 1 are of the first category, 2 of the second, 3 of none. */
const log: ClickLog = {
  sequences: itemSequences({
    sessions: [1, 1, 1, 2, 2, 3],
    items: [0, 1, 2, 0, 0, 3],
    timesMs: [1, 2, 3, 4, 5, 6]
  }),
  itemIds: Int32Array.of(10, 11, 12, 13),
  names: ["a", "b", "c", "d"],
  category: Int32Array.of(0, 0, 1, -1),
  categories: ["Books", "Toys"],
  outcomes: Uint8Array.of(2, 0, 1)
};

test("journeys go through categories, each counted once for clicks in a row, to how a session ends", () => {
  const found = journeys(log);
  expect(found.categories).toEqual(["Books", "Toys", "other"]);
  expect(found.sessions).toBe(3);
  expect(found.links).toEqual([
    {stage: 0, from: 0, to: 1, outcome: 2, sessions: 1},
    {stage: 0, from: 0, to: null, outcome: 0, sessions: 1},
    {stage: 0, from: 2, to: null, outcome: 1, sessions: 1},
    {stage: 1, from: 1, to: null, outcome: 2, sessions: 1}
  ]);
});

test("a move among categories that are called other is one", () => {
  const many = Array.from({length: 8}, (_, k) => k);
  const {links, categories} = journeys({
    ...log,
    sequences: itemSequences({
      sessions: [1, 1, ...many.flatMap((k) => [9 + k, 9 + k])],
      items: [6, 7, ...many.slice(0, 5).flatMap((k) => [k, k]), 0, 0, 0, 0, 0, 0],
      timesMs: Array.from({length: 18}, (_, i) => i)
    }),
    category: Int32Array.from(many),
    categories: many.map((k) => `category ${k}`),
    outcomes: new Uint8Array(9)
  });
  expect(categories.at(-1)).toBe("other");
  expect(links.filter(({from}) => from === 5)).toEqual([
    {stage: 0, from: 5, to: 5, outcome: 0, sessions: 1},
    {stage: 1, from: 5, to: null, outcome: 0, sessions: 1}
  ]);
});

test("a log is summed up by its items, visits and lengths", () => {
  const {sequences: train} = log;
  const summed = recommendLog(log, {train, test: train, days: 0}, false);
  expect(summed.catalogue).toMatchObject({ids: [10, 11, 12, 13], clicks: [3, 1, 1, 1]});
  expect(summed.lengths.slice(0, 4)).toEqual([1, 1, 1, 0]);
  expect(summed.train).toEqual({sessions: 3, clicks: 6});
  expect(summed.map.items).toEqual([0, 1, 2, 3]);
});

test("hits at k are a share with an interval over sessions", () => {
  const ranks = Float64Array.of(1, 6, 5, 9);
  const hits = hitsAt({ranks, sessions: Int32Array.of(0, 0, 1, 1), places: Int32Array.of(1, 2, 1, 2)}, 5);
  expect(hits).toMatchObject({value: 0.5, n: 4});
  expect(hits.low).toBeLessThan(0.5);
});
