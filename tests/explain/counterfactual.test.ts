import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {
  candidatesOf,
  changeLimits,
  nearestCounterfactual,
  type ChangeLimit,
  type Counterfactual
} from "../../src/lib/explain/counterfactual.js";
import {treeCounterfactual} from "../../src/lib/explain/treeCounterfactual.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {fitForest} from "../../src/lib/models/forest.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {runs} from "../thorough.js";

const columns = ["carts", "views", "city", "price"];
const WIDTH = columns.length;

/** Whole numbers, a category without order and a real number in steps of a quarter. */
function made(seed: number): TrainingSet {
  const source = random(seed);
  const rows = 150;
  const x = new Float64Array(rows * WIDTH);
  const y = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = [source.below(4), source.below(5), source.below(3), source.below(9) / 4];
    const score = own[0] - own[1] / 2 + (own[2] === 1 ? 1 : -1) * own[3];
    if (source.below(10) === 0) own[source.below(WIDTH)] = NaN;
    x.set(own, row * WIDTH);
    y[row] = source.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  }
  return {rows, columns, x, y};
}

interface Case {
  readonly limits: ChangeLimit[];
  readonly x: Float64Array;
  readonly threshold: number;
}

/** Any row with any limits. */
function drawn(train: TrainingSet, seed: number): Case {
  const source = random(seed, 1);
  const direction = () => (["any", "up", "down"] as const)[source.below(3)];
  const limits = changeLimits(train, {categories: {city: [0, 1, 2]}}).map((limit) => ({
    ...limit,
    fixed: source.below(5) === 0,
    direction: limit.values === null ? direction() : ("any" as const),
    high: limit.high - (source.below(3) === 0 ? 1 : 0),
    scale: 0.5 + source.uniform()
  }));
  const at = source.below(train.rows) * WIDTH;
  return {limits, x: Float64Array.from(train.x.subarray(at, at + WIDTH)), threshold: 4 * source.uniform() - 2};
}

/** By trying all rows of a grid, column by column, with limits as their words say. */
function slow(
  score: (x: Float64Array) => number,
  {limits, x, threshold}: Case,
  mostColumns: number,
  step: readonly number[]
): Counterfactual | null {
  const below = score(x) >= threshold;
  const options = limits.map((limit, f) => {
    const all = [x[f]];
    if (limit.fixed || Number.isNaN(x[f])) return all;
    const values = limit.values ?? Array.from({length: 100}, (_, i) => i * step[f]);
    for (const to of values) {
      if (to === x[f]) continue;
      if (limit.values === null && (to < limit.low || to > limit.high)) continue;
      if (limit.direction === "up" && to < x[f]) continue;
      if (limit.direction === "down" && to > x[f]) continue;
      all.push(to);
    }
    return all;
  });
  let best: Counterfactual | null = null;
  const go = (f: number, own: readonly number[]): void => {
    if (f < WIDTH) return options[f].forEach((to) => go(f + 1, [...own, to]));
    const changes = own.flatMap((to, column) => (Object.is(to, x[column]) ? [] : [{column, from: x[column], to}]));
    if (changes.length === 0 || changes.length > mostColumns) return;
    const reached = score(Float64Array.from(own));
    if (below ? reached >= threshold : reached < threshold) return;
    const distance = changes.reduce(
      (sum, {column, from, to}) =>
        sum + (limits[column].values === null ? Math.abs(to - from) / limits[column].scale : 1),
      0
    );
    const better =
      best === null ||
      changes.length < best.changes.length ||
      (changes.length === best.changes.length && distance < best.distance - 1e-12);
    if (better) best = {changes, distance, score: reached};
  };
  go(0, []);
  return best;
}

describe("the nearest change across a sum of trees", () => {
  const count = runs(200, 2000);
  const cases = Array.from({length: count}, (_, seed) => {
    const train = made(Math.floor(seed / 20));
    const model = fitBoosting(train, {trees: 8, leaves: 5, leastRows: 3, learningRate: 0.3});
    const given = drawn(train, seed);
    const sum = {trees: model.trees, start: model.start, scale: 1};
    const score = (x: Float64Array) => model.score({rows: 1, columns, x})[0];
    return {given, score, sum};
  });
  const outcomes = cases.map(({given, score, sum}) => ({
    given,
    score,
    found: treeCounterfactual(sum, given.x, given.limits, {...given, mostColumns: 3}),
    expected: slow(score, given, 3, [1, 1, 1, 0.125])
  }));

  test("is what trying a whole grid finds, or nearer between the grid's lines", () => {
    for (const {found, expected} of outcomes) {
      if (expected === null) {
        // the grid may step over a stretch between two cuts, but not over one of whole numbers
        if (found.found !== null) expect(found.found.changes.some(({column}) => column === 3)).toBe(true);
        continue;
      }
      expect(found.found).not.toBeNull();
      expect(found.found!.changes.length).toBeLessThanOrEqual(expected.changes.length);
      if (found.found!.changes.length < expected.changes.length) continue;
      expect(found.found!.distance).toBeLessThanOrEqual(expected.distance + 1e-9);
      if (found.found!.changes.every(({column}) => column !== 3))
        expect(found.found!.distance).toBeCloseTo(expected.distance, 9);
    }
    // both answers occur, with one change and with more
    const sizes = new Set(outcomes.map(({found}) => found.found?.changes.length ?? 0));
    expect([...sizes].sort()).toEqual([0, 1, 2, 3]);
  });

  test("keeps to the limits and crosses", () => {
    for (const {given, score, found} of outcomes) {
      if (found.found === null) continue;
      const after = Float64Array.from(given.x);
      for (const {column, from, to} of found.found.changes) {
        const {fixed, direction, low, high, whole, values} = given.limits[column];
        expect(from).toBe(given.x[column]);
        expect(fixed).toBe(false);
        if (direction !== "any") expect(Math.sign(to - from)).toBe(direction === "up" ? 1 : -1);
        if (values === null) expect(to >= low && to <= high).toBe(true);
        else expect(values).toContain(to);
        if (whole) expect(Number.isInteger(to)).toBe(true);
        after[column] = to;
      }
      expect(score(after)).toBe(found.found.score);
      expect(score(after) >= given.threshold).toBe(found.wanted === "at least");
      expect(score(given.x) >= given.threshold).toBe(found.wanted === "below");
    }
  });
});

test("a missing value is left as it is, and nothing at all may be within the limits", () => {
  const train = made(3);
  const forest = fitForest(train, {trees: 5});
  const sum = {trees: forest.trees, start: 0, scale: 1 / 5};
  const x = Float64Array.of(NaN, 1, 1, 1);
  const limits = changeLimits(train);
  const {found} = treeCounterfactual(sum, x, limits, {threshold: 0.5, mostColumns: 4});
  expect(found!.changes.every(({column}) => column !== 0)).toBe(true);
  const ended = treeCounterfactual(sum, x, limits, {threshold: 0.5, mostColumns: 4, mostTried: 0});
  expect(ended.columns).toBe(0);
  const none = changeLimits(train, {fixed: columns});
  expect(treeCounterfactual(sum, x, none, {threshold: 0.5, mostColumns: 4}).found).toBeNull();
});

describe("the nearest change of any model", () => {
  const train = made(5);
  const model = fitBoosting(train, {trees: 8, leaves: 5, leastRows: 3, learningRate: 0.3});

  test.each(Array.from({length: 12}, (_, seed) => seed))("is what trying all candidates finds, %i", async (seed) => {
    const given = drawn(train, seed);
    const score = (x: Float64Array) => model.score({rows: 1, columns, x})[0];
    const candidates = given.limits.map((limit, f) => candidatesOf(train, f, limit, given.x[f]));
    const {found} = await nearestCounterfactual((of) => model.score(of), columns, given.x, candidates, {
      threshold: given.threshold,
      mostColumns: 3
    });
    const expected = slow(score, given, 3, [1, 1, 1, 0.25]);
    expect(found?.changes.length).toBe(expected?.changes.length);
    if (expected !== null) expect(found!.distance).toBeCloseTo(expected.distance, 9);
  });

  test("ends before a number of columns with too many combinations, and says so", async () => {
    const limits = changeLimits(train);
    const x = Float64Array.of(0, 0, 0, 0);
    const candidates = limits.map((limit, f) => candidatesOf(train, f, limit, x[f]));
    const counts = candidates.map(({length}) => length);
    const singles = counts.reduce((sum, count) => sum + count, 0);
    const pairs = counts.reduce(
      (sum, count, f) => sum + counts.slice(f + 1).reduce((of, other) => of + count * other, 0),
      0
    );
    for (const [mostTried, size, tried] of [
      [pairs - 1, 1, singles],
      [pairs, 2, singles + pairs]
    ]) {
      let asked = 0;
      const never = ({rows}: {rows: number}) => ((asked += rows), new Float64Array(rows));
      const options = {threshold: 1, mostColumns: 3, mostTried};
      const search = await nearestCounterfactual(never, columns, x, candidates, options);
      expect(search).toEqual({score: 0, wanted: "at least", found: null, columns: size});
      expect(asked).toBe(1 + tried);
    }
    expect(candidatesOf(train, 0, limits[0], NaN)).toEqual([]);
  });
});

test("limits are the range of training, whole where training is, and refuse names that make no sense", () => {
  const train = {rows: 4, columns: ["a", "b"], x: Float64Array.of(1, 0.5, 1, 2, 1, 4, 7, NaN)};
  const [a, b] = changeLimits(train);
  // the deviations 0, 0, 0 and 6 from the median 1 have the median 0 and the mean 1.5
  expect(a).toMatchObject({low: 1, high: 7, whole: true, scale: 1.5});
  expect(b).toMatchObject({low: 0.5, high: 4, whole: false, scale: 1.5});
  expect(changeLimits({rows: 1, columns: ["a"], x: Float64Array.of(3)})[0]).toMatchObject({scale: 1});
  expect(changeLimits({rows: 1, columns: ["a"], x: Float64Array.of(NaN)})[0]).toMatchObject({fixed: true});
  expect(() => changeLimits(train, {up: ["a"], down: ["a"]})).toThrow("the column a goes up only and down only");
  expect(() => changeLimits(train, {up: ["a"], fixed: ["a"]})).toThrow("the column a is fixed");
  expect(() => changeLimits(train, {up: ["a"], categories: {a: [1]}})).toThrow("is a category, which has no direction");
});
