import {UserError} from "../core/errors.js";
import type {StudyResult} from "../core/result.js";
import {tableRows} from "../core/tableRows.js";
import {holm} from "../metrics/comparisons.js";
import {crossValidatedInterval} from "../metrics/intervals.js";
import type {
  CurveRow,
  Gain,
  ModelsPage,
  NamedModel,
  ReplicationRow,
  TaskCard,
  TaskFigures,
  TaskMeasure,
  TaskPair,
  TaskSummary
} from "./modelsPage.js";

/** A corrected p at or below it is called sure. */
const LEVEL = 0.05;
/** A task with fewer positives to test on is not tested: the law that p is read from is that of many. */
const LEAST_POSITIVES = 10;
const BY_MONTH = "February–October → November–December";

/** What the page on models shows first, from its three studies: `models`, `shoppers-models` and `retailrocket-prefix`. */
export function modelsReport(result: StudyResult, shoppers: StudyResult, carts: StudyResult): ModelsPage {
  const {seed, shop} = result.options as Pick<ModelsPage, "seed" | "shop">;
  const models = namedModels(result);
  const tasks = tableRows(result.tables.tasks).map(
    (row) => ({...row, generated: row.generated === 1}) as unknown as TaskCard
  );
  return {
    seed,
    shop,
    level: LEVEL,
    leastPositives: LEAST_POSITIVES,
    models,
    tasks,
    summaries: tasks.flatMap(({id, testPositives}) => {
      const {measures, pairs} = taskFigures(id, result);
      return taskSummary(id, models, {measures, pairs: testPositives < LEAST_POSITIVES ? [] : pairs}, LEVEL) ?? [];
    }),
    shoppers: shoppersReport(shoppers),
    carts: cartsReport(carts)
  };
}

/** One task's figures in the study of all models. Throws `UserError` for a task that there is not. */
export function taskFigures(task: string, result: StudyResult): TaskFigures {
  const place = result.tables.tasks.id.indexOf(task);
  if (place === -1) throw new UserError(`there is no task ${task}`, `there are ${result.tables.tasks.id.join(", ")}`);
  const of = <T>(table: string): T[] =>
    tableRows(result.tables[table])
      .filter((row) => row.task === place)
      .map(({task: _, ...row}) => row as unknown as T);
  return {
    measures: of<TaskMeasure>("measures"),
    roc: of<CurveRow>("roc"),
    precisionRecall: of<CurveRow>("precisionRecall"),
    calibration: of<CurveRow>("calibration"),
    pairs: of<TaskPair>("pairs"),
    unfitted: of("unfitted"),
    hashes: (result.hashes as Record<string, Record<string, string>>)[task]
  };
}

/**
 * The best area of a task, the first of equals, and how many models differ surely from logistic regression: p corrected
 * after Holm for as many tests as the task has, at or below `level`; a test without a p counts with p = 1. Null where
 * logistic regression has no area.
 */
export function taskSummary(
  task: string,
  models: readonly Pick<NamedModel, "id">[],
  {measures, pairs}: Pick<TaskFigures, "measures" | "pairs">,
  level: number
): TaskSummary | null {
  const areas = measures.filter(({metric, value}) => metric === "auc" && value !== null);
  const baseline = models.findIndex(({id}) => id === "logistic");
  const logistic = areas.find(({model}) => model === baseline);
  if (logistic === undefined) return null;
  const best = areas.reduce((a, b) => (b.value! > a.value! ? b : a));
  const tests = pairs
    .filter(({metric, first, second}) => metric === "auc" && (first === baseline || second === baseline))
    .map(({first, value, p}) => ({gain: first === baseline ? -value : value, p: p ?? 1}));
  const corrected = holm(tests.map(({p}) => p));
  const surely = (sign: 1 | -1) => tests.filter(({gain}, i) => corrected[i] <= level && sign * gain > 0).length;
  const point = ({value, low, high}: TaskMeasure) => ({value: value!, low: low!, high: high!});
  return {
    task,
    best: best.model,
    auc: point(best),
    logistic: point(logistic),
    better: surely(1),
    worse: surely(-1),
    tests: tests.length
  };
}

/** Models on Online Shoppers beside their peers, by folds and by month, and what a family and a column gain. */
export function shoppersReport(result: StudyResult): ModelsPage["shoppers"] {
  const models = namedModels(result);
  const {folds} = result.options as {folds: number};
  const areas = (variant: string, model: string) =>
    tableRows(result.tables.folds)
      .filter((row) => row.variant === variant && row.model === model)
      .map(({auc}) => Number(auc));
  const gain = (more: readonly number[], less: readonly number[]) =>
    crossValidatedInterval(
      more.map((value, i) => value - less[i]),
      folds
    );
  const known = areas("with", "boosting");
  const peers = tableRows(result.tables.peers);
  const months = tableRows(result.tables.months);
  const rowsOf = (split: "folds" | "months"): ReplicationRow[] =>
    ["with", "without"].flatMap((variant) =>
      models.flatMap(({id}) =>
        ["auc", "averagePrecision", "precisionTop5"].map((metric) => {
          const {value, low, high, n, baseline} =
            result.figures[`${split === "months" ? "months-" : ""}${variant}-${id}-${metric}`];
          const of = (model: string): number | null => {
            const found = (split === "months" ? months : peers).find(
              (row) => row.variant === variant && row.model === model && row.metric === metric
            );
            const theirs = split === "months" ? found?.peer : found?.value;
            return theirs == null ? null : Number(theirs);
          };
          return {
            protocol: `${split === "months" ? BY_MONTH : "2 × 5 folds"}, ${variant} page values`,
            model: id,
            metric,
            value,
            low,
            high,
            n,
            baseline: baseline!.value,
            peer: of(id),
            second: id === "boosting" ? of("lightgbm") : null,
            published: null
          };
        })
      )
    );
  return {
    rows: [...rowsOf("folds"), ...rowsOf("months")],
    models,
    versions: result.tables.versions,
    gains: {
      boosting: gain(known, areas("with", "logistic")),
      pageValues: gain(known, areas("without", "boosting"))
    }
  };
}

/** Models on RetailRocket's sessions with a cart beside their peers and their author's figures. */
function cartsReport(result: StudyResult): ModelsPage["carts"] {
  const {author} = result.options as {author: Readonly<Record<string, number>>};
  return {
    rows: tableRows(result.tables.runs).map(({features, visitors, model, metric, peer}) => {
      const name = `${features === "whole session" ? "whole" : "moment"}-${visitors}-${model}-${metric}`;
      const {value, low, high, n, baseline} = result.figures[name];
      return {
        protocol: `${features}, returning visitors ${visitors}`,
        model: String(model),
        metric: String(metric),
        value,
        low,
        high,
        n,
        baseline: baseline!.value,
        peer: Number(peer),
        second: null,
        published:
          features === "at the first cart" && visitors === "kept" && metric === "auc" ? author[String(model)] : null
      };
    }),
    sessions: {value: result.figures.sessions.value, n: result.figures.sessions.n},
    models: namedModels(result),
    late: result.tables.late,
    sums: result.tables.sums
  };
}

function namedModels({tables}: StudyResult): NamedModel[] {
  return tableRows(tables.models) as unknown as NamedModel[];
}

/** What the page on models answers with. */
export interface ModelsHeadline {
  readonly models: number;
  /** Tasks on which some model is surely better than logistic regression, of so many that were tested. */
  readonly beaten: number;
  /** Of those, the ones on real data. */
  readonly beatenOnReal: number;
  readonly tasks: number;
  /** What boosting gains on logistic regression, and on itself without page values; area under the ROC curve. */
  readonly boosting: Gain;
  readonly pageValues: Gain;
  /** Sessions that both gains were measured on. */
  readonly n: number;
}

/** The numbers of the page's answer. */
export function modelsHeadline({
  tasks,
  summaries,
  models,
  shoppers
}: Pick<ModelsPage, "tasks" | "summaries" | "models" | "shoppers">): ModelsHeadline {
  const beaten = summaries.filter(({better}) => better > 0);
  return {
    models: models.length,
    beaten: beaten.length,
    beatenOnReal: beaten.filter(({task}) => tasks.some(({id, generated}) => id === task && !generated)).length,
    tasks: summaries.filter(({tests}) => tests > 0).length,
    ...shoppers.gains,
    n: shoppers.rows[0].n
  };
}

/** The least and the greatest of some numbers; infinities where there are none. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

const span = (values: readonly number[]): Span => ({least: Math.min(...values), most: Math.max(...values)});

/** What the best model gains in area on logistic regression, over the tasks where some model is surely better. */
export function sureGains(summaries: readonly TaskSummary[]): Span {
  return span(summaries.filter(({better}) => better > 0).map(({auc, logistic}) => auc.value - logistic.value));
}

/** The areas of boosting on one split of Online Shoppers by month, without page values. */
export interface BoostingByMonth {
  /** Of other packages, and how many there are. */
  readonly packages: Span & {readonly number: number};
  /** Of every way of growing trees that is ours. */
  readonly ours: Span;
  /** Leaf by leaf: ours, scikit-learn's and LightGBM's. */
  readonly leaf: ReplicationRow;
}

/** How far packages differ among themselves where nothing but the package differs. */
export function boostingByMonth(rows: readonly ReplicationRow[]): BoostingByMonth {
  const own = rows.filter(
    ({protocol, metric, model}) =>
      protocol === `${BY_MONTH}, without page values` && metric === "auc" && model.startsWith("boosting")
  );
  const packages = own.flatMap(({peer, second}) => [peer, second]).filter((value) => value !== null);
  return {
    packages: {...span(packages), number: packages.length},
    ours: span(own.map(({value}) => value)),
    leaf: own.find(({model}) => model === "boosting")!
  };
}

/** The share of a task's rows that train, of those that train or test. */
export function trainingShare({train, test}: Pick<TaskCard, "train" | "test">): number {
  return train / (train + test);
}

/** The least and the greatest share of sessions in which a column of whole sessions changes after the first cart. */
export function lateChanges({changed, rows}: ModelsPage["carts"]["late"]): Span {
  return span(changed.map((n, i) => Number(n) / Number(rows[i])));
}

/** The difference of two models in one metric, the first less the second; null where there is none. */
export function pairOf(
  {pairs}: Pick<TaskFigures, "pairs">,
  metric: string,
  first: number,
  second: number
): TaskPair | null {
  for (const pair of pairs) {
    if (pair.metric !== metric) continue;
    if (pair.first === first && pair.second === second) return pair;
    if (pair.first === second && pair.second === first)
      return {
        ...pair,
        first,
        second,
        value: 0 - pair.value,
        low: pair.high === null ? null : 0 - pair.high,
        high: pair.low === null ? null : 0 - pair.low
      };
  }
  return null;
}

/** Metrics of which less is better. */
export const LESS_IS_BETTER: readonly string[] = ["brier", "logLoss", "expectedCalibrationError"];

/** The best of some measures in a metric, the first of equals; null of none. */
export function bestOf<T extends {readonly value: number}>(metric: string, measures: readonly T[]): T | null {
  const turn = LESS_IS_BETTER.includes(metric) ? -1 : 1;
  return measures.reduce<T | null>((a, b) => (a === null || turn * b.value > turn * a.value ? b : a), null);
}

/** Which of two models a difference favours, and whether its whole interval lies on one side of zero. */
export function favoured({
  metric,
  value,
  low,
  high
}: Pick<TaskPair, "metric" | "value"> & {readonly low: number; readonly high: number}): {
  readonly model: "first" | "second";
  readonly sure: boolean;
} {
  return {
    model: value > 0 !== LESS_IS_BETTER.includes(metric) ? "first" : "second",
    sure: low > 0 || high < 0
  };
}
