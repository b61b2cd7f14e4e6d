import {describe, expect, it} from "vitest";
import {
  bytes,
  count,
  day,
  dayMs,
  duration,
  fixed,
  interval,
  percent,
  spokenPercent
} from "../../src/components/format.js";

describe("format", () => {
  it("writes an interval with its n", () => {
    expect(interval({value: 0.71, low: 0.65, high: 0.77, n: 120})).toBe("0.71 [0.65, 0.77], n = 120");
    expect(interval({value: 0.05, low: 0.047, high: 0.0534, n: 15858, unit: "share"})).toBe(
      "5.0 [4.7, 5.3] %, n = 15,858"
    );
    expect(interval({value: 15858, low: null, high: null, unit: "sessions"})).toBe("15,858 sessions");
  });
  it("keeps a true minus and no negative zero", () => {
    expect(fixed(-1.5, 1)).toBe("−1.5");
    expect(fixed(-0.001, 2)).toBe("0.00");
    expect(percent(NaN)).toBe("–");
    expect(count(1234567)).toBe("1,234,567");
  });
  it("rounds a share as a person would, but not to none or to all", () => {
    expect([0.0484, 0.005, 0.004, 0.994, 0.996, 0, 1].map(spokenPercent)).toEqual([
      "5 %",
      "1 %",
      "less than 1 %",
      "99 %",
      "more than 99 %",
      "0 %",
      "100 %"
    ]);
    expect(spokenPercent(NaN)).toBe("–");
  });
  it("writes durations in the units that matter", () => {
    expect([450, 2400, 60_000, 1_800_000, 5_400_000, 187_200_000].map(duration)).toEqual([
      "450 ms", "2.4 s", "1 min", "30 min", "1 h 30 min", "2 d 4 h"
    ]); // prettier-ignore
    expect([999.6, 59_960, 3_599_000].map(duration)).toEqual(["1 s", "1 min", "1 h"]);
  });
  it("counts bytes in thousands", () => {
    expect([0, 820, 999.6, 46_300, 7_600_000, 34e6].map(bytes)).toEqual([
      "0 B",
      "820 B",
      "1 kB",
      "46 kB",
      "7.6 MB",
      "34 MB"
    ]);
  });
  it("reads only real days", () => {
    expect(day(dayMs("2025-01-31"))).toBe("2025-01-31");
    for (const text of ["2025-02-30", "2025-13-01", "yesterday", ""]) expect(dayMs(text), text).toBeNaN();
  });
});
