import {expect, test} from "vitest";
import {explainItem, reasonLines} from "../../loaders/recommend/printReasons.js";
import {sequentialRules} from "../../src/lib/recommend/itemPairs.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";

const sequences = itemSequences({
  sessions: [1, 1, 1, 2, 2],
  items: [0, 1, 2, 0, 2],
  timesMs: [0, 1, 2, 3, 4]
});
const model = sequentialRules().fit({sequences, catalogue: 4});
const nameOf = (item: number) => `item ${item}`;

test("the parts of a score are printed, the largest first", () => {
  expect(reasonLines(explainItem(model, [1, 0], 2, 9), nameOf)).toEqual([
    "sequential-rules: place 1, score 1.5",
    "         1  it came right after item 0 once",
    "       0.5  it came 2 clicks after item 0 once"
  ]);
});

test("so is that there are none", () => {
  expect(reasonLines(explainItem(model, [0], 3, 9), nameOf)).toEqual([
    "sequential-rules: place 4, score 0",
    "  nothing that the model counts speaks for it"
  ]);
  const {session} = model;
  const silent = {id: "network", session: () => ({click: session().click})};
  expect(reasonLines(explainItem(silent, [0], 1, 9), nameOf)[1]).toContain("no sum of counts");
});
