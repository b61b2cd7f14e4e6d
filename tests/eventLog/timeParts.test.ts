import {describe, expect, test} from "vitest";
import {guessMapping, unsureRoles} from "../../src/lib/eventLog/guessMapping.js";
import {useReader} from "./readText.js";

const {read} = useReader();

const DAY = 86_400_000;
/** Seventy events of seven users over weeks: when each was, to the second. */
const EVENTS = Array.from({length: 70}, (_, i) => ({
  user: `u${i % 7}`,
  item: `A${(i * 11) % 23}`,
  word: ["view", "view", "cart", "view", "purchase"][i % 5],
  ms: Date.UTC(2023, 10, 28) + Math.floor(i / 7) * 2 * DAY + ((i * 7919) % 86_400) * 1000
}));
const two = (value: number) => String(value).padStart(2, "0");
/** The parts of a time, as its column has them. */
const PARTS: Readonly<Record<string, (at: Date) => string>> = {
  ymd: (at) => at.toISOString().slice(0, 10),
  compact: (at) => at.toISOString().slice(0, 10).replaceAll("-", ""),
  dmy: (at) => `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${at.getUTCFullYear()}`,
  clock: (at) => at.toISOString().slice(11, 19),
  bare: (at) => at.toISOString().slice(11, 19).replaceAll(":", ""),
  lost: (at) => String(Number(at.toISOString().slice(11, 19).replaceAll(":", ""))),
  year: (at) => String(at.getUTCFullYear()),
  month: (at) => String(at.getUTCMonth() + 1),
  monthName: (at) => ["Januar", "November", "Dezember"][(at.getUTCMonth() + 1) % 10],
  day: (at) => String(at.getUTCDate()),
  hour: (at) => String(at.getUTCHours()),
  minute: (at) => String(at.getUTCMinutes()),
  second: (at) => String(at.getUTCSeconds()),
  born: (at) => `19${two(60 + (at.getUTCSeconds() % 30))}-05-0${1 + (at.getUTCMinutes() % 9)}`,
  spent: (at) => `00:${two(at.getUTCSeconds())}:${two(at.getUTCMinutes())}`,
  iso: (at) => at.toISOString()
};
/** Columns by name, each with the part it has, beside user, event and item. */
function logOf(columns: Readonly<Record<string, string>>): {readonly names: string[]; readonly rows: string[][]} {
  const parts = Object.entries(columns);
  return {
    names: ["user_id", ...parts.map(([name]) => name), "event", "item_id"],
    rows: EVENTS.map(({user, item, word, ms}) => [
      user,
      ...parts.map(([, part]) => PARTS[part](new Date(ms))),
      word,
      item
    ])
  };
}
const textOf = ({names, rows}: ReturnType<typeof logOf>) => [names, ...rows].map((row) => row.join(";")).join("\n");

describe("a time in several columns is found", () => {
  test.each<[string, Record<string, string>, readonly string[], number]>([
    ["a date and its clock", {date: "ymd", time: "clock"}, ["date", "time"], 1000],
    ["without signs", {event_date: "compact", event_clock: "bare"}, ["event_date", "event_clock"], 1000],
    ["in German", {Datum: "dmy", Uhrzeit: "clock"}, ["Datum", "Uhrzeit"], 1000],
    ["year, month and day", {year: "year", month: "month", day: "day"}, ["year", "month", "day"], DAY],
    [
      "in any order, down to the minute",
      {minute: "minute", day: "day", hour: "hour", year: "year", month: "month"},
      ["year", "month", "day", "hour", "minute"],
      60_000
    ],
    [
      "with names of months",
      {jahr: "year", monat: "monthName", tag: "day", stunde: "hour"},
      ["jahr", "monat", "tag", "stunde"],
      3_600_000
    ],
    ["in Japanese", {年: "year", 月: "month", 日: "day", 時: "hour"}, ["年", "月", "日", "時"], 3_600_000],
    [
      "a date with hours and minutes",
      {day: "ymd", event_hour: "hour", event_minute: "minute"},
      ["day", "event_hour", "event_minute"],
      60_000
    ]
  ])("%s", async (_about, columns, expected, unit) => {
    const log = logOf(columns);
    const {inspection, events, rejected} = await read(textOf(log));
    const {time, timeWith = []} = inspection.mapping;
    expect([time, ...timeWith]).toEqual(expected);
    expect(unsureRoles(inspection)).toEqual([]);
    expect(rejected).toEqual([]);
    const wanted = EVENTS.map(({user, ms}) => [user, Math.floor(ms / unit) * unit] as const);
    const key = ([user, ms]: readonly [unknown, unknown]) => `${String(user)} ${String(ms)}`;
    expect(events.map(({user, ts_ms}) => key([user, ts_ms])).sort()).toEqual(wanted.map(key).sort());
  });
});

describe("what is no part of the event's time", () => {
  const guessOf = (columns: Record<string, string>) => {
    const {names, rows} = logOf(columns);
    return guessMapping(names, rows);
  };

  test("is a birthday beside how long somebody stayed", () => {
    const {mapping} = guessOf({birthday: "born", time_spent: "spent", timestamp: "iso"});
    expect(mapping).toMatchObject({time: "timestamp"});
    expect(mapping).not.toHaveProperty("timeWith");
  });

  test("is how long somebody stayed, beside the day", () => {
    const {mapping} = guessOf({date: "ymd", time_spent: "spent"});
    expect([mapping.time, mapping.timeWith]).toEqual(["date", undefined]);
  });

  test("is a birthday beside a time of day: they are no time together", () => {
    const guess = guessOf({birthday: "born", time: "clock"});
    expect(guess.mapping).not.toHaveProperty("timeWith");
    expect(unsureRoles(guess)).toContain("time");
  });

  test("is a second date beside the clock of the first", () => {
    const {mapping} = guessOf({signup_date: "born", date: "ymd", time: "clock"});
    expect([mapping.time, mapping.timeWith]).toEqual(["date", ["time"]]);
  });

  test("are numbers that lost their leading zeros, of which 930 may be half past nine: they are asked about", () => {
    const guess = guessOf({date: "ymd", time: "lost"});
    expect(guess.mapping).not.toHaveProperty("timeWith");
    expect(unsureRoles(guess)).toEqual(["time"]);
    expect(guess.notices.join("\n")).toMatch(/"date" has days alone, and "time" is called a time/);
  });

  test("are numbers that nothing calls hours", () => {
    const {mapping} = guessOf({date: "ymd", rooms: "hour"});
    expect([mapping.time, mapping.timeWith]).toEqual(["date", undefined]);
  });

  test("is nothing where somebody says what the time is", () => {
    const {names, rows} = logOf({date: "ymd", time: "clock"});
    expect(guessMapping(names, rows, {told: {time: "date"}}).mapping).not.toHaveProperty("timeWith");
  });
});
