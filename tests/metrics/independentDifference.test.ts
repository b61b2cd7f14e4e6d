import {expect, test} from "vitest";
import {independentDifference} from "../../src/lib/metrics/comparisons.js";
import {wilsonInterval} from "../../src/lib/metrics/intervals.js";

const share = (hits: number, n: number) => ({value: hits / n, ...wilsonInterval(hits / n, n)});

/** Newcombe (1998), table II, method 10: hybrid of two score intervals. */
const PUBLISHED = [
  {first: [56, 70], second: [48, 80], low: 0.0524, high: 0.3339},
  {first: [9, 10], second: [3, 10], low: 0.1705, high: 0.809},
  {first: [10, 10], second: [0, 20], low: 0.6791, high: 1},
  {first: [10, 10], second: [0, 10], low: 0.6075, high: 1}
] as const;

test.each(PUBLISHED)("$first less $second is as published", ({first: [a, m], second: [b, n], low, high}) => {
  const found = independentDifference(share(a, m), share(b, n));
  expect(found.value).toBeCloseTo(a / m - b / n, 12);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

test("turning the two round turns the interval round", () => {
  const [one, other] = [share(40, 90), share(13, 31)];
  const there = independentDifference(one, other);
  const back = independentDifference(other, one);
  expect(back.value).toBeCloseTo(-there.value, 15);
  expect(back.low).toBeCloseTo(-there.high, 15);
  expect(back.high).toBeCloseTo(-there.low, 15);
});
