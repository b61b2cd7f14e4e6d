import {parseDay} from "../lib/forecast/calendarDay.js";
import {errorsByGroup, type GroupErrors} from "../lib/forecast/errorsByGroup.js";
import {FORECASTERS} from "../lib/forecast/forecasters.js";
import {levelsOnnx} from "../lib/forecast/levelsOnnx.js";
import {gridBefore} from "../lib/forecast/salesGrid.js";
import type {SalesOfLog} from "../lib/forecast/salesOfLog.js";
import {itemForecast, originForecasts, type ItemForecast, type OriginForecasts} from "../lib/reports/forecast.js";
import {forecastLogSummary, type ForecastLogSummary} from "../lib/reports/forecastLog.js";
import {answerQuestions} from "./answerQuestions.js";

export type ForecastQuestion =
  | {readonly kind: "open"; readonly sales: SalesOfLog}
  | {
      readonly kind: "item";
      readonly item: number;
      readonly model: string;
      readonly origin: string;
      /** The chance with which stock should cover a day's sales. */
      readonly chance: number;
    }
  | {readonly kind: "onnx"; readonly origin: string};

/** An item's forecast, and the errors of all items' by groups, empty where the log has none of the days ahead. */
export interface ForecastOfItem {
  readonly item: ItemForecast;
  readonly groups: readonly GroupErrors[];
  /** As in `OriginForecasts`. */
  readonly standIn: string | null;
}

const HORIZON = 28;
let log: SalesOfLog;
// the last model and origin asked for: another item or chance costs nothing
let made: {readonly key: string; readonly forecasts: OriginForecasts; readonly groups: readonly GroupErrors[]} | null =
  null;

answerQuestions<ForecastQuestion>(async (question) => {
  switch (question.kind) {
    case "open":
      log = question.sales;
      made = null;
      return forecastLogSummary(log, HORIZON) satisfies ForecastLogSummary;
    case "item": {
      const key = `${question.model} ${question.origin}`;
      if (made?.key !== key) {
        const model = FORECASTERS.find(({id}) => id === question.model)!;
        const forecasts = originForecasts(log.sales, model, parseDay(question.origin), HORIZON);
        const groups = forecasts.from < log.sales.untilDay ? errorsByGroup(log.sales, forecasts) : [];
        made = {key, forecasts, groups};
      }
      return {
        item: itemForecast(made.forecasts, question.item, {chance: question.chance}),
        groups: made.groups,
        standIn: made.forecasts.standIn
      } satisfies ForecastOfItem;
    }
    case "onnx":
      return levelsOnnx(gridBefore(log.sales, parseDay(question.origin) + 1), HORIZON, "your log")?.bytes ?? null;
  }
});
