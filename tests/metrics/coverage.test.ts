import {describe, expect, it} from "vitest";
import {readResult} from "../../loaders/results/results.js";
import {coverageRows, holdsFrom, worstFrom, type CoverageRow} from "../../src/lib/reports/metrics.js";
import {MIN_POSITIVES} from "../../src/lib/metrics/evaluationRows.js";

const rows = coverageRows(readResult("interval-coverage")!);
const used = (metric: string, method: string | null, least: number) =>
  rows.filter((r) => r.metric === metric && (method === null || r.method === method) && r.independent >= least);

describe("the study of coverage", () => {
  it("bears out the numbers of positives from which reports trust their intervals", () => {
    // of losses the study knows the one method that reports use
    const claims: [string, string | null, number][] = [
      ["AUC", "logit", MIN_POSITIVES.auc],
      ["average precision", "linearised", MIN_POSITIVES.averagePrecision],
      ["Brier score", null, MIN_POSITIVES.brier],
      ["log loss", null, MIN_POSITIVES.logLoss],
      ["calibration slope", "wald", MIN_POSITIVES.calibration],
      ["calibration in the large", "wald", MIN_POSITIVES.calibration]
    ];
    for (const [metric, method, least] of claims) {
      const own = used(metric, method, least);
      expect(own.length, metric).toBeGreaterThan(10);
      // 95 ± 1 %, as far as the repeats can tell; too many is a wider interval than need be and misleads nobody
      for (const r of own) expect(r.high, `${metric} ${JSON.stringify(r)}`).toBeGreaterThanOrEqual(0.94);
      const mean = own.reduce((sum, r) => sum + r.coverage, 0) / own.length;
      expect(Math.abs(mean - 0.95), `${metric} on average ${mean}`).toBeLessThan(0.01);
    }
  });
  it("never finds a top share's interval below its promise", () => {
    for (const metric of ["precision", "recall"])
      for (const r of used(metric, "wilson", 3)) {
        expect(r.high, `${metric} ${JSON.stringify(r)}`).toBeGreaterThanOrEqual(0.935);
      }
  });
  it("shows what the textbook's intervals miss", () => {
    expect(worstFrom(rows, "AUC", "wald", {least: 20}).coverage).toBeLessThan(0.86);
    expect(worstFrom(rows, "average precision", "bootstrap", {least: 20}).coverage).toBeLessThan(0.9);
  });
});

describe("holdsFrom", () => {
  const row = (independent: number, coverage: number, auc = 0.8): CoverageRow => ({
    metric: "AUC",
    method: "logit",
    users: "rows",
    auc,
    positives: independent,
    independent,
    repeats: 4000,
    coverage,
    low: coverage - 0.004,
    high: coverage + 0.004
  });
  it("is the smallest number from which on all keep it", () => {
    expect(holdsFrom([row(5, 0.95), row(10, 0.9), row(20, 0.95), row(30, 0.945)], "AUC", "rows")).toBe(20);
    expect(holdsFrom([row(20, 0.95), row(20, 0.93, 0.95), row(30, 0.95)], "AUC", "rows")).toBe(30);
  });
  it("takes too much for too much unless told otherwise", () => {
    const wide = [row(5, 0.99), row(10, 0.95)];
    expect(holdsFrom(wide, "AUC", "rows")).toBe(10);
    expect(holdsFrom(wide, "AUC", "rows", {atLeast: true})).toBe(5);
  });
  it("is null where nothing keeps it", () => {
    expect(holdsFrom([row(5, 0.9)], "AUC", "rows")).toBeNull();
  });
});
