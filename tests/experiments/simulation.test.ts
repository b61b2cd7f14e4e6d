import {describe, expect, test} from "vitest";
import {random, type Random} from "../../src/lib/core/random.js";
import {sequenceBoundary} from "../../src/lib/experiments/confidenceSequence.js";
import {bootstrapInterval, proportionDifference, welchDifference} from "../../src/lib/experiments/difference.js";
import {cuped, meanOf, proportionOf, ratioOf} from "../../src/lib/experiments/estimates.js";
import {exaggeration} from "../../src/lib/experiments/exaggeration.js";
import {crossingProbabilities, equalLooks} from "../../src/lib/experiments/groupSequential.js";
import {drawBinomial, PEEKING_RULES, peekingBoundaries, simulatePeeking} from "../../src/lib/experiments/peeking.js";
import {
  detectableLift,
  durationDays,
  type ExperimentPlan,
  planPower,
  unitsNeeded
} from "../../src/lib/experiments/power.js";
import {sampleRatio} from "../../src/lib/experiments/sampleRatio.js";
import {clopperPearsonInterval} from "../../src/lib/metrics/intervals.js";
import {twoProportionSampleSize} from "../../src/lib/metrics/sampleSize.js";
import {runs} from "../thorough.js";

/** A value of mean 1 and with a heavy tail: most are small, as revenues are. */
const skewed = (source: Random) => -Math.log(1 - source.uniform()) * (source.uniform() < 0.5 ? 0.4 : 1.6);
/** Fails unless `hits` of `n` are what chance makes of `share`, at a level that no usual run misses. */
function expectShare(hits: number, n: number, share: number): void {
  const {low, high} = clopperPearsonInterval(hits, n, {level: 0.9999});
  expect(low, `${hits} of ${n}`).toBeLessThanOrEqual(share);
  expect(high, `${hits} of ${n}`).toBeGreaterThanOrEqual(share);
}

test("binomial draws have the mean and variance that they should", () => {
  const source = random(3);
  for (const [n, p] of [
    [400, 0.01],
    [50, 0.3],
    [60, 0.9]
  ]) {
    const drawn = Float64Array.from({length: 4000}, () => drawBinomial(n, p, source));
    const {value, variance} = meanOf(drawn);
    expect(Math.abs(value - n * p) / Math.sqrt((n * p * (1 - p)) / 4000)).toBeLessThan(4);
    expect((variance * 4000) / (n * p * (1 - p))).toBeGreaterThan(0.9);
    expect((variance * 4000) / (n * p * (1 - p))).toBeLessThan(1.1);
  }
});

describe("where there is no difference", () => {
  const SEEDS = runs(800, 10_000);
  test("tests at 5 % reject 5 %: shares, means, ratios clustered by unit, means less a covariate", () => {
    const rejected = {share: 0, mean: 0, ratio: 0, cuped: 0};
    for (let seed = 1; seed <= SEEDS; seed++) {
      const source = random(seed, 20);
      const arms = [0, 1].map(() => {
        const values = Float64Array.from({length: 120}, () => skewed(source));
        const rows = values.map(() => 1 + source.below(4));
        return {
          values,
          rows,
          sums: values.map((value, i) => value * rows[i]),
          covariate: values.map((value) => value + source.uniform())
        };
      });
      const hits = [0, 1].map(() => {
        const bought = drawBinomial(2000, 0.05, source);
        return {value: bought / 2000, n: 2000, variance: 0.05 / 2000};
      });
      const adjusted = cuped(arms).estimates;
      if (proportionDifference(hits[0], hits[1]).p! < 0.05) rejected.share++;
      if (welchDifference(meanOf(arms[0].values), meanOf(arms[1].values)).p! < 0.05) rejected.mean++;
      if (welchDifference(ratioOf(arms[0].sums, arms[0].rows), ratioOf(arms[1].sums, arms[1].rows)).p! < 0.05)
        rejected.ratio++;
      if (welchDifference(adjusted[0], adjusted[1]).p! < 0.05) rejected.cuped++;
    }
    for (const [name, count] of Object.entries(rejected)) {
      const share = count / SEEDS;
      // over 10,000 seeds half a point either way; of fewer what chance leaves
      const margin = 0.005 + 4 * Math.sqrt((0.05 * 0.95) / SEEDS) * (SEEDS < 10_000 ? 1 : 0);
      expect(Math.abs(share - 0.05), `${name}: ${share}`).toBeLessThan(margin);
    }
  });

  test("the sample ratio test cries wolf as often as it says", () => {
    let alarms = 0;
    const n = runs(1500, 20_000);
    const source = random(8);
    for (let i = 0; i < n; i++) {
      const first = drawBinomial(2000, 0.33, source);
      const second = drawBinomial(2000 - first, 0.33 / 0.67, source);
      const counts = [first, second, 2000 - first - second];
      if (sampleRatio(counts, [0.33, 0.33, 0.34], {alpha: 0.05}).mismatch) alarms++;
    }
    expectShare(alarms, n, 0.05);
  });

  test("looking again and again raises false alarms as the recursion computes, and not those of the sequential rules", () => {
    const n = runs(1500, 20_000);
    const options = {rate: 0.05, lift: 0, perArm: 10_000, looks: 10};
    const boundaries = peekingBoundaries(options);
    const counts = Object.fromEntries(PEEKING_RULES.map((rule) => [rule, 0]));
    for (let i = 0; i < n; i++) {
      const {stopped} = simulatePeeking(options, boundaries, random(i, 5));
      for (const rule of PEEKING_RULES) if (stopped[rule] >= 0) counts[rule]++;
    }
    const computed = (rule: "peeking" | "sequence") =>
      crossingProbabilities(boundaries[rule] as number[], equalLooks(10)).total;
    expectShare(counts.peeking, n, computed("peeking"));
    expect(computed("peeking")).toBeGreaterThan(0.19);
    expectShare(counts.pocock, n, 0.05);
    expectShare(counts["obrien-fleming"], n, 0.05);
    expectShare(counts.once, n, 0.05);
    expectShare(counts.sequence, n, computed("sequence"));
    expect(computed("sequence")).toBeLessThan(0.05);
  });
});

test("a confidence sequence watched at every step holds the truth in 95 % of experiments or more", () => {
  const n = runs(300, 2000);
  // visitors of both arms: watched after each from the hundredth of an arm on
  const last = runs(2000, 10_000);
  const boundary = Float64Array.from({length: last + 1}, (_, k) =>
    k < 200 ? NaN : sequenceBoundary(k, {tuning: 2000})
  );
  for (const kind of ["skewed", "share"]) {
    let held = 0;
    for (let i = 0; i < n; i++) {
      const source = random(i, 77);
      const sums = [0, 0];
      const squares = [0, 0];
      let holds = true;
      for (let k = 1; k <= last && holds; k++) {
        const arm = k % 2;
        const x = kind === "skewed" ? skewed(source) + arm : Number(source.uniform() < (arm === 0 ? 0.1 : 0.12));
        sums[arm] += x;
        squares[arm] += x * x;
        if (k < 200 || arm === 1) continue;
        const m = k / 2;
        const variance = [0, 1].reduce((sum, a) => sum + (squares[a] - sums[a] ** 2 / m) / (m - 1) / m, 0);
        const truth = kind === "skewed" ? 1 : 0.02;
        holds = Math.abs((sums[1] - sums[0]) / m - truth) <= boundary[k] * Math.sqrt(variance);
      }
      if (holds) held++;
    }
    // of 2,000 experiments the lower bound is above 94 %
    expect(clopperPearsonInterval(held, n).low, `${kind}: ${held} of ${n}`).toBeGreaterThan(n < 2000 ? 0.92 : 0.94);
  }
});

describe("plans", () => {
  const share = {metric: {kind: "proportion", baseline: 0.05}} as const;
  test("need as many visitors as the formula of the ledger says", () => {
    expect(unitsNeeded(share, 0.15)! / 2).toBe(twoProportionSampleSize(0.05, 0.0575));
    expect(unitsNeeded({metric: {kind: "proportion", baseline: 0.0081}}, 0.2)! / 2).toBe(
      twoProportionSampleSize(0.0081, 0.0081 * 1.2)
    );
  });
  const PLANS: [string, ExperimentPlan][] = [
    ["a share", share],
    ["a mean", {metric: {kind: "mean", baseline: 10, sd: 30}}],
    ["a ratio with a covariate", {metric: {kind: "ratio", baseline: 2, sd: 5}, correlation: 0.6}],
    ["a quantile", {metric: {kind: "quantile", baseline: 3, q: 0.9, density: 0.05}}],
    ["a share, two treatments", {...share, treatments: 2}],
    ["a share, Pocock", {...share, look: {kind: "pocock", looks: 5}}],
    [
      "a mean, O'Brien–Fleming",
      {metric: {kind: "mean", baseline: 10, sd: 30}, look: {kind: "obrien-fleming", looks: 3}}
    ],
    ["a share, sequence", {...share, look: {kind: "confidence-sequence", looks: 10, tuning: 30_000}}]
  ];
  test.each(PLANS)("power, units and least lift agree: %s", (_, plan) => {
    const units = unitsNeeded(plan, 0.15)!;
    const arms = (plan.treatments ?? 1) + 1;
    expect(planPower(plan, 0.15, units)).toBeGreaterThanOrEqual(0.8);
    expect(planPower(plan, 0.15, units - arms)).toBeLessThan(0.8);
    const least = detectableLift(plan, units)!;
    expect(least).toBeLessThanOrEqual(0.15);
    expect(least).toBeGreaterThan(0.1499);
  });
  test("cost more for more looks and treatments, less with a covariate, by known factors", () => {
    const [once, pocock, obf, sequence] = (
      [
        {kind: "fixed"},
        {kind: "pocock", looks: 5},
        {kind: "obrien-fleming", looks: 5},
        {kind: "confidence-sequence", looks: 5, tuning: 30_000}
      ] as const
    ).map((look) => unitsNeeded({...share, look}, 0.15)!);
    // C. Jennison and B. W. Turnbull (2000), tables 2.2 and 2.4: 1.229 and 1.028 at a power of .8
    expect(pocock / once).toBeCloseTo(1.229, 2);
    expect(obf / once).toBeCloseTo(1.028, 2);
    expect(sequence).toBeGreaterThan(pocock);
    const mean = {metric: {kind: "mean", baseline: 10, sd: 30}} as const;
    expect(unitsNeeded({...mean, correlation: 0.6}, 0.15)! / unitsNeeded(mean, 0.15)!).toBeCloseTo(0.64, 2);
    expect(durationDays(7001, 1000)).toBe(14);
    expect(durationDays(7000, 1000)).toBe(7);
  });
  test("share alpha among treatments, as arms of the same size", () => {
    const strict = planPower({...share, alpha: 0.025}, 0.15, 20_000);
    expect(planPower({...share, treatments: 2}, 0.15, 30_000)).toBeCloseTo(strict, 12);
  });
  test("say where nothing helps", () => {
    expect(() => unitsNeeded(share, 0)).toThrow("no lift to detect: 0");
    expect(() => planPower(share, 30, 1000)).toThrow("invalid share");
    expect(() => planPower({...share, correlation: 1}, 0.1, 1000)).toThrow("invalid correlation: 1");
    expect(detectableLift({metric: {kind: "proportion", baseline: 0.5}}, 4)).toBeNull();
    expect(unitsNeeded({metric: {kind: "mean", baseline: 1, sd: 1e9}}, 1e-9)).toBeNull();
  });
  test("found effects are as exaggerated as computed", () => {
    const rate = 0.05;
    const n = 2500;
    const error = Math.sqrt((rate * (1 - rate) + 0.0575 * 0.9425) / n);
    const {power, factor} = exaggeration(0.0075, error);
    const source = random(11);
    const found: number[] = [];
    const tries = runs(6000, 50_000);
    for (let i = 0; i < tries; i++) {
      const [c, t] = [rate, 0.0575].map((p) => drawBinomial(n, p, source) / n);
      const own = Math.sqrt((c * (1 - c) + t * (1 - t)) / n);
      if (Math.abs(t - c) > 1.959963984540054 * own) found.push(Math.abs(t - c));
    }
    expect(found.length / tries).toBeCloseTo(power, 1);
    expect(found.reduce((a, b) => a + b, 0) / found.length / 0.0075 / factor).toBeCloseTo(1, 1);
  });
});

test("the bootstrap's interval is near Welch's for a mean, and near the delta method's for a ratio", () => {
  const source = random(4);
  const arms = [0, 1].map((arm) => {
    const below = Float64Array.from({length: 400}, () => 1 + source.below(5));
    return {below, above: below.map((rows) => rows * (skewed(source) + 0.1 * arm))};
  });
  for (const ratio of [false, true]) {
    const own = arms.map(({above, below}) => (ratio ? ratioOf(above, below) : meanOf(above)));
    const computed = welchDifference(own[0], own[1]);
    const [c, t] = arms.map(({above, below}) => ({numerators: above, denominators: ratio ? below : null}));
    const drawn = bootstrapInterval(c, t, {draws: 2000});
    const width = computed.high - computed.low;
    expect(Math.abs(drawn.low - computed.low) / width).toBeLessThan(0.06);
    expect(Math.abs(drawn.high - computed.high) / width).toBeLessThan(0.06);
    expect(bootstrapInterval(c, t, {draws: 2000})).toEqual(drawn);
  }
  expect(() => proportionOf([0, 2])).toThrow("a value of a proportion is 2; give 0 or 1, or analyse it as a mean");
});
