import {log as ln} from "../../src/lib/core/portableMath.js";
import type {Figure} from "../../src/lib/core/result.js";
import {gainShares} from "../../src/lib/explain/attribution.js";
import {lossIncrease, pairsInOrder, weightedImportance, type LossIncrease} from "../../src/lib/explain/lossIncrease.js";
import {
  dailyExamples,
  DAILY_ERRORS,
  takeDailyLog,
  type DailyError,
  type DailyLog
} from "../../src/lib/forecast/dailyExamples.js";
import {eligibleItems} from "../../src/lib/forecast/evaluateForecasts.js";
import {weightBootstrap} from "../../src/lib/metrics/bootstrap.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {checkedFile, inputsOf} from "../data/checkedFile.js";
import {readOnlineRetail, readSales} from "../forecast/readSales.js";
import type {Study} from "./study.js";

const FILE = "online_retail.parquet";

const options = {
  /** A report's ranking, from the first. */
  ranking: ["sales_sum_7d", "cat_sales_7d", "sales_lag_1d", "views_sum_7d"],
  boosting: {loss: "poisson", trees: 100, learningRate: 0.1, leaves: 31},
  horizon: 1,
  trainDays: 56,
  testDays: 14,
  repeats: 3,
  draws: 400,
  seed: 1,
  shop: {profile: "paper", seed: 1, count: "carts"},
  leastSaleDays: 10,
  errors: {honest: [], today: ["today"]}
} as const satisfies Readonly<Record<string, unknown>> & {errors: Readonly<Record<string, readonly DailyError[]>>};

/** Whether the features of sales forecasts rank as a report says, without an error of protocol and with one. */
export const study: Study = {
  name: "explain-forecast-ranking",
  title: "Ranks the features of a daily sales forecast by permutation importance, beside a report's ranking.",
  options,
  inputs: inputsOf("online-retail", [FILE]),
  measured: false,
  async run({progress}) {
    const figures: Record<string, Figure> = {};
    const tables: Record<string, Record<string, (string | number)[]>> = {};
    progress("generating the shop");
    add(
      "shop",
      `generated shop, ${options.shop.profile}, daily adds to cart of an item`,
      await readSales({source: "shop", ...options.shop})
    );
    progress("reading Online Retail");
    const retail = await readOnlineRetail({path: await checkedFile("online-retail", FILE)});
    const origin = retail.sales.untilDay - options.testDays - 1;
    const eligible = eligibleItems(retail.sales, {
      origins: [origin],
      horizon: options.testDays,
      leastSaleDays: options.leastSaleDays
    });
    add("retail", "Online Retail (UCI 352), daily units sold of an item", takeDailyLog(retail, eligible));
    return {figures, tables};

    function add(name: string, dataset: string, log: DailyLog): void {
      const testUntil = log.sales.untilDay;
      const testFrom = testUntil - options.testDays;
      const split = {trainFrom: testFrom - options.trainDays, testFrom, testUntil, horizon: options.horizon};
      for (const [protocol, errors] of Object.entries(options.errors)) {
        progress(`${name}, ${protocol}`);
        const {train, test} = dailyExamples(log, split, errors);
        const model = fitBoosting(train, options.boosting);
        const found = lossIncrease({predict: (matrix) => model.predict(matrix), loss: deviance}, test, test.items, {
          repeats: options.repeats,
          seed: options.seed
        });
        const said =
          errors.length === 0
            ? "no error of protocol"
            : `with ${errors.map((id) => DAILY_ERRORS.find((error) => error.id === id)!.title).join(", ")}`;
        const about = {
          n: test.rows,
          dataset,
          protocol: `${options.testDays} days tested, one day ahead, ${said}; ${options.boosting.trees} boosted trees; importance: what shuffling a feature between test rows, ${options.repeats} times, adds to the mean Poisson deviance; model as it is, bootstrap over items`
        };
        const figure = (
          of: (importance: Float64Array) => number,
          unit: string,
          protocol: string,
          baseline?: Figure["baseline"]
        ): Figure => ({
          ...about,
          ...spreadOf(found, of),
          unit,
          protocol: `${protocol}; ${about.protocol}`,
          ...(baseline && {baseline})
        });
        const at = (column: string) => found.columns.indexOf(column);
        const ranked = options.ranking.map(at);
        figures[`${name}-${protocol}-first-less-best-other`] = figure(
          (importance) => importance[ranked[0]] - Math.max(...Array.from(importance).filter((_, f) => f !== ranked[0])),
          "deviance",
          `importance of ${options.ranking[0]} less that of the most important other feature`,
          {name: "no difference", value: 0}
        );
        figures[`${name}-${protocol}-pairs-in-order`] = figure(
          (importance) => pairsInOrder(ranked.map((f) => importance[f])),
          "pairs",
          `of the ${(options.ranking.length * (options.ranking.length - 1)) / 2} pairs of ${options.ranking.join(", ")}, those whose earlier feature is the more important`,
          {name: "a random order", value: (options.ranking.length * (options.ranking.length - 1)) / 4}
        );
        figures[`${name}-${protocol}-among-first`] = figure(
          (importance) => {
            const first = Array.from(importance, (_, f) => f)
              .sort((a, b) => importance[b] - importance[a] || a - b)
              .slice(0, ranked.length);
            return ranked.filter((f) => first.includes(f)).length;
          },
          "features",
          `how many of ${options.ranking.join(", ")} are among the ${ranked.length} most important of ${found.columns.length}`,
          {name: "a random order", value: ranked.length ** 2 / found.columns.length}
        );
        const each = found.columns.map((_, f) => spreadOf(found, (importance) => importance[f]));
        tables[`${name}-${protocol}`] = {
          feature: [...found.columns],
          importance: each.map(({value}) => value),
          low: each.map(({low}) => low),
          high: each.map(({high}) => high),
          gain: Array.from(gainShares(model.trees, found.columns.length))
        };
      }
    }
  }
};

/** Of one row: twice the log-likelihood that is lost against a forecast of what was sold. */
function deviance(sold: number, forecast: number): number {
  return 2 * ((sold > 0 ? sold * ln(sold / forecast) : 0) - (sold - forecast));
}

function spreadOf(
  found: LossIncrease,
  of: (importance: Float64Array) => number
): {value: number; low: number; high: number} {
  const owners = found.rows.length;
  const {low, high} = weightBootstrap(owners, (weights) => of(weightedImportance(found, weights)), {
    draws: options.draws
  });
  return {value: of(weightedImportance(found, new Int32Array(owners).fill(1))), low, high};
}
