import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {weightBootstrap} from "../../src/lib/metrics/bootstrap.js";
import {spread} from "../../src/lib/metrics/clusters.js";
import {boundedInterval, transformedInterval, wilsonInterval, type Interval} from "../../src/lib/metrics/intervals.js";

describe("the interval of a mean that has a greatest value", () => {
  test("is that of the logarithm where the mean is small", () => {
    const error = {variance: 1e-8, df: 20};
    const [bounded, log] = [boundedInterval(0.001, error), transformedInterval(0.001, error, {scale: "log"})];
    for (const end of ["low", "high"] as const) expect(Math.abs(bounded[end] / log[end] - 1)).toBeLessThan(1e-4);
  });

  test("is turned over with what it measures: what is left to the greatest value has the same one", () => {
    const {low, high} = boundedInterval(1.4, {variance: 0.09, df: 7}, {most: 2});
    const other = boundedInterval(0.6, {variance: 0.09, df: 7}, {most: 2});
    expect(other.low).toBeCloseTo(2 - high, 12);
    expect(other.high).toBeCloseTo(2 - low, 12);
  });

  test.each([
    ["even errors", 12, (u: number) => u * u, 1 / 3],
    ["mostly small errors", 25, (u: number) => u ** 4, 1 / 5],
    ["errors near the greatest", 12, (u: number) => 1 - u * u, 2 / 3]
  ] as const)("covers %s as it promises, and no seldomer than drawing rows anew does", (_, n, loss, truth) => {
    const repeats = 1500;
    const covered = {bounded: 0, log: 0, drawn: 0};
    let beyond = 0;
    for (let r = 0; r < repeats; r++) {
      const source = random(5, n, r);
      const losses = Float64Array.from({length: n}, () => loss(source.uniform()));
      const mean = losses.reduce((a, b) => a + b, 0) / n;
      const error = spread(losses.map((one) => (one - mean) / n));
      const drawnMean = (weights: Int32Array) => weights.reduce((sum, times, row) => sum + times * losses[row], 0) / n;
      const intervals: Record<keyof typeof covered, Interval> = {
        bounded: boundedInterval(mean, error),
        log: transformedInterval(mean, error, {scale: "log"}),
        drawn: weightBootstrap(n, drawnMean, {draws: 100, seed: r})
      };
      for (const [name, {low, high}] of Object.entries(intervals))
        if (low <= truth && truth <= high) covered[name as keyof typeof covered]++;
      if (intervals.log.high > 1) beyond++;
      expect(intervals.bounded.high).toBeLessThan(1);
    }
    const promised = wilsonInterval(covered.bounded / repeats, repeats, {level: 0.99});
    expect(promised.high, JSON.stringify(covered)).toBeGreaterThan(0.94);
    expect(covered.bounded).toBeGreaterThan(covered.drawn);
    expect(covered.bounded).toBeGreaterThan(covered.log - 0.01 * repeats);
    // the logarithm's goes past what can be
    if (truth > 0.5) expect(beyond).toBeGreaterThan(0);
  });
});
