import {describe, expect, test} from "vitest";
import {
  atGap,
  ownSessionsHeadline,
  plateau,
  returningShare,
  shopSessionsHeadline
} from "../../src/lib/reports/sessions.js";

const curve = {
  gap: [15, 20, 30, 40, 60],
  sessions: [130, 120, 100, 95, 90],
  single: [50, 40, 30, 20, 10],
  buying: [9, 8, 7, 6, 5],
  exact: [70, 89, 90, 89.1, 80],
  visits: 100
};

describe("the headline", () => {
  test("of a log that knows its visits: 90 of 100 at the usual gap, and the gaps that recover 99 % of the best's 90", () => {
    const {usualGap, exact, near} = shopSessionsHeadline({curve, usualGap: 30});
    expect(usualGap).toBe(30);
    expect(exact).toMatchObject({value: 0.9, n: 100});
    // Wilson: 90 of 100
    expect(exact.low).toBeCloseTo(0.82563, 5);
    expect(exact.high).toBeCloseTo(0.94477, 5);
    // 0.99 × 90 = 89.1, which 40 minutes recover and 20 do not
    expect(near).toEqual({from: 30, to: 40});
  });

  test("of another log: sessions at the usual gap, at half and at twice of it", () =>
    expect(ownSessionsHeadline({curve, usualGap: 30})).toEqual({
      usualGap: 30,
      usual: 100,
      half: {gap: 15, sessions: 130},
      double: {gap: 60, sessions: 90}
    }));

  test("of a gap that is not on the curve is an error", () =>
    expect(() => ownSessionsHeadline({curve, usualGap: 20})).toThrow("no gap of 10 minutes on the curve"));
});

test("a gap has what stands beside it; a log that knows no visits recovers none", () => {
  expect(atGap({curve}, 20)).toEqual({sessions: 120, single: 40, buying: 8, exact: 89});
  expect(atGap({curve: {...curve, exact: []}}, 20).exact).toBeNull();
  expect(plateau(curve)).toEqual({from: 30, to: 30});
});

test("users of the test who were trained on, over all folds: (3 + 5) of (10 + 30)", () => {
  const parts = {part: [0, 2, 1, 2], fold: [1, 1, 1, 2], users: [99, 10, 99, 30], seen: [99, 3, 99, 5]};
  expect(returningShare({parts} as never)).toMatchObject({value: 0.2, n: 40});
});
