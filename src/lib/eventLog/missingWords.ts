import {literal} from "../sql/dialect.js";

/**
 * What exports write where there is no value, in lower case: databases, spreadsheets, pandas, R, JavaScript and web analytics. Words that may well be an id or a
 * name ("unknown", "other", "guest", "0") are not among them.
 */
export const MISSING_WORDS: readonly string[] = [
  "",
  "na",
  "n/a",
  "#n/a",
  "<na>",
  "null",
  "(null)",
  "\\n",
  "none",
  "(none)",
  "nan",
  "nat",
  "undefined",
  "(not set)",
  "-"
];

const LONGEST = Math.max(...MISSING_WORDS.map(({length}) => length));
const WORDS: ReadonlySet<string> = new Set(MISSING_WORDS);

/** Whether a value of a log says that there is none, in whatever case and with blanks around. */
export function isMissing(value: string | null | undefined): boolean {
  return value === null || value === undefined || WORDS.has(value.trim().toLowerCase());
}

/** The condition in SQL that a text is missing, as `isMissing` has it; never NULL. */
export function missingSql(text: string): string {
  // long texts are done with at their length; IN would become a join, which is made for every row wherever the condition stands
  const words = `list_contains([${MISSING_WORDS.map(literal).join(", ")}], lower(trim(${text})))`;
  return `(${text} IS NULL OR (strlen(trim(${text})) <= ${LONGEST} AND ${words}))`;
}

/** What trackers write as the session of an event that is of none, such as one sent by a server. */
export const NO_SESSION = "-1";

/** The text in SQL without blanks around, NULL where it is missing. */
export function presentSql(text: string): string {
  return `CASE WHEN NOT ${missingSql(text)} THEN trim(${text}) END`;
}
