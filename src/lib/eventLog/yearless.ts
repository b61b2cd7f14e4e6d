import {literal} from "../sql/dialect.js";
import {TIME_READINGS, type TimeFormat} from "./timeFormats.js";

/** A month and a day without signs, `0829`; one that has lost its zero is `829`. */
const COMPACT = "(?:0?[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])";
/** With a sign between, in either order: `08-29`, `29.8.` */
const SIGNED = "(?:0?[1-9]|[12][0-9]|3[01])[-/.](?:0?[1-9]|[12][0-9]|3[01])\\.?";
/** By name: `Aug 29`, `29. August`, as the logs of systems have it. */
const NAMED = "[A-Za-z]{3,9}\\.? +[0-9]{1,2}|[0-9]{1,2}\\.? [A-Za-z]{3,9}\\.?";
const PATTERN = `^(?:${COMPACT}|(?:${SIGNED}|${NAMED})(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)?)$`;

/** Whether a text is a month and a day, perhaps with a time of day, without a year. */
export function isYearless(text: string): boolean {
  return new RegExp(PATTERN).test(text.trim());
}

/** Whether nearly all texts are months and days without a year. */
export function areYearless(texts: readonly string[]): boolean {
  return texts.length > 0 && texts.filter(isYearless).length >= 0.9 * texts.length;
}

/** `isYearless` in SQL; null for formats of numbers since 1970. */
export function yearlessSql(text: string, format: TimeFormat): string | null {
  return TIME_READINGS[format].order === undefined ? null : `regexp_matches(trim(${text}), ${literal(PATTERN)})`;
}
