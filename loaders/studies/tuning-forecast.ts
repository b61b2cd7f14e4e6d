import type {Figure} from "../../src/lib/core/result.js";
import {dailyExamples} from "../../src/lib/forecast/dailyExamples.js";
import {weightBootstrap} from "../../src/lib/metrics/bootstrap.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {readSales} from "../forecast/readSales.js";
import type {Study} from "./study.js";

const options = {
  profile: "paper",
  seed: 1,
  count: "carts",
  trainDays: 56,
  testDays: 14,
  horizon: 1,
  trees: 300,
  usual: {learningRate: 0.1, leaves: 31},
  /** What a published search found, on features that hold the target. */
  found: {learningRate: 0.289, leaves: 246},
  draws: 400
} as const;

/** Whether settings that a search found with leaking features are of use without the leak. */
export const study: Study = {
  name: "tuning-forecast",
  title:
    "Forecasts daily adds to cart of the generated shop with a report's tuned settings and with the usual ones, without a leak.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const {profile, seed, count, trainDays, testDays, horizon, trees, usual, found, draws} = options;
    progress("generating the shop");
    const log = await readSales({source: "shop", profile, seed, count});
    const testUntil = log.sales.untilDay;
    const testFrom = testUntil - testDays;
    const {train, test} = dailyExamples(log, {trainFrom: testFrom - trainDays, testFrom, testUntil, horizon}, []);
    const items = 1 + test.items.reduce((most, item) => Math.max(most, item), 0);
    const errorsOf = (setting: {readonly learningRate: number; readonly leaves: number}) => {
      progress(`${setting.leaves} leaves, rate ${setting.learningRate}`);
      const forecasts = fitBoosting(train, {loss: "poisson", trees, ...setting}).predict(test);
      const errors = new Float64Array(items);
      for (let row = 0; row < test.rows; row++) errors[test.items[row]] += Math.abs(forecasts[row] - test.y[row]);
      return errors;
    };
    const sold = new Float64Array(items);
    for (let row = 0; row < test.rows; row++) sold[test.items[row]] += test.y[row];
    const [before, after] = [errorsOf(usual), errorsOf(found)];
    const sum = (values: Float64Array, weights: ArrayLike<number>) =>
      values.reduce((total, value, item) => total + weights[item] * value, 0);
    const once = new Int32Array(items).fill(1);
    const figure = (
      of: (weights: ArrayLike<number>) => number,
      unit: string,
      protocol: string,
      baseline?: Figure["baseline"]
    ): Figure => {
      const {low, high} = weightBootstrap(items, of, {draws});
      return {
        value: of(once),
        low,
        high,
        n: test.rows,
        unit,
        dataset: `generated shop, ${profile}, daily adds to cart of an item`,
        protocol: `${protocol}; boosted trees, ${trees} of them, ${testDays} days tested, no error of protocol; bootstrap over items`,
        ...(baseline && {baseline})
      };
    };
    const titles = {
      usual: `${usual.leaves} leaves, rate ${usual.learningRate}`,
      found: `${found.leaves} leaves, rate ${found.learningRate}`
    };
    return {
      figures: {
        "usual-wmape": figure(
          (w) => sum(before, w) / sum(sold, w),
          "share of sales",
          `weighted absolute error with ${titles.usual}`,
          {
            name: "forecasting nothing",
            value: 1
          }
        ),
        "found-wmape": figure(
          (w) => sum(after, w) / sum(sold, w),
          "share of sales",
          `weighted absolute error with ${titles.found}`,
          {
            name: "forecasting nothing",
            value: 1
          }
        ),
        change: figure(
          (w) => (sum(after, w) - sum(before, w)) / sum(sold, w),
          "share of sales",
          `weighted absolute error with ${titles.found} less that with ${titles.usual}`,
          {name: "no change", value: 0}
        ),
        times: figure(
          (w) => sum(before, w) / sum(after, w),
          "×",
          `how many times smaller the weighted absolute error is with ${titles.found} than with ${titles.usual}`,
          {name: "no change", value: 1}
        )
      },
      tables: {}
    };
  }
};
