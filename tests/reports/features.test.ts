import {expect, test} from "vitest";
import {byAuc, featuresHeadline, looksOf} from "../../src/lib/reports/features.js";
import type {FeaturesOfLog} from "../../src/lib/targets/featuresOfLog.js";
import type {FeatureAuc, UnivariateAucs} from "../../src/lib/targets/univariateAucs.js";

const feature = (name: string, value: number | null, half = 0.1, adjustedP = 0.5): FeatureAuc => ({
  name,
  bins: {labels: [], examples: [], positives: []},
  auc: value === null ? null : {value, low: value - half, high: value + half},
  adjustedP: value === null ? null : adjustedP
});
const features = [
  feature("near", 0.55),
  feature("code", null),
  feature("below", 0.25, 0.2, 0.05),
  feature("above", 0.7, 0.1, 0.0501),
  feature("touches", 0.625, 0.125)
];
const found = (list: readonly FeatureAuc[], chance: number | null): FeaturesOfLog => ({
  examples: 900,
  sessions: 0,
  users: 0,
  lacks: [],
  filled: {},
  missing: 0,
  sha256: null,
  featureAucs: {
    narrow: {
      examples: 800,
      positives: 30,
      positiveUsers: 20,
      permutations: 99,
      chance,
      features: list
    } satisfies UnivariateAucs
  }
});

test("the farthest from one half comes first, on either side; what was not measured, last", () =>
  expect(byAuc({features}).map(({name}) => name)).toEqual(["below", "above", "touches", "near", "code"]));

test("the headline's best lies 0.25 away from one half, below it; four of five looks could be measured", () => {
  const {examples, best} = featuresHeadline(found(features, 0.3), "narrow");
  expect(examples).toBe(900);
  expect(best).toMatchObject({fromHalf: 0.25, positives: 30, looks: 4, chance: 0.3});
  expect(best!.feature).toMatchObject({name: "below", auc: {value: 0.25, low: 0.04999999999999999, high: 0.45}});
});

test("there is no best where a class is empty", () => {
  expect(featuresHeadline(found(features, null), "narrow")).toEqual({examples: 900, best: null});
  expect(featuresHeadline(found([feature("code", null)], 0.3), "narrow").best).toBeNull();
  expect(featuresHeadline(found([], 0.3), "narrow").best).toBeNull();
});

test("a corrected p at 0.05 tells, 0.0501 does not; alone, an interval must leave out one half", () => {
  const {measured, corrected, alone} = looksOf({features});
  expect(measured.map(({name}) => name)).toEqual(["below", "above", "touches", "near"]);
  expect(corrected).toBe(1);
  // below: 0.05 to 0.45; above: 0.6 to 0.8; touches: from 0.5 on; near: 0.45 to 0.65
  expect(alone).toBe(2);
});
