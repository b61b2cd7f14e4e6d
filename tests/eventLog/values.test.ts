/**
 * How the text of a log becomes an id, a price, nothing. Oracle: rows written here with what they mean, and a `Map` of texts in the order in which they come.
 */
import {readFileSync} from "node:fs";
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {guessMapping} from "../../src/lib/eventLog/guessMapping.js";
import {joinedTime, joinedTimeSql} from "../../src/lib/eventLog/joinedTime.js";
import {mappingProblems} from "../../src/lib/eventLog/mapping.js";
import {isMissing, MISSING_WORDS} from "../../src/lib/eventLog/missingWords.js";
import {parseMapping} from "../../src/lib/eventLog/parseMapping.js";
import {chooseDecimalSign, looksLikePrice} from "../../src/lib/eventLog/prices.js";
import {dominantShare, readingNoticeText} from "../../src/lib/eventLog/readingPlan.js";
import {chooseTimeFormat} from "../../src/lib/eventLog/timeEvidence.js";
import {literal} from "../../src/lib/sql/dialect.js";
import {runs} from "../thorough.js";
import {useReader} from "./readText.js";

const {db, path, read} = useReader();
const HOUR = 3_600_000;
const START = Date.UTC(2024, 2, 1);
const time = (i: number) => new Date(START + i * HOUR).toISOString().slice(0, 19).replace("T", " ");

describe("ids are one only where their texts are", () => {
  /** A log with these users and items, one row each, in this order. */
  const log = (users: readonly string[], items: readonly string[] = users) =>
    `user_id;timestamp;item_id\n${users.map((user, i) => `"${user}";${time(i)};"${items[i]}"\n`).join("")}`;
  const inOrder = (events: readonly Record<string, unknown>[]) =>
    [...events].sort((a, b) => Number(a.ts_ms) - Number(b.ts_ms));
  const numbers = Array.from({length: 40}, (_, i) => String((i * 7) % 23));

  test.each([
    ["decimals", ["12.4", "12.5", "12"]],
    ["a leading zero", ["7", "007", "07"]],
    ["exponents", ["10", "1e1", "1E1", "100", "1e2"]],
    ["other bases", ["16", "0x10", "0b10", "2"]],
    ["underscores", ["13", "1_3", "10_3", "103"]],
    ["signs", ["7", "+7", "-7"]],
    ["numbers beyond 2^31", ["2147483647", "2147483648", "4294967296"]],
    ["numbers beyond 2^53", ["9007199254740993", "9007199254740992", "9007199254740994"]],
    ["UUIDs", ["72d76fde-8bb3-4e00-8c23-a032dfed738c", "72d76fde-8bb3-4e00-8c23-a032dfed738d"]],
    ["capitals", ["Ann", "ann"]],
    ["accents", ["é", "e", "e\u0301"]],
    ["digits of another script", ["3", "\u0663"]]
  ])("%s, seen first behind a thousand whole numbers", async (_, ids) => {
    const users = [...Array.from({length: 1100}, (_, i) => String(i % 50)), ...ids, ...ids];
    const {events, rejected} = await read(
      log(
        users,
        users.map(() => "1")
      )
    );
    expect(rejected).toEqual([]);
    expect(inOrder(events).map(({user}) => user)).toEqual(users);
    expect(new Set(events.map(({user_id}) => user_id)).size).toBe(new Set(users).size);
  });

  test.each(["user=user_id", "names=none", "names=user item"])("however they are mapped: %s", async (map) => {
    const users = [...numbers, "007", "7.0", "1e1"];
    const {events} = await read(log(users), {map});
    expect(inOrder(events).map(({user, item}) => [user, item])).toEqual(users.map((id) => [id, id]));
  });

  test("they keep their numbers where all are plain whole numbers, and else are numbered as they come", async () => {
    const whole = await read(log(numbers));
    expect(whole.mapping.textIds).toEqual([]);
    expect(inOrder(whole.events).map(({user_id, item_id}) => [user_id, item_id])).toEqual(
      numbers.map((id) => [Number(id), Number(id)])
    );
    const one = await read(log([...numbers, "x"], [...numbers, "5"]));
    expect(one.mapping.textIds).toEqual(["user"]);
    const first = [...new Set([...numbers, "x"])];
    expect(inOrder(one.events).map(({user_id, item_id}) => [user_id, item_id])).toEqual([
      ...numbers.map((id) => [first.indexOf(id) + 1, Number(id)]),
      [first.length, 5]
    ]);
  });

  test("a row that is no event does not make names of whole numbers", async () => {
    const {mapping, rejected} = await read(
      `user,time\n${numbers.map((id, i) => `${id},${time(i)}\n`).join("")}user,time\n`
    );
    expect(mapping.textIds).toEqual([]);
    expect(rejected.length).toBe(1);
  });

  test("any of them", async () => {
    const id = fc.oneof(
      fc.integer({min: 0, max: 12}).map(String),
      fc.constantFrom("1.0", "01", "1e0", "-1", "+1", "2147483648", "0x1", " 1 ", "a", "A", "1_0", "NA", "", "null")
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(id, id), {minLength: 3, maxLength: 30}), async (rows) => {
        const text = `user_id;timestamp;item_id\n${rows.map(([user, item], i) => `${user};${time(i)};${item}\n`).join("")}`;
        const {events, rejected} = await read(text, {
          map: "user=user_id, time=timestamp, time-format=iso, item=item_id"
        });
        const value = (cell: string) => (["", "NA", "null"].includes(cell) ? null : cell.trim());
        const kept = rows.map(([user, item], i) => ({user: value(user), item: value(item), ts_ms: START + i * HOUR}));
        expect(inOrder(events).map(({user, item, ts_ms}) => ({user, item, ts_ms}))).toEqual(
          kept.filter(({user}) => user !== null)
        );
        expect(rejected).toEqual(kept.flatMap(({user}, i) => (user === null ? [[i + 2, "missing user"]] : [])));
        for (const [name, number] of [
          ["user", "user_id"],
          ["item", "item_id"]
        ] as const)
          expect(new Set(events.map((row) => `${String(row[name])} ${String(row[number])}`)).size).toBe(
            new Set(events.map((row) => row[name])).size
          );
      }),
      {numRuns: runs(25, 300)}
    );
  });
});

describe("a word for nothing", () => {
  const words = [
    "",
    " ",
    "NA",
    "n/a",
    "N/A",
    "null",
    "NULL",
    "\\N",
    "None",
    "nan",
    "NaN",
    "undefined",
    "(not set)",
    "(none)",
    "-",
    "<NA>",
    "#N/A"
  ];

  test.each(words)("%j is missing in every role", async (word) => {
    expect(isMissing(word)).toBe(true);
    const good = Array.from({length: 12}, (_, i) => `"${i % 3}";"${time(i)}";view;"${i % 5}";"1.50";toys;acme\n`).join(
      ""
    );
    const rows = [
      `"${word}";"${time(20)}";view;"1";"1";toys;acme\n`,
      `"1";"${word}";view;"1";"1";toys;acme\n`,
      `"1";"${time(21)}";"${word}";"1";"1";toys;acme\n`,
      `"1";"${time(22)}";view;"${word}";"${word}";"${word}";"${word}"\n`
    ];
    const {events, rejected, mapping} = await read(
      `user_id;timestamp;event;item_id;price;category;brand\n${good}${rows.join("")}`
    );
    expect(mapping.textIds).toEqual([]);
    expect(rejected).toEqual([
      [14, "missing user"],
      [15, "missing time"],
      [16, "missing event type"]
    ]);
    const last = events.find(({ts_ms}) => ts_ms === START + 22 * HOUR)!;
    expect([last.user, last.item_id, last.price_cents]).toEqual(["1", null, null]);
    const {columns} = await db.engine.read("SELECT DISTINCT category, brand FROM item_catalog");
    expect([columns.category, columns.brand]).toEqual([["toys"], ["acme"]]);
  });

  test("is none of what may be an id", () => {
    for (const word of ["unknown", "guest", "0", "nobody", "nana", "nulls", "--", "none of these"])
      expect(isMissing(word)).toBe(false);
    expect(MISSING_WORDS).toEqual(MISSING_WORDS.map((word) => word.toLowerCase()));
  });

  test("that is none, yet stands for most rows, is said", async () => {
    expect(dominantShare({rows: 60, of: 100})).toBe(0.6);
    expect(dominantShare({rows: 50, of: 100})).toBeNull();
    expect(dominantShare({rows: 100, of: 100})).toBeNull();
    expect(dominantShare({rows: 15, of: 19})).toBeNull();
    const rows = Array.from({length: 40}, (_, i) => `${i % 4 === 0 ? `u${i}` : "guest"},${time(i)}\n`).join("");
    const {notices} = await read(`user,time\n${rows}`);
    expect(notices).toEqual([{kind: "one user", value: "guest", share: 0.75}]);
    expect(readingNoticeText(notices[0])).toMatch(/75 %.*"guest"/);
  });
});

describe("prices", () => {
  /** Cents of each price in a column of these, null where a row has none; `"aside"` where it is set aside. */
  async function cents(prices: readonly string[], map = "") {
    const rows = prices.map((price, i) => `u|${time(i)}|"${price}"\n`).join("");
    const found = await read(`user|time|price\n${rows}`, {map: `user=user, price=price, names=user${map}`});
    const asides = new Map(found.rejected.map(([line, reason]) => [line - 2, reason]));
    const byTime = new Map(found.events.map(({ts_ms, price_cents}) => [ts_ms, price_cents]));
    return {
      cents: prices.map((_, i) => asides.get(i) ?? byTime.get(START + i * HOUR)),
      notices: found.notices
    };
  }

  test.each([
    ["(12.50)", -1250],
    ["\u221212.50", -1250],
    ["-12.50", -1250],
    ["12.50-", -1250],
    ["-$12.50", -1250],
    ["$-12.50", -1250],
    ["($12.50)", -1250],
    ["\u201312,50 \u20ac", -1250],
    ["EUR -12,50", -1250],
    ["+12.50", 1250],
    ["EUR 12,50", 1250],
    ["12.50 z\u0142", 1250],
    ["R$ 12,50", 1250],
    ["12,50\u00a0\u20ac", 1250],
    ["1\u202f234,50", 123450],
    ["1.234.567,89", 123456789],
    ["1,234,567.89", 123456789],
    ["12,34,567.00", 123456700],
    ["1\u2019234.50", 123450],
    ["CHF 12.-", 1200],
    ["12,\u2013 \u20ac", 1200],
    ["0,125", 13],
    ["0.125", 13],
    ["12.9949999999", 1299],
    [".5", 50],
    ["12 kr.", 1200],
    ["12.50.", null],
    ["1.2.3", null],
    ["12-50", null],
    ["(12.50", null],
    ["12 34", null],
    ["1,2,3", null],
    ["free", null],
    ["$", null]
  ])("%j", async (text, expected) => {
    const {cents: found} = await cents([text]);
    const sign = expected === null ? "price is no number" : expected < 0 ? "negative price" : expected;
    expect(found).toEqual([sign]);
    if (expected !== null) expect(looksLikePrice(text)).toBe(true);
    if (expected !== null && expected < 0) {
      // what a refused price is read as
      const {columns} = await db.engine.read("SELECT price_cents FROM read_rows");
      expect(columns.price_cents[0]).toBe(expected);
    }
  });

  test("that could be read in two ways are read as the column's others are", async () => {
    expect((await cents(["1,234", "12.50", "1,234.50"])).cents).toEqual([123400, 1250, 123450]);
    expect((await cents(["1,234", "12,50", "7"])).cents).toEqual([123, 1250, 700]);
    expect((await cents(["1.234", "12,50", "1.234,50"])).cents).toEqual([123400, 1250, 123450]);
    expect((await cents(["1.234", "12.50"])).cents).toEqual([123, 1250]);
  });

  test("that could be read in two ways are said where nothing decides, and set aside where the column has both signs", async () => {
    const open = await cents(["1,234", "5", "2,500"]);
    expect(open.cents).toEqual([123400, 500, 250000]);
    expect(open.notices).toEqual([
      {kind: "prices", evidence: {point: 0, comma: 0, either: 2}, read: "point", clear: false}
    ]);
    expect(readingNoticeText(open.notices[0])).toMatch(/^2 prices .*decimal=comma/);
    expect((await cents(["1,234", "5"], ", decimal=comma")).cents).toEqual([123, 500]);
    const both = await cents(["1,234", "12.50", "12,50"]);
    expect(both.cents[0]).toMatch(/^price has a comma or point/);
    expect(both.cents.slice(1)).toEqual([1250, 1250]);
    expect(readingNoticeText(both.notices[0])).toMatch(/set aside/);
  });

  test("decide by all of them", () => {
    expect(chooseDecimalSign({point: 1, comma: 0, either: 5})).toEqual({read: "point", clear: true});
    expect(chooseDecimalSign({point: 0, comma: 1, either: 5})).toEqual({read: "comma", clear: true});
    expect(chooseDecimalSign({point: 1, comma: 1, either: 5})).toEqual({read: "refused", clear: true});
    expect(chooseDecimalSign({point: 0, comma: 0, either: 5})).toEqual({read: "point", clear: false});
    expect(chooseDecimalSign({point: 9, comma: 9, either: 0})).toEqual({read: "point", clear: true});
  });

  test("of any amount, in either way of writing, come back", async () => {
    const written = fc.record({cents: fc.integer({min: 0, max: 99_999_999}), way: fc.integer({min: 0, max: 5})});
    await fc.assert(
      fc.asyncProperty(fc.array(written, {minLength: 1, maxLength: 20}), fc.boolean(), async (prices, comma) => {
        const texts = prices.map(({cents, way}) => {
          const whole = String(Math.floor(cents / 100));
          const grouped = whole.replace(/\B(?=(\d{3})+$)/g, [comma ? "." : ",", " ", "'", "", "", ""][way]);
          const text = `${grouped}${comma ? "," : "."}${String(cents % 100).padStart(2, "0")}`;
          return ["$", "", "", "EUR ", "", "\u20ac"][way] + text + (way === 2 ? " z\u0142" : "");
        });
        expect((await cents(texts)).cents).toEqual(prices.map(({cents}) => cents));
      }),
      {numRuns: runs(15, 200)}
    );
  });
});

describe("a time in several columns", () => {
  test.each<[string, string, string[], string]>([
    ["a date and a clock", "time=date+clock", ["date,clock", "2024-03-10,8:05:00"], "2024-03-10T08:05:00Z"],
    ["a date and its hour", "time=date+hour", ["date,hour", "2024-03-10,14"], "2024-03-10T14:00:00Z"],
    ["a clock without colons", "time=date+clock", ["date,clock", "20240310,80500"], "2024-03-10T08:05:00Z"],
    ["a date with a midnight", "time=date+clock", ["date,clock", "2024-03-10 00:00:00,08:05"], "2024-03-10T08:05:00Z"],
    [
      "a clock with a spreadsheet's day",
      "time=date+clock",
      ["date,clock", "2024-03-10,1899-12-30 08:05:00"],
      "2024-03-10T08:05:00Z"
    ],
    ["a clock of half days", "time=date+clock", ["date,clock", "2024-03-10,8:05 PM"], "2024-03-10T20:05:00Z"],
    ["year, month, day and hour", "time=y+m+d+h", ["y,m,d,h", "2024,3,10,14"], "2024-03-10T14:00:00Z"],
    ["all six parts", "time=y+m+d+h+i+s", ["y,m,d,h,i,s", "2024,3,10,14,5,9"], "2024-03-10T14:05:09Z"],
    ["year, month and day", "time=y+m+d", ["y,m,d", "2024,03,10"], "2024-03-10T00:00:00Z"],
    ["day, month and year", "time=d+m+y, time-format=dmy", ["d,m,y", "10,3,2024"], "2024-03-10T00:00:00Z"],
    ["a month by name", "time=y+m+d", ["y,m,d", "2024,March,10"], "2024-03-10T00:00:00Z"],
    [
      "an offset behind",
      "time=date+clock+offset",
      ["date,clock,offset", "2024-03-10,08:05:00,+02:00"],
      "2024-03-10T06:05:00Z"
    ],
    ["a date, hour and minute", "time=date+h+i", ["date,h,i", "10/03/2024,8,05"], "2024-03-10T08:05:00Z"]
  ])("%s", async (_, map, [header, row], expected) => {
    const dmy = row.startsWith("10/") ? ", time-format=dmy" : "";
    for (const names of ["", ", names=user"]) {
      const {events, rejected} = await read(
        `who,${header}\n${`1,${row}\n`.repeat(3)}2,${row.replace(/[^,]+$/, "")}\n`,
        {
          map: `user=who, time-format=iso, event=none, item=none, session=none, price=none, ${map}${dmy}${names}`
        }
      );
      expect(events.map(({ts_ms}) => ts_ms)).toEqual(Array(3).fill(Date.parse(expected)));
      expect(rejected).toEqual([[5, "missing time"]]);
    }
  });

  test("is joined in the database as outside of it", async () => {
    const part = fc.constantFrom(
      "2024",
      "3",
      "10",
      "March",
      "2024-03-10",
      "2024-03-10 00:00:00",
      "8:05",
      "1899-12-30 08:05:00",
      "+02:00",
      "PM",
      "NA",
      " 7 ",
      "5.25"
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, {minLength: 2, maxLength: 6}), async (parts) => {
        const columns = parts.map((value, i) => `${literal(value)} AS c${i}`);
        const {columns: found} = await db.engine.read(
          `SELECT ${joinedTimeSql(parts.map((_, i) => `c${i}`))} AS joined FROM (SELECT ${columns.join(", ")})`
        );
        expect(found.joined[0]).toBe(joinedTime(parts));
      }),
      {numRuns: runs(60, 500)}
    );
  });

  test("needs columns that are there, have no other role, and text", () => {
    const columns = ["date", "clock", "user"];
    const guess = guessMapping(columns, [["2024-03-10", "08:05", "a"]]).mapping;
    expect(guess.timeWith).toEqual(["clock"]);
    const {timeWith: _, ...without} = guess;
    const problems = (map: string) => mappingProblems(parseMapping(map, guess), columns).join("\n");
    expect(problems("time=date+clock")).toBe("");
    expect(problems("time=date+hour")).toMatch(/no column "hour" for time/);
    expect(problems("time=date+user")).toMatch(/"user" is both/);
    expect(problems("time=date+date")).toMatch(/"date" is both/);
    expect(problems("time=date+clock, time-format=ms")).toMatch(/several columns is text/);
    expect(() => parseMapping("time=date+", guess)).toThrow(/time=date\+clock/);
    expect(parseMapping("time=date", parseMapping("time=date+clock", guess))).toEqual({...without, time: "date"});
  });
});

describe("times of Parquet", () => {
  test("are the file's instants, whatever the machine's zone, for both readers", async () => {
    await db.engine.run(`COPY (SELECT * FROM (VALUES
  (1, TIMESTAMPTZ '2024-03-10 06:59:00+00', TIMESTAMP '2024-03-10 06:59:00', DATE '2024-03-10', 17.0),
  (2, TIMESTAMPTZ '2024-11-03 05:30:00.123456+00', TIMESTAMP '2024-11-03 05:30:00.123456', DATE '2024-11-03', 18.0),
  (3, TIMESTAMPTZ '2024-11-03 06:30:00+00', TIMESTAMP '2024-11-03 06:30:00', DATE '2024-11-03', NULL))
  AS t(visitor, instant, clock, day, item_id)) TO '${path("typed.parquet")}' (FORMAT parquet)`);
    const bytes = new Uint8Array(readFileSync(path("typed.parquet")));
    const instants = ["2024-03-10T06:59:00.000Z", "2024-11-03T05:30:00.123Z", "2024-11-03T06:30:00.000Z"];
    const days = ["2024-03-10T00:00:00.000Z", "2024-11-03T00:00:00.000Z", "2024-11-03T00:00:00.000Z"];
    for (const zone of ["America/New_York", "Asia/Kolkata", "UTC"])
      for (const native of [true, false])
        for (const [column, expected] of [
          ["instant", instants],
          ["clock", instants.map((text) => new Date(Date.parse(text) - 2 * HOUR).toISOString())],
          ["day", days.map((text) => new Date(Date.parse(text) - 2 * HOUR).toISOString())]
        ] as const) {
          await db.engine.run(`SET TimeZone = '${zone}'`);
          const {events, mapping} = await read(bytes, {
            name: "made.parquet",
            native,
            map: `user=visitor, time=${column}, time-format=iso, zone=120, item=item_id`
          });
          expect(events.map(({ts_ms}) => new Date(Number(ts_ms)).toISOString())).toEqual(expected);
          expect([mapping.textIds, events.map(({item_id}) => item_id)]).toEqual([[], [17, 18, null]]);
        }
  });
});
test("formats are chosen by what fails, then by order, then by the period", () => {
  const one = (format: "dmy" | "mdy", failed: number, days: number, descents?: number) => ({
    format,
    failed,
    fromMs: 0,
    untilMs: days * 24 * HOUR,
    descents
  });
  const chosen = (...evidence: Parameters<typeof chooseTimeFormat>[0]) => {
    const {format, clear} = chooseTimeFormat(evidence);
    return [format, clear];
  };
  expect(chosen(one("dmy", 1, 9), one("mdy", 0, 300))).toEqual(["mdy", true]);
  expect(chosen(one("dmy", 0, 300), one("mdy", 0, 10))).toEqual(["mdy", true]);
  expect(chosen(one("dmy", 0, 30), one("mdy", 0, 10))).toEqual(["mdy", true]);
  expect(chosen(one("dmy", 0, 29), one("mdy", 0, 10))).toEqual(["dmy", false]);
  expect(chosen(one("dmy", 0, 20, 3), one("mdy", 0, 20, 0))).toEqual(["mdy", true]);
  expect(chosen(one("dmy", 0, 20, 1), one("mdy", 0, 20, 0))).toEqual(["dmy", false]);
  // order speaks for one and the period for the other
  expect(chosen(one("dmy", 0, 10, 5), one("mdy", 0, 300, 0))).toEqual(["dmy", false]);
  expect(() => chooseTimeFormat([])).toThrow(RangeError);
});

describe("what of a whole log is said", () => {
  const rows = Array.from({length: 60}, (_, i) => ({
    user: `u${i % 6}`,
    item: `A${i % 9}`,
    event: i % 5 === 4 ? "purchase" : "view",
    cents: 1999 + 2300 * (i % 9)
  }));
  const log = (price: (cents: number) => string, user = (name: string, _i: number) => name) =>
    `user_id;timestamp;event;item_id;price\n${rows
      .map((row, i) => `${user(row.user, i)};${time(i)};${row.event};${row.item};${price(row.cents)}\n`)
      .join("")}`;
  const texts = (notices: readonly Parameters<typeof readingNoticeText>[0][]) =>
    notices.map(readingNoticeText).join("\n");
  const cents = (events: readonly Record<string, unknown>[]) =>
    [...events].sort((a, b) => Number(a.ts_ms) - Number(b.ts_ms)).map(({price_cents}) => Number(price_cents));

  test("prices that are all whole and high may be in cents, which a mapping says", async () => {
    const whole = await read(log(String));
    expect(texts(whole.notices)).toMatch(/every price is a whole number, and half of them are 11199 or more/);
    expect(cents(whole.events)).toEqual(rows.map((row) => 100 * row.cents));
    const inCents = await read(log(String), {map: "price-unit=cents"});
    expect(texts(inCents.notices)).toBe("");
    expect(cents(inCents.events)).toEqual(rows.map((row) => row.cents));
    expect(texts((await read(log(String), {map: "price-unit=whole"})).notices)).toBe("");
    expect(texts((await read(log((c) => (c / 100).toFixed(2)))).notices)).toBe("");
    expect(texts((await read(log((c) => String(Math.floor(c / 100))))).notices)).toBe("");
    expect(() => parseMapping("price-unit=pence", whole.mapping)).toThrow(/price-unit is whole or cents/);
  });

  test("rows of nobody, from a tenth on", async () => {
    const nobody = (every: number) => log(String, (name, i) => (i % every === 0 ? "NA" : name));
    const many = await read(nobody(5), {map: "price=none"});
    expect(many.rejected.map(([, reason]) => reason)).toEqual(Array.from({length: 12}, () => "missing user"));
    expect(texts(many.notices)).toBe("12 rows (20 %) are of nobody, as they have no user; they are left out");
    expect(texts((await read(nobody(20), {map: "price=none"})).notices)).toBe("");
  });

  test("rows that do not say what happened, from a tenth on", async () => {
    const silent = log(String).replaceAll(";view;A3;", ";;A3;");
    const {notices, rejected} = await read(silent, {map: "price=none"});
    expect(rejected.length).toBe(6);
    expect(texts(notices)).toBe("6 rows (10 %) do not say what happened; they are left out");
  });
});

test("what is taken back has its sign in front, behind or in brackets", async () => {
  const quantities = ["2", "-1", "1-", "(3)", "\u22124", "3,000-", "1", "0", "-0", ""];
  const text = `order_id;customer_id;order_date;sku;quantity\n${Array.from(
    {length: 40},
    (_, i) => `O${i};c${i % 7};${time(i)};S${i % 9};${quantities[i % 10]}\n`
  ).join("")}`;
  const {mapping, rejected, events} = await read(text, {map: "event=always:transaction, quantity=quantity"});
  expect(mapping).toMatchObject({always: "transaction", quantity: "quantity"});
  expect(new Set(rejected.map(([line, reason]) => `${(line - 2) % 10} ${reason}`))).toEqual(
    new Set([1, 2, 3, 4, 5].map((place) => `${place} return: the quantity is negative`))
  );
  expect([rejected.length, events.length]).toEqual([20, 20]);
});
