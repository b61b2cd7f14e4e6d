import type {Figure} from "../../src/lib/core/result.js";
import {dayText, parseDay} from "../../src/lib/forecast/calendarDay.js";
import {BOOSTED_LEVELS} from "../../src/lib/forecast/boostedLevels.js";
import {BOOSTED_METRICS} from "../../src/lib/forecast/boostedMetrics.js";
import {compareForecasts, itemErrors, type ItemErrors} from "../../src/lib/forecast/compareForecasts.js";
import {takeDailyLog} from "../../src/lib/forecast/dailyExamples.js";
import {eligibleItems, evaluateForecasts, seriesAt} from "../../src/lib/forecast/evaluateForecasts.js";
import {evaluateIntervals, PACES} from "../../src/lib/forecast/evaluateIntervals.js";
import {evaluateQuantiles} from "../../src/lib/forecast/evaluateQuantiles.js";
import {forecastsByDay, type Forecaster} from "../../src/lib/forecast/forecaster.js";
import {HURDLE} from "../../src/lib/forecast/hurdle.js";
import {MEAN_TIMES_WEEKDAY} from "../../src/lib/forecast/meanTimesWeekday.js";
import {gridBefore, seriesOf, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {TIDE} from "../../src/lib/forecast/tideNetwork.js";
import {checkedFile, inputsOf} from "../data/checkedFile.js";
import {forecastersOfOneGrid, readyFor} from "../forecast/networkForecasters.js";
import {readOnlineRetail} from "../forecast/readSales.js";
import {waterfallFigures} from "../forecast/waterfallFigures.js";
import type {Study, StudyContext} from "./study.js";

const FILE = "online_retail.parquet";
const DATASET = "Online Retail (UCI 352)";
/** The model whose errors are compared with each other's. */
const BEST = "ensemble-mean";
const INTERVALS_OF = ["mean-28", "mean-weekday", "boosted-metrics", BEST];
const MODELS = forecastersOfOneGrid();

const options = {
  horizon: 28,
  leastSaleDays: 10,
  origins: ["2011-09-16", "2011-10-14", "2011-11-11"],
  intervalOrigins: ["2011-06-24", "2011-07-22", "2011-08-19", "2011-09-16", "2011-10-14", "2011-11-11"],
  /** Origins on which settings and the ensemble were chosen. */
  choiceOrigins: ["2011-06-24", "2011-07-22", "2011-08-19"],
  best: BEST,
  models: MODELS.map(({id, setting}) => ({id, setting})),
  boostedLevels: BOOSTED_LEVELS,
  boostedMetrics: BOOSTED_METRICS,
  meanTimesWeekday: MEAN_TIMES_WEEKDAY,
  hurdle: HURDLE,
  tide: TIDE,
  /** Items whose days are kept for the page, by their place in the order of sales up to the first origin. */
  shown: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
  waterfall: {trainDays: 56, boosting: {loss: "poisson", trees: 100, learningRate: 0.1, leaves: 31}}
} as const;
const origins = options.origins.map(parseDay);
const protocol = {origins, horizon: options.horizon, leastSaleDays: options.leastSaleDays};

/** How well daily sales of single items are forecast four weeks ahead, on every item and day. */
export const study: Study = {
  name: "forecast-online-retail",
  title: "Forecasts 28 days of every item of Online Retail from three origins, judged on the full grid.",
  options,
  inputs: inputsOf("online-retail", [FILE]),
  measured: false,
  async run(context) {
    const log = await readOnlineRetail({path: await checkedFile("online-retail", FILE)});
    const grid = eligibleItems(log.sales, protocol);
    const positive = grid.sales.reduce((n, sold) => n + (sold > 0 ? 1 : 0), 0);
    await readyFor(MODELS);
    const {figures, models, compared, forecasts} = judged(grid, MODELS, context);
    const {coverage, paces, distributions} = spreads(grid, forecasts, figures, context);
    const testFrom = origins[origins.length - 1] + 1;
    const waterfall = waterfallFigures({
      dataset: `${DATASET}, daily units sold of an item`,
      log: takeDailyLog(log, grid),
      split: {
        trainFrom: testFrom - options.waterfall.trainDays,
        testFrom,
        testUntil: testFrom + options.horizon,
        horizon: options.horizon
      },
      boosting: options.waterfall.boosting,
      progress: context.progress
    });
    return {
      figures: {...figures, ...waterfall.figures},
      tables: {
        cleaning: {step: log.steps.map(({step}) => step), lines: log.steps.map(({rows}) => rows)},
        grid: {items: [grid.itemIds.length], rows: [grid.sales.length], positive: [positive / grid.sales.length]},
        models,
        compared,
        choice: choice(grid),
        coverage,
        paces,
        distributions,
        steps: waterfall.steps,
        series: shownSeries(grid)
      }
    };
  },
  sample: {
    title: "the models that take no search",
    async run(context) {
      const {sales} = await readOnlineRetail({path: await checkedFile("online-retail", FILE)});
      const simple = ["zero", "naive", "mean-28", "median-28", "mean-weekday"];
      const {figures} = judged(
        eligibleItems(sales, protocol),
        MODELS.filter(({id}) => simple.includes(id)),
        context
      );
      return {figures};
    }
  }
};

/** Figures `MODEL-METRIC`, with what forecasting nothing reaches beside, and a table of models by origin. */
function judged(grid: SalesGrid, forecasters: readonly Forecaster[], {progress}: StudyContext) {
  const figures: Record<string, Figure> = {};
  const models: Record<string, (string | number)[]> = {};
  const errors = new Map<string, ItemErrors[]>();
  const made = new Map<string, ReadonlyMap<number, Float64Array>>();
  let nothing: Readonly<Record<"wmape" | "rmsse", number>> = {wmape: 1, rmsse: NaN};
  for (const {id, title, setting, mean, origins: each} of evaluateForecasts(grid, forecasters, protocol)) {
    progress(title);
    const own = each.map(({origin, forecasts}) =>
      itemErrors(seriesAt(grid, gridBefore(grid, origin + 1), forecasts, options.horizon))
    );
    errors.set(id, own);
    made.set(id, new Map(each.map(({origin, forecasts}) => [origin, forecasts])));
    if (id === "zero") nothing = mean;
    const measured = compareForecasts(own, own.map(withoutError));
    for (const metric of ["wmape", "rmsse"] as const)
      figures[`${id}-${metric}`] = {
        ...measured[metric],
        n: mean.rows,
        unit: metric === "wmape" ? "share of sales" : "RMSSE",
        dataset: DATASET,
        protocol: `${title}, ${setting}; mean of ${each.length} origins, ${options.horizon} days of every item each; bootstrap over items`,
        baseline: {name: "forecasting nothing", value: nothing[metric]}
      };
    for (const {origin, metrics} of each) {
      const {mae, wmape, ratio, rmse, r2, wmapePositive, rmsse, wrmsse, mase} = metrics;
      const row = {id, title, setting, origin: dayText(origin), mae, wmape, bias: ratio - 1, rmse, r2, wmapePositive};
      for (const [name, value] of Object.entries({...row, rmsse, wrmsse, mase})) (models[name] ??= []).push(value);
    }
  }
  const compared: Record<string, (string | number)[]> = {};
  const best = errors.get(BEST);
  if (best !== undefined)
    for (const [id, other] of errors) {
      if (id === BEST) continue;
      const {wmape, rmsse} = compareForecasts(best, other);
      const row = {
        than: id,
        wmape: wmape.value,
        wmapeLow: wmape.low,
        wmapeHigh: wmape.high,
        rmsse: rmsse.value,
        rmsseLow: rmsse.low,
        rmsseHigh: rmsse.high
      };
      for (const [name, value] of Object.entries(row)) (compared[name] ??= []).push(value);
    }
  return {figures, models, compared, forecasts: made};
}

/** What models are worth on the origins that choices were made on; means over them. */
function choice(grid: SalesGrid) {
  const table: Record<string, (string | number)[]> = {id: [], wmape: [], rmsse: [], bias: []};
  const at = {...protocol, origins: options.choiceOrigins.map(parseDay)};
  for (const {id, mean} of evaluateForecasts(grid, MODELS, at)) {
    const row = {id, wmape: mean.wmape, rmsse: mean.rmsse, bias: mean.ratio - 1};
    for (const [name, value] of Object.entries(row)) table[name].push(value);
  }
  return table;
}

/** Daily sales of some items, so that the page can forecast them without anyone having the file. */
function shownSeries(grid: SalesGrid) {
  const before = gridBefore(grid, origins[0] + 1);
  const sold = Array.from(before.itemIds, (_, item) => seriesOf(before, item).reduce((sum, one) => sum + one, 0));
  const order = sold.map((_, item) => item).sort((a, b) => sold[b] - sold[a] || a - b);
  const series = {item: [] as string[], day: [] as string[], sold: [] as number[]};
  for (const place of options.shown) {
    const item = order[place];
    seriesOf(grid, item).forEach((one, d) => {
      series.item.push(String(grid.itemIds[item]));
      series.day.push(dayText(grid.firstDays[item] + d));
      series.sold.push(one);
    });
  }
  return series;
}

/** Errors of a model that has none, so that a difference from it is a model's own metric. */
const withoutError = ({absolute, sales, rmsse}: ItemErrors): ItemErrors => ({
  absolute: new Float64Array(absolute.length),
  sales,
  rmsse: rmsse.map((one) => (Number.isNaN(one) ? NaN : 0))
});

/**
 * What all models' distributions are worth; and of some models coverage of intervals of 90 % over more origins, split conformal
 * and adaptive, and by how often an item is sold. Adds figures for each model.
 */
function spreads(
  grid: SalesGrid,
  judgedAt: ReadonlyMap<string, ReadonlyMap<number, Float64Array>>,
  figures: Record<string, Figure>,
  {progress}: StudyContext
) {
  const coverage: Record<string, (string | number)[]> = {};
  const paces: Record<string, (string | number)[]> = {};
  const distributions: Record<string, (string | number)[]> = {};
  const add = (table: Record<string, (string | number)[]>, row: Readonly<Record<string, string | number>>) => {
    for (const [name, value] of Object.entries(row)) (table[name] ??= []).push(value);
  };
  const at = {...protocol, origins: options.intervalOrigins.map(parseDay)};
  for (const model of MODELS) {
    const {id, title} = model;
    progress(`intervals of ${title}`);
    const known = [...judgedAt.get(id)!].map(([origin, forecasts]) => ({origin, forecasts}));
    // each origin's forecasts once, whether it is judged or calibrates
    const forecastsAt = forecastsByDay(grid, model, options.horizon, known);
    const {crps, levels} = evaluateQuantiles(grid, forecastsAt, protocol);
    const byLevel = levels.flatMap(({level, pinball, covered, zero}) => {
      const name = Math.round(100 * level);
      return [
        [`pinball${name}`, pinball],
        [`covered${name}`, covered],
        [`zero${name}`, zero]
      ];
    });
    add(distributions, {id, crps, ...Object.fromEntries(byLevel)});
    if (!INTERVALS_OF.includes(id)) continue;
    const found = evaluateIntervals(grid, forecastsAt, at);
    for (const [kind, {coverage: held, origins: each, rows}] of [
      ["coverage90", found],
      ["adaptive90", found.adaptive]
    ] as const)
      figures[`${id}-${kind}`] = {
        value: held,
        low: Math.min(...each.map((origin) => origin.coverage)),
        high: Math.max(...each.map((origin) => origin.coverage)),
        n: rows,
        unit: "share of days",
        dataset: DATASET,
        protocol: `${title}, ${kind === "coverage90" ? "split" : "adaptive"} conformal intervals of 90 % over ${each.length} origins; low and high are the least and the greatest of one origin`,
        baseline: {name: "promised", value: 0.9}
      };
    found.origins.forEach(({origin, span, ...own}, k) => {
      const {coverage: adaptiveCoverage, width: adaptiveWidth} = found.adaptive.origins[k];
      add(coverage, {id, origin: dayText(origin), span, ...own, adaptiveCoverage, adaptiveWidth});
    });
    found.paces.forEach((own, k) => {
      const {coverage: adaptiveCoverage, width: adaptiveWidth} = found.adaptive.paces[k];
      add(paces, {id, pace: PACES[k].title, ...own, adaptiveCoverage, adaptiveWidth});
    });
  }
  return {coverage, paces, distributions};
}
