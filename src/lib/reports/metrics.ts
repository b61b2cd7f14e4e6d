import type {Claim} from "../claims/claim.js";
import type {StudyResult} from "../core/result.js";
import {tableRows} from "../core/tableRows.js";
import type {MetricsPage} from "./metricsPage.js";

export const COVERED_METRICS = [
  "AUC",
  "average precision",
  "precision",
  "recall",
  "Brier score",
  "log loss",
  "calibration slope",
  "calibration in the large"
] as const;
export type CoveredMetric = (typeof COVERED_METRICS)[number];

/** Whose rows: each on its own, or several correlated ones to a user. */
export type Sharing = "rows" | "users";

/** How far from .95 a coverage may lie and still count as kept. */
const TOLERANCE = 0.01;

/** Of a metric with several methods, the one that reports use. */
const USED: Readonly<Record<string, string>> = {AUC: "logit", "average precision": "linearised"};

export interface CoverageRow {
  readonly metric: string;
  readonly method: string;
  readonly users: string;
  readonly auc: number;
  readonly positives: number;
  /** Positives, or users who hold any. */
  readonly independent: number;
  readonly repeats: number;
  readonly coverage: number;
  readonly low: number;
  readonly high: number;
}

/** The table of the study `interval-coverage` by row. */
export function coverageRows({tables}: Pick<StudyResult, "tables">): CoverageRow[] {
  return tableRows(tables.coverage) as unknown as CoverageRow[];
}

/**
 * The smallest number of independent positives on the grid from which on a method's intervals cover 95 ± 1 % at every true AUC, as far as the
 * number of repeats can tell; with `atLeast` those that cover more count as well. Null where none on the grid does.
 */
export function holdsFrom(
  rows: readonly CoverageRow[],
  metric: string,
  users: Sharing,
  {method = USED[metric] as string | undefined, atLeast = false}: {method?: string; atLeast?: boolean} = {}
): number | null {
  const own = rows.filter(
    (r) => r.metric === metric && r.users === users && (method === undefined || r.method === method)
  );
  const grid = [...new Set(own.map((r) => r.independent))].sort((a, b) => b - a);
  let from: number | null = null;
  for (const independent of grid) {
    const kept = own
      .filter((r) => r.independent === independent)
      .every((r) => r.high >= 0.95 - TOLERANCE && (atLeast || r.low <= 0.95 + TOLERANCE));
    if (!kept) break;
    from = independent;
  }
  return from;
}

/** Where a method's intervals held the truth most seldom, from `least` positives on. */
export function worstFrom(
  rows: readonly CoverageRow[],
  metric: CoveredMetric,
  method: string,
  {users = "rows" as Sharing, least = 0} = {}
): CoverageRow {
  return rows
    .filter((r) => r.metric === metric && r.method === method && r.users === users && r.positives >= least)
    .reduce((a, b) => (b.coverage < a.coverage ? b : a));
}

/** How often an interval that says 95 % held the truth where it did worst. */
export interface MetricsHeadline {
  /** From so many positives on. */
  readonly positives: number;
  readonly auc: {readonly textbook: CoverageRow; readonly used: CoverageRow};
  readonly averagePrecision: {readonly bootstrap: CoverageRow; readonly used: CoverageRow};
}

/** The numbers of the page's answer, from `positives` on. */
export function metricsHeadline(rows: readonly CoverageRow[], positives: number): MetricsHeadline {
  const worst = (metric: CoveredMetric, method: string) => worstFrom(rows, metric, method, {least: positives});
  return {
    positives,
    auc: {textbook: worst("AUC", "wald"), used: worst("AUC", USED.AUC)},
    averagePrecision: {
      bootstrap: worst("average precision", "bootstrap"),
      used: worst("average precision", USED["average precision"])
    }
  };
}

/** The coverage that lies farthest from 95 %, the first of equals. */
export function farthest(rows: readonly CoverageRow[]): CoverageRow {
  return rows.reduce((a, b) => (Math.abs(b.coverage - 0.95) > Math.abs(a.coverage - 0.95) ? b : a));
}

/** The published areas under the ROC curve whose classes are known, which the page offers to imitate. */
export function presetsOf(
  claims: readonly Pick<Claim, "id" | "system" | "statement" | "claimed">[]
): MetricsPage["presets"] {
  return claims.flatMap(({id, system, statement, claimed}) => {
    if (claimed.sampling?.of !== "auc" || claimed.value === null) return [];
    const {of: _, ...sampling} = claimed.sampling;
    return [{id, system, statement, auc: claimed.value, ...sampling}];
  });
}
