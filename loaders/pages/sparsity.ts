import {UserError} from "../../src/lib/core/errors.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {crossing} from "../../src/lib/metrics/crossing.js";
import {meanInterval} from "../../src/lib/metrics/meanInterval.js";
import type {
  Ceiling,
  CurveMark,
  LargeMark,
  MadeUpCell,
  PositivesNeeded,
  RemedyGain,
  ReportedMeans,
  SparsityPage
} from "../../src/lib/targets/sparsityPage.js";
import {readResult} from "../results.js";
import {LEARNERS} from "../sparsity/learners.js";

/** Shares of what can be known for which the page says how many positives they take. */
export const SHARES = [0.5, 0.8] as const;

/** What the Sparsity page shows, from the committed studies. */
export function sparsityPage(): SparsityPage {
  return pageOf(committed("sparsity"), committed("sparsity-remedies"), readResult("sparsity-large"));
}

function committed(study: string): StudyResult {
  const result = readResult(study);
  if (result === null) throw new UserError(`there is no result of ${study}`, `make it with: npm run study -- ${study}`);
  return result;
}

type Row = Readonly<Record<string, number | string | null>>;

/** The rows of a table, column-wise in its file. */
function rowsOf({tables}: StudyResult, name: string): Row[] {
  const table = tables[name];
  const names = Object.keys(table);
  return table[names[0]].map((_, i) => Object.fromEntries(names.map((column) => [column, table[column][i]])));
}

/** Rows that agree in some columns. */
function grouped(rows: readonly Row[], keys: readonly string[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => row[name]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

const mean = (rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
const over = (rows: readonly Row[], of: (row: Row) => number) => meanInterval(rows.map(of));
/** A mean of areas or precisions, whose interval ends where they do. */
const within = (rows: readonly Row[], of: (row: Row) => number, most = 1) => {
  const {value, low, high} = over(rows, of);
  return {value, low: Math.max(0, low), high: Math.min(most, high)};
};
const at = (name: string) => (row: Row) => Number(row[name]);

/** What the studies come to, shop by shop made into means over shops; the largest shops take long, and there may be none. */
export function pageOf(study: StudyResult, tried: StudyResult, large: StudyResult | null = null): SparsityPage {
  const points = rowsOf(study, "points");
  const tests = rowsOf(study, "tests");
  const trials = rowsOf(tried, "trials");
  const testOf = (row: Row) =>
    tests.find((test) => test.users === row.users && test.seed === row.seed && test.rung === row.rung)!;
  const {seeds} = study.options as {seeds: number[]};
  // a level that some shops do not reach would be a mean over others
  const complete = (rows: readonly Row[]) => rows.length === seeds.length;

  const curve = grouped(points, ["users", "rung", "model", "level"])
    .filter(complete)
    .map((rows): CurveMark => ({
      users: Number(rows[0].users),
      rung: String(rows[0].rung),
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
  const ceilings = grouped(tests, ["users", "rung"])
    .filter(complete)
    .map((rows): Ceiling => ({
      users: Number(rows[0].users),
      rung: String(rows[0].rung),
      auc: within(rows, at("ceilingAuc")),
      lift: within(rows, (row) => Number(row.ceilingAveragePrecision) / Number(row.prevalence), Infinity),
      prevalence: mean(rows, at("prevalence")),
      testPositives: mean(rows, at("positives"))
    }));
  const largest = Math.max(...curve.map(({users}) => users));
  const needed = [...new Set(curve.map(({rung}) => rung))].flatMap((rung) =>
    LEARNERS.flatMap(({id: model}) => {
      const own = curve.filter((mark) => mark.users === largest && mark.rung === rung && mark.model === model);
      const positives = own.map((mark) => mark.positives);
      return SHARES.map((share): PositivesNeeded => {
        const where = (edge: (mark: CurveMark) => number) => crossing(positives, own.map(edge), share);
        return {
          rung,
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
    baseAuc: mean(rows, at("baseAuc")),
    auc: over(rows, (row) => Number(row.auc) - Number(row.baseAuc)),
    lift: over(rows, (row) => Number(row.lift) - Number(row.baseLift))
  }));
  const madeUp = grouped(rowsOf(tried, "madeUp"), ["model", "features", "labels"]).map((rows): MadeUpCell => ({
    model: String(rows[0].model),
    features: rows[0].features as MadeUpCell["features"],
    labels: rows[0].labels as MadeUpCell["labels"],
    testPositives: mean(rows, at("testPositives")),
    auc: within(rows, at("auc"))
  }));
  const reported = rowsOf(study, "reported");
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
    larger: (large === null ? [] : rowsOf(large, "points"))
      .filter(({level}) => level === null)
      .map((row): LargeMark => ({
        users: Number(row.users),
        rung: String(row.rung),
        model: String(row.model),
        positives: Number(row.positives),
        testPositives: Number(row.testPositives),
        auc: {value: Number(row.auc), low: Number(row.low), high: Number(row.high)}
      })),
    ceilings,
    needed,
    remedies,
    madeUp,
    base: {
      users: choices.users,
      baseUsers: choices.baseUsers,
      positives: mean(plain, at("positives")),
      testPositives: mean(plain, at("testPositives")),
      shops: choices.seeds.length
    },
    reported: {
      positives: mean(reported, at("positives")),
      weight: asReported.scalePosWeight,
      rows: mean(reported, at("rows")),
      true: means("true"),
      shuffled: means("shuffled")
    }
  };
}
