import {setImmediate} from "node:timers/promises";
import {UserError} from "../../src/lib/core/errors.js";
import {boostedLevels, BOOSTED_LEVELS} from "../../src/lib/forecast/boostedLevels.js";
import {compareForecasts, itemErrors, type ItemErrors} from "../../src/lib/forecast/compareForecasts.js";
import {eligibleItems, seriesAt} from "../../src/lib/forecast/evaluateForecasts.js";
import type {Forecaster} from "../../src/lib/forecast/forecaster.js";
import {gridBefore, itemCount} from "../../src/lib/forecast/salesGrid.js";
import type {SalesOfSource} from "../forecast/readSales.js";
import {hashOf} from "../tools/files.js";
import {Stopped, type Score, type TuningTask} from "./tuningTask.js";

/** Origins that validate, and as many that test. */
const ORIGINS = 3;

/** A forecaster with the errors of its items at each origin that validates, and at those that test once they are asked for. */
interface FittedForecaster {
  readonly model: Forecaster;
  readonly validated: readonly ItemErrors[];
  tested?: readonly ItemErrors[];
}

/**
 * Boosted levels of daily sales: wMAPE. The last three origins, a horizon apart, test, and the three before them validate; at each the trees are
 * fitted on what is known there.
 *
 * @throws {UserError} for a log too short for six horizons
 */
export function forecastTask(
  {source, generated, sales}: SalesOfSource,
  {horizon, leastSaleDays = 10}: {readonly horizon: number; readonly leastSaleDays?: number}
): TuningTask<FittedForecaster> {
  const all = Array.from({length: 2 * ORIGINS}, (_, k) => sales.untilDay - 1 - (2 * ORIGINS - k) * horizon);
  const firstDay = sales.firstDays.reduce((first, day) => Math.min(first, day), sales.untilDay);
  if (all[0] < firstDay)
    throw new UserError(
      `the log has ${sales.untilDay - firstDay} days; ${2 * ORIGINS} horizons of ${horizon} days need more than ${2 * ORIGINS * horizon}`,
      "take a shorter horizon or a longer log"
    );
  const grid = eligibleItems(sales, {origins: all, horizon, leastSaleDays});
  const errorsAt = (model: Forecaster, origin: number): ItemErrors => {
    const past = gridBefore(grid, origin + 1);
    return itemErrors(seriesAt(grid, past, model.forecast(past, horizon), horizon));
  };
  const difference = (first: readonly ItemErrors[], second: readonly ItemErrors[]) => {
    const {value, low, high} = compareForecasts(first, second).wmape;
    return {value, low, high};
  };
  const none = (errors: readonly ItemErrors[]) =>
    errors.map((one) => ({...one, absolute: one.absolute.map(() => 0), rmsse: one.rmsse.map(() => 0)}));
  const score = (errors: readonly ItemErrors[]): Score => ({
    ...difference(errors, none(errors)),
    n: ORIGINS * itemCount(grid)
  });
  const tested = (fitted: FittedForecaster) =>
    (fitted.tested ??= all.slice(ORIGINS).map((origin) => errorsAt(fitted.model, origin)));
  const {
    level = 0.5,
    trees = 80,
    learningRate = 0.06,
    leaves = 15,
    leastRows = 100,
    columnSample = 0.5,
    l2 = 10
  } = BOOSTED_LEVELS.boosting;
  return {
    about: {
      model: "forecast",
      metric: "wMAPE",
      source,
      generated: String(generated),
      horizon,
      leastSaleDays,
      data: hashOf([new Uint8Array(grid.sales.buffer, grid.sales.byteOffset, grid.sales.byteLength)])
    },
    metric: "wMAPE",
    direction: "minimize",
    space: {
      level: {kind: "float", low: 0.15, high: 0.6},
      trees: {kind: "int", low: 20, high: 200},
      learningRate: {kind: "float", low: 0.02, high: 0.3, log: true},
      leaves: {kind: "int", low: 4, high: 63, log: true},
      leastRows: {kind: "int", low: 20, high: 400, log: true},
      columnSample: {kind: "float", low: 0.3, high: 1},
      l2: {kind: "float", low: 1, high: 100, log: true}
    },
    defaults: {level, trees, learningRate, leaves, leastRows, columnSample, l2},
    enqueued: [],
    trials: 50,
    steps: ORIGINS,
    async fit(parameters, {seed, report}) {
      const model = boostedLevels({boosting: {...BOOSTED_LEVELS.boosting, ...parameters, seed}});
      const validated: ItemErrors[] = [];
      for (const origin of all.slice(0, ORIGINS)) {
        validated.push(errorsAt(model, origin));
        await setImmediate();
        if (await report(validated.length, difference(validated, none(validated)).value)) throw new Stopped();
      }
      return {model, validated};
    },
    validation: ({validated}) => score(validated),
    test: (fitted) => score(tested(fitted)),
    difference: (first, second) => difference(tested(first), tested(second))
  };
}
