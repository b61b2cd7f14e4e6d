/** How a log writes its times. The first four are numbers since 1970 UTC; the others are text. */
export type TimeFormat = "s" | "ms" | "us" | "ns" | "iso" | "dmy" | "mdy" | "ymd" | "excel";

/** By format: what to call it, an example, whether it may lack the time of day, and the SQL that gives UTC milliseconds or NULL. */
interface TimeReading {
  readonly title: string;
  readonly example: string;
  /** @param text the value as VARCHAR, trimmed */
  sql(text: string): string;
}

const patterns = (dates: readonly string[], clocks: readonly string[]): string =>
  dates.flatMap((date) => clocks.map((clock) => `'${clock === "" ? date : `${date} ${clock}`}'`)).join(", ");
const CLOCKS = ["%H:%M:%S.%g", "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", ""];
const dated = (dates: readonly string[]) => (text: string) =>
  `epoch_ms(try_strptime(replace(${text}, 'T', ' '), [${patterns(dates, CLOCKS)}]))`;

/** A whole number of some unit. A decimal number of seconds keeps its milliseconds; rounding is exact, as the numbers are
 * decimals: a division would make doubles of them, which have no nanoseconds. */
const since1970 = (perMs: string) => (text: string) =>
  `TRY_CAST(floor(TRY_CAST(${text} AS DECIMAL(28, 6)) ${perMs}) AS BIGINT)`;

/** Where an offset such as +02:00 ends a text. DuckDB's own cast would drop it without a word. */
const OFFSET = "'([+-])([0-9]{2}):?([0-9]{2})$'";

export const TIME_READINGS: Readonly<Record<TimeFormat, TimeReading>> = {
  s: {title: "seconds since 1970", example: "1433221332", sql: since1970("* 1000")},
  ms: {title: "milliseconds since 1970", example: "1433221332117", sql: (text) => `TRY_CAST(${text} AS BIGINT)`},
  us: {title: "microseconds since 1970", example: "1433221332117000", sql: since1970("* 0.001")},
  ns: {title: "nanoseconds since 1970", example: "1433221332117000000", sql: since1970("* 0.000001")},
  iso: {
    title: "year-month-day, ISO 8601",
    example: "2015-06-02T05:02:12.117Z",
    sql: (text) => `(CASE WHEN length(${text}) > 16 AND regexp_matches(${text}, ${OFFSET})
    THEN epoch_ms(TRY_CAST(trim(regexp_replace(${text}, ${OFFSET}, '')) AS TIMESTAMP))
      - CAST(regexp_extract(${text}, ${OFFSET}, 1) || '1' AS BIGINT) * 60000
      * (CAST(regexp_extract(${text}, ${OFFSET}, 2) AS BIGINT) * 60 + CAST(regexp_extract(${text}, ${OFFSET}, 3) AS BIGINT))
    ELSE epoch_ms(TRY_CAST(${text} AS TIMESTAMP)) END)`
  },
  ymd: {
    title: "year/month/day or without signs",
    example: "2015/06/02 05:02",
    sql: dated(["%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"])
  },
  dmy: {
    title: "day, month, year",
    example: "02.06.2015 05:02",
    sql: dated(["%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y"])
  },
  mdy: {
    title: "month, day, year",
    example: "06/02/2015 5:02 AM",
    sql: dated(["%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%b %d, %Y"])
  },
  excel: {
    title: "days as spreadsheets count them, from 1899-12-30",
    example: "42157.2097",
    sql: (text) =>
      `CAST(round(CAST(TRY_CAST(${text} AS DECIMAL(18, 10)) - 25569 AS DECIMAL(38, 10)) * 86400) AS BIGINT) * 1000`
  }
};

export const TIME_FORMATS: readonly {readonly id: TimeFormat; readonly title: string}[] = Object.entries(
  TIME_READINGS
).map(([id, {title, example}]) => ({id: id as TimeFormat, title: `${title} (${example})`}));

/** Numbers of each unit lie apart by a factor of a thousand, so that a number between 2000 and 2100 says its unit. */
const UNITS: readonly (readonly [TimeFormat, perSecond: number])[] = [
  ["s", 1],
  ["ms", 1e3],
  ["us", 1e6],
  ["ns", 1e9]
];
const FROM_S = Date.UTC(2000, 0) / 1000;
const UNTIL_S = Date.UTC(2100, 0) / 1000;

/** Whether a text is a time in this format, as far as its shape says. */
function looksLikeTime(text: string, format: TimeFormat): boolean {
  const value = text.trim();
  const unit = UNITS.find(([name]) => name === format);
  if (unit !== undefined) {
    const seconds = /^\d{9,19}(\.\d+)?$/.test(value) ? Number(value) / unit[1] : NaN;
    return seconds >= FROM_S && seconds < UNTIL_S;
  }
  const clock = String.raw`(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?)?`;
  const shape = {
    iso: String.raw`\d{4}-\d{2}-\d{2}${clock} ?(?:Z|UTC|[+-]\d{2}:?\d{2})?`,
    ymd: String.raw`(?:(?:19|20)\d{2}([/.])\d{1,2}\1\d{1,2}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))${clock}`,
    dmy: String.raw`(?:(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1\d{4}|\d{1,2} [A-Za-z]{3} \d{4})${clock}`,
    mdy: String.raw`(?:(?:0?[1-9]|1[0-2])([/.-])(?:0?[1-9]|[12]\d|3[01])\1\d{4}|[A-Za-z]{3} \d{1,2}, \d{4})${clock}`,
    excel: String.raw`(?:3[6-9]|[4-6]\d|7[0-2])\d{3}(?:\.\d+)?`
  }[format as "iso" | "ymd" | "dmy" | "mdy" | "excel"];
  return new RegExp(`^${shape}$`).test(value);
}

/** Whether a text in this format tells no more than the day. */
export function lacksClock(text: string, format: TimeFormat): boolean {
  if (format === "excel") return !text.includes(".");
  return ["iso", "ymd", "dmy", "mdy"].includes(format) && !text.includes(":");
}

/**
 * The format in which most of these texts are times, and the share of them; null where fewer than nine in ten are. Of formats that fit equally well
 * the first of the list counts, so that `03/04/2015` is the third of April until a later row says otherwise.
 */
export function guessTimeFormat(texts: readonly string[]): {format: TimeFormat; share: number} | null {
  let best: {format: TimeFormat; share: number} | null = null;
  if (texts.length === 0) return null;
  for (const format of ["s", "ms", "us", "ns", "iso", "ymd", "dmy", "mdy", "excel"] as const) {
    const share = texts.filter((text) => looksLikeTime(text, format)).length / texts.length;
    if (share >= 0.9 && (best === null || share > best.share)) best = {format, share};
  }
  return best;
}
