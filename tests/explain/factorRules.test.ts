import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {FACTOR_RULES, factorsOf, judgeRules} from "../../src/lib/explain/factorRules.js";
import {treeExplainer} from "../../src/lib/explain/treeShap.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";

const columns = ["session_carts", "session_items", "session_weekday", "item_price", "purchase_count_30d"];

function rows(count: number, seed: number): TrainingSet {
  const source = random(seed, 5);
  const x = new Float64Array(count * 5);
  for (let row = 0; row < count; row++)
    x.set([source.below(3), source.below(6), source.below(7), 100_000 * source.uniform(), source.below(4)], row * 5);
  return {rows: count, columns, x, y: Uint8Array.from({length: count}, () => (source.uniform() < 0.15 ? 1 : 0))};
}

/** A row's numbers, and what is said of it. */
function said(x: readonly number[], prediction: number, contributions: readonly number[] | null = null): string[] {
  const matrix = {rows: 1, columns, x: Float64Array.from(x)};
  return factorsOf(FACTOR_RULES, {matrix, predictions: [prediction], contributions}, 0).map(({sentence}) => sentence);
}

describe("factors of a row", () => {
  test("are the rules that it meets, with its numbers, the most important first", () => {
    expect(said([2, 4, 6, 60_000, 3], 0.9, [0.5, 0, 0, 0, 0.25])).toEqual([
      "Visited the cart (additions in this session: 2)",
      "Several products viewed in this session (4)",
      "Exceptional chance of a purchase (90.0 %): premium placement",
      "High-value customers (90.0 %): VIP treatment",
      "Follow up by e-mail at once (90.0 %)",
      "Early access to new products (90.0 %)",
      "Shops at the weekend",
      "An expensive item: 600.00",
      "What is in the cart raised the score by 0.50",
      "Purchases of the last 30 days (3) raised the score by 0.25"
    ]);
  });

  test("keep to their bounds", () => {
    expect(said([0, 2, 4, 50_000, 3], 0.8, [0.5, 0, 0, 0, 0.19])).toEqual([
      "What is in the cart raised the score by 0.50"
    ]);
    expect(said([0, 0, 5, 0, 0], 0.1)).toEqual([
      "High abandonment risk: a chance of 10.0 % of a purchase",
      "Shops at the weekend"
    ]);
  });

  test("do not come of what is missing", () => {
    expect(said([NaN, NaN, NaN, NaN, NaN], NaN, [NaN, NaN, NaN, NaN, NaN])).toEqual([]);
    const other = {rows: 1, columns: ["colour"], x: Float64Array.of(7)};
    expect(factorsOf(FACTOR_RULES, {matrix: other, predictions: [0.5], contributions: null}, 0)).toEqual([]);
  });

  test("the weekend is told by either column, and by the first where a table has both", () => {
    const weekend = FACTOR_RULES.filter(({id}) => id === "weekend");
    const holds = (of: readonly string[], ...x: number[]) =>
      factorsOf(
        weekend,
        {matrix: {rows: 1, columns: of, x: Float64Array.from(x)}, predictions: [0], contributions: null},
        0
      ).length === 1;
    expect([4, 5, 6].map((day) => holds(["session_weekday"], day))).toEqual([false, true, true]);
    expect([0, 1, NaN].map((yes) => holds(["weekend"], yes))).toEqual([false, true, false]);
    expect(holds(["weekend", "session_weekday"], 1, 2)).toBe(false);
  });

  test("have names and places of their own", () => {
    expect(new Set(FACTOR_RULES.map(({id}) => id)).size).toBe(FACTOR_RULES.length);
    expect(new Set(FACTOR_RULES.map(({priority}) => priority)).size).toBe(FACTOR_RULES.length);
  });
});

describe("rules on held-out rows", () => {
  const matrix = {rows: 15, columns, x: new Float64Array(75)};
  // holds for ten rows, of which eight are positive; one of the five others is
  for (let row = 0; row < 10; row++) matrix.x[row * 5] = 1;
  const labels = Array.from({length: 15}, (_, row) => (row < 8 || row === 10 ? 1 : 0));
  const scored = {matrix, predictions: new Float64Array(15).fill(0.5), contributions: null};

  test("are compared by Fisher's exact test", () => {
    const [{rows: held, positives, share, others, p}] = judgeRules(FACTOR_RULES.slice(0, 1), scored, labels);
    expect({held, positives}).toEqual({held: 10, positives: 8});
    expect(share!.value).toBe(0.8);
    expect(others).toBe(0.2);
    // scipy.stats.fisher_exact([[8, 2], [1, 4]])
    expect(p).toBeCloseTo(0.0889110889110889, 12);
  });

  test("are corrected for their number, and not tested where they always or never hold", () => {
    const judged = judgeRules(FACTOR_RULES.slice(0, 3), scored, labels);
    expect(judged.map(({p}) => p)).toEqual([expect.closeTo(0.0889110889110889, 12), null, null]);
    const twice = judgeRules([FACTOR_RULES[0], {...FACTOR_RULES[0], id: "again"}], scored, labels);
    expect(twice[0].p).toBeCloseTo(2 * 0.0889110889110889, 12);
    expect(judgeRules(FACTOR_RULES.slice(0, 1), scored, labels, {level: 0.1})[0].supported).toBe(true);
    expect(judgeRules(FACTOR_RULES.slice(0, 1), scored, labels)[0].supported).toBe(false);
    expect(() => judgeRules(FACTOR_RULES, scored, [1])).toThrow("1 labels for 15 rows");
  });

  test("are found where they say something", () => {
    const made = rows(800, 1);
    const y = Uint8Array.from({length: 800}, (_, row) => (made.x[row * 5] > 0 && row % 2 === 0 ? 1 : 0));
    const judged = judgeRules(FACTOR_RULES, {matrix: made, predictions: new Float64Array(800), contributions: null}, y);
    expect(judged.filter(({supported}) => supported).map(({rule}) => rule.id)).toEqual(["visited-cart"]);
  });

  test("on shuffled labels, any at all is supported in at most 5 % of 200 logs", () => {
    let any = 0;
    let held = 0;
    for (let seed = 0; seed < 200; seed++) {
      const train = rows(200, 3 * seed);
      const model = fitBoosting(train, {trees: 10, leaves: 6, scalePosWeight: 5});
      const matrix = rows(300, 3 * seed + 1);
      const {values} = treeExplainer({trees: model.trees, scale: 1, start: model.start}).explain(matrix);
      const judged = judgeRules(
        FACTOR_RULES,
        {matrix, predictions: model.predict(matrix), contributions: values},
        matrix.y
      );
      held += judged.filter(({p}) => p !== null).length;
      if (judged.some(({supported}) => supported)) any++;
    }
    // else nothing was tried
    expect(held).toBeGreaterThan(200 * 4);
    // of 200 with a chance of 5 % each, more than 20 come by chance once in 1,500
    expect(any).toBeLessThanOrEqual(20);
  });
});
