import {table} from "arquero";
import {expect, test} from "vitest";
import {columnsOf} from "../../src/components/columnsOf.js";
import {withShares} from "../../src/components/sessions/withShares.js";

test("each group has every class, rows of one pair add up, and a group without a session is left out", () => {
  const counts = table({
    group: [7, 2, 2, 7, 2, 5],
    later: [0, 1, 0, 1, 1, 0],
    sessions: [3, 2, 6, 1, 4, 0]
  });
  expect(withShares(counts, 3)).toEqual([
    {group: 2, k: 0, sessions: 6, share: 0.5, all: 12},
    {group: 2, k: 1, sessions: 6, share: 0.5, all: 12},
    {group: 2, k: 2, sessions: 0, share: 0, all: 12},
    {group: 7, k: 0, sessions: 3, share: 0.75, all: 4},
    {group: 7, k: 1, sessions: 1, share: 0.25, all: 4},
    {group: 7, k: 2, sessions: 0, share: 0, all: 4}
  ]);
  expect(withShares(table({group: [], later: [], sessions: []}), 2)).toEqual([]);
});

test("columns are as the table is filtered and sorted", () => {
  const sorted = table({a: [3, 1, 2], b: ["x", "y", null]})
    .filter("d => d.a > 1")
    .orderby("a");
  expect(columnsOf(sorted)).toEqual({a: [2, 3], b: [null, "x"]});
});
