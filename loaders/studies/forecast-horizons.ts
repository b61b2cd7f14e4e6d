import type {Figure} from "../../src/lib/core/result.js";
import {dayText, parseDay} from "../../src/lib/forecast/calendarDay.js";
import {compareForecasts, itemErrors} from "../../src/lib/forecast/compareForecasts.js";
import {eligibleItems, evaluateForecasts, seriesAt} from "../../src/lib/forecast/evaluateForecasts.js";
import {rememberForecasts, type Forecaster} from "../../src/lib/forecast/forecaster.js";
import {ensemblesOf, SINGLE_FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {gridBefore} from "../../src/lib/forecast/salesGrid.js";
import {checkedFile, inputsOf} from "../data/checkedFile.js";
import {readOnlineRetail} from "../forecast/readSales.js";
import type {Study} from "./study.js";

const FILE = "online_retail.parquet";
const DATASET = "Online Retail (UCI 352)";
const IDS = ["zero", "mean-28", "tsb", "mean-weekday", "boosted-levels", "boosted-metrics", "ensemble-mean"];
/** What each model's errors are compared with. */
const BASELINE = "mean-weekday";

const options = {
  leastSaleDays: 10,
  /** Items that were sold on so many days up to this day take part, at all horizons the same. */
  eligibleAt: "2011-09-16",
  /** A day ahead to each open day of a week, and a week ahead from every second week. */
  horizons: [
    {
      horizon: 1,
      origins: ["2011-11-13", "2011-11-14", "2011-11-15", "2011-11-16", "2011-11-17", "2011-11-19"]
    },
    {horizon: 7, origins: ["2011-09-16", "2011-09-30", "2011-10-14", "2011-10-28", "2011-11-11", "2011-11-25"]}
  ],
  models: IDS
} as const;

/** How well sales are forecast a day and a week ahead, beside the 28 days of `forecast-online-retail`. */
export const study: Study = {
  name: "forecast-horizons",
  title: "Forecasts every item of Online Retail a day and a week ahead, judged on the full grid.",
  options,
  inputs: inputsOf("online-retail", [FILE]),
  measured: false,
  async run({progress}) {
    const log = await readOnlineRetail({path: await checkedFile("online-retail", FILE)});
    const {leastSaleDays} = options;
    const grid = eligibleItems(log.sales, {origins: [parseDay(options.eligibleAt)], horizon: 1, leastSaleDays});
    const figures: Record<string, Figure> = {};
    const models: Record<string, (string | number)[]> = {};
    for (const {horizon, origins} of options.horizons) {
      // each origin's forecasts once, whether they are judged or part of an ensemble
      const single = SINGLE_FORECASTERS.map(rememberForecasts);
      const judged: readonly Forecaster[] = [...single, ...ensemblesOf(single)].filter(({id}) => IDS.includes(id));
      const days = origins.map(parseDay);
      const errors = new Map<string, ReturnType<typeof itemErrors>[]>();
      const found = [...evaluateForecasts(grid, judged, {origins: days, horizon, leastSaleDays})];
      for (const {id, origins: each} of found)
        errors.set(
          id,
          each.map(({origin, forecasts}) =>
            itemErrors(seriesAt(grid, gridBefore(grid, origin + 1), forecasts, horizon))
          )
        );
      for (const {id, title, mean} of found) {
        progress(`${title}, ${horizon} days`);
        const difference = compareForecasts(errors.get(id)!, errors.get(BASELINE)!);
        const {mae, wmape, ratio, rmsse, mase, rows} = mean;
        const row = {id, title, horizon, mae, wmape, bias: ratio - 1, rmsse, mase, rows};
        const less = {
          lessWmape: difference.wmape.value,
          lessWmapeLow: difference.wmape.low,
          lessWmapeHigh: difference.wmape.high
        };
        for (const [name, value] of Object.entries({...row, ...less})) (models[name] ??= []).push(value);
        figures[`${id}-${horizon}-wmape-difference`] = {
          ...difference.wmape,
          n: rows,
          unit: "share of sales",
          dataset: DATASET,
          protocol: `${title} less mean × weekday, ${horizon} days ahead; mean of ${days.length} origins from ${dayText(days[0])} to ${dayText(days[days.length - 1])}, every item on every day; bootstrap over items`,
          baseline: {name: "mean × weekday", value: 0}
        };
      }
    }
    return {figures, tables: {models}};
  }
};
