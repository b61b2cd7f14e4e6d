import {literal} from "../sql/dialect.js";
import {isMissing, missingSql} from "./missingWords.js";

/** A year, month or day alone, in digits or by the name of the month. */
const DATE_PART = String.raw`\d{1,4}|[^\d\s.,:/-]{3,}`;
/** Hours, minutes or seconds alone. */
const CLOCK_PART = String.raw`\d{1,2}(?:[.,]\d+)?`;
/** The midnight that a spreadsheet or a database gives a date without a time. */
const MIDNIGHT = String.raw`[ T]0?0:00(?::00(?:\.0+)?)?$`;
/** The day that a spreadsheet gives a time without a date. */
const FIRST_DAY = String.raw`^(?:1899-12-3[01]|1900-01-0[01]|1970-01-01)[ T]`;

const DATE = new RegExp(`^(?:${DATE_PART})$`, "u");
const CLOCK = new RegExp(`^(?:${CLOCK_PART})$`);

/**
 * The text of a time whose parts are in several columns: a date and its clock, or year, month and day, in whatever order, with the hour, minute and second
 * where there are. `["2024-03-10", "8:05"]` is `2024-03-10 8:05`, `["2024", "3", "10", "14"]` is `2024-3-10 14`. What is behind the seconds, an offset
 * or AM, is put behind. Null where a part is missing.
 */
export function joinedTime(parts: readonly (string | null)[]): string | null {
  if (parts.some(isMissing)) return null;
  const texts = parts.map((part) => part!.trim());
  const apart = texts.length > 2 && texts.slice(0, 3).every((part) => DATE.test(part));
  const [date, clock] = apart
    ? [texts.slice(0, 3).join("-"), texts.slice(3)]
    : [texts[0].replace(new RegExp(MIDNIGHT), ""), texts.slice(1)];
  return clock.reduce(
    (text, part, i) => text + (i > 0 && CLOCK.test(part) ? ":" : " ") + part.replace(new RegExp(FIRST_DAY), ""),
    date
  );
}

/** `joinedTime` in SQL, over columns of text. */
export function joinedTimeSql(columns: readonly string[]): string {
  const texts = columns.map((column) => `trim(${column})`);
  const behind = (clock: readonly string[]) =>
    clock.map((part, i) => {
      const sign =
        i === 0 ? "' '" : `CASE WHEN regexp_full_match(${part}, ${literal(CLOCK_PART)}) THEN ':' ELSE ' ' END`;
      return ` || ${sign} || regexp_replace(${part}, ${literal(FIRST_DAY)}, '')`;
    });
  const whole = `regexp_replace(${texts[0]}, ${literal(MIDNIGHT)}, '')${behind(texts.slice(1)).join("")}`;
  const apart = texts.slice(0, 3).map((part) => `regexp_full_match(${part}, ${literal(DATE_PART)})`);
  const joined =
    texts.length > 2
      ? `CASE WHEN ${apart.join(" AND ")} THEN ${texts.slice(0, 3).join(" || '-' || ")}${behind(texts.slice(3)).join("")}
    ELSE ${whole} END`
      : whole;
  return `CASE WHEN NOT (${columns.map(missingSql).join(" OR ")}) THEN ${joined} END`;
}
