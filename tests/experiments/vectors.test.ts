import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {positionOf} from "../../src/lib/experiments/assignment.js";
import {betaBinomial} from "../../src/lib/experiments/betaBinomial.js";
import {chiSquareSurvival} from "../../src/lib/experiments/chiSquare.js";
import {alwaysValidP, confidenceSequence} from "../../src/lib/experiments/confidenceSequence.js";
import {proportionDifference, relativeDifference, welchDifference} from "../../src/lib/experiments/difference.js";
import {dunnettCritical} from "../../src/lib/experiments/dunnett.js";
import {cuped, meanOf, quantileOf, ratioOf} from "../../src/lib/experiments/estimates.js";
import {exaggeration} from "../../src/lib/experiments/exaggeration.js";
import {
  type BoundaryShape,
  crossingProbabilities,
  sequentialBoundaries
} from "../../src/lib/experiments/groupSequential.js";
import {powerOfEffect, powerOfMeans, powerOfProportions} from "../../src/lib/experiments/power.js";
import {sampleRatio} from "../../src/lib/experiments/sampleRatio.js";
import {studentCdf} from "../../src/lib/experiments/studentDistribution.js";
import {clusters} from "../../src/lib/metrics/clusters.js";

type Counts = readonly [number, number];
type Found = Readonly<Record<string, number>>;
interface Vectors {
  readonly hashes: readonly {readonly salt: string; readonly unit: string; readonly hash: number}[];
  readonly chiSquare: readonly Found[];
  readonly student: readonly Found[];
  readonly powerOfMeans: readonly (Found & {readonly sizes: Counts})[];
  readonly powerOfProportions: readonly (Found & {readonly sizes: Counts})[];
  readonly powerOfEffect: readonly Found[];
  readonly welch: readonly (Found & {readonly control: number[]; readonly treated: number[]})[];
  readonly proportions: readonly (Found & {readonly control: Counts; readonly treated: Counts})[];
  readonly ratios: readonly (Found & {readonly numerators: number[]; readonly denominators: number[]})[];
  readonly cuped: {
    readonly arms: readonly {readonly values: number[]; readonly covariate: number[]}[];
    readonly difference: number;
    readonly theta: number;
  };
  readonly quantiles: {readonly rows: readonly number[][]; readonly of: readonly Found[]};
  readonly sequences: readonly Found[];
  readonly designs: readonly {
    readonly shape: BoundaryShape;
    readonly fractions: number[];
    readonly alpha: number;
    readonly boundaries: number[];
    readonly upper: number[];
    readonly lower: number[];
  }[];
  readonly dunnett: readonly {
    readonly control: number;
    readonly variances: number[];
    readonly level: number;
    readonly critical: number;
  }[];
  readonly bayes: readonly (Found & {readonly control: Counts; readonly treated: Counts})[];
  readonly exaggeration: readonly Found[];
  readonly sampleRatio: readonly {counts: number[]; split: number[]; chiSquare: number; p: number}[];
}

const vectors = JSON.parse(readFileSync("tests/vectors/experiments.json", "utf8")) as Vectors;

/** Near as a share of the greater one, or absolutely where both are small. */
function near(found: number | null, expected: number, tolerance = 1e-9): void {
  const apart = Math.abs(found! - expected) / Math.max(1, Math.abs(expected));
  expect(apart, `${found} is not ${expected}`).toBeLessThanOrEqual(tolerance);
}
const share = ([hits, n]: Counts) => ({value: hits / n, n, variance: ((hits / n) * (1 - hits / n)) / n});

describe("equals mmh3 and SciPy", () => {
  test("where units stand", () => {
    for (const {salt, unit, hash} of vectors.hashes) expect(positionOf(salt, unit)).toBe(hash / 2 ** 32);
  });
  test("chi-square and Student's distribution, also noncentral, also far out", () => {
    for (const {x, df, sf} of vectors.chiSquare) {
      near(chiSquareSurvival(x, df), sf, 1e-13);
      near(chiSquareSurvival(x, df) / sf, 1, 1e-9);
    }
    for (const {t, df, shift, cdf} of vectors.student) near(studentCdf(t, df, {shift}), cdf, 1e-11);
    for (const {t, df, shift, cdf} of vectors.student)
      if (shift === 0 && t < 0 && cdf > 0) near(studentCdf(t, df) / cdf, 1, 1e-9);
  });
  test("the sample ratio test", () => {
    for (const {counts, split, chiSquare, p} of vectors.sampleRatio) {
      const found = sampleRatio(counts, split);
      near(found.chiSquare, chiSquare);
      near(found.p, p);
    }
  });
  test("Welch's test and interval", () => {
    for (const {control, treated, statistic, p, low, high, relative, relativeVariance} of vectors.welch) {
      const [c, t] = [meanOf(control), meanOf(treated)];
      const found = welchDifference(c, t);
      near(found.statistic, statistic);
      near(found.p, p);
      near(found.low, low);
      near(found.high, high);
      // GrowthBook's relative lift
      const lift = relativeDifference(c, t)!;
      near(lift.value, relative);
      near((lift.high - lift.low) / 2 / 1.959963984540054, Math.sqrt(relativeVariance));
    }
  });
  test("Dunnett's critical values and posteriors, by integration", () => {
    for (const {control, variances, level, critical} of vectors.dunnett)
      near(dunnettCritical(control, variances, {level}), critical);
    for (const {control, treated, probability, loss, low, high} of vectors.bayes) {
      const conversions = ([hits, n]: Counts) => ({hits, n});
      const found = betaBinomial(conversions(control), conversions(treated));
      near(found.probability, probability, 1e-8);
      near(found.credible.low, low, 1e-8);
      near(found.credible.high, high, 1e-8);
      near(found.loss / loss, 1, 1e-6);
    }
  });
  test("exaggeration of significant results", () => {
    for (const {drift, power, wrongSign, factor} of vectors.exaggeration) {
      const found = exaggeration(-drift, 1);
      near(found.power, power);
      near(found.wrongSign, wrongSign);
      near(found.factor, factor);
    }
  });
});

describe("equals statsmodels", () => {
  test("power", () => {
    for (const {effect, sd, sizes, alpha, power} of vectors.powerOfMeans)
      near(powerOfMeans(effect, sd, sizes, {alpha}), power);
    for (const {control, treated, sizes, alpha, power} of vectors.powerOfProportions)
      near(powerOfProportions(control, treated, sizes, {alpha}), power);
    for (const {effect, power} of vectors.powerOfEffect) near(powerOfEffect(effect, 1), power);
  });
  test("two proportions", () => {
    for (const {control, treated, z, p, low, high} of vectors.proportions) {
      const found = proportionDifference(share(control), share(treated));
      near(found.statistic, z);
      near(found.p, p);
      near(found.low, low);
      near(found.high, high);
    }
  });
  test("ratios: the delta method of gbstats, and rows with an error clustered by unit", () => {
    for (const {numerators, denominators, value, variance, clustered} of vectors.ratios) {
      const found = ratioOf(numerators, denominators);
      near(found.value, value);
      near(found.variance, variance);
      near(found.variance, clustered);
    }
  });
  test("CUPED: the coefficient of a regression", () => {
    const {arms, difference, theta} = vectors.cuped;
    const found = cuped(arms);
    near(found.theta, theta);
    near(found.estimates[1].value - found.estimates[0].value, difference);
  });
});

test("the error of a quantile of clustered rows is near that of drawing units", () => {
  const {rows, of} = vectors.quantiles;
  const values = rows.flat();
  const units = clusters(rows.flatMap((own, unit) => own.map(() => unit)));
  for (const {q, value, error} of of) {
    const found = quantileOf(values, q, units);
    near(found.value, value);
    expect(Math.sqrt(found.variance) / error).toBeGreaterThan(0.88);
    expect(Math.sqrt(found.variance) / error).toBeLessThan(1.12);
    // rows as if independent are too sure
    expect(Math.sqrt(quantileOf(values, q).variance) / error).toBeLessThan(0.85);
  }
});

test("confidence sequences are those of gbstats at the same parameter", () => {
  for (const {alpha, tuning, n, value, variance, low, high, p} of vectors.sequences) {
    const found = confidenceSequence(value, variance, n, {alpha, tuning});
    near(found.low, low);
    near(found.high, high);
    near(alwaysValidP(value, variance, n, {alpha, tuning}), p);
  }
});

test("group-sequential boundaries and their power are those of gsDesign's recursion", () => {
  for (const {shape, fractions, alpha, boundaries, upper, lower} of vectors.designs) {
    const found = sequentialBoundaries(shape, fractions, {alpha});
    found.forEach((boundary, k) => near(boundary, boundaries[k], 1e-7));
    const crossed = crossingProbabilities(found, fractions, {drift: 2.8});
    crossed.upper.forEach((chance, k) => near(chance, upper[k], 1e-7));
    crossed.lower.forEach((chance, k) => near(chance, lower[k], 1e-7));
  }
});

describe("published tables", () => {
  // C. Jennison and B. W. Turnbull (2000), tables 2.1 and 2.3, α = .05
  test.each([
    [2, 2.178, 1.977],
    [3, 2.289, 2.004],
    [5, 2.413, 2.04],
    [10, 2.555, 2.087],
    [20, 2.672, 2.126]
  ])("%i looks", (looks, pocock, obrienFleming) => {
    const fractions = Array.from({length: looks}, (_, k) => (k + 1) / looks);
    expect(sequentialBoundaries("pocock", fractions).at(-1)).toBeCloseTo(pocock, 3);
    expect(sequentialBoundaries("obrien-fleming", fractions).at(-1)).toBeCloseTo(obrienFleming, 3);
  });
  // P. Armitage, C. K. McPherson and B. C. Rowe (1969), table 2: repeated tests at 5 %
  test.each([
    [1, 0.05],
    [2, 0.083],
    [5, 0.142],
    [10, 0.193],
    [50, 0.32]
  ])("%i looks at 1.96", (looks, chance) => {
    const fractions = Array.from({length: looks}, (_, k) => (k + 1) / looks);
    const {total} = crossingProbabilities(new Array<number>(looks).fill(1.959963984540054), fractions);
    expect(total).toBeCloseTo(chance, 3);
  });
  // C. W. Dunnett (1955, 1964), two-sided, infinite degrees of freedom
  test.each([
    [1, 1.96],
    [2, 2.21],
    [3, 2.35],
    [4, 2.44],
    [9, 2.69]
  ])("%i treatments", (treatments, critical) =>
    expect(dunnettCritical(1, new Array<number>(treatments).fill(1))).toBeCloseTo(critical, 2)
  );
});
