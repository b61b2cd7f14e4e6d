import {describe, expect, test} from "vitest";
import {eveningPeaks, hourSummary, trendsTold} from "../../src/lib/reports/dataFigures.js";

/** Counts by hour of the week: one at each of some hours. */
const week = (...hours: readonly number[]) =>
  Array.from({length: 168}, (_, hour) => hours.filter((h) => h === hour).length);

describe("hours of the week", () => {
  test("the evening begins at 19:00 and ends before 22:00, lunch at 12:00 before 14:00, the weekend on Saturday", () =>
    expect(
      hourSummary(week(18, 19, 24 + 21, 22, 11, 12, 48 + 13, 14, 119, 120, 167))
      // Monday 18 to Friday 23:00 are not the weekend's; Saturday 00:00 and Sunday 23:00 are
    ).toEqual({evening: 2, lunch: 2, weekend: 2}));

  test("a single hour is in the busiest three in three zones of 27", () => {
    // 12:00 in UTC is 19:00, 20:00 or 21:00 on clocks 7, 8 or 9 hours ahead
    expect(eveningPeaks(week(12))).toEqual({peaks: 3, zones: 27});
    // where hours are alike, no three hours have more than the evening's
    expect(eveningPeaks(new Array<number>(168).fill(1))).toEqual({peaks: 27, zones: 27});
  });
});

test("a trend is told from the change of all views by its whole interval", () => {
  const trend = (low: number, high: number) => ({low, high});
  expect(trendsTold([trend(1.3, 2), trend(0.2, 1.1), trend(1.2, 2), trend(0.5, 1.2), trend(0.5, 3)], 1.2)).toEqual({
    changed: 2,
    upwards: 1
  });
});
