import {describe, expect, test} from "vitest";
import {shortInterval, shortNumber} from "../../src/components/models/modelMetrics.js";
import {tooFew} from "../../src/components/models/tooFew.js";
import type {Dataset} from "../../src/lib/datasets/dataset.js";

/** Rows of users, each with as many positives as said, and one negative. */
function task(train: readonly number[], later: readonly number[]): Dataset {
  const part = (positives: readonly number[]) => {
    const users = positives.flatMap((n, user) => Array.from({length: n + 1}, () => user));
    const y = positives.flatMap((n) => [...Array.from({length: n}, () => 1), 0]);
    return {rows: {rows: y.length, columns: ["x"], x: new Float32Array(y.length), y}, users};
  };
  const [first, last] = [part(train), part(later)];
  return {train: first.rows, test: last.rows, groups: {train: first.users, test: last.users}};
}

describe("tooFew", () => {
  const ten = new Array<number>(10).fill(1);
  const five = new Array<number>(5).fill(2);
  test("lets ten users train and five be tested on", () => expect(tooFew(task(ten, five))).toBeNull());
  test("counts users and not their rows", () => {
    expect(tooFew(task([40, 0, 0], five))).toMatch(/^the training part has 1 user with a positive, and at least 10/);
    expect(tooFew(task(ten, [9, 9, 9, 9]))).toMatch(/^the test part has 4 users with a positive, and at least 5/);
    expect(tooFew(task(ten, [0, 0]))).toMatch(/^the test part has 0 users/);
  });
  test("counts rows where nobody knows whose they are", () =>
    expect(tooFew({...task([10], [5]), groups: null})).toBeNull());
});

test("numbers have three digits that count, and an interval that is missing is said to be", () => {
  expect(shortNumber(-0.012345)).toBe("−0.0123");
  expect(shortNumber(null)).toBe("–");
  expect(shortNumber(0.72)).toBe("0.720");
  expect(shortNumber(4.2e-12)).toBe("4.2e−12");
  expect(shortInterval({value: 0.61234, low: 0.5, high: 0.7})).toBe("0.612 [0.500, 0.700]");
  expect(shortInterval({value: 0.5, low: null, high: null})).toBe("0.500, no interval");
});
