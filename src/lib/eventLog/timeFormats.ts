import {timeText, timeTextSql, zoneNameIn, zoneNameSql, type DateOrder} from "./timeText.js";
import {isMissing} from "./missingWords.js";
import {chooseTimeFormat, type TimeChoice, type TimeEvidence} from "./timeEvidence.js";

/** How a log writes its times. The first four are numbers since 1970 UTC; the others are text. */
export type TimeFormat = "s" | "ms" | "us" | "ns" | "iso" | "dmy" | "mdy" | "ymd" | "excel";

/** By format: what to call it, an example, and the SQL that gives UTC milliseconds or NULL. */
interface TimeReading {
  readonly title: string;
  readonly example: string;
  /** Of formats in text, the order of year, month and day. */
  readonly order?: DateOrder;
  /**
   * @param text the value as VARCHAR, with or without blanks around it
   * @param zoneMinutes how far the log's clock is ahead of UTC; it counts for times only that say no zone themselves, which numbers since 1970 always do
   */
  sql(text: string, zoneMinutes: number): string;
}

/** A whole number of some unit. A decimal number keeps its milliseconds and loses what is beyond; rounding is exact, as the numbers are
 * decimals: a division would make doubles of them, which have no nanoseconds. */
const since1970 = (scale: number, perMs: string) => (text: string) =>
  `TRY_CAST(floor(TRY_CAST(${text} AS DECIMAL(28, ${scale})) ${perMs}) AS BIGINT)`;

const dated = (order: DateOrder) => (text: string, zoneMinutes: number) => timeTextSql(text, order, zoneMinutes);

/** The usual forms of ISO 8601 go through the database's own cast, which is some times faster than a pattern; but not where it would drop an offset. */
function isoSql(text: string, zoneMinutes: number): string {
  const cast = (part: string) => `epoch_ms(TRY_CAST(${part} AS TIMESTAMP))`;
  const zone = zoneMinutes === 0 ? "" : ` - ${zoneMinutes * 60_000}`;
  const offset = (hours: string, minutes: string) => `(TRY_CAST(${hours} AS BIGINT) * 60 + ${minutes}) * 60000`;
  const signed = (at: number, hours: string, minutes: string) => {
    const head = `left(${text}, strlen(${text}) - ${at})`;
    return `${cast(head)} + CASE WHEN ${text}[-${at}] = '-' THEN 1 ELSE -1 END * ${offset(hours, minutes)}`;
  };
  // a form that looks usual and is not goes through the pattern too
  return `coalesce(CASE WHEN ${text} LIKE '____-__-_____:__:__' THEN ${cast(text)}${zone}
      WHEN ${text} LIKE '____-__-_____:__:__.%' AND strlen(${text}) <= 29 AND TRY_CAST(substring(${text}, 21) AS BIGINT) >= 0
      THEN ${cast(text)}${zone}
      WHEN ends_with(${text}, 'Z') OR ends_with(${text}, ' UTC') THEN ${cast(text)}
      WHEN ${text} LIKE '____-__-_____:__%___:__' AND (${text}[-6] = '+' OR ${text}[-6] = '-') AND ${text}[-5:-4] < '16' AND ${text}[-2:] < '60'
      THEN ${signed(6, `${text}[-5:-4]`, `TRY_CAST(${text}[-2:] AS BIGINT)`)}
      WHEN ${text} LIKE '____-__-_____:__:__%___' AND (${text}[-3] = '+' OR ${text}[-3] = '-') AND ${text}[-2:] < '16'
      THEN ${signed(3, `${text}[-2:]`, "0")}
      END, ${timeTextSql(text, "iso", zoneMinutes)})`;
}

export const TIME_READINGS: Readonly<Record<TimeFormat, TimeReading>> = {
  s: {title: "seconds since 1970", example: "1433221332", sql: since1970(9, "* 1000")},
  ms: {
    title: "milliseconds since 1970",
    example: "1433221332117",
    // of thirteen signs, nothing can be behind a point
    sql: (text) => `CASE WHEN strlen(${text}) <= 13 THEN TRY_CAST(${text} AS BIGINT) ELSE ${since1970(6, "")(text)} END`
  },
  us: {title: "microseconds since 1970", example: "1433221332117000", sql: since1970(6, "* 0.001")},
  ns: {title: "nanoseconds since 1970", example: "1433221332117000000", sql: since1970(6, "* 0.000001")},
  iso: {title: "year-month-day, ISO 8601", example: "2015-06-02T05:02:12.117Z", order: "iso", sql: isoSql},
  ymd: {title: "year/month/day or without signs", example: "2015/06/02 05:02", order: "ymd", sql: dated("ymd")},
  dmy: {title: "day, month, year", example: "02.06.2015 05:02", order: "dmy", sql: dated("dmy")},
  mdy: {title: "month, day, year", example: "06/02/2015 5:02 AM", order: "mdy", sql: dated("mdy")},
  excel: {
    title: "days as spreadsheets count them, from 1899-12-30",
    example: "42157.2097",
    sql: (text, zoneMinutes) =>
      `CAST(round(CAST(TRY_CAST(replace(${text}, ',', '.') AS DECIMAL(18, 10)) - 25569 AS DECIMAL(38, 10)) * 86400) AS BIGINT) * 1000${zoneMinutes === 0 ? "" : ` - ${zoneMinutes * 60_000}`}`
  }
};

export const TIME_FORMATS: readonly {readonly id: TimeFormat; readonly title: string}[] = Object.entries(
  TIME_READINGS
).map(([id, {title, example}]) => ({id: id as TimeFormat, title: `${title} (${example})`}));

/** Numbers of each unit lie apart by a factor of a thousand, so that a number between 1990 and 2100 says its unit. */
const PER_SECOND: Readonly<Partial<Record<TimeFormat, number>>> = {s: 1, ms: 1e3, us: 1e6, ns: 1e9};
const FROM_S = Date.UTC(1990, 0) / 1000;
const UNTIL_S = Date.UTC(2100, 0) / 1000;

/** A time as a text of this format shows it, before any zone of the log; null where it is none. Text is read in full, numbers as far as milliseconds. */
export function timeIn(text: string, format: TimeFormat): {readonly ms: number; readonly clock: boolean} | null {
  const value = text.trim();
  const {order} = TIME_READINGS[format];
  if (order !== undefined) {
    // a year first with dashes is ISO 8601, and with other signs or none it is not: the two are read alike and told apart by name
    const compact = /^(?:\d{4}[/.年]|\d{8})/.test(value);
    if ((format === "iso" && compact) || (format === "ymd" && /^\d{4}-/.test(value))) return null;
    const found = timeText(value, order);
    return found === null ? null : {ms: found.shownMs - (found.offsetMinutes ?? 0) * 60_000, clock: found.clock};
  }
  if (format === "excel") {
    if (!/^(?:3[6-9]|[4-6]\d|7[0-2])\d{3}(?:[.,]\d+)?$/.test(value)) return null;
    const days = Number(value.replace(",", "."));
    return {ms: Math.round((days - 25_569) * 86_400) * 1000, clock: !Number.isInteger(days)};
  }
  const seconds = /^\d{9,19}(\.\d+)?$/.test(value) ? Number(value) / PER_SECOND[format]! : NaN;
  return seconds >= FROM_S && seconds < UNTIL_S ? {ms: Math.floor(seconds * 1000), clock: true} : null;
}

/** Whether a text in this format tells no more than the day. */
export function lacksClock(text: string, format: TimeFormat): boolean {
  return timeIn(text, format)?.clock === false;
}

/** The format in which texts are times. */
export interface TimeFormatGuess extends TimeChoice<TimeFormat> {
  /** Of the texts that are not missing, the share that are times in this format. */
  readonly share: number;
}

/**
 * The format in which most of these texts are times; null where fewer than nine in ten are. Missing words do not count.
 *
 * Where several formats fit equally well, as for `03/04/2024`, `candidates` lists them all, the chosen one first, `clear` says whether anything speaks for
 * it, and `why` says what. Whoever takes the guess should say that other readings fit; a mapping with these `timeCandidates` lets `readLog` overturn the choice
 * by the whole file.
 */
export function guessTimeFormat(texts: readonly string[]): TimeFormatGuess | null {
  const present = texts.filter((text) => !isMissing(text));
  if (present.length === 0) return null;
  const evidence: TimeEvidence<TimeFormat>[] = [];
  // where nothing speaks for one of several, the day is taken to come first
  for (const format of ["s", "ms", "us", "ns", "iso", "dmy", "mdy", "ymd", "excel"] as const) {
    const read: number[] = [];
    let failed = 0;
    for (const text of present) {
      const time = timeIn(text, format);
      if (time !== null) read.push(time.ms);
      else if (++failed > 0.1 * present.length) break;
    }
    if (failed > 0.1 * present.length) continue;
    let descents = 0;
    for (let i = 1; i < read.length; i++) if (read[i] < read[i - 1]) descents++;
    const ends = read.reduce(([from, until], ms) => [Math.min(from, ms), Math.max(until, ms)], [Infinity, -Infinity]);
    evidence.push({format, failed, fromMs: ends[0], untilMs: ends[1], descents});
  }
  if (evidence.length === 0) return null;
  const choice = chooseTimeFormat(evidence);
  const {failed: missed} = evidence.find(({format}) => format === choice.format)!;
  return {...choice, share: 1 - missed / present.length};
}

/** Of texts that would be times but for the name of a zone, the names and the format of the rest; null where fewer than nine in ten are such. */
export function namedZones(
  texts: readonly string[]
): {readonly format: TimeFormat; readonly names: readonly string[]} | null {
  const present = texts.filter((text) => !isMissing(text));
  for (const format of ["iso", "ymd", "dmy", "mdy"] as const) {
    const names = present.map((text) => zoneNameIn(text, TIME_READINGS[format].order!));
    const named = names.filter((name) => name !== null);
    const times = names.filter((name, i) => name !== null || timeIn(present[i], format) !== null).length;
    if (named.length > 0 && times >= 0.9 * present.length) return {format, names: [...new Set(named)]};
  }
  return null;
}

/** The condition in SQL that a time in this format cannot be read for the name of a zone alone; null for formats that never have one. */
export function zoneNamedSql(text: string, format: TimeFormat): string | null {
  const {order} = TIME_READINGS[format];
  return order === undefined ? null : zoneNameSql(text, order);
}
