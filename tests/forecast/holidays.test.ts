import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {dayText, parseDay} from "../../src/lib/forecast/calendarDay.js";
import {HOLIDAY_COUNTRIES, isHoliday, type HolidayCountry} from "../../src/lib/forecast/holidays.js";

/** Made by publicHolidays.py beside it. */
const {years, days} = JSON.parse(readFileSync(new URL("../vectors/publicHolidays.json", import.meta.url), "utf8")) as {
  readonly years: readonly [number, number];
  readonly days: Readonly<Record<HolidayCountry, readonly string[]>>;
};

test.each(Object.keys(HOLIDAY_COUNTRIES) as HolidayCountry[])(
  "days off in %s are those of python-holidays",
  (country) => {
    const found: string[] = [];
    for (let day = parseDay(`${years[0]}-01-01`); day <= parseDay(`${years[1]}-12-31`); day++)
      if (isHoliday(country, day)) found.push(dayText(day));
    expect(found).toEqual(days[country]);
  }
);
