import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {largestChanges, occlusionEffects, prefixDifferences} from "../../src/lib/explain/sessionAttribution.js";

describe("prefix differences", () => {
  test("are the score after each event less the one before, by hand", () => {
    // base 0.3; asked from the second event on: 0.3 → 0.5 → 0.45 → 0.9
    const {changes, last} = prefixDifferences([null, 0.5, 0.45, 0.9], 0.3);
    expect(changes).toEqual([null, expect.closeTo(0.2), expect.closeTo(-0.05), expect.closeTo(0.45)]);
    expect(last).toBe(0.9);
  });

  test("sum to the last score less the base, whatever is not asked in between", () => {
    const source = random(5);
    for (let run = 0; run < 200; run++) {
      const scores = Array.from({length: source.below(12)}, () => (source.uniform() < 0.3 ? null : source.uniform()));
      const base = source.uniform();
      const {changes, last} = prefixDifferences(scores, base);
      const sum = changes.reduce<number>((total, change) => total + (change ?? 0), 0);
      expect(sum).toBeCloseTo(last - base, 12);
      expect(last).toBe(scores.filter((score) => score !== null).at(-1) ?? base);
      expect(changes.map((change) => change === null)).toEqual(scores.map((score) => score === null));
    }
  });

  test("need a base", () => expect(() => prefixDifferences([0.5], NaN)).toThrow("a base of NaN"));
});

test("occlusion is another question: of two events that say the same, each adds little, and nothing sums", () => {
  // the score is 0.8 as soon as one of two carts is there, and 0.2 without any
  const score = (carts: number) => (carts > 0 ? 0.8 : 0.2);
  const {changes} = prefixDifferences([score(1), score(2)], score(0));
  expect(changes).toEqual([expect.closeTo(0.6), 0]);
  expect(occlusionEffects(score(2), [score(1), score(1)])).toEqual([0, 0]);
  // without its only cart the score falls, so the cart has raised it
  expect(occlusionEffects(score(1), [score(0), null])).toEqual([expect.closeTo(0.6), null]);
});

test("the largest changes come first, of equal ones the earlier, and none that moved nothing", () => {
  expect(largestChanges([0.1, -0.4, null, 0.4, 0, 0.2], 3)).toEqual([2, 4, 6]);
  expect(largestChanges([0, null], 3)).toEqual([]);
});
