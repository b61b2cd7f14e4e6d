import {DAY_MS, HOUR_MS} from "../core/time.js";
import {add, and, compare, dayOfMonth, quotient, remainder, subtract, type Condition} from "../sql/expression.js";
import {AS_OF, type FeatureExpression, type FeatureInput} from "./feature.js";

/**
 * The calendar, UTC, in the last millisecond before the moment: a log that knows only days has its moments at midnight, and the day that such a moment
 * ends is the one that counts.
 */
const BEFORE_MS = subtract(AS_OF, 1);

/** 0 to 23. */
export const HOUR: FeatureExpression = remainder(quotient(BEFORE_MS, HOUR_MS), 24);

/** 0 for Monday to 6; 1 January 1970 was a Thursday. */
export const WEEKDAY: FeatureExpression = remainder(add(quotient(BEFORE_MS, DAY_MS), 3), 7);

/** 1 to 31. */
export const DAY_OF_MONTH: FeatureExpression = dayOfMonth(BEFORE_MS);

export const WEEKEND: Condition<FeatureInput> = compare(WEEKDAY, ">=", 5);

/** 18:00 to 22:59. */
export const EVENING: Condition<FeatureInput> = and(compare(HOUR, ">=", 18), compare(HOUR, "<=", 22));
