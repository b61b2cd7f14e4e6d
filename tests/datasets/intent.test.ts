import {expect, test} from "vitest";
import {intentFolds, intentShop, INTENT_TARGET} from "../../loaders/pages/intent.js";
import {readCards} from "../../loaders/training/train.js";
import {columnsByName} from "../../src/lib/datasets/columnsByName.js";
import {splitSessions, shoppersMatrix, shoppersDataset, trainingMask} from "../../src/lib/datasets/shoppersDataset.js";
import {datasetFromCsv} from "../../src/lib/datasets/datasetCsv.js";
import {datasetHash} from "../../src/lib/datasets/datasetHash.js";
import {readOnlineShoppers} from "../../src/lib/sources/readOnlineShoppers.js";
import {SHOPPERS_HEADER} from "../../src/lib/sources/onlineShoppers.js";

const MONTHS = ["Feb", "Mar", "May", "June", "Oct", "Nov", "Dec"];
const text = `${SHOPPERS_HEADER}\n${Array.from({length: 70}, (_, i) => `${i % 4},${i}.5,0,0,${i},${10 * i},0,0.02,${i % 3},0,${MONTHS[i % 7]},${1 + (i % 3)},2,${1 + (i % 9)},2,${i % 2 ? "New_Visitor" : "Returning_Visitor"},${i % 5 ? "FALSE" : "TRUE"},${i % 6 ? "FALSE" : "TRUE"}`).join("\n")}\n`;
const {sessions} = readOnlineShoppers(text, "made here");

test("columns come by name, codes as one of their values, in the order that is wanted", () => {
  const columns: Record<string, number[]> = {a: [1, 2, 3], code: [4, 5, 4], "odd=name": [7, 8, 9]};
  const {x, rows} = columnsByName(["code=4", "odd=name", "a", "code=9"], 3, (name) => columns[name]);
  expect(rows).toBe(3);
  expect([...x]).toEqual([1, 7, 1, 0, 0, 8, 2, 0, 1, 9, 3, 0]);
  expect(() => columnsByName(["a", "b"], 3, (name) => columns[name])).toThrow(/wants a column b.*; choose other rows/);
  expect(() => columnsByName(["b=1"], 3, (name) => columns[name])).toThrow(/wants a column b=1/);
});

test("sessions with the columns that a task names are that task's rows", () => {
  for (const split of [
    {by: "months"},
    {by: "fold", foldOf: Array.from({length: 70}, (_, i) => i % 5), fold: 2}
  ] as const) {
    const trains = trainingMask(sessions, split);
    const task = shoppersDataset(sessions, split, {leftOut: [], logarithms: false});
    const {columns} = task.train;
    const named = columnsByName(columns, sessions.rows, (name) => sessions.columns[name] as Float64Array | undefined);
    expect(datasetHash(splitSessions(sessions, named, trains))).toBe(datasetHash(task));
    // no column of a code that training does not have
    expect(
      shoppersMatrix(sessions, {leftOut: split.by === "months" ? ["month"] : [], logarithms: false, fitOn: trains})
        .columns
    ).toEqual(columns);
    expect(columns.some((name) => name.startsWith("month="))).toBe(split.by === "fold");
    expect(task.test.rows).toBe(split.by === "fold" ? 14 : 20);
  }
  expect(() => trainingMask(sessions, {by: "fold", foldOf: [0, 1], fold: 0})).toThrow(/folds of 2 rows for 70/);
});

test("the folds are a digit for each session of the published file", () => {
  const folds = intentFolds();
  expect(folds).toMatch(/^[0-4]{12330}$/);
  for (const fold of "01234") expect(folds.split(fold).length - 1).toBe(12330 / 5);
});

test("the generated shop's rows are those that the site's models were trained and tested on", async () => {
  const task = datasetFromCsv(await intentShop(), INTENT_TARGET);
  const card = readCards().find(({name}) => name === `shop-${INTENT_TARGET}-boosting`)!;
  expect(datasetHash(task)).toBe(card.data.sha256);
  expect(task.train.columns).toEqual(card.columns);
});
