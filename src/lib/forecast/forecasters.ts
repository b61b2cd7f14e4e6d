import {BOOSTED_L1, BOOSTED_POISSON, BOOSTED_TWEEDIE, boostedLevels} from "./boostedLevels.js";
import {boostedMetrics} from "./boostedMetrics.js";
import {localForecaster, type Forecaster} from "./forecaster.js";
import {holtWinters} from "./holtWinters.js";
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

/** All ways to forecast that are compared, simple ones first. */
export const FORECASTERS: readonly Forecaster[] = [
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
  boostedLevels(),
  boostedMetrics()
];
