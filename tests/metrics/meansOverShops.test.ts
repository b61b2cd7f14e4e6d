import {describe, expect, test} from "vitest";
import {crossing} from "../../src/lib/metrics/curves.js";
import {meanInterval} from "../../src/lib/metrics/intervals.js";
import {averagePrecision, thinnedAveragePrecision} from "../../src/lib/metrics/averagePrecision.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {random} from "../../src/lib/core/random.js";

describe("meanInterval", () => {
  test("is Student's: scipy 1.17.1 gives these ends", () => {
    // scipy.stats.t.interval(.95, 4, loc=mean, scale=sem) of these five
    const {value, low, high} = meanInterval([0.71, 0.64, 0.69, 0.75, 0.66]);
    expect(value).toBeCloseTo(0.69, 12);
    expect(low).toBeCloseTo(0.636594012075373, 12);
    expect(high).toBeCloseTo(0.7434059879246271, 12);
  });
  test("wants two values", () => expect(() => meanInterval([1])).toThrow(RangeError));
});

describe("crossing", () => {
  test("lies between the points on a logarithmic scale", () =>
    expect(crossing([10, 100, 1000], [0, 0.5, 1], 0.75)).toBeCloseTo(Math.sqrt(100 * 1000), 9));
  test("is where a curve stays above, not where it first comes by", () =>
    expect(crossing([1, 10, 100], [0.9, 0.1, 0.9], 0.5)).toBeCloseTo(Math.sqrt(1000), 9));
  test("is the first place where all is above, and none where the end is not", () => {
    expect(crossing([5, 50], [0.8, 0.9], 0.5)).toBe(5);
    expect(crossing([5, 50], [0.9, 0.4], 0.5)).toBeNull();
  });
  test("wants points", () => expect(() => crossing([], [], 0.5)).toThrow(RangeError));
});

describe("thinnedAveragePrecision", () => {
  const uniform = random(4);
  const labels = Array.from({length: 400}, () => (uniform.uniform() < 0.1 ? 1 : 0));
  const scores = labels.map((y) => Math.round(8 * (uniform.uniform() + 0.3 * y)));
  test("with weights of one is average precision", () =>
    expect(thinnedAveragePrecision(ranked(scores, labels), new Float64Array(400).fill(1))).toBeCloseTo(
      averagePrecision(scores, labels),
      12
    ));
  test("a row that stands for three is three rows", () => {
    const three = labels.map((y) => (y === 1 ? 1 : 3));
    const rows = labels.flatMap((_, i) => Array.from({length: three[i]}, () => i));
    expect(thinnedAveragePrecision(ranked(scores, labels), three)).toBeCloseTo(
      averagePrecision(
        rows.map((i) => scores[i]),
        rows.map((i) => labels[i])
      ),
      12
    );
  });
  test("has no value without a positive", () =>
    expect(thinnedAveragePrecision(ranked([1, 2], [0, 0]), [1, 1])).toBeNaN());
});
