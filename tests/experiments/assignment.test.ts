import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {assignSticky, assignVariant, checkExperiments, positionOf} from "../../src/lib/experiments/assignment.js";
import {chiSquareSurvival} from "../../src/lib/experiments/chiSquare.js";
import {type Experiment, MODEL_COMPARISON, parseExperiment} from "../../src/lib/experiments/experiment.js";
import {sampleRatio} from "../../src/lib/experiments/sampleRatio.js";
import {cases, runs} from "../thorough.js";

const UNITS = runs(50_000, 1_000_000);
const offer = (more: Partial<Record<keyof Experiment, unknown>> = {}) =>
  parseExperiment({experiment_id: "offer", variants: ["none", "ten"], primary_metric: "bought", ...more});

describe("positions", () => {
  test.each(["1", "checkout 2026", "variant model_comparison_2024"])("of ids are uniform under the salt %j", (salt) => {
    const bins = new Float64Array(100);
    for (let i = 0; i < UNITS; i++) bins[Math.floor(100 * positionOf(salt, String(i)))]++;
    expect(sampleRatio(Array.from(bins), new Array<number>(100).fill(0.01)).p).toBeGreaterThan(1e-4);
  });

  test("under two salts are independent of each other", () => {
    const cells = new Float64Array(100);
    for (let i = 0; i < UNITS; i++) {
      const [a, b] = ["salt 1", "salt 2"].map((salt) => Math.floor(10 * positionOf(salt, String(i))));
      cells[10 * a + b]++;
    }
    const rows = Array.from({length: 10}, (_, a) => cells.slice(10 * a, 10 * a + 10).reduce((x, y) => x + y));
    const columns = Array.from({length: 10}, (_, b) => rows.reduce((sum, _row, a) => sum + cells[10 * a + b], 0));
    let statistic = 0;
    cells.forEach((count, k) => {
      const expected = (rows[Math.floor(k / 10)] * columns[k % 10]) / UNITS;
      statistic += (count - expected) ** 2 / expected;
    });
    expect(chiSquareSurvival(statistic, 81)).toBeGreaterThan(1e-4);
  });
});

describe("assignment", () => {
  test("keeps to the split of the report, .33, .33 and .34", () => {
    const counts = new Map(MODEL_COMPARISON.variants.map((name) => [name, 0]));
    for (let i = 0; i < UNITS; i++) {
      const {variant} = assignVariant(MODEL_COMPARISON, `user ${i}`);
      counts.set(variant!, counts.get(variant!)! + 1);
    }
    const found = sampleRatio([...counts.values()], [0.33, 0.33, 0.34]);
    expect(found.p).toBeGreaterThan(1e-4);
    // it would tell .33 each
    expect(sampleRatio([...counts.values()], [1 / 3, 1 / 3, 1 / 3]).p).toBeLessThan(found.p);
  });

  test("gives every unit the same variant again, and as a rising ramp enrols more, moves none", () => {
    fc.assert(
      fc.property(fc.string(), fc.double({min: 0, max: 1, noNaN: true}), (unit, ramp) => {
        const whole = assignVariant(offer(), unit);
        const part = assignVariant(offer({ramp}), unit);
        expect(assignVariant(offer(), unit)).toEqual(whole);
        if (part.variant === null) {
          expect(part.reason).toBe("not enrolled at this ramp");
          // a smaller ramp does not enrol it either
          expect(assignVariant(offer({ramp: ramp / 2}), unit).variant).toBeNull();
        } else expect(part).toEqual(whole);
      }),
      cases(200, 5000)
    );
  });

  test("enrols the share that the ramp says, in both variants alike", () => {
    const counts = [0, 0, 0];
    for (let i = 0; i < UNITS; i++)
      counts[["none", "ten", null].indexOf(assignVariant(offer({ramp: 0.2}), String(i)).variant)]++;
    expect(sampleRatio(counts, [0.1, 0.1, 0.8]).p).toBeGreaterThan(1e-4);
  });

  test("puts no unit into two experiments of a layer, and into both of two layers as chance has it", () => {
    const slot = (name: string, from: number, to: number) => ({name, from, to});
    const a = offer({experiment_id: "a", layer: slot("page", 0, 0.5)});
    const b = offer({experiment_id: "b", layer: slot("page", 0.5, 1)});
    const c = offer({experiment_id: "c", layer: slot("price", 0, 0.5)});
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const [inA, inB, inC] = [a, b, c].map((one) => assignVariant(one, String(i)).variant !== null);
      expect(inA).toBe(!inB);
      counts[2 * Number(inA) + Number(inC)]++;
    }
    expect(sampleRatio(counts, [0.25, 0.25, 0.25, 0.25]).p).toBeGreaterThan(1e-4);
    expect(() => checkExperiments([a, b, c])).not.toThrow();
    expect(() => checkExperiments([a, offer({experiment_id: "d", layer: slot("page", 0.4, 0.6)})])).toThrow(
      "a and d overlap in the layer page; give them slots without a common part"
    );
    expect(() => checkExperiments([a, a])).toThrow("two experiments are called a");
    expect(() => checkExperiments([a, offer({experiment_id: "e", salt: "a"})])).toThrow('a and e have the salt "a"');
  });

  test("keeps the variant of a unit that was exposed before, whatever the split is now", () => {
    const units = Array.from({length: 100}, (_, i) => String(i));
    const before = new Map(units.map((unit) => [unit, assignVariant(offer(), unit).variant!]));
    const turned = offer({traffic_split: {none: 0.01, ten: 0.99}});
    expect(units.some((unit) => assignVariant(turned, unit).variant !== before.get(unit))).toBe(true);
    for (const unit of units) expect(assignSticky(turned, unit, before)).toEqual({variant: before.get(unit)});
    expect(assignSticky(turned, "new", before)).toEqual(assignVariant(turned, "new"));
    // a variant that was taken away is not given again
    expect(["none", "ten"]).toContain(assignSticky(turned, "0", new Map([["0", "gone"]])).variant);
  });
});

describe("a document that is no experiment", () => {
  test.each([
    [null, "an experiment is a JSON object"],
    [{experiment_id: "x", variants: ["a"], primary_metric: "m"}, 'variants is ["a"]; give the names of two variants'],
    [{experiment_id: "x", variants: ["a", "a"], primary_metric: "m"}, 'the variant "a" is named twice'],
    [{experiment_id: "", variants: ["a", "b"], primary_metric: "m"}, 'experiment_id is ""'],
    [{experiment_id: "x", variants: ["a", "b"]}, "primary_metric is missing; give a text"],
    [{experiment_id: "x", variants: ["a", "b"], primary_metric: "m", ramp: 2}, "ramp is 2; give the share of units"],
    [{experiment_id: "x", variants: ["a", "b"], primary_metric: "m", metric: "m"}, 'an experiment has no "metric"'],
    [
      {experiment_id: "x", variants: ["a", "b"], primary_metric: "m", layer: {name: "l", from: 0.5, to: 0.5}},
      "layer is"
    ],
    [
      {experiment_id: "x", variants: ["a", "b"], primary_metric: "m", traffic_split: {a: 0.5, b: 0.4}},
      "traffic_split sums to 0.9; shares of variants sum to 1"
    ],
    [
      {experiment_id: "x", variants: ["a", "b"], primary_metric: "m", traffic_split: {a: 0.5, c: 0.5}},
      'traffic_split has "c", which is no variant'
    ],
    [
      {experiment_id: "x", variants: ["a", "b"], primary_metric: "m", traffic_split: {a: 1}},
      'the share of "b" in traffic_split is missing'
    ],
    [
      {experiment_id: "x", variants: ["a", "b"], primary_metric: "m", traffic_split: {a: 1, b: 0}},
      'the share of "b" in traffic_split is 0'
    ]
  ])("%j", (document, why) => expect(() => parseExperiment(document)).toThrow(why));

  test("the report's own example is one", () => {
    const {experiment_id, variants, traffic_split, primary_metric} = MODEL_COMPARISON;
    expect(parseExperiment({experiment_id, variants, traffic_split, primary_metric})).toEqual(MODEL_COMPARISON);
  });
});
