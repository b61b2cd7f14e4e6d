import {lettersOf, nameEvidence, piecesOf} from "./columnNames.js";
import type {ColumnProfile} from "./columnProfile.js";
import {joinedTime} from "./joinedTime.js";
import {monthOf} from "./monthNames.js";
import {sampleTimes} from "./sampleTimes.js";
import {TIME_READINGS} from "./timeFormats.js";
import {areYearless} from "./yearless.js";

/** What parts of a time are called, in the languages of `columnNames`; written as `lettersOf` writes a text. */
const PART_NAMES = {
  year: "year years yr yyyy yy jahr annee an ano anno jaar rok 年 年份 年度",
  month: "month months mon mm monat mois mes mese maand miesiac 月 月份",
  day: "day days dd dayofmonth tag jour dia giorno dag dzien 日 日期 天",
  hour: "hour hours hr hrs hh hourofday stunde stunden heure hora ora uur godzina 时 小时 時 時間 点",
  minute: "minute minutes min mins mi minuten minuto minuti minuut minuta 分 分钟 分鐘",
  second: "second seconds sec secs ss sekunde sekunden seconde secondes segundo segundos secondo secondi sekunda 秒"
} as const;
type Part = keyof typeof PART_NAMES;

const NAMED_PARTS: ReadonlyMap<string, ReadonlySet<Part>> = (() => {
  const map = new Map<string, Set<Part>>();
  for (const [part, names] of Object.entries(PART_NAMES))
    for (const name of names.split(" ")) {
      const plain = lettersOf(name);
      map.set(plain, (map.get(plain) ?? new Set<Part>()).add(part as Part));
    }
  return map;
})();

/** What the values of a part look like. */
const PART_VALUES: Readonly<Record<Part, (value: string) => boolean>> = {
  year: (value) => /^(?:19[7-9]\d|20\d\d)$/.test(value),
  month: (value) =>
    /^(?:0?[1-9]|1[0-2])$/.test(value) || (/^\D{3,}$/.test(value) && monthOf(value.toLowerCase()) !== undefined),
  day: (value) => /^(?:0?[1-9]|[12]\d|3[01])$/.test(value),
  hour: (value) => /^(?:[01]?\d|2[0-3])$/.test(value),
  minute: (value) => /^[0-5]?\d$/.test(value),
  second: (value) => /^[0-5]?\d(?:[.,]\d+)?$/.test(value)
};

/** A time of day with signs, perhaps with the midnight's day that a spreadsheet gives it. */
const CLOCK =
  /^(?:(?:1899-12-3[01]|1900-01-0[01]|1970-01-01)[ T])?(?:[01]?\d|2[0-4])[:.h][0-5]\d(?:[:.m][0-5]\d(?:[.,]\d+)?)?s?(?: ?[ap]\.?m\.?)?(?: ?(?:z|utc|[+-]\d{2}(?::?\d{2})?))?$/i;
/** One without signs. All values have as many digits: where leading zeros are lost, nobody knows what 930 is. */
const BARE_CLOCKS = [/^(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/, /^(?:[01]\d|2[0-3])[0-5]\d$/] as const;

/** Values that do not fit are dirt up to this share. */
const MOST = 0.9;
const most = ({values}: ColumnProfile, fits: (value: string) => boolean) =>
  values.length > 0 && values.filter((value) => fits(value.trim())).length >= MOST * values.length;

/**
 * Columns that make up a time together: year, month and day, or a date and its clock, the latter in one column or in hours, minutes and seconds. The
 * first of them gets the times of all, and a list `timeWith` of the others, which are `isPart` and play no role of their own. A part in digits must be called
 * what it is. Other columns stay as they are.
 */
export function withTimeParts(
  profiles: readonly ColumnProfile[],
  rows: readonly (readonly (string | null)[])[]
): readonly ColumnProfile[] {
  const groups: ColumnProfile[][] = [];
  const taken = new Set<ColumnProfile>();
  const free = () => profiles.filter((column) => !taken.has(column) && column.values.length > 0);
  const part = (wanted: Part, near: ColumnProfile) =>
    nearest(
      free().filter((column) => partsNamed(column.name).has(wanted) && most(column, PART_VALUES[wanted])),
      near
    );
  /** Hours, minutes and seconds, as far as there are such columns. */
  const clockParts = (near: ColumnProfile) => {
    const found: ColumnProfile[] = [];
    for (const wanted of ["hour", "minute", "second"] as const) {
      const column = part(wanted, near);
      if (column === undefined || found.includes(column)) break;
      found.push(column);
    }
    return found;
  };

  for (const year of free().filter(({name}) => partsNamed(name).has("year"))) {
    if (taken.has(year) || !most(year, PART_VALUES.year)) continue;
    const [month, day] = [part("month", year), part("day", year)];
    if (month === undefined || day === undefined || month === day) continue;
    for (const column of [year, month, day]) taken.add(column);
    const clock = clockBeside(free(), year);
    const group = [year, month, day, ...(clock === undefined ? clockParts(year) : [clock])];
    for (const column of group) taken.add(column);
    groups.push(group);
  }
  const dates = free()
    .filter(
      (column) =>
        column.times?.days === true && TIME_READINGS[column.times.format].order !== undefined && isNoOtherDate(column)
    )
    .sort((a, b) => b.named.time - a.named.time);
  for (const date of dates) {
    if (taken.has(date)) continue;
    const clock = clockBeside(free(), date);
    const parts = clock === undefined ? clockParts(date) : [clock];
    if (parts.length === 0 || parts.includes(date)) continue;
    for (const column of [date, ...parts]) taken.add(column);
    groups.push([date, ...parts]);
  }
  if (groups.length === 0) return profiles;

  const joined = new Map<ColumnProfile, ColumnProfile>();
  for (const group of groups) {
    const [first, ...others] = group;
    const texts = rows.map((row) => joinedTime(group.map(({index}) => row[index] ?? null)));
    const times = sampleTimes(texts.filter((text) => text !== null));
    if (times === null) continue;
    const timeOfRow = new Float64Array(rows.length).fill(NaN);
    let read = 0;
    texts.forEach((text, i) => {
      if (text !== null) timeOfRow[i] = times.ms[read++];
    });
    joined.set(first, {
      ...first,
      named: {...nameEvidence(""), time: nameOf(first, group.length), ingested: first.named.ingested},
      times,
      timeOfRow,
      timeWith: others.map(({name}) => name)
    });
    for (const other of others) joined.set(other, {...other, isPart: true});
  }
  return profiles.map((column) => joined.get(column) ?? column);
}

/** Whether a date can be that of an event as far as its name goes: no birthday, and no end of a subscription. */
function isNoOtherDate({named}: ColumnProfile): boolean {
  return named.time >= 0.25 || named.ingested > 0 || Object.values(named).every((strength) => strength === 0);
}

/** How surely the whole is a time by its name: a year, a month and a day that are called so are little else. */
function nameOf({named}: ColumnProfile, columns: number): number {
  if (named.ingested > named.time) return named.time;
  return columns > 2 || named.time >= 0.5 ? Math.max(0.9, named.time) : 0.5;
}

/** Which parts of a time a name can mean: its last word says it, as in `event_hour` and `order month`. */
function partsNamed(name: string): ReadonlySet<Part> {
  const pieces = piecesOf(name);
  const whole = NAMED_PARTS.get(pieces.join(""));
  return whole ?? NAMED_PARTS.get(pieces.at(-1) ?? "") ?? new Set();
}

/** Whether a name can mean the hours of days. */
export function isCalledHour(name: string): boolean {
  return partsNamed(name).has("hour");
}

/** The column of the times of day that belong to a date, where there is one. */
function clockBeside(columns: readonly ColumnProfile[], date: ColumnProfile): ColumnProfile | undefined {
  const candidates = columns.filter((column) => column !== date && column.fill >= 0.5);
  return (
    nearest(
      candidates.filter((column) => isNoDuration(column) && most(column, (value) => CLOCK.test(value))),
      date
    ) ??
    nearest(
      candidates.filter(
        (column) =>
          (column.named.time >= 0.7 || isCalledHour(column.name)) &&
          BARE_CLOCKS.some((clock) => most(column, (value) => clock.test(value))) &&
          // as likely months and days
          !areYearless(column.values)
      ),
      date
    )
  );
}

/** Whether times such as 00:03:12 can be those of a clock as far as the name goes. */
function isNoDuration({named}: ColumnProfile): boolean {
  return named.time > 0 ? named.time >= 0.5 : named.other < 0.5;
}

function nearest(columns: readonly ColumnProfile[], to: ColumnProfile): ColumnProfile | undefined {
  return [...columns].sort((a, b) => Math.abs(a.index - to.index) - Math.abs(b.index - to.index))[0];
}
