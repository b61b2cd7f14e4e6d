import {describe, expect, it} from "vitest";
import {aucDifference, aucInfluence, rocAuc} from "../../src/lib/metrics/auc.js";
import {averagePrecisionInfluence, averagePrecisionInterval} from "../../src/lib/metrics/averagePrecision.js";
import {brierScore, logLoss} from "../../src/lib/metrics/losses.js";
import {
  calibrationCurve,
  type Coefficient,
  expectedCalibrationError,
  recalibration
} from "../../src/lib/metrics/calibration.js";
import {clusters, effectiveWilson, spread, twoClassSpread} from "../../src/lib/metrics/clusters.js";
import {mcnemar} from "../../src/lib/metrics/comparisons.js";
import {precisionRecallCurve, rocCurve} from "../../src/lib/metrics/curves.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {studentQuantile} from "../../src/lib/metrics/distributions.js";
import {thresholdReport} from "../../src/lib/metrics/thresholdReport.js";
import {topShare} from "../../src/lib/metrics/topShare.js";
import {weightedAuc, weightedAveragePrecision} from "../../src/lib/metrics/bootstrap.js";
import {classification, expectClose} from "./vectors.js";

const cases = [...classification.cases.keys()].map((i) => i + 1);

describe.each(cases)("reference case %i", (number) => {
  const c = classification.cases[number - 1];
  const ranking = ranked(c.scores, c.labels);
  const users = clusters(c.users);
  const ends = ({low, high}: {low: number; high: number}, expected: number[]) => {
    expectClose(low, expected[0], 1e-9);
    expectClose(high, expected[1], 1e-9);
  };

  it("AUC: scikit-learn's value; DeLong's and Obuchowski's variance from all pairs; the logit interval", () => {
    const {value, influence} = aucInfluence(ranking);
    expectClose(value, c.auc.value);
    const plain = twoClassSpread(influence, c.labels);
    expectClose(plain.variance, c.auc.variance);
    expectClose(plain.df, c.auc.df);
    expectClose(twoClassSpread(influence, c.labels, users).variance, c.auc.clustered.variance);
    expectClose(twoClassSpread(influence, c.labels, users).df, c.auc.clustered.df);
    ends(rocAuc(c.scores, c.labels), c.auc.interval);
    ends(rocAuc(c.scores, c.labels, {clusters: c.users}), c.auc.clustered.interval);
  });
  it("average precision: scikit-learn's value, and its derivative's variance, plain and by user", () => {
    const {value, influence} = averagePrecisionInfluence(ranking);
    expectClose(value, c.averagePrecision.value);
    expectClose(twoClassSpread(influence, c.labels).variance, c.averagePrecision.variance);
    expectClose(twoClassSpread(influence, c.labels, users).variance, c.averagePrecision.clustered.variance);
    ends(averagePrecisionInterval(ranking).interval!, c.averagePrecision.interval);
    ends(averagePrecisionInterval(ranking, {clusters: users}).interval!, c.averagePrecision.clustered.interval);
  });
  it("paired difference of AUCs: DeLong's variance and p, Obuchowski's variance", () => {
    const ours = aucDifference(c.scores, c.second, c.labels);
    expectClose(ours.value, c.difference.value);
    expectClose(ours.standardError ** 2, c.difference.variance);
    expectClose(ours.p!, c.difference.p);
    expectClose(
      aucDifference(c.scores, c.second, c.labels, {clusters: users}).standardError ** 2,
      c.difference.clusteredVariance
    );
  });
  it("weighted AUC and average precision equal scikit-learn's with sample weights", () => {
    expectClose(weightedAuc(ranking)(c.weights), c.weightedAuc);
    expectClose(weightedAveragePrecision(ranking)(c.weights), c.weightedAveragePrecision);
  });
  it("Brier score and log loss: scikit-learn's values; variances, by user from statsmodels' robust regression", () => {
    const {value, influence} = brierScore(c.scores, c.labels);
    expectClose(value, c.brier);
    expectClose(spread(influence).variance, c.brierVariance);
    expectClose(spread(influence, users).variance, c.brierClusteredVariance);
    expectClose(logLoss(c.scores, c.labels).value, c.logLoss);
  });
  it("recalibration: statsmodels' coefficients and standard errors, plain and robust", () => {
    if (c.recalibration === undefined) return expect(Math.min(...c.scores)).toBe(0);
    const same = (ours: Coefficient | null, theirs: Coefficient) => {
      expectClose(ours!.value, theirs.value);
      expectClose(ours!.standardError!, theirs.standardError!);
    };
    const plain = recalibration(c.scores, c.labels)!;
    const robust = recalibration(c.scores, c.labels, {clusters: users})!;
    same(plain.intercept, c.recalibration.free[0]);
    same(plain.slope, c.recalibration.free[1]);
    same(plain.inTheLarge, c.recalibration.inTheLarge);
    same(robust.intercept, c.recalibration.freeClustered[0]);
    same(robust.slope, c.recalibration.freeClustered[1]);
    same(robust.inTheLarge, c.recalibration.inTheLargeClustered);
  });
  it("at a threshold: scikit-learn's values, statsmodels' Wilson intervals", () => {
    const ours = thresholdReport(c.scores, c.labels, 0.5);
    for (const name of ["accuracy", "f1", "precision", "recall"] as const)
      expectClose(ours[name]!.value, c.threshold[name]);
    ends(ours.accuracy!, c.threshold.accuracyInterval);
    const j = c.threshold.jaccardInterval.map((x: number) => (2 * x) / (1 + x));
    ends(ours.f1!, j);
    const n = c.labels.length;
    const share = c.threshold.accuracy;
    const variance = c.threshold.accuracyClusteredVariance;
    const robust = thresholdReport(c.scores, c.labels, 0.5, {clusters: users}).accuracy!;
    // the same number of effective rows, degrees of freedom aside, which only widen
    const ofVariance = effectiveWilson(share, n, {variance, df: Infinity});
    expect(robust.low).toBeLessThanOrEqual(ofVariance.low + 1e-12);
    expect(robust.high).toBeGreaterThanOrEqual(ofVariance.high - 1e-12);
  });
  it("curves: every point of scikit-learn's", () => {
    const roc = rocCurve(ranking, {step: 0});
    const pr = precisionRecallCurve(ranking, {step: 0});
    const same = (ours: number[], theirs: number[]) => {
      expect(ours.length).toBe(theirs.length);
      ours.forEach((x, i) => expectClose(x, theirs[i]));
    };
    same(roc.falsePositives, c.roc.falsePositives);
    same(roc.recall, c.roc.recall);
    same(pr.precision, c.precisionRecall.precision);
    same(pr.recall, c.precisionRecall.recall);
  });
  it("top shares: the mean over every choice among the tied", () => {
    for (const {share, ...expected} of c.top ?? []) {
      const ours = topShare(ranking, share);
      for (const name of ["precision", "recall", "lift"] as const) expectClose(ours[name].value, expected[name]);
    }
  });
  it("calibration: scikit-learn's quantile bins", () => {
    if (c.calibration === undefined) return expect(new Set(c.scores).size).toBeLessThan(12);
    const curve = calibrationCurve(ranking, {bins: 5});
    curve.observed.forEach((x, i) => expectClose(x, c.calibration.observed[i]));
    curve.predicted.forEach((x, i) => expectClose(x, c.calibration.predicted[i]));
    expectClose(expectedCalibrationError(ranking, curve).value, c.calibration.error);
  });
});

it("Student's quantiles equal scipy's", () => {
  for (const {p, df, t} of classification.studentQuantile) expectClose(studentQuantile(p, df), t);
});

it("McNemar's exact and mid-p equal statsmodels' and scipy's", () => {
  for (const {onlyFirst, onlySecond, exact, midP} of classification.mcnemar) {
    const labels = new Array(onlyFirst + onlySecond + 5).fill(1);
    const first = labels.map((_, i) => Number(i < onlyFirst || i >= onlyFirst + onlySecond));
    const second = labels.map((_, i) => Number(i >= onlyFirst));
    const ours = mcnemar(first, second, labels);
    expect(ours).toMatchObject({onlyFirst, onlySecond});
    expectClose(ours.exact, exact);
    expectClose(ours.midP, midP);
  }
});
