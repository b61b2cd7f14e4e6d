import {table, type Table} from "../../src/lib/core/table.js";
import {dayText} from "../../src/lib/forecast/calendarDay.js";
import type {ForecastsAhead, LevelForecasts} from "../../src/lib/forecast/forecastAhead.js";

/** Columns of forecasts: one row a series and day, sums before items. What is not known is missing. */
export function forecastTable({from, horizon, items, sums}: ForecastsAhead): Table {
  const level: string[] = [];
  const id: string[] = [];
  const date: string[] = [];
  const numbers = {
    forecast: [] as number[],
    low: [] as number[],
    high: [] as number[],
    stock: [] as number[],
    sold: [] as number[]
  };
  const dates = Array.from({length: horizon}, (_, h) => dayText(from + h));
  const add = (levelOf: (series: number) => string, of: LevelForecasts) =>
    of.ids.forEach((name, series) => {
      for (let h = 0; h < horizon; h++) {
        level.push(levelOf(series));
        id.push(String(name));
        date.push(dates[h]);
        for (const column of ["forecast", "low", "high", "stock", "sold"] as const)
          numbers[column].push(of[column][series * horizon + h]);
      }
    });
  if (sums !== null) add((series) => sums.aggregates[series].level, sums);
  add(() => "item", items);
  return table({
    level,
    id,
    date,
    forecast: Float64Array.from(numbers.forecast),
    low: Float64Array.from(numbers.low),
    high: Float64Array.from(numbers.high),
    stock: Float64Array.from(numbers.stock),
    sold: Float64Array.from(numbers.sold)
  });
}
