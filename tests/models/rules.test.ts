import {describe, expect, test} from "vitest";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {OPTIONAL} from "../../src/lib/features/optionalGroups.js";
import {hybridEstimator} from "../../src/lib/models/stackedFamily.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {fitLogistic} from "../../src/lib/models/logisticRegression.js";
import {outOfFold} from "../../src/lib/models/crossValidation.js";
import {applyRules, ruleBook, RULES, type Rule} from "../../src/lib/models/rules.js";
import {rulesEstimator} from "../../src/lib/models/rulesEstimator.js";
import {stackColumns, SUREST, type StackedModel} from "../../src/lib/models/stacked.js";
import {SESSION_COLUMNS} from "../../src/lib/sources/onlineShoppers.js";
import {exampleRows} from "../onnx/rows.js";

test("every rule is of a column that some source has, and has an id of its own", () => {
  const known = [...FEATURES, ...OPTIONAL.flatMap(({features}) => features), ...SESSION_COLUMNS].map(({name}) => name);
  for (const {column} of RULES) expect(known).toContain(column);
  expect(new Set(RULES.map(({id}) => id)).size).toBe(RULES.length);
  expect(RULES.every(({points}) => points > 0)).toBe(true);
});

const rules: readonly Rule[] = [
  {id: "a", title: "a", column: "count", is: "≥", than: 3, points: 2},
  {id: "b", title: "b", column: "ratio", is: "≤", than: 0.1, points: 1},
  {id: "c", title: "c", column: "ratio", is: ">", than: 0.1, points: 5},
  {id: "d", title: "d", column: "gone", is: "≥", than: 0, points: 9}
];

describe("ruleBook", () => {
  test("keeps the rules that have their column and says which have not", () => {
    const book = ruleBook(["ratio", "count"], rules);
    expect(book.rules.map(({id}) => id)).toEqual(["a", "b", "c"]);
    expect(book.missing).toEqual(["d"]);
  });

  test("says what it wants where no rule has a column", () =>
    expect(() => ruleBook(["x", "y"], rules)).toThrow(
      "no rule has its column among x, y; choose another model; rules want one of count, ratio, ratio, gone"
    ));
});

test("a row gets the points of the rules it meets, bounds included or not, in 32 bits; a missing value meets none", () => {
  const columns = ["count", "ratio"];
  const x = Float64Array.of(3, 0.1, 2.9, 0.2, NaN, NaN, 4, 0.1 + 1e-12, 3, NaN);
  // 0.1 as a 32-bit real lies above 0.1, so that it is not at most 0.1
  expect(Array.from(applyRules({rules: rules.slice(0, 3)}, {rows: 5, columns, x}).x)).toEqual([7, 5, 0, 7, 2]);
  expect(() => applyRules({rules}, {rows: 5, columns, x})).toThrow(/no column gone among count, ratio/);
});

const train = exampleRows(500, 3);
const fresh = exampleRows(200, 4);

test("rules alone make more points a greater chance where points go with positives", async () => {
  const model = await rulesEstimator(rules.slice(0, 2)).fit(train, {seed: 1});
  const scores = applyRules({rules: rules.slice(0, 2)}, fresh).x;
  const probabilities = model.predict(fresh);
  const byScore = [0, 1, 2, 3].map(
    (score) => new Set(Array.from(probabilities).filter((_, row) => scores[row] === score))
  );
  expect(byScore.every((set) => set.size === 1)).toBe(true);
  const [none, , two] = byScore.map(([chance]) => chance);
  expect(two).toBeGreaterThan(none);
});

describe("hybridEstimator", () => {
  const base = boostingEstimator({trees: 20});

  test("weighs both on chances of rows that the model has not seen", async () => {
    const model = (await hybridEstimator({base, rules}).fit(train, {seed: 5})) as StackedModel;
    const unseen = await outOfFold(base, train, {seed: 5});
    const top = fitLogistic(
      {...train, ...stackColumns(unseen, applyRules({rules: model.book.rules}, train).x)},
      {l2: 1}
    );
    expect(model.top.toJSON()).toEqual(top.toJSON());
    const alone = await base.fit(train, {seed: 5});
    expect(model.predict(fresh)).toEqual(
      top.predict(stackColumns(alone.predict(fresh), applyRules({rules: model.book.rules}, fresh).x))
    );
    expect(model.book.missing).toEqual(["d"]);
  });

  test("does not run where no rule has a column", () =>
    expect(hybridEstimator({base, rules: rules.slice(3)}).fit(train, {seed: 1})).rejects.toThrow(
      /no rule has its column/
    ));
});

test("stackColumns takes a chance of 0 or 1 for a nearly sure one", () => {
  const {x} = stackColumns([0, 1, 0.5], [1, 2, 3]);
  const most = Math.log((1 - SUREST) / SUREST);
  expect(Array.from(x)).toEqual([expect.closeTo(-most, 10), 1, expect.closeTo(most, 10), 2, 0, 3]);
});
