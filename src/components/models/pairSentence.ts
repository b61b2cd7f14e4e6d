import {favoured, pairOf} from "../../lib/reports/models.js";
import type {NamedModel, TaskCard, TaskFigures} from "../../lib/reports/modelsPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {count, fixed} from "../format.js";
import {MODEL_METRICS, shortInterval, shortNumber} from "./modelMetrics.js";

/** Metrics of which differences are tested. */
const TESTED = ["auc", "averagePrecision", "brier", "logLoss"];

/** Whether two models differ on a task, in a sentence each for ranking and for probabilities. */
export function pairSentence(
  task: TaskCard,
  figures: TaskFigures,
  models: readonly NamedModel[],
  [first, second]: readonly [number, number]
): string {
  if (first === second) return "Choose two different models to compare them.";
  const [a, b] = [models[first].title, models[second].title];
  const missing = [first, second].flatMap((model) => {
    const found = figures.unfitted.find((one) => one.model === model);
    return found === undefined ? [] : [`${models[model].title} was not fitted: ${found.why}.`];
  });
  if (missing.length > 0) return missing.join(" ");
  const sentences = ["auc", "brier"].flatMap((metric) => {
    const pair = pairOf(figures, metric, first, second);
    if (pair === null) return [];
    const {value, low, high, p} = pair;
    const name = metric === "auc" ? MODEL_METRICS.auc : "Brier score";
    if (low === null || high === null)
      return [`Their ${name}s cannot be compared: too few users have a positive or a negative.`];
    if (p === null) return [`Their ${name}s are identical, row by row.`];
    const {model, sure} = favoured({metric, value, low, high});
    const better = model === "first" ? a : b;
    return [
      `${metric === "auc" ? `On the same ${count(task.test)} test rows, the` : "The"} ${name} of ${a} is ${shortNumber(Math.abs(value))} ${value >= 0 ? "higher" : "lower"} than that of ${b}: difference ${shortInterval(pair)}, p ${p < 0.001 ? "< 0.001" : `= ${fixed(p, 3)}`}. ${sure ? `Chance does not explain this; ${better} is better` : "Chance may explain this"}.`
    ];
  });
  if (sentences.length === 0)
    return `${a} and ${b} cannot be compared: the ${count(task.test)} test rows with a known label are too few or too alike.`;
  const pairs = figures.pairs.filter(({metric}) => metric === "auc").length;
  return `${sentences.join(" ")} This is one of ${count(pairs)} pairs on this task; p is not corrected for that.`;
}

/** The differences of two models in every tested metric. */
export function pairTable(
  task: TaskCard,
  figures: TaskFigures,
  models: readonly NamedModel[],
  [first, second]: readonly [number, number]
): DataTableOptions {
  const rows = TESTED.flatMap((metric) => pairOf(figures, metric, first, second) ?? []);
  const of = (metric: string, model: number) =>
    figures.measures.find((measure) => measure.metric === metric && measure.model === model)?.value ?? null;
  return {
    name: `models-${task.id}-pair`,
    caption: `${models[first].title} minus ${models[second].title}, on the same rows`,
    columns: {
      metric: rows.map(({metric}) => MODEL_METRICS[metric]),
      first: rows.map(({metric}) => of(metric, first)),
      second: rows.map(({metric}) => of(metric, second)),
      difference: rows.map(({value}) => value),
      low: rows.map(({low}) => low),
      high: rows.map(({high}) => high),
      p: rows.map(({p}) => p),
      n: rows.map(() => task.test)
    },
    header: {first: "the first", second: "the second", low: "95 % from", high: "to", p: "p (no difference)"},
    format: Object.fromEntries(
      ["first", "second", "difference", "low", "high", "p"].map((column) => [column, shortNumber])
    )
  };
}
