import {beforeAll, describe, expect, test} from "vitest";
import {ceilingScores} from "../../loaders/sparsity/ceilingScores.js";
import {readExamples, trains, withShopLog, type ShopExamples} from "../../loaders/sparsity/shopExamples.js";
import {
  knownOnly,
  qualityOf,
  testRows,
  thinned,
  trainingRows,
  trainingUsers
} from "../../loaders/sparsity/trainAndTest.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {countTargets} from "../../src/lib/targets/countTargets.js";
import {targetById} from "../../src/lib/targets/target.js";

const TARGETS = ["item-3-sessions", "category-3-sessions", "purchase-this-session"];
const shop = shopOptions("tiny", {users: 1500, seed: 3, returnProbability: [0.6, 0.7, 0.7]});

let whole: Readonly<Record<string, ShopExamples>>;
let thin: Readonly<Record<string, ShopExamples>>;
let counted: Readonly<Record<string, {examples: number; positives: number; censored: number}>>;
beforeAll(async () => {
  await withShopLog(shop, async (engine) => {
    whole = await readExamples(engine, {targets: TARGETS});
    thin = await readExamples(engine, {targets: TARGETS, oneIn: 5});
    const targets = await countTargets(engine, TARGETS.map(targetById), {until: "log"});
    counted = Object.fromEntries(
      targets.map(({target: {id}, parts}) => [
        id,
        {
          examples: parts.reduce((sum, part) => sum + part.examples, 0),
          // the study looks at all of the log, and so at censored examples too
          positives: parts.reduce((sum, part) => sum + part.positivesWithCensored, 0),
          censored: parts.reduce((sum, part) => sum + part.censored, 0)
        }
      ])
    );
  });
});

const own = (read: typeof whole, id: string) => Object.values(read).find(({labels}) => id in labels)!;
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe("examples of a shop", () => {
  test.each(TARGETS)("are those that `countTargets` counts: %s", (id) => {
    const {user, labels, censored} = own(whole, id);
    expect({examples: user.length, positives: sum(labels[id]), censored: sum(censored[id])}).toEqual(counted[id]);
  });

  test.each(TARGETS)("thinned, keep every positive and stand for about as many: %s", (id) => {
    const {labels, standsFor} = own(thin, id);
    expect(sum(labels[id])).toBe(counted[id].positives);
    expect(Math.abs(sum(standsFor) / counted[id].examples - 1)).toBeLessThan(0.05);
    for (const [row, y] of labels[id].entries()) if (y === 1) expect(standsFor[row]).toBe(1);
  });

  test("of a session have no item's features where they have no item", () => {
    const {matrix, item} = own(whole, "purchase-this-session");
    expect(sum(item)).toBe(0);
    const at = matrix.columns.indexOf("item_view_count_30d");
    expect(at).toBeGreaterThanOrEqual(0);
    for (let row = 0; row < matrix.rows; row++) expect(matrix.x[row * matrix.columns.length + at]).toBe(0);
  });
});

test("without the rows that the end of the log leaves open, the others keep their scores and weights", () => {
  const target = "item-3-sessions";
  const examples = own(thin, target);
  const all = testRows(examples, target);
  const {known, scores} = knownOnly(examples, target, all, all.rows);
  const open = Array.from(all.rows).filter((row) => examples.censored[target][row] === 1);
  expect(open.length).toBeGreaterThan(0);
  expect(Array.from(known.rows)).toEqual(Array.from(all.rows).filter((row) => !open.includes(row)));
  expect(Array.from(scores)).toEqual(Array.from(known.rows));
  expect(known.positives).toBe(sum(known.y));
  const bought = Array.from(all.rows).filter((row) => examples.labels[target][row] === 1);
  expect(known.positives).toBe(bought.filter((row) => !open.includes(row)).length);
  expect(known.positives).toBeLessThan(all.positives);
  expect(all.examples - known.examples).toBe(sum(open.map((row) => examples.standsFor[row])));
});

describe("training and test", () => {
  const id = "category-3-sessions";
  test("share no user, and together have every example", () => {
    const examples = own(whole, id);
    const train = trainingUsers(examples, id, Infinity);
    const tested = testRows(examples, id);
    expect(train.rows.length + tested.rows.length).toBe(examples.user.length);
    for (const row of train.rows) expect(trains(examples.user[row])).toBe(true);
    for (const row of tested.rows) expect(trains(examples.user[row])).toBe(false);
  });

  test("so many positives come with whole users, in the order of their numbers", () => {
    const examples = own(whole, id);
    const some = trainingRows(examples, id, 9);
    expect(some.positives).toBeGreaterThanOrEqual(9);
    const last = Math.max(...Array.from(some.rows, (row) => examples.user[row]));
    expect(some.rows).toEqual(trainingUsers(examples, id, last).rows);
    // without the last user there are too few
    expect(trainingUsers(examples, id, last - 1).positives).toBeLessThan(9);
  });

  test("thinned negatives weigh as much as all", () => {
    const all = trainingUsers(own(whole, id), id, Infinity);
    const few = thinned(all, 1, 500);
    expect(few.rows.length - few.positives).toBe(500);
    expect(few.positives).toBe(all.positives);
    expect(sum(few.weights)).toBeCloseTo(sum(all.weights), 6);
    expect(thinned(all, 1, 1e9)).toBe(all);
  });
});

test("the shop's own rates score every example of the test, and rank it better than chance", () => {
  const best = ceilingScores(shop, whole);
  for (const id of TARGETS) {
    const examples = own(whole, id);
    const tested = testRows(examples, id);
    const scores = Array.from(tested.rows, (row) => best[id][row]);
    expect(scores.every((score) => score >= 0)).toBe(true);
    expect(qualityOf(scores, tested).auc, id).toBeGreaterThan(0.55);
  }
});
