import {UserError} from "../core/errors.js";
import {DAY_MS} from "../core/time.js";

/**
 * A date as days since 1970 UTC. Throws `UserError` for what is no date of the calendar.
 *
 * @example
 * ```ts
 * parseDay("1970-01-02") // → 1
 * parseDay("2011-02-29") // → throws UserError: 2011-02-29 is no date; write it as 2011-09-16
 * ```
 */
export function parseDay(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms) || dayText(ms / DAY_MS) !== text)
    throw new UserError(`${text} is no date`, "write it as 2011-09-16");
  return ms / DAY_MS;
}

/**
 * The date of a day since 1970 UTC.
 *
 * @example
 * ```ts
 * dayText(15_233) // → "2011-09-16"
 * ```
 */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/**
 * The weekday of a day since 1970 UTC, 0 for Monday.
 *
 * @example
 * ```ts
 * weekdayOf(0) // → 3 (1970 began on a Thursday)
 * ```
 */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/**
 * The year, the month, 1 for January, and the day of the month of a day since 1970 UTC.
 *
 * @example
 * ```ts
 * monthDayOf(58) // → {year: 1970, month: 2, day: 28}
 * ```
 */
export function monthDayOf(day: number): {readonly year: number; readonly month: number; readonly day: number} {
  const date = new Date(day * DAY_MS);
  return {year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate()};
}
