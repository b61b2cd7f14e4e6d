import {describe, expect, test} from "vitest";
import {curveFigure} from "../../src/components/sparsity/curveFigure.js";
import {sparsityAnswer, sparsityDetails} from "../../src/components/sparsity/sparsityAnswer.js";
import {neededTable} from "../../src/components/sparsity/sparsityTables.js";
import {verdictOn} from "../../src/components/sparsity/retrainPanel.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {againstCurve, remediesByEffect, sparsityHeadline, sparsityReport} from "../../src/lib/reports/sparsity.js";
import type {CurveMark, SparsityPage} from "../../src/lib/reports/sparsityPage.js";

const SEEDS = [1, 2, 3];
const TARGETS = ["item-3-sessions", "purchase-this-session"];
const jitter = [-0.01, 0, 0.01];

/** A result whose areas are 0.5 + 0.1 for each tenfold of positives above nine, with a ceiling of 0.8. */
function made(): {study: StudyResult; tried: StudyResult} {
  const rows = TARGETS.flatMap((target) =>
    SEEDS.flatMap((seed, k) =>
      ["logistic", "boosting"].flatMap((model) =>
        [9, 90, 900].map((positives, step) => ({
          users: 1000,
          seed,
          target,
          model,
          level: step === 2 ? null : positives,
          positives,
          rows: 1000 * positives,
          auc: 0.5 + 0.1 * step + jitter[k],
          knownAuc: target === TARGETS[0] && seed === 1 ? null : 0.6 + 0.1 * step + jitter[k],
          averagePrecision: 0.01 * (step + 1),
          trainAuc: 1,
          trainAveragePrecision: 1
        }))
      )
    )
  );
  const tests = TARGETS.flatMap((target) =>
    SEEDS.map((seed) => ({
      users: 1000,
      seed,
      target,
      positives: 50,
      examples: 5000,
      censored: 1000 * seed,
      prevalence: 0.01,
      ceilingAuc: 0.8,
      ceilingAveragePrecision: 0.1,
      expected: 50
    }))
  );
  const trials = SEEDS.map((seed, k) => ({
    seed,
    remedy: "dwell time",
    model: "logistic",
    paired: "yes",
    positives: 20,
    testPositives: 30,
    auc: 0.6 + jitter[k],
    baseAuc: 0.5,
    lift: 2,
    baseLift: 1
  }));
  const madeUp = SEEDS.map((seed) => ({
    seed,
    model: "boosting",
    features: "with",
    labels: "true",
    testPositives: 30,
    auc: 0.5,
    lift: 1
  }));
  const reported = SEEDS.flatMap((seed) =>
    ["true", "shuffled"].map((labels) => ({
      seed,
      labels,
      rows: 100,
      positives: 9,
      trainAuc: 1,
      trainAveragePrecision: 1,
      testRows: 100,
      testPositives: 5,
      testAuc: 0.5 + 0.2 * seed,
      testAveragePrecision: 0.01
    }))
  );
  const table = (list: readonly object[]) =>
    Object.fromEntries(
      Object.keys(list[0]).map((name) => [name, list.map((row) => row[name as keyof typeof row] as never)])
    );
  const result = (options: unknown, tables: StudyResult["tables"]): StudyResult => ({
    study: "made",
    key: "",
    inputs: {},
    code: "",
    options,
    figures: {},
    tables
  });
  return {
    study: result(
      {seeds: SEEDS, reported: {scalePosWeight: 9999}},
      {points: table(rows), tests: table(tests), reported: table(reported)}
    ),
    tried: result({users: 3000, baseUsers: 1000, seeds: SEEDS}, {trials: table(trials), madeUp: table(madeUp)})
  };
}

const {study, tried} = made();
const setting = {
  models: ["logistic", "boosting"].map((id) => ({id, title: id, setting: ""})),
  trainingTenths: 6,
  claimed: 9
};
const page = sparsityReport(study, tried, null, setting);

describe("what the page is made from", () => {
  test("means over shops with Student's interval", () => {
    const mark = page.curve.find(
      (one) => one.target === TARGETS[0] && one.model === "logistic" && one.positives === 90
    )!;
    expect(mark.auc.value).toBeCloseTo(0.6, 12);
    // t(.975, 2) = 4.302653 times 0.01 / √3
    expect(mark.auc.high - mark.auc.value).toBeCloseTo((4.302652729911275 * 0.01) / Math.sqrt(3), 9);
    expect(mark.lift.value).toBeCloseTo(2, 12);
    expect(mark.share.value).toBeCloseTo(0.1 / 0.3, 12);
    expect(mark.whole).toBe(false);
  });

  test("what the end of the log leaves open: 1000, 2000 and 3000 of 5000, and the area without them where every shop has one", () => {
    const ceiling = page.ceilings.find(({target}) => target === TARGETS[0])!;
    expect(ceiling.censored).toBeCloseTo(0.4, 12);
    const [narrow, session] = TARGETS.map((target) =>
      page.curve.find((one) => one.target === target && one.model === "logistic" && one.positives === 90)!
    );
    expect(narrow.knownAuc).toBeNull();
    expect(session.knownAuc!.value).toBeCloseTo(0.7, 12);
    const {columns} = neededTable(page, "logistic");
    expect([columns.censored[0], columns.known_auc[0]]).toEqual(["40.0 %", "–"]);
  });

  test("positives needed are where the curve comes to a share, and unknown where it does not", () => {
    const [half, most] = page.needed.filter((one) => one.target === TARGETS[0] && one.model === "logistic");
    // the curve of shares is 0, 1/3, 2/3: one half lies midway between 90 and 900
    expect(half.value).toBeCloseTo(Math.sqrt(90 * 900), 6);
    expect(half.low!).toBeLessThan(half.value!);
    expect(half.high!).toBeGreaterThan(half.value!);
    expect(most).toMatchObject({share: 0.8, value: null, most: 900});
  });

  test("a remedy's gain is its difference shop by shop", () => {
    const [gain] = page.remedies;
    expect(gain).toMatchObject({paired: true, baseAuc: {value: 0.5, low: 0.5, high: 0.5}});
    expect(gain.auc.value).toBeCloseTo(0.1, 12);
    expect(gain.lift).toEqual({value: 1, low: 1, high: 1});
  });

  test("areas end at one where their interval would not", () => {
    expect(page.reported.true.testAuc.high).toBe(1);
    expect(page.reported.true.testAuc.value).toBeCloseTo(0.9, 12);
  });

  test("the answer tells chance from better", () => {
    const answer = sparsityAnswer(sparsityHeadline(page, "logistic"));
    expect(answer).toContain("With the fewest that we tried, it cannot be distinguished from chance.");
    expect(answer).toContain("a model needs about 285 purchases");
    expect(sparsityDetails(sparsityHeadline(page, "logistic"))).toContain(
      "Learning 80 % of what can be known takes more than the 900 that there are"
    );
  });
});

test("larger shops are marked where there are any", () => {
  const row = {
    users: 9000,
    target: TARGETS[0],
    model: "logistic",
    level: null,
    positives: 5000,
    testPositives: 80,
    auc: 0.75,
    low: 0.7,
    high: 0.8
  };
  const columns = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value]]));
  const with1 = sparsityReport(study, tried, {...study, tables: {points: columns}}, setting);
  expect(page.larger).toEqual([]);
  expect(with1.larger).toEqual([
    {
      users: 9000,
      target: TARGETS[0],
      model: "logistic",
      positives: 5000,
      testPositives: 80,
      auc: {value: 0.75, low: 0.7, high: 0.8}
    }
  ]);
  const [{table}] = curveFigure(with1, TARGETS[0], "auc");
  expect(table!.columns.positives).toContain(5000);
  expect(curveFigure(with1, TARGETS[0], "lift")[0].table!.columns.positives).not.toContain(5000);
});

test("a point trained here is held against the nearest mark", () => {
  const point = {target: TARGETS[0], positives: 80, value: 0.6, low: 0.55, high: 0.65};
  expect(verdictOn(page, point, 40)).toMatch(
    /above chance\. The nearest published point, with 90 positives, .*intervals overlap/
  );
  const off = {...point, value: 0.9, low: 0.85, high: 0.95};
  expect(verdictOn(page, off, 40)).toContain("do not overlap");
  expect(verdictOn(page, {...point, low: 0.4}, 40)).toContain("not distinguishable from chance");
});

describe("by hand", () => {
  const mark = (users: number, target: string, positives: number, low: number, model = "logistic"): CurveMark => ({
    users,
    target,
    model,
    whole: false,
    positives,
    testPositives: 40,
    shops: 3,
    auc: {value: low + 0.1, low, high: low + 0.2},
    lift: {value: 1, low: 1, high: 1},
    knownAuc: null,
    share: {value: 0, low: 0, high: 0},
    trainAuc: 1
  });
  const ceiling = (users: number, target: string, value: number) => ({
    users,
    target,
    auc: {value, low: value, high: value},
    lift: {value: 1, low: 1, high: 1},
    prevalence: 0.01,
    testPositives: 40,
    censored: 0
  });
  const [narrow, wide] = TARGETS;
  const curve = [
    mark(100, narrow, 3, 0.9),
    mark(900, narrow, 9, 0.45),
    mark(900, narrow, 9, 0.8, "boosting"),
    mark(900, narrow, 90, 0.6),
    mark(900, wide, 50, 0.5),
    mark(900, wide, 500, 0.55)
  ];
  const needed = [0.5, 0.8].map((share) => ({
    target: narrow,
    model: "logistic",
    share,
    value: share === 0.5 ? 20 : null,
    low: null,
    high: null,
    most: 90
  }));
  const by: Pick<SparsityPage, "shops" | "curve" | "ceilings" | "needed"> = {
    shops: 3,
    curve,
    ceilings: [ceiling(100, narrow, 0.6), ceiling(900, narrow, 0.8), ceiling(900, wide, 0.7)],
    needed
  };

  test("the headline is of the largest shop: the fewest positives, all of them, and the wide target's all", () => {
    const {users, first, last, wide: widest, ceilings, half, most, told} = sparsityHeadline(by, "logistic");
    expect([users, first.positives, last.positives, widest.positives]).toEqual([900, 9, 90, 500]);
    expect([ceilings.narrow.value, ceilings.wide.value]).toEqual([0.8, 0.7]);
    expect([half.value, most.value, most.most]).toEqual([20, null, 90]);
    // 0.45 to 0.65 holds 0.5
    expect(told).toBe("untold");
    expect(
      sparsityHeadline({...by, curve: curve.map((one) => ({...one, auc: {...one.auc, low: 0.51}}))}, "logistic").told
    ).toBe("above");
  });

  test("a model or a target that was not asked for is an error", () => {
    expect(() => sparsityHeadline(by, "forest")).toThrow(RangeError);
    expect(() => sparsityHeadline({...by, ceilings: []}, "logistic")).toThrow(RangeError);
  });

  test("remedies help above zero and harm below; an interval that ends at zero does neither", () => {
    const gain = (low: number, high: number) => ({
      auc: {value: 0, low, high},
      lift: {value: 0, low: -high, high: -low}
    });
    const [up, down, from, to, both] = [gain(0.01, 0.1), gain(-0.1, -0.01), gain(0, 0.1), gain(-0.1, 0), gain(-1, 1)];
    const found = remediesByEffect([up, down, from, to, both]);
    expect(found).toEqual({helps: [up], harms: [down], untold: [from, to, both]});
    expect(remediesByEffect([up, down], "lift")).toEqual({helps: [down], harms: [up], untold: []});
  });

  test("a point is held against the nearest number of positives as a ratio, of its model and target", () => {
    const point = (positives: number, low: number, high: number) => ({
      target: narrow,
      positives,
      value: low,
      low,
      high
    });
    // halfway between 9 and 90 lies √(9 × 90) = 28.46
    expect(againstCurve(curve, "logistic", point(28, 0.7, 0.8)).near.positives).toBe(9);
    expect(againstCurve(curve, "logistic", point(29, 0.7, 0.8)).near.positives).toBe(90);
    // 90 has 0.6 to 0.8: ends that touch agree
    expect(againstCurve(curve, "logistic", point(90, 0.8, 0.9))).toMatchObject({agree: true, told: "above"});
    expect(againstCurve(curve, "logistic", point(90, 0.4, 0.6))).toMatchObject({agree: true, told: "untold"});
    expect(againstCurve(curve, "logistic", point(90, 0.81, 0.9)).agree).toBe(false);
    expect(againstCurve(curve, "logistic", point(90, 0.4, 0.49))).toMatchObject({agree: false, told: "below"});
  });
});
