import {UserError} from "../lib/core/errors.js";
import type {SalesOfLog} from "../lib/forecast/salesOfLog.js";
import type {ForecastLogSummary} from "../lib/reports/forecastLog.js";
import type {ForecastOfItem, ForecastQuestion} from "./forecastWorker.js";
import {openWorkerClient} from "./workerClient.js";

/** Forecasts of one log's sales in a worker of this tab. */
export interface ForecastClient {
  readonly log: ForecastLogSummary;
  /** An item, by its place, forecast by a model from the day after an origin, with the stock that covers a day with a chance. */
  item(item: number, model: string, origin: string, chance: number): Promise<ForecastOfItem>;
  /** The trees of the boosted levels as an ONNX file; rejects with `UserError` where the log is too short to train them. */
  onnx(origin: string): Promise<Uint8Array>;
  close(): void;
}

/** Starts a worker with a log's sales. */
export async function openForecast(sales: SalesOfLog): Promise<ForecastClient> {
  const {ask, end} = openWorkerClient<ForecastQuestion>(
    new Worker(import.meta.resolve("./forecastWorker.js"), {type: "module"})
  );
  const log = await ask<ForecastLogSummary>({kind: "open", sales});
  return {
    log,
    item: (item, model, origin, chance) => ask({kind: "item", item, model, origin, chance}),
    async onnx(origin) {
      const bytes = await ask<Uint8Array | null>({kind: "onnx", origin});
      if (bytes === null)
        throw new UserError("the log is too short to train boosted levels on", "bring one with more items or days");
      return bytes;
    },
    close: () => end(new UserError("the forecasts were closed", "reload the page"))
  };
}
