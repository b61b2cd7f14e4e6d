import {describe, expect, test} from "vitest";
import {
  assessTargets,
  checkPlans,
  countedTargets,
  countVerdicts,
  rateOf,
  shareOfExamples,
  targetsHeadline,
  USUAL_PROTOCOL,
  withinReach,
  type AssessedTarget
} from "../../src/lib/reports/targets.js";
import type {CountedShop} from "../../src/lib/reports/targetsPage.js";
import type {PartCounts} from "../../src/lib/targets/countTargets.js";
import {learnable, LEARNABLE_OPTIONS, type LearnableVerdict} from "../../src/lib/targets/learnable.js";
import {TARGETS, targetById} from "../../src/lib/targets/target.js";

const part = (name: PartCounts["part"], examples: number, positives: number, censored = 0): PartCounts => ({
  part: name,
  examples,
  positives,
  positivesWithCensored: positives,
  censored,
  positiveUsers: positives
});

/** A target with so many training positives, judged; `needed` null where there is no rate to go by. */
function assessed(
  id: string,
  verdict: LearnableVerdict["verdict"] | null,
  positives = 10,
  needed: number | null = 100
): AssessedTarget {
  const riley = needed === null ? null : {positives: needed};
  return {
    target: targetById(id),
    parts: [part("train", 1000, positives, 100), part("validation", 200, 2, 40), part("test", 300, 3, 90)],
    lacks: verdict === null ? ["purchases"] : [],
    judged: verdict === null ? null : ({verdict, riley} as LearnableVerdict)
  };
}
const headline = (targets: readonly AssessedTarget[]) =>
  targetsHeadline({
    log: "a log",
    generated: true,
    protocol: {split: {by: "months"}, until: "log", sessions: "all"},
    parameters: 7,
    targets
  });

describe("the headline", () => {
  const targets = [
    assessed("item-next-session", "not learnable", 1, null),
    assessed("item-3-sessions", "not learnable", 4, 130),
    assessed("category-3-sessions", "learnable", 400, 200),
    assessed("cart-next-session", null),
    assessed("purchase-next-session", "borderline", 90, 150),
    assessed("purchase-this-session", "not learnable", 5, 60)
  ];

  test("counts verdicts among the targets that could be asked", () =>
    expect(headline(targets)).toMatchObject({
      learnable: 1,
      borderline: 1,
      "not learnable": 3,
      "not asked": 1,
      asked: 5,
      targets: 6,
      parameters: 7
    }));

  test("names the first target of an item that has a rate, and the last that is more than not learnable", () => {
    const {narrow, widest} = headline(targets);
    expect([narrow!.target.id, narrow!.train.positives, narrow!.needed]).toEqual(["item-3-sessions", 4, 130]);
    expect([widest!.target.id, widest!.train.positives, widest!.needed]).toEqual(["purchase-next-session", 90, 150]);
  });

  test("names none where there is none", () => {
    expect(headline([assessed("item-next-session", "not learnable", 0, null)])).toMatchObject({
      narrow: null,
      widest: null
    });
    expect(headline([assessed("purchase-next-session", null)])).toMatchObject({asked: 0, narrow: null, widest: null});
  });
});

test("verdicts of nothing are zeros", () =>
  expect(countVerdicts([])).toEqual({learnable: 0, borderline: 0, "not learnable": 0, "not asked": 0}));

test("shares are of all parts: (100 + 40 + 90) and (10 + 2 + 3) of (1000 + 200 + 300)", () => {
  const targets = [assessed("item-next-session", "borderline", 99), assessed("purchase-next-session", "borderline")];
  expect(shareOfExamples({targets}, "purchase-next-session", "censored")).toBeCloseTo(230 / 1500, 12);
  expect(shareOfExamples({targets}, "purchase-next-session", "positivesWithCensored")).toBe(0.01);
});

test("a rate is of the examples whose label is known: 30 of 400, of which 100 are censored", () =>
  expect(rateOf(part("train", 400, 30, 100))!.value).toBe(0.1));

test("censored examples neither train nor test: Riley's criteria see 900 rows and not 1,000", () => {
  const counts = [part("train", 1000, 90, 100), part("validation", 200, 2), part("test", 500, 40, 100)];
  const nothing = Object.fromEntries(TARGETS.map(({id}) => [id, []]));
  const all = Object.fromEntries(TARGETS.map(({id}) => [id, counts]));
  const about = {log: "a log", generated: true, protocol: USUAL_PROTOCOL, parameters: 7};
  const {judged} = assessTargets({parts: all, lacks: nothing}, about).targets[0];
  const of = (examples: number, positives: number) => ({examples, positives, positiveUsers: positives});
  expect(judged).toEqual(learnable(of(900, 90), of(400, 40), {...LEARNABLE_OPTIONS, parameters: 7}));
  expect(judged!.riley).not.toEqual(learnable(of(1000, 90), of(500, 40), {...LEARNABLE_OPTIONS, parameters: 7}).riley);
});

test("a rate counts a user's positives once: 100 of 1000 held by 10 users are as wide as 10 of 100", () => {
  const {value, low, high} = rateOf({...part("train", 1000, 100), positiveUsers: 10})!;
  expect(value).toBe(0.1);
  // Wilson, n = 100, p = 0.1: (0.1 + 1.92073/100 ± 1.959964 √(0.09/100 + 0.960365/100²)) / (1 + 3.841459/100)
  expect(low).toBeCloseTo(0.05523, 5);
  expect(high).toBeCloseTo(0.17437, 5);
  expect(rateOf(part("train", 0, 0))).toBeNull();
});

test("within reach is what takes as many users as are planned or fewer", () =>
  expect(withinReach([{usersNeeded: 100}, {usersNeeded: 101}, {usersNeeded: null}, {usersNeeded: 5}], 100)).toBe(2));

describe("the planner held against counts", () => {
  const shop = (profile: string, scale: number, positives: number): CountedShop => ({
    profile,
    seed: 1,
    size: {users: 1000 * scale, sessions: 5000 * scale, conversion: 0.05, itemsPerSession: 2, days: 90},
    counts: Object.fromEntries(
      TARGETS.map(({id}) => [id, [part("train", 800 * scale, positives), part("test", 200 * scale, 20 * scale)]])
    )
  });
  const from = shop("paper", 1, 80);

  test("counts are added up over parts: 80 + 20 of 800 + 200, without those that are censored", () => {
    expect(countedTargets(from)[0]).toEqual({
      target: TARGETS[0],
      examples: 1000,
      positives: 100,
      positiveUsers: 100
    });
    const cut = {
      ...from,
      counts: {...from.counts, [TARGETS[0].id]: [part("train", 800, 80, 50), part("test", 9, 1, 4)]}
    };
    expect(countedTargets(cut)[0]).toMatchObject({examples: 755, positives: 81});
  });

  test("a shop twice as large has twice the positives: counted 1.1 for one planned; in the third, 2 for one", () => {
    const {rows, inside, of, ratios} = checkPlans([from, shop("medium", 2, 180), shop("retailrocket", 1, 180)]);
    expect(rows).toHaveLength(2 * TARGETS.length);
    const [first] = rows;
    expect([first.shop, first.planned, first.counted]).toEqual(["medium", 200, 220]);
    expect(first.ratio).toBeCloseTo(1.1, 12);
    // 100 positives of 1000 users are known to about ±20 %, so 220 lies inside of 200's interval, for every target
    expect(first.low).toBeLessThan(200);
    expect([inside, of]).toEqual([TARGETS.length, TARGETS.length]);
    expect(ratios[0]).toBeCloseTo(2, 12);
    expect(ratios[1]).toBeCloseTo(2, 12);
  });

  test("a count far off lies outside", () =>
    expect(checkPlans([from, shop("medium", 2, 400), shop("retailrocket", 1, 80)])).toMatchObject({
      inside: 0,
      ratios: [1, 1]
    }));
});
