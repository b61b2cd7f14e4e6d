import {describe, expect, it} from "vitest";
import {expectedTopShare} from "../../src/lib/metrics/topShare.js";

/** Every sequence of draws with its probability. */
function enumerated(mix: readonly number[], n: number): number {
  let expected = 0;
  const counts = mix.map(() => 0);
  const walk = (left: number, probability: number): void => {
    if (left === 0) {
      expected += probability * Math.max(...counts);
      return;
    }
    mix.forEach((p, d) => {
      counts[d]++;
      walk(left - 1, probability * p);
      counts[d]--;
    });
  };
  walk(n, 1);
  return expected / n;
}

describe("expectedTopShare", () => {
  it("equals the enumeration of all draws", () => {
    const mix = [0.5, 0.3, 0.2];
    const ns = [1, 2, 3, 5, 8];
    expectedTopShare([5, 3, 2], ns).forEach((share, i) => expect(share).toBeCloseTo(enumerated(mix, ns[i]), 12));
  });
  it("is one for one draw or one class, and falls to the largest weight", () => {
    expect(expectedTopShare([1], [1, 7])).toEqual([1, 1]);
    const shares = expectedTopShare([0.4, 0.3, 0.3], [1, 2, 10, 50, 150, 151]);
    for (let i = 1; i < 5; i++) expect(shares[i]).toBeLessThan(shares[i - 1]);
    expect(shares[4]).toBeGreaterThan(0.4);
    expect(shares[5]).toBe(shares[4]);
  });
  it("refuses what is no mix", () => {
    expect(() => expectedTopShare([], [1])).toThrow("invalid mix");
    expect(() => expectedTopShare([1, -1], [1])).toThrow("invalid mix");
    expect(() => expectedTopShare([1], [0])).toThrow("invalid number of draws: 0");
  });
});
