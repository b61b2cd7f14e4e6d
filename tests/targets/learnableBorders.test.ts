import {describe, expect, test} from "vitest";
import {rileySampleSize} from "../../src/lib/metrics/sampleSize.js";
import {BORDERLINE_SHARE, HALF_WIDTHS, learnable, LEARNABLE_OPTIONS} from "../../src/lib/targets/learnable.js";

/** A test that is wide enough for anything. */
const AMPLE = {examples: 100_000, positives: 20_000};

test("the borders are a third of the positives, ±0.05 and ±0.1, at 44 parameters and an area of 0.7", () => {
  expect(3 * BORDERLINE_SHARE).toBe(1);
  expect(HALF_WIDTHS).toEqual([0.05, 0.1]);
  expect(LEARNABLE_OPTIONS).toEqual({parameters: 44, auc: 0.7});
});

describe("training at the border", () => {
  const trained = (parameters: number, examples: number, positives: number, positiveUsers?: number) =>
    learnable({examples, positives, positiveUsers}, AMPLE, {parameters, auc: 0.7}).verdict;
  const needed = (parameters: number, examples: number, positives: number) =>
    rileySampleSize({prevalence: positives / examples, parameters}).rows;

  test("is borderline with exactly a third of what is needed, and not with less", () => {
    expect(needed(30, 800, 240)).toBe(3 * 800);
    expect(trained(30, 800, 240)).toBe("borderline");
    expect(needed(30, 799, 239)).toBeGreaterThan(3 * 799);
    expect(trained(30, 799, 239)).toBe("not learnable");
    // a third, not two fifths
    expect(needed(26, 800, 240) / 800).toBeCloseTo(2.6, 1);
    expect(trained(26, 800, 240)).toBe("borderline");
  });

  test("is learnable with exactly what is needed, and not with less, nor with a user less", () => {
    expect(needed(10, 800, 240)).toBe(800);
    expect(trained(10, 800, 240)).toBe("learnable");
    expect(trained(10, 800, 240, 240)).toBe("learnable");
    expect(trained(10, 800, 240, 239)).toBe("borderline");
    expect(needed(10, 799, 239)).toBeGreaterThan(799);
    expect(trained(10, 799, 239)).toBe("borderline");
  });
});

describe("the test at the border", () => {
  /** Half the width of a 95 % interval of an area, from Hanley and McNeil's printed formula. */
  const halfWidth = (area: number, positives: number, negatives: number) => {
    const q1 = area / (2 - area);
    const q2 = (2 * area ** 2) / (1 + area);
    const variance =
      (area * (1 - area) + (positives - 1) * (q1 - area ** 2) + (negatives - 1) * (q2 - area ** 2)) /
      (positives * negatives);
    return 1.959963984540054 * Math.sqrt(variance);
  };
  const verdictOf = (positives: number) =>
    learnable(
      {examples: 1_000_000, positives: 300_000},
      {examples: 10 * positives, positives},
      {parameters: 10, auc: 0.7}
    );
  /** The fewest positives, one row in ten, whose interval is no wider than asked for, by trying one after another. */
  const fewest = (half: number) => {
    let positives = 1;
    while (halfWidth(0.7, positives, 9 * positives) > half) positives++;
    return positives;
  };

  test("is learnable from ±0.05 on, borderline from ±0.1 on", () => {
    const [narrow, wide] = [fewest(0.05), fewest(0.1)];
    expect(verdictOf(narrow).verdict).toBe("learnable");
    expect(verdictOf(narrow - 1).verdict).toBe("borderline");
    expect(verdictOf(wide).verdict).toBe("borderline");
    expect(verdictOf(wide - 1).verdict).toBe("not learnable");
    expect(verdictOf(narrow)).toMatchObject({testPositives: narrow});
  });

  test("says its half width to every digit", () => {
    const {halfWidth: ours, cautiousHalfWidth} = learnable(
      {examples: 1000, positives: 300},
      {examples: 500, positives: 90, positiveUsers: 40},
      {parameters: 10, auc: 0.7}
    );
    expect(ours).toBeCloseTo(halfWidth(0.7, 90, 410), 12);
    expect(cautiousHalfWidth).toBeCloseTo(halfWidth(0.7, 40, 410), 12);
  });
});
