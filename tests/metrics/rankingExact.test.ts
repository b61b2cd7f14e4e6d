import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {
  averagePrecision,
  averagePrecisionInfluence,
  averagePrecisionInterval,
  averagePrecisionNull
} from "../../src/lib/metrics/averagePrecision.js";
import {clusters, twoClassSpread} from "../../src/lib/metrics/clusters.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {studentQuantile} from "../../src/lib/metrics/distributions.js";

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Each positive's precision: of the rows that weigh and score as high, the weight of positives; as sums over all pairs. */
function slowPrecision(scores: readonly number[], labels: readonly number[], weights: readonly number[]): number {
  const at = (score: number, only: boolean) =>
    sum(scores.map((s, row) => (s >= score && (!only || labels[row] === 1) ? weights[row] : 0)));
  const positives = sum(labels.map((y, row) => y * weights[row]));
  return sum(scores.map((s, row) => (labels[row] === 1 ? (weights[row] * at(s, true)) / at(s, false) : 0))) / positives;
}

/** Scores with ties that tell a little. */
function rows(n: number, seed: number) {
  const source = random(seed);
  const labels = Array.from({length: n}, (_, i) => (i < 2 ? i : Number(source.uniform() < 0.35)));
  return {labels, scores: labels.map((y) => source.below(9) + 2 * y)};
}

describe.each([1, 2, 3])("average precision, draw %d", (seed) => {
  const {labels, scores} = rows(40, seed);
  const n = labels.length;
  const positives = sum(labels);
  const ones = Array<number>(n).fill(1);

  test("is the mean precision of the positives, ties together", () => {
    const slow = slowPrecision(scores, labels, ones);
    expect(averagePrecision(scores, labels)).toBeCloseTo(slow, 12);
    expect(averagePrecisionInfluence(ranked(scores, labels)).value).toBeCloseTo(slow, 12);
  });

  test("has of each row the derivative by its weight, the share of positives held", () => {
    const {influence} = averagePrecisionInfluence(ranked(scores, labels));
    const moved = (row: number, step: number) => {
      // more weight for a row of its class, and as much less for all of that class, so that the share stays
      const own = labels.map((y) => y === labels[row]);
      const count = own.filter((one) => one).length;
      const weights = ones.map((w, i) => w + (i === row ? step : 0) - (own[i] ? step / count : 0));
      return slowPrecision(scores, labels, weights);
    };
    for (let row = 0; row < n; row++)
      expect(influence[row]).toBeCloseTo((moved(row, 1e-5) - moved(row, -1e-5)) / 2e-5, 7);
  });

  test.each([0.95, 0.7])(
    "has intervals on the logit scale at %d: linearised, and as of a share of the positives",
    (level) => {
      const ranking = ranked(scores, labels);
      const {value, influence} = averagePrecisionInfluence(ranking);
      const logit = Math.log(value / (1 - value));
      const ends = (variance: number, df: number) => {
        const half = (studentQuantile((1 + level) / 2, df) * Math.sqrt(variance)) / (value * (1 - value));
        return [1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit))];
      };
      const same = (found: {low: number; high: number} | null, [low, high]: number[]) => {
        expect(found!.low).toBeCloseTo(low, 9);
        expect(found!.high).toBeCloseTo(high, 9);
      };
      const {variance, df} = twoClassSpread(influence, labels);
      const ours = averagePrecisionInterval(ranking, {level});
      expect(ours.value).toBe(value);
      same(ours.interval, ends(variance, df));
      same(
        averagePrecisionInterval(ranking, {level, method: "binomial"}).interval,
        ends((value * (1 - value)) / positives, Infinity)
      );
    }
  );
});

describe("the interval of average precision", () => {
  test("is none of one positive, or of one user's", () => {
    expect(averagePrecisionInterval(ranked([3, 2, 1], [0, 1, 0]))).toEqual({
      value: 0.5,
      interval: null,
      why: "one positive has no spread to measure: no interval"
    });
    const ranking = ranked([4, 3, 2, 1], [0, 1, 1, 0]);
    const value = (1 / 2 + 2 / 3) / 2;
    const of = (ids: string[], method?: "bootstrap") =>
      averagePrecisionInterval(ranking, {clusters: clusters(ids), method, draws: 20});
    expect(of(["a", "b", "b", "c"])).toEqual({
      value: expect.closeTo(value, 12),
      interval: null,
      why: "one user holds all positives, and users are what would differ: no interval"
    });
    expect(of(["a", "b", "b", "c"], "bootstrap").interval).toBeNull();
    expect(of(["a", "b", "d", "c"])).toMatchObject({interval: {low: expect.any(Number)}, why: null});
    // the negatives are one user's: their spread is unknown
    expect(of(["a", "b", "c", "a"]).interval).toBeNull();
  });

  test("of a perfect ranking is Wilson's over the positives or their users, by every method but the bootstrap", () => {
    const ranking = ranked([5, 4, 3, 2, 1], [1, 1, 1, 0, 0]);
    // Wilson at a share of one: n / (n + z²)
    const least = (n: number, z = 1.959963984540054) => n / (n + z ** 2);
    for (const method of ["linearised", "binomial"] as const) {
      const {value, interval} = averagePrecisionInterval(ranking, {method});
      expect(value).toBe(1);
      expect(interval!.low).toBeCloseTo(least(3), 9);
      expect(interval!.high).toBe(1);
    }
    expect(averagePrecisionInterval(ranking, {level: 0.8}).interval!.low).toBeCloseTo(least(3, 1.2815515655446004), 9);
    const users = clusters(["a", "a", "b", "c", "d"]);
    expect(averagePrecisionInterval(ranking, {clusters: users}).interval!.low).toBeCloseTo(least(2), 9);
    expect(averagePrecisionInterval(ranking, {method: "bootstrap", draws: 50}).interval).toEqual({low: 1, high: 1});
  });

  test("by the bootstrap repeats with its seed, and holds the value", () => {
    const {scores, labels} = rows(60, 5);
    const of = (seed?: number, draws = 100) =>
      averagePrecisionInterval(ranked(scores, labels), {method: "bootstrap", draws, seed});
    const {value, interval} = of();
    expect(interval!.low).toBeLessThan(value);
    expect(interval!.high).toBeGreaterThan(value);
    expect(of(1)).toEqual(of());
    expect(of(2)).not.toEqual(of());
  });
});

describe("average precision of a random order", () => {
  const uniform = (seed: number) => {
    const source = random(seed);
    return () => source.uniform();
  };
  /** The values of all ways to place the positives, by counting them out. */
  const all = (positives: number, rows: number): number[] => {
    const found: number[] = [];
    for (let chosen = 0; chosen < 1 << rows; chosen++) {
      let [hits, total] = [0, 0];
      for (let place = 1; place <= rows; place++) if ((chosen >> (place - 1)) & 1) total += ++hits / place;
      if (hits === positives) found.push(total / positives);
    }
    return found.sort((a, b) => a - b);
  };

  test.each([
    [1, 1],
    [1, 5],
    [3, 7],
    [6, 7],
    [7, 7],
    [4, 10]
  ])("of %d positives in %d rows: its mean, and how often each value comes", (positives, rows) => {
    const values = all(positives, rows);
    const found = averagePrecisionNull(positives, rows, uniform(positives), {draws: 4000});
    expect(found.mean).toBeCloseTo(sum(values) / values.length, 12);
    const draws = Array.from(found.draws);
    expect(draws).toHaveLength(4000);
    expect(draws).toEqual([...draws].sort((a, b) => a - b));
    for (const value of new Set(values)) {
      const p = values.filter((v) => Math.abs(v - value) < 1e-12).length / values.length;
      const share = draws.filter((v) => Math.abs(v - value) < 1e-12).length / draws.length;
      expect(Math.abs(share - p), `${value}`).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 4000) + 1e-12);
    }
  });

  test.each([
    [0.95, 24],
    [0.8, 99],
    [0.9999, 0]
  ])("has at a level of %d ends beyond which %d of 999 draws lie on either side", (level, beyond) => {
    const {low, high, draws} = averagePrecisionNull(5, 200, uniform(3), {draws: 999, level});
    expect(new Set(draws).size).toBeGreaterThan(990);
    expect(draws.filter((value) => value < low)).toHaveLength(beyond);
    expect(draws.filter((value) => value > high)).toHaveLength(beyond);
  });

  test("of a single draw is that draw", () => {
    const {low, high, draws} = averagePrecisionNull(2, 9, uniform(4), {draws: 1});
    expect([low, high]).toEqual([draws[0], draws[0]]);
  });

  test("is drawn 4000 times by default, at 95 %", () => {
    const {draws, low} = averagePrecisionNull(3, 30, uniform(5));
    expect(draws).toHaveLength(4000);
    expect(low).toBe(averagePrecisionNull(3, 30, uniform(5), {draws: 4000, level: 0.95}).low);
  });

  test.each([
    [0, 5, {}, "invalid positives: 0 of 5"],
    [1.5, 5, {}, "invalid positives: 1.5 of 5"],
    [6, 5, {}, "invalid positives: 6 of 5"],
    [1, 0, {}, "invalid rows: 0"],
    [1, 2.5, {}, "invalid rows: 2.5"],
    [1, 5, {draws: 0}, "invalid draws: 0"],
    [1, 5, {draws: NaN}, "invalid draws: NaN"]
  ])("refuses %d of %d rows with %o", (positives, rows, options, message) => {
    expect(() => averagePrecisionNull(positives, rows, uniform(1), options)).toThrow(message);
  });
});

test("inputs that are none are refused by name", () => {
  expect(() => averagePrecision([1, 2], [1])).toThrow("1 labels for 2 scores");
  expect(() => averagePrecision([1, 2], [0, 2])).toThrow("invalid label at row 1: 2");
  expect(() => averagePrecision([1, NaN], [0, 1])).toThrow("score at row 1 is NaN");
  expect(() => averagePrecision([1, 2], [0, 0])).toThrow("no positive label");
  expect(() => averagePrecisionInfluence(ranked([1, 2], [0, 0]))).toThrow("no positive label");
});

describe("ranks", () => {
  test("go from the best score down, equals in their first order, with where each group ends and what it finds", () => {
    const {order, ends, found, rows, positives, negatives} = ranked(
      [2, 5, 2, -Infinity, 5, Infinity],
      [1, 0, 0, 1, 1, 0]
    );
    expect(Array.from(order)).toEqual([5, 1, 4, 0, 2, 3]);
    expect(Array.from(ends)).toEqual([1, 3, 5, 6]);
    expect(Array.from(found)).toEqual([0, 1, 2, 3]);
    expect([rows, positives, negatives]).toEqual([6, 3, 3]);
    expect(Array.from(ranked([Infinity, Infinity], [0, 1]).ends)).toEqual([2]);
    expect(ranked([], [])).toMatchObject({rows: 0, positives: 0, negatives: 0});
  });
});
