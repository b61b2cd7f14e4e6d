import type {StudyResult} from "../../src/lib/core/result.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {syntheticMultipliers} from "../../src/lib/features/syntheticMultipliers.js";
import {crossing} from "../../src/lib/metrics/curves.js";
import {meanInterval} from "../../src/lib/metrics/intervals.js";
import type {
  Ceiling,
  CurveMark,
  LargeMark,
  SyntheticMultipliersCell,
  PositivesNeeded,
  RemedyGain,
  ReportedMeans,
  SparsityPage
} from "../../src/lib/targets/sparsityPage.js";
import {readResult, requireResult} from "../results/results.js";
import {LEARNERS} from "../sparsity/learners.js";
import {TRAINING_TENTHS} from "../sparsity/shopExamples.js";
import {tableRows, type TableRow} from "../results/tableRows.js";
import {reportedOverfitting} from "./overfitting.js";

/** Shares of what can be known for which the page says how many positives they take. */
const SHARES = [0.5, 0.8] as const;

/** What the Sparsity page shows, from the committed studies. */
export function sparsityPage(): SparsityPage {
  return pageOf(requireResult("sparsity"), requireResult("sparsity-remedies"), readResult("sparsity-large"));
}

/** Rows that agree in some columns. */
function grouped(rows: readonly TableRow[], keys: readonly string[]): TableRow[][] {
  const groups = new Map<string, TableRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => row[name]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

const mean = (rows: readonly TableRow[], of: (row: TableRow) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
const over = (rows: readonly TableRow[], of: (row: TableRow) => number) => meanInterval(rows.map(of));
/** A mean of areas or precisions, whose interval ends where they do. */
const within = (rows: readonly TableRow[], of: (row: TableRow) => number, most = 1) => {
  const {value, low, high} = over(rows, of);
  return {value, low: Math.max(0, low), high: Math.min(most, high)};
};
const at = (name: string) => (row: TableRow) => Number(row[name]);

/**
 * What the studies come to, shop by shop made into means over shops; the largest shops take long, and there may be
 * none.
 */
export function pageOf(study: StudyResult, tried: StudyResult, large: StudyResult | null = null): SparsityPage {
  const points = tableRows(study.tables.points);
  const tests = tableRows(study.tables.tests);
  const trials = tableRows(tried.tables.trials);
  const testOf = (row: TableRow) =>
    tests.find((test) => test.users === row.users && test.seed === row.seed && test.target === row.target)!;
  const {seeds} = study.options as {seeds: number[]};
  // a level that some shops do not reach would be a mean over others
  const complete = (rows: readonly TableRow[]) => rows.length === seeds.length;

  const curve = grouped(points, ["users", "target", "model", "level"])
    .filter(complete)
    .map((rows): CurveMark => ({
      users: Number(rows[0].users),
      target: String(rows[0].target),
      model: String(rows[0].model),
      whole: rows[0].level === null,
      positives: mean(rows, at("positives")),
      testPositives: mean(rows, (row) => Number(testOf(row).positives)),
      shops: rows.length,
      auc: within(rows, at("auc")),
      lift: within(rows, (row) => Number(row.averagePrecision) / Number(testOf(row).prevalence), Infinity),
      share: over(rows, (row) => (Number(row.auc) - 0.5) / (Number(testOf(row).ceilingAuc) - 0.5)),
      trainAuc: mean(rows, at("trainAuc"))
    }))
    .sort((a, b) => a.users - b.users || a.positives - b.positives);
  const ceilings = grouped(tests, ["users", "target"])
    .filter(complete)
    .map((rows): Ceiling => ({
      users: Number(rows[0].users),
      target: String(rows[0].target),
      auc: within(rows, at("ceilingAuc")),
      lift: within(rows, (row) => Number(row.ceilingAveragePrecision) / Number(row.prevalence), Infinity),
      prevalence: mean(rows, at("prevalence")),
      testPositives: mean(rows, at("positives"))
    }));
  const largest = Math.max(...curve.map(({users}) => users));
  const needed = [...new Set(curve.map(({target}) => target))].flatMap((target) =>
    LEARNERS.flatMap(({id: model}) => {
      const own = curve.filter((mark) => mark.users === largest && mark.target === target && mark.model === model);
      const positives = own.map((mark) => mark.positives);
      return SHARES.map((share): PositivesNeeded => {
        const where = (edge: (mark: CurveMark) => number) => crossing(positives, own.map(edge), share);
        return {
          target,
          model,
          share,
          value: where((mark) => mark.share.value),
          low: where((mark) => mark.share.high),
          high: where((mark) => mark.share.low),
          most: positives.at(-1)!
        };
      });
    })
  );
  const remedies = grouped(trials, ["remedy", "model"]).map((rows): RemedyGain => ({
    remedy: String(rows[0].remedy),
    model: String(rows[0].model),
    paired: rows[0].paired === "yes",
    positives: mean(rows, at("positives")),
    testPositives: mean(rows, at("testPositives")),
    baseAuc: within(rows, at("baseAuc")),
    auc: over(rows, (row) => Number(row.auc) - Number(row.baseAuc)),
    lift: over(rows, (row) => Number(row.lift) - Number(row.baseLift))
  }));
  const madeUp = grouped(tableRows(tried.tables.madeUp), ["model", "features", "labels"]).map(
    (rows): SyntheticMultipliersCell => ({
      model: String(rows[0].model),
      features: rows[0].features as SyntheticMultipliersCell["features"],
      labels: rows[0].labels as SyntheticMultipliersCell["labels"],
      testPositives: mean(rows, at("testPositives")),
      auc: within(rows, at("auc"))
    })
  );
  const reported = tableRows(study.tables.reported);
  const means = (labels: string): ReportedMeans => {
    const rows = reported.filter((row) => row.labels === labels);
    return {
      trainAuc: mean(rows, at("trainAuc")),
      trainAveragePrecision: mean(rows, at("trainAveragePrecision")),
      testAuc: within(rows, at("testAuc")),
      testAveragePrecision: within(rows, at("testAveragePrecision"))
    };
  };
  const asReported = (study.options as {reported: {scalePosWeight: number}}).reported;
  const choices = tried.options as {users: number; baseUsers: number; seeds: number[]};
  const plain = trials.filter((row) => row.remedy === "dwell time");
  return {
    shops: seeds.length,
    models: LEARNERS.map(({id, title, setting}) => ({id, title, setting})),
    curve,
    larger: (large === null ? [] : tableRows(large.tables.points))
      .filter(({level}) => level === null)
      .map((row): LargeMark => ({
        users: Number(row.users),
        target: String(row.target),
        model: String(row.model),
        positives: Number(row.positives),
        testPositives: Number(row.testPositives),
        auc: {value: Number(row.auc), low: Number(row.low), high: Number(row.high)}
      })),
    ceilings,
    needed,
    remedies,
    madeUp,
    factors: syntheticMultipliers(),
    base: {
      users: choices.users,
      baseUsers: choices.baseUsers,
      positives: mean(plain, at("positives")),
      testPositives: mean(plain, at("testPositives")),
      shops: choices.seeds.length,
      trainingTenths: TRAINING_TENTHS,
      features: FEATURES.length
    },
    reported: {
      claimed: reportedOverfitting().positives,
      positives: mean(reported, at("positives")),
      weight: asReported.scalePosWeight,
      rows: mean(reported, at("rows")),
      true: means("true"),
      shuffled: means("shuffled")
    }
  };
}
