import {BOOSTED_L1, BOOSTED_POISSON, BOOSTED_TWEEDIE, boostedLevels} from "./boostedLevels.js";
import {BOOSTED_METRICS, boostedMetrics} from "./boostedMetrics.js";
import {meanEnsemble, weightedEnsemble} from "./ensemble.js";
import {localForecaster, type Forecaster} from "./forecaster.js";
import {holtWinters} from "./holtWinters.js";
import {hurdle} from "./hurdle.js";
import {
  adida,
  croston,
  imapa,
  naive,
  sba,
  seasonalNaive,
  ses,
  sesOptimized,
  tsb,
  windowMean,
  windowMedian,
  zero
} from "./localModels.js";
import {meanTimesWeekday} from "./meanTimesWeekday.js";
import {theta} from "./theta.js";

/** Ways to forecast that stand alone, simple ones first. */
export const SINGLE_FORECASTERS: readonly Forecaster[] = [
  ...[
    zero,
    naive,
    seasonalNaive(),
    windowMean(28),
    windowMedian(28),
    ses(0.1),
    sesOptimized,
    croston(),
    sba(),
    tsb(),
    adida,
    imapa,
    holtWinters(1),
    holtWinters(0.9),
    theta
  ].map(localForecaster),
  meanTimesWeekday(),
  boostedLevels(BOOSTED_POISSON),
  boostedLevels(BOOSTED_TWEEDIE),
  boostedLevels(BOOSTED_L1),
  hurdle(),
  boostedLevels(),
  boostedMetrics()
];

/** Members of ensembles, by their ids. */
const MEAN_OF = ["boosted-levels", "boosted-metrics"];
const WEIGHTED_OF = ["boosted-l1", "boosted-levels", "boosted-metrics"];

/**
 * Ensembles of models among those that are given. Of all means of two and three of the boosted models, the network, mean ×
 * weekday, TSB, Holt–Winters and the median, that of `MEAN_OF` had the least RMSSE on three origins from June to August 2011
 * of Online Retail. `wmape` is that of `boostedMetrics`.
 */
export function ensemblesOf(models: readonly Forecaster[]): readonly Forecaster[] {
  const members = (ids: readonly string[]) => models.filter(({id}) => ids.includes(id));
  return [
    weightedEnsemble({
      id: "ensemble-weighted",
      title: "Weighted ensemble",
      members: members(WEIGHTED_OF),
      origins: 2,
      wmape: BOOSTED_METRICS.wmape
    }),
    meanEnsemble({id: "ensemble-mean", title: "Mean of two boosted models", members: members(MEAN_OF)})
  ];
}

/** All ways to forecast that are compared and need no engine, simple ones first. */
export const FORECASTERS: readonly Forecaster[] = [...SINGLE_FORECASTERS, ...ensemblesOf(SINGLE_FORECASTERS)];
