import type {BoostingModel} from "../models/boosting.js";
import {modelToOnnx} from "../models/modelToOnnx.js";
import {fitLevels} from "./boostedLevels.js";
import {dayText} from "./calendarDay.js";
import {shopState} from "./levelFeatures.js";
import {itemCount, type SalesGrid} from "./salesGrid.js";

/** A boosting forecast as a file. */
export interface LevelsFile {
  readonly bytes: Uint8Array;
  /** What is in the file. */
  readonly model: BoostingModel;
}

/**
 * The trees of `boostedLevels` at the end of a grid as an ONNX file: `features` are rows of `LEVEL_FEATURES`, `prediction` is
 * an item's sales a day in units of its scale. The metadata say the rest: a forecast of a day is `prediction`, at least 0,
 * times the item's scale times `weekday_factors` of that day, Monday first. Null where the past is too short to train.
 */
export function levelsOnnx(past: SalesGrid, horizon: number, source: string): LevelsFile | null {
  const model = fitLevels(past, horizon);
  if (model === null) return null;
  const metadata = {
    source,
    horizon: String(horizon),
    first_day: dayText(past.untilDay),
    items: String(itemCount(past)),
    weekday_factors: JSON.stringify(Array.from(shopState(past).factors)),
    forecast: "max(0, prediction) * scale * weekday_factors[weekday], weekday 0 for Monday",
    scale: "root of the mean squared change of sales from day to day"
  };
  return {bytes: modelToOnnx(model, {name: "sales levels", metadata}), model};
}
