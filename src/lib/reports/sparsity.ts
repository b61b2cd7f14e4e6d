import type {StudyResult} from "../core/result.js";
import {tableRows, type TableRow} from "../core/tableRows.js";
import {FEATURES} from "../features/featureList.js";
import {syntheticMultipliers} from "../features/syntheticMultipliers.js";
import {crossing} from "../metrics/curves.js";
import {meanInterval} from "../metrics/intervals.js";
import type {
  Ceiling,
  CurveMark,
  LargeMark,
  MeanOverShops,
  PositivesNeeded,
  RemedyGain,
  ReportedMeans,
  SparsityPage,
  SyntheticMultipliersCell
} from "./sparsityPage.js";
import {standing, type Standing} from "./standing.js";

/** Shares of what can be known for which the page says how many positives they take. */
const SHARES = [0.5, 0.8] as const;

/** What the studies do not say of themselves. */
export interface SparsitySetting {
  readonly models: SparsityPage["models"];
  /** Of ten users, how many train. */
  readonly trainingTenths: number;
  /** How many positives a report says it trained on. */
  readonly claimed: number;
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
 * What the studies `sparsity`, `sparsity-remedies` and `sparsity-large` come to, shop by shop made into means over shops;
 * the largest shops take long, and there may be none.
 */
export function sparsityReport(
  study: StudyResult,
  tried: StudyResult,
  large: StudyResult | null,
  {models, trainingTenths, claimed}: SparsitySetting
): SparsityPage {
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
      // a study made before censored examples were counted has none
      knownAuc: rows.every(({knownAuc}) => typeof knownAuc === "number") ? within(rows, at("knownAuc")) : null,
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
      testPositives: mean(rows, at("positives")),
      censored: mean(rows, ({censored, examples}) => Number(censored ?? 0) / Number(examples))
    }));
  const largest = largestShop(curve);
  const needed = [...new Set(curve.map(({target}) => target))].flatMap((target) =>
    models.flatMap(({id: model}) => {
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
    models,
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
      trainingTenths,
      features: FEATURES.length
    },
    reported: {
      claimed,
      positives: mean(reported, at("positives")),
      weight: asReported.scalePosWeight,
      rows: mean(reported, at("rows")),
      true: means("true"),
      shuffled: means("shuffled")
    }
  };
}

/** The number of users of the largest shop of some marks. */
export function largestShop(marks: readonly Pick<CurveMark, "users">[]): number {
  return Math.max(...marks.map(({users}) => users));
}

/** The narrow and the wide target of the page's answer. */
export const NARROW = "item-3-sessions";
export const WIDE = "purchase-this-session";

/** What the page on sparsity answers with, of one model on the largest shop. */
export interface SparsityHeadline {
  readonly users: number;
  readonly shops: number;
  /** With the fewest positives that were tried of the narrow target, with all, and with all of the wide one. */
  readonly first: CurveMark;
  readonly last: CurveMark;
  readonly wide: CurveMark;
  readonly ceilings: {readonly narrow: MeanOverShops; readonly wide: MeanOverShops};
  /** Positives of the narrow target that half, and four fifths, of what can be known take. */
  readonly half: PositivesNeeded;
  readonly most: PositivesNeeded;
  /** Of the narrow target with the fewest positives, against 0.5. */
  readonly told: Standing;
}

/** The numbers of the page's answer. Throws `RangeError` where the studies did not ask for one of both targets. */
export function sparsityHeadline(
  page: Pick<SparsityPage, "shops" | "curve" | "ceilings" | "needed">,
  model: string
): SparsityHeadline {
  const users = largestShop(page.curve);
  const curve = (target: string) =>
    page.curve.filter((mark) => mark.target === target && mark.model === model && mark.users === users);
  const found = <T>(one: T | undefined): T => {
    if (one === undefined) throw new RangeError(`${NARROW} or ${WIDE} was not asked of ${model} on ${users} users`);
    return one;
  };
  const ceiling = (target: string) =>
    found(page.ceilings.find((one) => one.target === target && one.users === users)).auc;
  const takes = (share: number) =>
    found(page.needed.find((one) => one.target === NARROW && one.model === model && one.share === share));
  const first = found(curve(NARROW)[0]);
  return {
    users,
    shops: page.shops,
    first,
    last: found(curve(NARROW).at(-1)),
    wide: found(curve(WIDE).at(-1)),
    ceilings: {narrow: ceiling(NARROW), wide: ceiling(WIDE)},
    half: takes(0.5),
    most: takes(0.8),
    told: standing(first.auc, 0.5)
  };
}

/** Remedies that surely help, surely harm, and of which neither can be told, in area or in lift. */
export function remediesByEffect<T extends Pick<RemedyGain, "auc" | "lift">>(
  remedies: readonly T[],
  metric: "auc" | "lift" = "auc"
): {readonly helps: readonly T[]; readonly harms: readonly T[]; readonly untold: readonly T[]} {
  const of = (wanted: Standing) => remedies.filter((one) => standing(one[metric], 0) === wanted);
  return {helps: of("above"), harms: of("below"), untold: of("untold")};
}

/** A model trained in the reader's tab held against the published curve. */
export interface PointAgainstCurve {
  /** The mark with the nearest number of positives, as a ratio. */
  readonly near: CurveMark;
  /** Whether the two intervals have a value in common. */
  readonly agree: boolean;
  readonly told: Standing;
}

/** Holds a point against the published mark of a model with the nearest number of positives. */
export function againstCurve(
  curve: readonly CurveMark[],
  model: string,
  point: MeanOverShops & {readonly target: string; readonly positives: number}
): PointAgainstCurve {
  const marks = curve.filter((mark) => mark.target === point.target && mark.model === model);
  const away = (positives: number) => Math.abs(Math.log(positives / point.positives));
  const near = marks.reduce((best, mark) => (away(mark.positives) < away(best.positives) ? mark : best));
  return {
    near,
    agree: point.low <= near.auc.high && near.auc.low <= point.high,
    told: standing(point, 0.5)
  };
}
