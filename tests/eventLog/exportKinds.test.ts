/**
 * Logs of kinds that are easily read wrongly: pairs of name=value, times without a year, sessions that are none, Snowplow's events with and without an action. Oracle: the
 * rows that were written.
 */
import {writeFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {eventLog} from "../../loaders/sources/eventLog.js";
import {checkGuess} from "../../src/lib/eventLog/checkGuess.js";
import {isLogfmt, logfmtFields} from "../../src/lib/eventLog/logfmt.js";
import {readingNoticeText} from "../../src/lib/eventLog/readingPlan.js";
import {isYearless, yearlessSql} from "../../src/lib/eventLog/yearless.js";
import {literal} from "../../src/lib/sql/dialect.js";
import {useReader} from "./readText.js";

const {db, path, read} = useReader();
const ROWS = 60;
const START = Date.UTC(2024, 2, 1, 8);
const ms = (i: number) => START + i * 3_600_000;
const iso = (i: number) => new Date(ms(i)).toISOString().slice(0, 19);
const lines = (row: (i: number) => string, rows = ROWS) => Array.from({length: rows}, (_, i) => `${row(i)}\n`).join("");
const EVENTS = ["view", "add_to_cart", "purchase", "view"];
const CODES = [0, 1, 3, 0];

describe("logfmt", () => {
  test.each<[string, (i: number) => string]>([
    ["plain", (i) => `ts=${iso(i)}Z user=u${i % 7} event=${EVENTS[i % 4]} item=SKU-${i % 9} price=4.50`],
    [
      "with a level, quotes, a day beside its clock and commas between",
      (i) =>
        `INFO ts=${iso(i).replace("T", " ")}, user="u${i % 7}", event="${EVENTS[i % 4]}", item="SKU-${i % 9}", msg="say \\"hi\\" to=all", price=4.50`
    ],
    [
      "with the time before the pairs",
      (i) => `${iso(i)}Z shop user=u${i % 7} event=${EVENTS[i % 4]} item=SKU-${i % 9} price=4.50`
    ]
  ])("%s", async (_, row) => {
    const {events, rejected, inspection} = await read(lines(row), {name: "shop.log"});
    expect(inspection.format.kind).toBe("logfmt");
    expect(rejected).toEqual([]);
    const found = events
      .map(({user, item, ts_ms, event, price_cents}) => [user, item, Number(ts_ms), event, price_cents])
      .sort((a, b) => Number(a[2]) - Number(b[2]));
    expect(found).toEqual(
      Array.from({length: ROWS}, (_, i) => [`u${i % 7}`, `SKU-${i % 9}`, ms(i), CODES[i % 4], 450])
    );
  });

  test("a line whose values cannot be told apart is set aside, and no part of one is taken for all", async () => {
    const good = lines((i) => `ts=${iso(i)}Z user=u${i % 7} event=view item=SKU-${i % 9}`);
    const bad = [
      `ts=${iso(60)}Z user=u1 event=add to cart item=SKU-1`,
      `ts=${iso(61)}Z user=u1 user=u2 event=view item=SKU-1`,
      "nothing of the kind"
    ];
    const {events, rejected} = await read(`${good}${bad.join("\n")}\n`, {name: "shop.log"});
    expect(events.length).toBe(ROWS);
    expect(rejected.map(([line]) => line)).toEqual([61, 62, 63]);
    expect(rejected[0][1]).toMatch(/a value with blanks in no quotes/);
  });

  test("pairs are cut as they are written", () => {
    expect({...logfmtFields('a=1 b= c="" d="x y" e="\\u00e9\\n" f=g=h')}).toEqual({
      a: "1",
      b: null,
      c: null,
      d: "x y",
      e: "é\n",
      f: "g=h"
    });
    expect({...logfmtFields("a=1, b=2, c=3,")}).toEqual({a: "1", b: "2", c: "3,"});
    for (const line of ["a=1 b", 'a="1', 'a=1"2', "", "a b c", 'a="\\q"'])
      expect(() => logfmtFields(line)).toThrow(RangeError);
    expect(isLogfmt("time,url\n2024-03-01 10:00:00,/p?a=1&b=2\n")).toBe(false);
    expect(isLogfmt("a=1\nb=2\n")).toBe(false);
  });
});

describe("a time without a year", () => {
  const YEARLESS = [
    "0829",
    "829",
    "1231",
    "08-29",
    "29/08",
    "29.8.",
    "Aug 29",
    "29. August",
    "Mar 01 10:00:00",
    "08-29 7:05"
  ];
  const OTHERS = ["2024-08-29", "20240829", "1330", "0832", "1709251200", "8:29", "29.08.24", "Aug 2024", "", "view"];

  test("is told from others, in the database as here", async () => {
    expect(YEARLESS.filter((text) => !isYearless(text))).toEqual([]);
    expect(OTHERS.filter(isYearless)).toEqual([]);
    const all = [...YEARLESS, ...OTHERS];
    const found = await db.engine.read(
      `SELECT CASE WHEN ${yearlessSql("text", "iso")!} THEN 1 ELSE 0 END AS is FROM (VALUES ${all.map((text, i) => `(${i}, ${literal(text)})`).join(", ")}) AS given(place, text) ORDER BY place`
    );
    expect(Array.from(found.columns.is as ArrayLike<unknown>, Number)).toEqual(
      all.map((_, i) => (i < YEARLESS.length ? 1 : 0))
    );
  });

  const log = (name: string, time: (i: number) => string) =>
    `user_id,item_id,event,${name}\n${lines((i) => `u${i % 7},i${i % 9},${EVENTS[i % 4]},${time(i)}`)}`;
  const monthDay = (i: number) =>
    `${String(1 + (i % 12)).padStart(2, "0")}${String(1 + ((i * 7) % 28)).padStart(2, "0")}`;

  test.each([
    ["time_stamp", monthDay],
    ["date", (i: number) => `${1 + (i % 12)}/${1 + (i % 28)}`],
    ["timestamp", (i: number) => `Mar ${String(1 + (i % 28)).padStart(2, "0")} 10:00:${10 + (i % 50)}`]
  ])("in %s is refused with the remedy, on the command line as in the tab", async (name, time) => {
    writeFileSync(path("yearless.csv"), log(name, time));
    await expect(eventLog(path("yearless.csv"), {yes: true})).rejects.toThrow(
      new RegExp(`"${name}" has months and days without a year, such as .*write the year before them`)
    );
    const {inspection} = await read(log(name, (i) => iso(i)));
    const rows = inspection.rows.map((row, i) => [...row.slice(0, 3), time(i)]);
    expect(checkGuess({...inspection, rows}, "").problems.join()).toMatch(/months and days without a year/);
  });

  test("is set aside with the remedy where it is given", async () => {
    const {rejected, events} = await read(log("when", monthDay), {map: "time=when"});
    expect(events.length).toBe(0);
    expect(new Set(rejected.map(([, reason]) => reason))).toEqual(
      new Set(["time has a month and a day and no year; write the year before them"])
    );
  });

  test("is no time of day beside another date", async () => {
    const {inspection} = await read(
      `user_id,item_id,event,first_seen_date,time_stamp\n${lines((i) => `u${i % 7},i${i % 9},${EVENTS[i % 4]},2024-01-0${1 + (i % 9)},${monthDay(i)}`)}`
    );
    expect(inspection.mapping.timeWith).toBeUndefined();
  });
});

describe("an event of no session", () => {
  const log = (session: (i: number) => string) =>
    `amplitude_id,device_id,event_type,event_time,server_upload_time,session_id,product_id\n${lines((i) => {
      const at = iso(i).replace("T", " ");
      return `${100 + (i % 7)},d${i % 7},${EVENTS[i % 4]},${at},${at},${session(i)},SKU-${i % 9}`;
    })}`;

  test.each([
    ["whole numbers", (i: number) => (i % 10 === 3 ? "-1" : String(ms(i - (i % 5)))), ""],
    ["names", (i: number) => (i % 10 === 3 ? "-1" : `s${i - (i % 5)}`), ""],
    ["small numbers", (i: number) => (i % 10 === 3 ? "-1" : String(i - (i % 5))), "names=none"]
  ])("is in none, where sessions are %s", async (_, session, map) => {
    const {events, rejected, notices} = await read(log(session), {map});
    expect([events.length, rejected]).toEqual([ROWS, []]);
    const without = events.filter(({session_key}) => session_key === null).map(({ts_ms}) => Number(ts_ms));
    expect(without.sort((a, b) => a - b)).toEqual([3, 13, 23, 33, 43, 53].map(ms));
    const keys = new Set(events.map(({session_key}) => session_key));
    expect(keys.size).toBe(new Set(Array.from({length: ROWS}, (_, i) => (i % 10 === 3 ? null : session(i)))).size);
    expect(notices.map(readingNoticeText).join()).toMatch(
      /6 events \(10 %\) have the session -1, which stands for none/
    );
  });

  test("is set aside where nothing else says whose it is", async () => {
    const {events, rejected} = await read(
      `session_id,timestamp,event,item\n${lines((i) => `${i % 10 === 3 ? "-1" : i % 12},${iso(i)},view,i${i % 9}`)}`,
      {map: "user=none, session=session_id"}
    );
    expect(events.length).toBe(54);
    expect(new Set(rejected.map(([, reason]) => reason))).toEqual(new Set(["missing session"]));
  });
});

test("Snowplow's events that are no action of the shop are what their name says", async () => {
  const type = "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1.type";
  const kinds = [
    ["unstruct", "snowplow_ecommerce_action", "product_view"],
    ["page_view", "page_view", ""],
    ["unstruct", "snowplow_ecommerce_action", "add_to_cart"],
    ["page_ping", "page_ping", ""],
    ["unstruct", "snowplow_ecommerce_action", "transaction"]
  ];
  const log = `domain_userid,domain_sessionid,collector_tstamp,derived_tstamp,event,event_name,${type},sku\n${lines(
    (i) => {
      const at = iso(i).replace("T", " ");
      return `d${i % 7},s${i >> 2},${at},${at},${kinds[i % 5].join(",")},SKU-${i % 9}`;
    }
  )}`;
  const {events, mapping, rejected} = await read(log);
  expect(mapping).toMatchObject({event: type, eventElse: "event_name"});
  const counts = [0, 1, 2, 3].map((code) => events.filter(({event}) => event === code).length);
  expect(counts).toEqual([24, 12, 0, 12]);
  expect(rejected.length).toBe(12);
});
