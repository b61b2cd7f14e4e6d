import {describe, expect, it} from "vitest";
import {rateRatioInterval} from "../../src/lib/metrics/intervals.js";

describe("rateRatioInterval", () => {
  it("turns around with its counts", () => {
    const up = rateRatioInterval(90, 40);
    const down = rateRatioInterval(40, 90);
    expect(up.low).toBeCloseTo(1 / down.high, 12);
    expect(up.low).toBeLessThan(90 / 40);
    expect(up.high).toBeGreaterThan(90 / 40);
  });
  it("is near the delta method where counts are large", () => {
    const {low, high} = rateRatioInterval(40_000, 20_000);
    const half = 1.959964 * Math.sqrt(1 / 40_000 + 1 / 20_000);
    expect(low).toBeCloseTo(2 * Math.exp(-half), 3);
    expect(high).toBeCloseTo(2 * Math.exp(half), 3);
  });
  it("has no upper end where nothing came before", () => {
    expect(rateRatioInterval(5, 0).high).toBe(Infinity);
    expect(rateRatioInterval(0, 5).low).toBe(0);
    expect(() => rateRatioInterval(0, 0)).toThrow("invalid counts: 0 and 0");
  });
});
