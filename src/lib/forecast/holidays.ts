import {DAY_MS} from "../core/time.js";
import {monthDayOf, weekdayOf} from "./calendarDay.js";

/** Countries whose public holidays are known here. */
export const HOLIDAY_COUNTRIES = {
  GB: "England and Wales",
  DE: "Germany, nationwide",
  FR: "France, without Alsace-Moselle",
  US: "United States, federal"
} as const;

export type HolidayCountry = keyof typeof HOLIDAY_COUNTRIES;

interface Holiday {
  /** Days since 1970 UTC. */
  readonly day: number;
  readonly name: string;
}

/**
 * When a rule gives a holiday: a date, days after Easter Sunday, or the nth weekday of a month (−1 for the last), 0 for
 * Monday. `from` and `until` are the first and the last year; `moved` what a weekend does to it.
 */
type Rule = {
  readonly name: string;
  readonly from?: number;
  readonly until?: number;
  readonly not?: readonly number[];
} & (
  | {readonly date: readonly [month: number, day: number]; readonly moved?: "next" | "nearest"}
  | {readonly easter: number}
  | {readonly weekday: readonly [nth: number, weekday: number, month: number]}
  | {readonly once: readonly string[]}
);

const RULES: Readonly<Record<HolidayCountry, readonly Rule[]>> = {
  GB: [
    {name: "New Year's Day", date: [1, 1], moved: "next"},
    {name: "Good Friday", easter: -2},
    {name: "Easter Monday", easter: 1},
    {name: "May Day", weekday: [1, 0, 5], not: [1995, 2020]},
    {name: "May Day", once: ["1995-05-08", "2020-05-08"]},
    {name: "Spring Bank Holiday", weekday: [-1, 0, 5], not: [2002, 2012, 2022]},
    {name: "Spring Bank Holiday", once: ["2002-06-04", "2012-06-04", "2022-06-02"]},
    {name: "Millennium", once: ["1999-12-31"]},
    {name: "Golden Jubilee", once: ["2002-06-03"]},
    {name: "Royal Wedding", once: ["2011-04-29"]},
    {name: "Diamond Jubilee", once: ["2012-06-05"]},
    {name: "Platinum Jubilee", once: ["2022-06-03"]},
    {name: "State Funeral", once: ["2022-09-19"]},
    {name: "Coronation", once: ["2023-05-08"]},
    {name: "Late Summer Bank Holiday", weekday: [-1, 0, 8]},
    {name: "Christmas Day", date: [12, 25], moved: "next"},
    {name: "Boxing Day", date: [12, 26], moved: "next"}
  ],
  DE: [
    {name: "Neujahr", date: [1, 1]},
    {name: "Karfreitag", easter: -2},
    {name: "Ostermontag", easter: 1},
    {name: "Tag der Arbeit", date: [5, 1]},
    {name: "Christi Himmelfahrt", easter: 39},
    {name: "Pfingstmontag", easter: 50},
    {name: "Tag der Deutschen Einheit", date: [10, 3]},
    {name: "Reformationstag", once: ["2017-10-31"]},
    {name: "Erster Weihnachtstag", date: [12, 25]},
    {name: "Zweiter Weihnachtstag", date: [12, 26]}
  ],
  FR: [
    {name: "Jour de l'an", date: [1, 1]},
    {name: "Lundi de Pâques", easter: 1},
    {name: "Fête du Travail", date: [5, 1]},
    {name: "Fête de la Victoire", date: [5, 8]},
    {name: "Ascension", easter: 39},
    {name: "Lundi de Pentecôte", easter: 50, not: [2005, 2006, 2007]},
    {name: "Fête nationale", date: [7, 14]},
    {name: "Assomption", date: [8, 15]},
    {name: "Toussaint", date: [11, 1]},
    {name: "Armistice", date: [11, 11]},
    {name: "Noël", date: [12, 25]}
  ],
  US: [
    {name: "New Year's Day", date: [1, 1], moved: "nearest"},
    {name: "Martin Luther King Jr. Day", weekday: [3, 0, 1]},
    {name: "Washington's Birthday", weekday: [3, 0, 2]},
    {name: "Memorial Day", weekday: [-1, 0, 5]},
    {name: "Juneteenth", date: [6, 19], moved: "nearest", from: 2021},
    {name: "Independence Day", date: [7, 4], moved: "nearest"},
    {name: "Labor Day", weekday: [1, 0, 9]},
    {name: "Columbus Day", weekday: [2, 0, 10]},
    {name: "Veterans Day", date: [11, 11], moved: "nearest"},
    {name: "Thanksgiving Day", weekday: [4, 3, 11]},
    {name: "Christmas Day", date: [12, 25], moved: "nearest"}
  ]
};

const dayOf = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) / DAY_MS;

/** Easter Sunday, by the rule of J. Meeus (1991), J. H. H. Jones and H. Butcher (1876). */
function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dayOf(year, Math.floor(f / 31), (f % 31) + 1);
}

/**
 * The public holidays of a country in a year, in order: the days that are off, so that a holiday on a weekend stands where
 * its substitute does, and where the weekend's day is off too. The rules are checked for 1996 to 2030.
 */
function holidaysOf(country: HolidayCountry, year: number): Holiday[] {
  const found = new Map<number, string>();
  for (const rule of RULES[country]) {
    const {name, from = -Infinity, until = Infinity, not = []} = rule;
    if (year < from || year > until || not.includes(year)) continue;
    if ("once" in rule) {
      for (const date of rule.once) if (Number(date.slice(0, 4)) === year) found.set(Date.parse(date) / DAY_MS, name);
    } else if ("easter" in rule) found.set(easterOf(year) + rule.easter, name);
    else if ("weekday" in rule) found.set(nthWeekday(year, rule.weekday), name);
    else {
      const day = dayOf(year, ...rule.date);
      const weekday = weekdayOf(day);
      found.set(day, name);
      if (weekday < 5 || rule.moved === undefined) continue;
      if (rule.moved === "nearest") found.set(weekday === 5 ? day - 1 : day + 1, name);
      else {
        let free = day + 1;
        while (weekdayOf(free) > 4 || found.has(free) || isFixed(country, free)) free++;
        found.set(free, name);
      }
    }
  }
  return Array.from(found, ([day, name]) => ({day, name})).sort((a, b) => a.day - b.day);
}

/** Whether a date has a holiday of its own, which no substitute may take. */
function isFixed(country: HolidayCountry, day: number): boolean {
  const {month, day: date} = monthDayOf(day);
  return RULES[country].some((rule) => "date" in rule && rule.date[0] === month && rule.date[1] === date);
}

function nthWeekday(year: number, [nth, weekday, month]: readonly [number, number, number]): number {
  if (nth > 0) {
    const first = dayOf(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1);
  }
  const last = dayOf(year, month + 1, 1) - 1;
  return last - ((weekdayOf(last) - weekday + 7) % 7);
}

const known = new Map<string, ReadonlySet<number>>();

/**
 * Whether a day is a public holiday of a country.
 *
 * @example
 * ```ts
 * isHoliday("GB", 15_093) // → true (29 April 2011, a royal wedding)
 * isHoliday("DE", 15_093) // → false
 * ```
 */
export function isHoliday(country: HolidayCountry, day: number): boolean {
  const {year} = monthDayOf(day);
  const key = `${country} ${year}`;
  let days = known.get(key);
  if (days === undefined) {
    // New Year's Day on a Saturday is moved into the year before
    days = new Set([...holidaysOf(country, year), ...holidaysOf(country, year + 1)].map((one) => one.day));
    known.set(key, days);
  }
  return days.has(day);
}
