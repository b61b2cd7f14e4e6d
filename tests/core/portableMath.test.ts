import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {exp, log} from "../../src/lib/core/portableMath.js";

/** Units in the last place between two positive numbers. */
function unitsApart(a: number, b: number): number {
  const bits = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Math.abs(Number(bits[0] - bits[1]));
}

describe("exp", () => {
  // to 17 digits, from tables: powers of e, and the ends of the range of doubles
  test.each([
    [0, 1],
    [1, 2.718281828459045],
    [-1, 0.36787944117144233],
    [0.5, 1.6487212707001282],
    [10, 22026.465794806718],
    [-700, 9.8596765437597708e-305],
    [709.78, 1.7928227943945155e308],
    [1e-10, 1.0000000001]
  ])("%d is %d to the last place but one", (x, expected) =>
    expect(unitsApart(exp(x), expected)).toBeLessThanOrEqual(1)
  );

  test("goes to its limits", () => {
    expect(exp(710)).toBe(Infinity);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-746)).toBe(0);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(-745)).toBe(5e-324);
    expect(exp(NaN)).toBeNaN();
  });

  test("agrees with the engine's to the last place but one", () => {
    const normal = fc.double({min: -708, max: 709, noNaN: true});
    fc.assert(
      fc.property(normal, (x) => unitsApart(exp(x), Math.exp(x)) <= 1),
      {numRuns: 5000, seed: 1}
    );
  });
});

describe("log", () => {
  test.each([
    [1, 0],
    [2, 0.6931471805599453],
    [10, 2.302585092994046],
    [2.718281828459045, 1],
    [5e-324, -744.4400719213812],
    [1.7976931348623157e308, 709.782712893384],
    [1e-300, -690.7755278982137]
  ])("of %d is %d", (x, expected) => {
    const found = log(x);
    expect(Math.sign(found)).toBe(Math.sign(expected));
    expect(unitsApart(Math.abs(found), Math.abs(expected))).toBeLessThanOrEqual(1);
  });

  test("goes to its limits", () => {
    expect(log(0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(NaN)).toBeNaN();
  });

  test("agrees with the engine's to the last place but one", () => {
    const positive = fc.double({min: 5e-324, noDefaultInfinity: true, noNaN: true});
    fc.assert(
      fc.property(positive, (x) => unitsApart(Math.abs(log(x)), Math.abs(Math.log(x))) <= 1),
      {numRuns: 5000, seed: 1}
    );
  });

  test("undoes exp", () => {
    fc.assert(
      fc.property(
        fc.double({min: -700, max: 700, noNaN: true}),
        (x) => Math.abs(log(exp(x)) - x) <= 1e-12 * Math.max(1, Math.abs(x))
      ),
      {numRuns: 2000, seed: 1}
    );
  });
});
