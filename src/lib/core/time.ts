/** Milliseconds of a minute. */
export const MINUTE_MS = 60_000;
/** Milliseconds of an hour. */
export const HOUR_MS = 60 * MINUTE_MS;
/** Milliseconds of a day of 24 hours; times are UTC, where every day has as many. */
export const DAY_MS = 24 * HOUR_MS;
/** Milliseconds of a week. */
export const WEEK_MS = 7 * DAY_MS;
