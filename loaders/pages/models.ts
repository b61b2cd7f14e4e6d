import {UserError} from "../../src/lib/core/errors.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import type {
  ReplicationRow,
  CurveRow,
  ModelsPage,
  NamedModel,
  TaskCard,
  TaskFigures,
  TaskMeasure,
  TaskPair,
  TaskSummary
} from "../../src/lib/reports/modelsPage.js";
import {crossValidatedInterval} from "../../src/lib/metrics/intervals.js";
import {holm} from "../../src/lib/metrics/comparisons.js";
import {requireResult} from "../results/results.js";
import {tableRows} from "../results/tableRows.js";

const LEVEL = 0.05;

/** What the page on models shows first, from three committed studies. */
export function modelsPage(): ModelsPage {
  const result = requireResult("models");
  const {seed, shop} = result.options as Pick<ModelsPage, "seed" | "shop">;
  const models = namedModels(result);
  const tasks = tableRows(result.tables.tasks).map(
    (row) => ({...row, generated: row.generated === 1}) as unknown as TaskCard
  );
  return {
    seed,
    shop,
    level: LEVEL,
    models,
    tasks,
    summaries: tasks.flatMap(({id}) => summary(id, models, modelsTask(id, result)) ?? []),
    shoppers: shoppersRows(),
    carts: cartRows()
  };
}

/** One task's figures. Throws `UserError` for a task that there is not. */
export function modelsTask(task: string, result = requireResult("models")): TaskFigures {
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

function summary(task: string, models: readonly NamedModel[], {measures, pairs}: TaskFigures): TaskSummary | null {
  const areas = measures.filter(({metric, value}) => metric === "auc" && value !== null);
  const baseline = models.findIndex(({id}) => id === "logistic");
  const logistic = areas.find(({model}) => model === baseline);
  if (logistic === undefined) return null;
  const best = areas.reduce((a, b) => (b.value! > a.value! ? b : a));
  const tests = pairs
    .filter(({metric, first, second}) => metric === "auc" && (first === baseline || second === baseline))
    .map(({first, value, p}) => ({gain: first === baseline ? -value : value, p: p ?? 1}));
  const corrected = holm(tests.map(({p}) => p));
  const surely = (sign: 1 | -1) => tests.filter(({gain}, i) => corrected[i] <= LEVEL && sign * gain > 0).length;
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

function shoppersRows(): ModelsPage["shoppers"] {
  const result = requireResult("shoppers-models");
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
            protocol: `${split === "months" ? "February–October → November–December" : "2 × 5 folds"}, ${variant} page values`,
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

function cartRows(): ModelsPage["carts"] {
  const result = requireResult("retailrocket-prefix");
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
