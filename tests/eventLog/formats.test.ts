/**
 * One log in every way of writing it. Oracle: the rows that the test wrote, and the same hashes of all stages whatever the format, the order of
 * the rows, the line ends and the reader. A rejected row has the number of its record in a CSV, of its line in NDJSON and of its row in Parquet.
 */
import {readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {cases, runs} from "../thorough.js";
import {useReader} from "./readText.js";

const {db, path, read, hashes} = useReader();

const HEADER = ["user_id", "event_time", "event_type", "product_id", "price"];
const EVENTS = ["view", "cart", "remove_from_cart", "purchase"];
const ROWS = Array.from({length: 120}, (_, i) => [
  `person ${(i * 7) % 13}`,
  new Date(Date.UTC(2024, 1, 27) + ((i * 31) % 120) * 3_000_000).toISOString().replace(/\.000Z$/, "Z"),
  EVENTS[(i * 3) % 4],
  `sku-${i % 9}`,
  i % 5 === 0 ? "" : `${i}.${10 + (i % 90)}`
]);
const csv = (rows: readonly string[][], delimiter = ",", end = "\n", quote = (field: string) => field) =>
  [HEADER, ...rows].map((row) => row.map(quote).join(delimiter) + end).join("");
const everyQuote = (field: string) => `"${field.replaceAll('"', '""')}"`;
const ndjson = (rows: readonly string[][], nested = false) =>
  rows
    .map(([user, time, event, item, price]) => {
      const about = {event_type: event, product_id: item, price: price === "" ? null : price};
      return JSON.stringify(
        nested ? {user: {user_id: user}, event_time: time, ...about} : {user_id: user, event_time: time, ...about}
      );
    })
    .join("\n");
const INTERPRETER = csv(ROWS);

async function parquet(compression: string): Promise<Uint8Array> {
  const values = ROWS.map((row) => `(${row.map((field) => (field === "" ? "NULL" : `'${field}'`)).join(", ")})`);
  await db.engine
    .run(`COPY (SELECT user_id, CAST(replace(event_time, 'Z', '') AS TIMESTAMP) AS event_time, event_type, product_id,
    CAST(price AS DECIMAL(9, 2)) AS price FROM (VALUES ${values.join(", ")}) AS t(${HEADER.join(", ")}))
    TO '${path("made.parquet")}' (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE 2048)`);
  return new Uint8Array(readFileSync(path("made.parquet")));
}

test("columns mean what they are called, and every row is an event", async () => {
  const {mapping, events, rejected} = await read(INTERPRETER);
  expect(mapping).toMatchObject({
    user: "user_id",
    time: "event_time",
    timeFormat: "iso",
    event: "event_type",
    item: "product_id",
    price: "price",
    session: null,
    textIds: ["user", "item"]
  });
  expect(rejected).toEqual([]);
  const expected = ROWS.map(([user, time, event, item, price]) => ({
    user,
    item,
    ts_ms: Date.parse(time),
    tick: 0,
    event: EVENTS.indexOf(event),
    price_cents: price === "" ? null : Math.round(Number(price) * 100),
    dwell_ms: null,
    session_key: null
  }));
  const key = (row: {user: unknown; ts_ms: unknown}) => `${String(row.user)} ${String(row.ts_ms)}`;
  const sorted = <R extends {user: unknown; ts_ms: unknown}>(rows: R[]) =>
    [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  expect(sorted(events.map(({user_id: _, item_id: __, ...rest}) => rest) as never[])).toEqual(sorted(expected));
});

describe("is the same log", () => {
  /** The hashes of the log as it is first written, worked out once. */
  let plain: Promise<string> | undefined;
  const same = async (content: string | Uint8Array, name: string, options: {map?: string; native?: boolean} = {}) => {
    plain ??= read(INTERPRETER).then(({mapping}) => hashes(mapping));
    const expected = await plain;
    const other = await read(content, {name, ...options});
    expect(other.rejected).toEqual([]);
    expect(await hashes(other.mapping)).toBe(expected);
    return other;
  };

  test.each([
    ["semicolons", csv(ROWS, ";")],
    ["tabs", csv(ROWS, "\t")],
    ["bars", csv(ROWS, "|")],
    ["a byte order mark", `\ufeff${INTERPRETER}`],
    ["a byte order mark and quotes", `\ufeff${csv(ROWS, ",", "\n", everyQuote)}`],
    ["CRLF", csv(ROWS, ",", "\r\n")],
    ["CR", csv(ROWS, ",", "\r")],
    [
      "line ends in any mixture",
      INTERPRETER.split("\n")
        .map((line, i) => line + ["\n", "\r\n", "\r"][i % 3])
        .join("")
        .trimEnd()
    ],
    [
      "LF and CRLF",
      INTERPRETER.split("\n")
        .map((line, i) => line + ["\n", "\r\n"][i % 2])
        .join("")
        .trimEnd()
    ],
    ["quotes around everything", csv(ROWS, ",", "\n", everyQuote)],
    ["quotes, CRLF and semicolons", csv(ROWS, ";", "\r\n", everyQuote)],
    ["no last line end", INTERPRETER.trimEnd()],
    ["empty lines between", INTERPRETER.replaceAll("\n", "\n\n")],
    ["blanks around values", csv(ROWS.map((row) => row.map((field) => ` ${field} `)))],
    ["gzip", gzipSync(INTERPRETER)],
    ["gzip with CRLF", gzipSync(csv(ROWS, ",", "\r\n"))]
  ])("as CSV with %s", async (_, content) => {
    await same(content, "log.csv");
  });

  test("as NDJSON, gzipped, with CRLF, with blank lines", async () => {
    const text = ndjson(ROWS);
    await same(text, "log.ndjson");
    await same(gzipSync(text), "log.ndjson.gz");
    await same(text.replaceAll("\n", "\r\n"), "log.ndjson");
    await same(text.replaceAll("\n", "\n\n"), "log.ndjson");
    await same(`\ufeff${text}`, "log.ndjson");
  });

  test("as NDJSON with objects in objects", async () => {
    const {mapping} = await same(ndjson(ROWS, true), "log.ndjson", {map: "user=user.user_id, names=user item"});
    expect(mapping.user).toBe("user.user_id");
  });

  test.each(["snappy", "zstd", "gzip", "uncompressed"])("as Parquet with %s, for both of its readers", async (kind) => {
    const bytes = await parquet(kind);
    await same(bytes, "log.parquet", {native: true});
    await same(bytes, "log.parquet", {native: false});
  });

  test("with its rows in any order, but for the numbers of its names, which are those of their order", async () => {
    const named = (rows: readonly Record<string, unknown>[]) => rows.map(({user_id: _, item_id: __, ...rest}) => rest);
    const expected = named((await read(INTERPRETER)).events);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(ROWS, {minLength: ROWS.length}), async (rows) => {
        const {events} = await read(csv(rows));
        expect(named(events)).toEqual(expected);
        for (const [column, number, place] of [
          ["user", "user_id", 0],
          ["item", "item_id", 3]
        ] as const) {
          const order = [...new Set(rows.map((row) => row[place]))];
          for (const event of events) expect(event[number]).toBe(order.indexOf(String(event[column])) + 1);
        }
      }),
      cases(4, 8)
    );
  });

  test("with whole numbers for names, in any order", async () => {
    const numbered = ROWS.map(([user, time, event, item, price]) => [user.slice(7), time, event, item.slice(4), price]);
    const first = await read(csv(numbered));
    expect(first.mapping.textIds).toEqual([]);
    const expected = await hashes(first.mapping);
    const again = await read(ndjson([...numbered].reverse()), {name: "log.ndjson"});
    expect(await hashes(again.mapping)).toBe(expected);
    expect(new Set(again.events.map(({user_id}) => user_id))).toEqual(new Set(Array.from({length: 13}, (_, i) => i)));
  });
});

describe("odd tables", () => {
  test("quoted line breaks, delimiters and quotes are part of a value, and one record", async () => {
    const text = `user_id,event_time,event_type\n"a, ""b""\nc",2024-01-01 00:00:00,view\nd,never,view\n${Array.from(
      {length: 12},
      (_, i) => `"e ${i}",2024-01-01 00:00:${10 + i},view\n`
    ).join("")}`;
    const {events, rejected} = await read(text);
    expect(events[0].user).toBe('a, "b"\nc');
    expect(rejected.map(([line]) => line)).toEqual([3]);
  });

  test("without a header, columns are numbered", async () => {
    const {inspection, events} = await read(csv(ROWS).split("\n").slice(1).join("\n"), {
      map: "user=column 1, item=column 4, names=user item"
    });
    expect(inspection.columns).toEqual(["column 1", "column 2", "column 3", "column 4", "column 5"]);
    expect(inspection.mapping).toMatchObject({time: "column 2", event: "column 3"});
    expect(events.length).toBe(ROWS.length);
  });

  test("names that are empty or occur again can be told apart", async () => {
    const {inspection} = await read(`user_id,time,,price,price,time\n${"a,2024-01-01 00:00:00,x,1,2,y\n".repeat(3)}`);
    expect(inspection.columns).toEqual(["user_id", "time", "column 3", "price", "price (2)", "time (2)"]);
  });

  test("thousands of columns", async () => {
    // as many as a tab is given in the site tests, every night
    const many = runs(2_000, 10_000);
    const names = Array.from({length: many}, (_, i) =>
      i === 1777 ? "event_time" : i === many - 1 ? "user_id" : `c${i}`
    );
    const values = names.map((name) =>
      name === "event_time" ? "2024-01-01 10:00:00" : name === "user_id" ? "ann" : "1"
    );
    const {events, inspection} = await read(`${names.join(",")}\n${`${values.join(",")}\n`.repeat(3)}`);
    expect(inspection.columns.length).toBe(many);
    expect(events.map(({user, ts_ms}) => [user, ts_ms])).toEqual(Array(3).fill(["ann", Date.UTC(2024, 0, 1, 10)]));
  });
});

describe("a rejected row has its line", () => {
  const good = (i: number) => [`u${i}`, `2024-01-01 00:00:${String(i).padStart(2, "0")}`, "view", "x", "1"].join(",");
  const body = (bad: Record<number, string>) =>
    [HEADER.join(","), ...Array.from({length: 40}, (_, i) => bad[i + 2] ?? good(i + 2))].join("\n");

  test.each([
    [
      "of values",
      {5: "u5,never,view,x,1", 30: "u30,2024-01-01 00:00:00,view,x,-1"},
      [5, 30],
      ["time is not in year-month-day, ISO 8601", "negative price"]
    ],
    [
      "of too many fields",
      {7: `${good(7)},more`, 9: "u9,2024-01-01 00:00:00"},
      [7, 9],
      ["more fields than columns", "missing event type"]
    ],
    [
      "behind a quote that stays open",
      {6: `"${good(6)}`, 20: "u,never,view,x,1"},
      [6, 20],
      ["quote not closed, or text after it", "time is not in year-month-day, ISO 8601"]
    ],
    [
      "behind a line that is no UTF-8",
      {4: "\xff", 21: "u,never,view,x,1"},
      [4, 21],
      ["not UTF-8", "time is not in year-month-day, ISO 8601"]
    ],
    [
      "before and behind a NUL",
      {3: "u,never,view,x,1", 4: "a\0b", 5: "u,never,view,x,1"},
      [3, 4, 5],
      [
        "time is not in year-month-day, ISO 8601",
        "a character that no text has (NUL)",
        "time is not in year-month-day, ISO 8601"
      ]
    ]
  ] as [string, Record<number, string>, number[], string[]][])("%s", async (_, bad, lines, reasons) => {
    const {rejected, events} = await read(Buffer.from(body(bad), "latin1"));
    expect(rejected.map(([line]) => line)).toEqual(lines);
    expect(rejected.map(([, reason]) => reason.replace(/ \(.*2015.*\)$/, ""))).toEqual(reasons);
    expect(events.length).toBe(40 - lines.length);
  });

  test("in NDJSON, where blank lines have theirs", async () => {
    const rows = Array.from({length: 20}, (_, i) => JSON.stringify({user_id: `u${i}`, event_time: 1_700_000_000 + i}));
    rows[3] = "";
    rows[5] = "[1]";
    rows[8] = "{";
    rows[11] = '{"user_id":"x","event_time":12345678901234567890}';
    const {rejected} = await read(rows.join("\n"), {name: "log.ndjson"});
    expect(rejected).toEqual([
      [6, "no JSON object"],
      [9, "no JSON"],
      [12, "time is not in seconds since 1970"]
    ]);
  });
});
