import {UserError} from "../../src/lib/core/errors.js";
import type {CountedEvents} from "../../src/lib/forecast/salesOfLog.js";
import {readSales} from "../forecast/readSales.js";
import type {TrainingDataOptions} from "../training/train.js";
import {forecastTask} from "./forecastTask.js";
import {gru4recTask, tcnTask} from "./sequenceTasks.js";
import {boostingTask, BOOSTING_PRESETS, tabmTask} from "./tabularTasks.js";
import type {TuningTask} from "./tuningTask.js";

/** What can be tuned. */
export const TUNED_MODELS = ["boosting", "tabm", "tcn", "gru4rec", "forecast"] as const;
export type TunedModel = (typeof TUNED_MODELS)[number];

/** What is tuned on what; plain data, so that workers in processes of their own can be told. */
export interface TaskOptions extends Omit<TrainingDataOptions, "onNote"> {
  /** Of boosting. */
  readonly preset?: keyof typeof BOOSTING_PRESETS;
  /** Of networks. */
  readonly epochs?: number;
  /** Of forecasts. */
  readonly horizon?: number;
  readonly count?: CountedEvents;
}

/** Reads the source and sets the task up. Throws `UserError` for a source that the model cannot be tuned on. */
export async function openTask(
  model: TunedModel,
  {preset = "enhanced", epochs, horizon = 28, count, ...from}: TaskOptions,
  onNote?: (note: string) => void
): Promise<TuningTask> {
  const source = {...from, onNote};
  switch (model) {
    case "boosting":
      return boostingTask(source, preset);
    case "tabm":
      return tabmTask(source, {epochs});
    case "tcn":
      return tcnTask(source, {epochs});
    case "gru4rec":
      return gru4recTask(source, {epochs});
    case "forecast":
      return forecastTask(await readSales({...source, count}), {horizon});
    default:
      throw new UserError(`there is no model ${String(model)} to tune`, `there are ${TUNED_MODELS.join(", ")}`);
  }
}
