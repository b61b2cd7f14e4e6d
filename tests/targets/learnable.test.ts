import {describe, expect, test} from "vitest";
import {aucInterval} from "../../src/lib/metrics/auc.js";
import {positivesForAuc, rileySampleSize} from "../../src/lib/metrics/sampleSize.js";
import {BORDERLINE_SHARE, HALF_WIDTHS, learnable} from "../../src/lib/targets/learnable.js";

const AT = {parameters: 40, auc: 0.7};
/** One positive in twenty. */
const held = (examples: number, positiveUsers?: number) => ({examples, positives: examples / 20, positiveUsers});
const needed = rileySampleSize({prevalence: 0.05, parameters: AT.parameters});
const tested = positivesForAuc(AT.auc, HALF_WIDTHS[0], {negativesPerPositive: 19});

describe("a target is learnable", () => {
  const enough = {train: 20 * Math.ceil(needed.rows / 20), test: 20 * tested};

  test("from as many examples as Riley's criteria ask for and a test as wide as asked, and from no fewer", () => {
    expect(learnable(held(enough.train), held(enough.test), AT).verdict).toBe("learnable");
    expect(learnable(held(enough.train - 20), held(enough.test), AT).verdict).toBe("borderline");
    expect(learnable(held(enough.train), held(enough.test - 20), AT).verdict).toBe("borderline");
  });

  test("only where the users of its positives would be enough", () => {
    const {verdict, halfWidth, cautiousHalfWidth, reasons} = learnable(
      held(enough.train, enough.train / 20 - 1),
      held(enough.test),
      AT
    );
    expect(verdict).toBe("borderline");
    expect(cautiousHalfWidth).toBe(halfWidth);
    expect(reasons[0]).toContain(`positives of ${enough.train / 20 - 1} users where ${needed.positives} are needed`);
    const fewTesters = learnable(held(enough.train), held(enough.test, tested - 1), AT);
    expect(fewTesters.verdict).toBe("borderline");
    expect(fewTesters.cautiousHalfWidth!).toBeGreaterThan(HALF_WIDTHS[0]);
    expect(fewTesters.reasons[1]).toContain("if each user counts once");
  });

  test("with more parameters from more examples only", () => {
    expect(learnable(held(enough.train), held(enough.test), {...AT, parameters: 80}).verdict).toBe("borderline");
    expect(learnable(held(enough.train), held(enough.test), {...AT, parameters: 200}).verdict).toBe("not learnable");
  });
});

describe("a target is borderline", () => {
  const third = 20 * Math.ceil((needed.rows * BORDERLINE_SHARE) / 20);
  const wide = 20 * positivesForAuc(AT.auc, HALF_WIDTHS[1], {negativesPerPositive: 19});

  test("down to a third of the positives and twice the width", () => {
    expect(learnable(held(third), held(wide), AT).verdict).toBe("borderline");
    expect(learnable(held(third - 20), held(wide), AT).verdict).toBe("not learnable");
    expect(learnable(held(third), held(wide - 20), AT).verdict).toBe("not learnable");
  });
});

describe("numbers of a verdict", () => {
  test("are those of the criteria and of Hanley and McNeil's interval", () => {
    const {riley, testPositives, halfWidth} = learnable(held(1000), held(400), AT);
    expect(riley).toEqual(rileySampleSize({prevalence: 0.05, parameters: 40}));
    expect(testPositives).toBe(tested);
    const {low, high} = aucInterval(0.7, 20, 380);
    expect(halfWidth).toBeCloseTo((high - low) / 2, 15);
  });

  test("without positives or negatives nothing is learnable, and there is nothing to compute", () => {
    const none = learnable({examples: 100, positives: 0}, {examples: 50, positives: 0}, AT);
    expect(none).toMatchObject({verdict: "not learnable", riley: null, testPositives: null, halfWidth: null});
    expect(none.reasons).toEqual([
      "Training has no positives.",
      "The test has no positives, so nothing can be judged."
    ]);
    const all = learnable({examples: 1e6, positives: 1e6}, {examples: 1e6, positives: 1e6}, AT);
    expect(all.verdict).toBe("not learnable");
    expect(all.reasons).toEqual(["Training has no negatives.", "The test has no negatives, so nothing can be judged."]);
    expect(learnable({examples: 0, positives: 0}, {examples: 0, positives: 0}, AT).verdict).toBe("not learnable");
    expect(learnable(held(1e6), {examples: 10, positives: 0}, AT)).toMatchObject({verdict: "not learnable"});
    expect(learnable({examples: 10, positives: 0}, held(1e6), AT)).toMatchObject({
      verdict: "not learnable",
      riley: null
    });
  });

  test("that cannot be are refused with their values", () => {
    expect(() => learnable({examples: 5, positives: 6}, held(400))).toThrow("6 positives of 5 examples");
    expect(() => learnable({examples: 5, positives: 1.5}, held(400))).toThrow("1.5 positives");
    expect(() => learnable({examples: 5, positives: NaN}, held(400))).toThrow(RangeError);
    expect(() => learnable(held(400), {examples: 9, positives: 2, positiveUsers: 3})).toThrow("2 positives of 3 users");
    expect(() => learnable(held(400), {examples: 9, positives: 2, positiveUsers: 0})).toThrow("2 positives of 0 users");
  });
});
