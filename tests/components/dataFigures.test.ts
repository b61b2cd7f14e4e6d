import {describe, expect, it} from "vitest";
import {dailyVolume} from "../../src/components/data/dailyVolume.js";
import type {DataSet} from "../../src/components/data/dataSet.js";
import {
  atZone,
  byHour,
  eveningIsPeak,
  gapBands,
  loyaltyClasses,
  movingAverage,
  trends
} from "../../src/lib/reports/dataFigures.js";
import {atGap, plateau} from "../../src/lib/reports/sessions.js";
import {returningUsers} from "../../src/components/sessions/splitFigures.js";
import type {SessionsPage} from "../../src/components/sessions/sessionsPage.js";
import {GAP_EDGES, type Description} from "../../src/lib/pipeline/describe.js";
import type {SplitSummary} from "../../src/lib/pipeline/splitSummary.js";

describe("movingAverage", () => {
  it("takes each value and those before it", () => {
    expect(movingAverage([1, 2, 6, 4], 3)).toEqual([NaN, NaN, 3, 4]);
    expect(movingAverage([1, 2], 7)).toEqual([NaN, NaN]);
    expect(() => movingAverage([1], 0)).toThrow("invalid window: 0");
  });
});

describe("the zone of the heat map", () => {
  const peak = (hour: number) => Array.from({length: 168}, (_, h) => (h === hour ? 5 : 0));
  it("moves Sunday's last hour to Monday's first, and back", () => {
    expect(atZone(peak(167), 1)).toEqual(peak(0));
    expect(atZone(peak(0), -1)).toEqual(peak(167));
    expect(atZone(atZone(peak(50), 14), -14)).toEqual(peak(50));
    expect(() => atZone([1], 0)).toThrow("invalid hours or zone");
  });
  it("adds weekdays up, and knows an evening peak", () => {
    const evening = peak(20).map((n, h) => n + (h === 5 * 24 + 20 ? 2 : 0));
    expect(byHour(evening)[20]).toBe(7);
    expect(eveningIsPeak(byHour(evening))).toBe(true);
    expect(eveningIsPeak(byHour(atZone(evening, 5)))).toBe(false);
  });
});

describe("bands and classes", () => {
  it("one and five minutes begin their bands", () => {
    const gaps = [0, ...GAP_EDGES].map(() => 1);
    const bands = gapBands({gaps: {bin: [], gaps}} as unknown as Description);
    expect(bands.reduce((a, b) => a + b)).toBe(gaps.length);
    expect(bands[0]).toBe(GAP_EDGES.filter((edge) => edge <= 60_000).length);
    expect(bands[1]).toBe(GAP_EDGES.filter((edge) => edge > 60_000 && edge <= 300_000).length);
  });
  it("loyalty is the mean of shares, beside its expectation", () => {
    // Two sessions with 2 views (one split, one whole), one with 4 views of which 3 in one department.
    const [two, four] = loyaltyClasses({views: [2, 2, 4], top: [1, 2, 3], n: [1, 1, 1]}, [1, 1], [2, Infinity]);
    expect(two).toMatchObject({from: 2, to: 2, n: 2, views: 2, share: 0.75, expected: 0.75});
    expect(four).toMatchObject({from: 3, n: 1, views: 4, share: 0.75});
    // Four fair draws: the larger side has 4 with 2/16, 3 with 8/16, 2 with 6/16.
    expect(four.expected).toBeCloseTo((4 * 2 + 3 * 8 + 2 * 6) / 16 / 4, 12);
  });
  it("trends leave out rare items and widen with the number compared", () => {
    const items = {item: [1, 2, 3], views: [], carts: [], transactions: [], recent: [40, 3, 10], before: [20, 2, 0]};
    const found = trends({items} as unknown as Description, 10);
    expect(found.map(({item, ratio}) => [item, ratio])).toEqual([[1, 2], [3, Infinity]]); // prettier-ignore
    const [alone] = trends({items: {...items, item: [1]}} as unknown as Description, 10);
    expect(found[0].low).toBeLessThan(alone.low);
    expect(found[1].high).toBe(Infinity);
  });
  it("says so where a log holds none of what is counted", () => {
    const days = [0, 1, 2].map(() => 0);
    const daily = {
      day: [0, 1, 2],
      view: [3, 1, 2],
      addtocart: days,
      removefromcart: days,
      transaction: days,
      sessions: [1, 1, 1],
      buying: days
    };
    const data = {
      name: "x",
      firstDay: "1970-01-01",
      lastDay: "1970-01-03",
      generated: false,
      description: {daily}
    } as unknown as DataSet;
    expect(dailyVolume(data, "purchases")[0].caption).toBe("This log holds no purchased items.");
    expect(dailyVolume(data, "events")[0].n).toContain("n = 6 events");
  });
});

describe("gap and split figures", () => {
  const curve = {
    gap: [1, 2, 3, 4],
    sessions: [9, 6, 5, 3],
    single: [4, 2, 1, 0],
    buying: [1, 1, 1, 1],
    exact: [1, 5, 5, 2],
    visits: 5
  };
  it("reads the curve at a gap on it and refuses others", () => {
    const page = {curve} as unknown as SessionsPage;
    expect(atGap(page, 2)).toEqual({sessions: 6, single: 2, buying: 1, exact: 5});
    expect(() => atGap(page, 5)).toThrow("no gap of 5 minutes on the curve");
  });
  it("finds the best gaps, and those nearly as good", () => {
    expect(plateau(curve)).toEqual({from: 2, to: 3});
    expect(plateau(curve, 0.4)).toEqual({from: 2, to: 4});
  });
  it("pools the test users of all folds", () => {
    const parts = {
      fold: [1, 1, 2, 2],
      part: [0, 2, 0, 2],
      sessions: [1, 1, 1, 1],
      buying: [0, 0, 0, 0],
      users: [9, 4, 9, 6],
      seen: [9, 1, 9, 2]
    };
    const {share, text} = returningUsers({name: "", summary: {parts} as unknown as SplitSummary});
    expect(share).toBe(0.3);
    expect(text).toMatch(/^30\.0 \[.*\] %, n = 10$/);
  });
});
