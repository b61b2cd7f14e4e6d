import type {LocalModel} from "./localModels.js";
import {gridBefore, itemCount, seriesOf, type SalesGrid} from "./salesGrid.js";

/** A way to forecast all items of a grid from the days that it holds. */
export interface Forecaster {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
  /**
   * The sales of each item on each of the `horizon` days after the grid's last one: items × horizon, row-major. An item
   * without a day is forecast as 0.
   */
  forecast(past: SalesGrid, horizon: number): Float64Array;
  /** What forecasts in its place where the past is too short to train it; nothing does for a model without training. */
  readonly standIn?: Forecaster;
}

/**
 * Whether forecasts of a model are those of its stand-in, and so say nothing of the model itself.
 *
 * @example
 * ```ts
 * import {naive, zero} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const grid = salesGrid(["tea"], {items: [0], timesMs: [0], quantities: [1]});
 * const untrained = {...localForecaster(naive), standIn: localForecaster(naive)};
 * isStoodInFor(untrained, grid, untrained.forecast(grid, 2)) // → true
 * isStoodInFor(localForecaster(naive), grid, [1, 1]) // → false
 * ```
 */
export function isStoodInFor({standIn}: Forecaster, past: SalesGrid, forecasts: ArrayLike<number>): boolean {
  const items = itemCount(past);
  if (standIn === undefined || items === 0) return false;
  return standIn.forecast(past, forecasts.length / items).every((value, k) => value === forecasts[k]);
}

/**
 * A model of one series as one of all: each item is forecast from its own past alone.
 *
 * @example
 * ```ts
 * import {naive} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const grid = salesGrid(["tea", "cup"], {items: [0, 1], timesMs: [0, 0], quantities: [1, 5]});
 * localForecaster(naive).forecast(grid, 2) // → [1, 1, 5, 5]
 * ```
 */
export function localForecaster(model: LocalModel): Forecaster {
  const {id, title, setting} = model;
  return {
    id,
    title,
    setting,
    forecast(past, horizon) {
      const items = itemCount(past);
      const forecasts = new Float64Array(items * horizon);
      for (let item = 0; item < items; item++)
        forecasts.set(model.forecast(seriesOf(past, item), horizon), item * horizon);
      return forecasts;
    }
  };
}

/**
 * A model's forecasts of `horizon` days from what is known before a day, each made once. `known` holds those that were made
 * already, by their origin, the last known day.
 *
 * @example
 * ```ts
 * import {naive} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const day = 86_400_000;
 * const grid = salesGrid(["tea"], {items: [0, 0], timesMs: [0, day], quantities: [3, 5]});
 * const forecastsAt = forecastsByDay(grid, localForecaster(naive), 1, [{origin: 1, forecasts: Float64Array.of(7)}]);
 * [forecastsAt(1)[0], forecastsAt(2)[0]] // → [3, 7]
 * ```
 */
export function forecastsByDay(
  grid: SalesGrid,
  model: Pick<Forecaster, "forecast">,
  horizon: number,
  known: readonly {readonly origin: number; readonly forecasts: Float64Array}[] = []
): (day: number) => Float64Array {
  const made = new Map(known.map(({origin, forecasts}) => [origin + 1, forecasts]));
  return (day) => {
    const forecasts = made.get(day) ?? model.forecast(gridBefore(grid, day), horizon);
    made.set(day, forecasts);
    return forecasts;
  };
}

/**
 * A model that makes the forecasts of a past once. Pasts are told apart by their last day, items and days alone, so it is
 * for those of one grid and of sums of it.
 *
 * @example
 * ```ts
 * import {naive} from "./localModels.js";
 * import {salesGrid} from "./salesGrid.js";
 *
 * const remembered = rememberForecasts(localForecaster(naive));
 * const grid = salesGrid(["tea"], {items: [0], timesMs: [0], quantities: [3]});
 * remembered.forecast(grid, 2) === remembered.forecast(grid, 2) // → true
 * ```
 */
export function rememberForecasts(model: Forecaster): Forecaster {
  const made = new Map<string, Float64Array>();
  return {
    ...model,
    forecast(past, horizon) {
      const key = `${past.untilDay} ${itemCount(past)} ${past.sales.length} ${horizon}`;
      const found = made.get(key) ?? model.forecast(past, horizon);
      made.set(key, found);
      return found;
    }
  };
}
