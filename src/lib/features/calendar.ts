import {DAY_MS} from "../core/time.js";

/**
 * SQL of the calendar, UTC, in the last millisecond before the moment: a log that knows only days has its moments at midnight, and the day that such a moment
 * ends is the one that counts.
 */
const BEFORE_MS = "(example.as_of_ms - 1)";

/** 0 to 23. */
export const HOUR = `${BEFORE_MS} // 3600000 % 24`;

/** 0 for Monday to 6; 1 January 1970 was a Thursday. */
export const WEEKDAY = `(${BEFORE_MS} // ${DAY_MS} + 3) % 7`;

/** 1 to 31. */
export const DAY_OF_MONTH = `day(epoch_ms(${BEFORE_MS}))`;

/** A condition. */
export const WEEKEND = `${WEEKDAY} >= 5`;

/** A condition: 18:00 to 22:59. */
export const EVENING = `${HOUR} BETWEEN 18 AND 22`;
