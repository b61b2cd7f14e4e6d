import {UsageError} from "../../src/lib/core/errors.js";
import {dayText, parseDay} from "../../src/lib/forecast/calendarDay.js";
import type {SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {asUsage} from "./flagValues.js";

/** Three origins a horizon apart, as late as the log allows, or as many as it does; of none the last day, which is refused. */
export function lastOrigins({untilDay, firstDays}: SalesGrid, horizon: number): number[] {
  const firstDay = firstDays.reduce((first, day) => Math.min(first, day), untilDay);
  const origins = [3, 2, 1].map((k) => untilDay - 1 - k * horizon).filter((origin) => origin >= firstDay);
  return origins.length > 0 ? origins : [untilDay - 1];
}

/** Last known days as a flag gives them. Throws `UsageError` for what is no date and for dates out of order. */
export function originsOf(text: string): number[] {
  const days = text.split(",").map((date) => asUsage(() => parseDay(date.trim())));
  days.forEach((day, k) => {
    if (k > 0 && day <= days[k - 1])
      throw new UsageError(`--origins has ${dayText(day)} after ${dayText(days[k - 1])}; give each once, in order`);
  });
  return days;
}
