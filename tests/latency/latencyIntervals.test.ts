import {describe, expect, test} from "vitest";
import {latencyOf, SPREAD} from "../../src/lib/latency/latency.js";

/** C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ, summed from 0 to k by multiplying terms: the chance of k or fewer hits. */
function atMost(k: number, n: number, p: number): number {
  // the first term of many frequent hits would be 0 in doubles: misses are counted instead
  if (p > 0.5) return 1 - atMost(n - k - 1, n, 1 - p);
  let term = (1 - p) ** n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += term;
    term *= ((n - i) * p) / ((i + 1) * (1 - p));
  }
  return sum;
}

/** The places, from 1, of the two order statistics between which a quantile lies with 95 %, by trying all of them. */
function places(n: number, p: number): [number, number] {
  let low = 0;
  // below value number `low` in at most 2.5 %: fewer than `low` values lie at or below the quantile
  while (low < n && atMost(low, n, p) <= 0.025) low++;
  let high = 1;
  // above value number `high` in at most 2.5 %: `high` values or more lie at or below it
  while (high <= n && 1 - atMost(high - 1, n, p) > 0.025) high++;
  return [low, high];
}

/** 0.1, 0.2 … in milliseconds, in no order. */
const values = (n: number, by = 0.1) => Array.from({length: n}, (_, i) => by * (((i * 37) % n) + 1));
const near = (value: number) => expect.closeTo(value, 10);

describe("the median's interval", () => {
  const n = 101;
  const [low, high] = places(n, 0.5);
  test("by hand stands at the 41st and the 61st of 101", () => expect([low, high]).toEqual([41, 61]));

  test("of single calls is as wide as the calls make it", () => {
    const {p50} = latencyOf({callsPerReading: 1, means: values(n), singles: []}, 0.001);
    expect(p50).toEqual({value: near(5.1), low: near(0.1 * low), high: near(0.1 * high)});
  });

  test("of readings of several calls is wider by a tick for all of them on either side", () => {
    const {p50} = latencyOf({callsPerReading: 4, means: values(n), singles: values(n)}, 0.2);
    expect(p50).toEqual({value: near(5.1), low: near(0.1 * low - 0.05), high: near(0.1 * high + 0.05)});
  });

  test("does not go below nothing", () => {
    const {p50} = latencyOf({callsPerReading: 2, means: values(n, 0.001), singles: values(n, 0.001)}, 1);
    expect(p50.low).toBe(0);
    expect(p50.high).toBeCloseTo(0.001 * high + 0.5, 10);
  });
});

describe("the intervals of the tails", () => {
  const n = 400;
  test.each([
    ["p95", 0.95],
    ["p99", 0.99]
  ] as const)("%s of single calls stands between two of them", (name, share) => {
    const [low, high] = places(n, share);
    const latency = latencyOf({callsPerReading: 1, means: values(n), singles: []}, 0.001);
    expect(latency[name]).toEqual({
      value: near(0.1 * share * n),
      low: near(0.1 * low),
      high: high > n ? Infinity : near(0.1 * high)
    });
  });

  test("of calls timed beside the readings are wider by a whole tick", () => {
    const [low, high] = places(n, 0.95);
    const latency = latencyOf({callsPerReading: 8, means: values(50), singles: values(n)}, 0.02);
    expect(latency.p95).toEqual({value: near(38), low: near(0.1 * low - 0.02), high: near(0.1 * high + 0.02)});
    expect(latency.overTick).toBeNull();
  });

  test("are given up to a tick of 0.02 ms, and not from a coarser one", () => {
    const of = (tickMs: number) => latencyOf({callsPerReading: 8, means: values(50), singles: values(n)}, tickMs);
    expect(of(0.02).p95).not.toBeNull();
    expect(of(0.0201).p95).toBeNull();
    expect(of(0.0201).p99).toBeNull();
    expect(latencyOf({callsPerReading: 1, means: values(n), singles: []}, 5).p99).not.toBeNull();
  });
});

test("calls over a tick are those by more than one and a half, and Clopper's interval is around their share", () => {
  const {overTick} = latencyOf({callsPerReading: 3, means: [1, 2], singles: [0, 1, 1.5, 1.6, 2, 1, 0, 1, 1, 1]}, 1);
  expect(overTick).toMatchObject({value: 0.2, n: 10});
  // P(2 or more | low) = P(2 or fewer | high) = 2.5 %
  expect(1 - atMost(1, 10, overTick!.low)).toBeCloseTo(0.025, 9);
  expect(atMost(2, 10, overTick!.high)).toBeCloseTo(0.025, 9);
});

test("the spread is kept at every fortieth, the hundredth and the thousandth from the end", () => {
  expect(SPREAD).toHaveLength(42);
  expect([SPREAD[0], SPREAD[1], SPREAD[39], SPREAD[40], SPREAD[41]]).toEqual([0, 0.025, 0.975, 0.99, 0.999]);
  const {spread, mean} = latencyOf({callsPerReading: 1, means: values(1000), singles: []}, 0.001);
  SPREAD.forEach((share, k) => expect(spread[k]).toBeCloseTo(0.1 * (Math.floor(1000 * share + 1e-9) + 1), 9));
  expect(mean.value).toBeCloseTo(50.05, 9);
});
