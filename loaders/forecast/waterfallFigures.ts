import type {Figure} from "../../src/lib/core/result.js";
import {DAILY_ERRORS, type DailyLog, type DailySplit} from "../../src/lib/forecast/dailyExamples.js";
import {dailyStep, type DailyMetrics, type DailyStep, type Valued} from "../../src/lib/forecast/dailyWaterfall.js";
import type {BoostingOptions} from "../../src/lib/models/boostingOptions.js";

export interface WaterfallOptions {
  readonly dataset: string;
  readonly log: DailyLog;
  readonly split: DailySplit;
  readonly boosting: Partial<BoostingOptions>;
  /** How many of the errors are switched on at most; all by default. */
  readonly most?: number;
  readonly progress: (text: string) => void;
}

const UNITS = {mae: "units sold", wmape: "share of sales", r2: "R²"} as const;

/**
 * The daily forecast without errors, then with one more error after another: figures `step-K-METRIC` with what always
 * forecasting nothing reaches beside, `one-K-wmape` of always forecasting 1, and a table of steps.
 */
export function waterfallFigures({
  dataset,
  log,
  split,
  boosting,
  most = DAILY_ERRORS.length,
  progress
}: WaterfallOptions) {
  const figures: Record<string, Figure> = {};
  const steps: Record<string, (string | number)[]> = {};
  for (let k = 0; k <= most; k++) {
    const errors = DAILY_ERRORS.slice(0, k);
    const title = k === 0 ? "without an error" : `and ${errors[k - 1].title}`;
    progress(title);
    const step = dailyStep(
      log,
      split,
      errors.map(({id}) => id),
      boosting
    );
    const protocol = `boosted trees, ${split.testUntil - split.testFrom} days tested, ${k === 0 ? "no error" : `with ${errors.map((error) => error.title).join(", ")}`}; bootstrap over items`;
    for (const metric of ["mae", "wmape", "r2"] as const)
      figures[`step-${k}-${metric}`] = {
        ...figureOf(step.model[metric], step.model, UNITS[metric]),
        dataset,
        protocol,
        ...(metric === "r2" ? {} : {baseline: {name: "forecasting nothing", value: step.zero[metric].value}})
      };
    figures[`one-${k}-wmape`] = {
      ...figureOf(step.one.wmape, step.model, UNITS.wmape),
      dataset,
      protocol: `always 1, on the rows tested with ${k === 0 ? "no error" : errors.map((error) => error.title).join(", ")}; bootstrap over items`
    };
    for (const [name, value] of Object.entries(rowOf(k, title, step))) (steps[name] ??= []).push(value);
  }
  return {figures, steps};
}

function figureOf({value, low, high}: Valued, {rows}: DailyMetrics, unit: string) {
  return {value, low, high, n: rows, unit};
}

const rowOf = (k: number, title: string, {model, zero, one}: DailyStep) => ({
  error: k === 0 ? "" : DAILY_ERRORS[k - 1].id,
  title,
  rows: model.rows,
  meanSales: model.meanSales,
  mae: model.mae.value,
  wmape: model.wmape.value,
  wmapeLow: model.wmape.low,
  wmapeHigh: model.wmape.high,
  r2: model.r2.value,
  zeroWmape: zero.wmape.value,
  oneWmape: one.wmape.value,
  oneMae: one.mae.value
});
