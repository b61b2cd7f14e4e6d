/**
 * Files as programs write them: encodings, heads of reports, blanks, JSON of every shape, archives and workbooks. Oracle: the same events as a plain CSV in UTF-8 give
 * the same tables, cell by cell. What is said of a file, and the line of each row that is set aside, is as the test wrote it.
 */
import {gzipSync} from "node:zlib";
import fc from "fast-check";
import {zipSync} from "fflate";
import {writeXlsx} from "hucre/xlsx";
import {describe, expect, test} from "vitest";
import {openSource} from "../../loaders/sources/openSource.js";
import {rowsOf} from "../../src/lib/core/table.js";
import {crc32} from "../../src/lib/eventLog/crc32.js";
import {runs} from "../thorough.js";
import {useReader, type Read} from "./readText.js";

const {db, path, read} = useReader();

interface Event {
  readonly user: string;
  readonly time: string;
  readonly event: string;
  readonly item: string;
  readonly price: string;
  readonly category: string;
}
const NAMES = ["user_id", "timestamp", "event", "item_id", "price", "category"] as const;
const WORDS = ["view", "addtocart", "purchase"];
const CATEGORIES = ["Café", "Spül-Zeug", "Garçon's", "Œuvres à 5 €", "bread"];
const EVENTS: readonly Event[] = Array.from({length: 60}, (_, i) => ({
  user: `user${(i * 7) % 11}`,
  time: new Date(Date.UTC(2024, 2, 1) + i * 5_000_000).toISOString().replace("T", " ").slice(0, 19),
  event: WORDS[(i * 5) % 3],
  // a view of a page, which is of no item
  item: i % 6 === 0 ? "" : `S${i % 8}`,
  price: i % 6 === 0 ? "" : `${i}.${10 + (i % 90)}`,
  category: i % 6 === 0 ? "" : CATEGORIES[i % 8 < 5 ? i % 8 : 4]
}));
const fieldsOf = ({user, time, event, item, price, category}: Event) => [user, time, event, item, price, category];
const quoted = (field: string) => (/[",;\t|\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
const lines = (rows: readonly (readonly string[])[], delimiter = ",") =>
  rows.map((row) => row.map(quoted).join(delimiter));
const csv = (events: readonly Event[] = EVENTS, delimiter = ",", header = true) =>
  `${lines([...(header ? [NAMES] : []), ...events.map(fieldsOf)], delimiter).join("\n")}\n`;
const objectOf = (event: Event) =>
  Object.fromEntries(fieldsOf(event).map((field, i) => [NAMES[i], field === "" ? null : field]));

/** Everything that reading leaves, by name and not by number. */
async function tables({events, rejected}: Read) {
  const catalogue = await db.engine.read(
    "SELECT item, category, brand, d.name FROM item_catalog LEFT JOIN department_names AS d USING (department_id) ORDER BY item"
  );
  const users = await db.engine.read('SELECT "user" FROM users ORDER BY 1');
  return {events, rejected, catalogue: rowsOf(catalogue), users: rowsOf(users)};
}

const plain = new Map<string, Awaited<ReturnType<typeof tables>>>();
async function plainTables(text = csv()): Promise<Awaited<ReturnType<typeof tables>>> {
  const known = plain.get(text);
  if (known !== undefined) return known;
  const made = await tables(await read(text));
  plain.set(text, made);
  return made;
}

async function same(content: string | Uint8Array, name: string, map = "", expected?: string): Promise<Read> {
  const wanted = await plainTables(expected);
  const found = await read(content, {name, map});
  const made = await tables(found);
  expect(found.rejected).toEqual([]);
  // names get numbers in the order of the file, which another way of writing it may change
  const named = (all: typeof made) => ({
    ...all,
    events: all.events.map(({user_id: _user, item_id: _item, ...event}) => event)
  });
  expect(named(made)).toEqual(named(wanted));
  return found;
}

const bytes = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding);
const bigEndian = (text: string) => bytes(text, "utf16le").swap16();
/** An own table of the signs that Windows-1252 has and Latin-1 has not, of those that occur here. */
const SIGNS: Readonly<Record<string, number>> = {"€": 0x80, Œ: 0x8c, "’": 0x92};
const windows1252 = (text: string) => Uint8Array.from(text, (letter) => SIGNS[letter] ?? letter.charCodeAt(0));

test("the plain CSV is what it should be", async () => {
  const {events, catalogue, users} = await plainTables();
  expect(events.length).toBe(60);
  expect(events.filter(({item}) => item === null).length).toBe(10);
  expect(users.length).toBe(11);
  expect(catalogue.map(({item, category}) => [item, category])).toEqual(
    Array.from({length: 8}, (_, i) => [`S${i}`, CATEGORIES[i < 5 ? i : 4]])
  );
});

describe("encodings", () => {
  const text = csv();
  const files: [string, Uint8Array, RegExp | null][] = [
    ["UTF-8 with a mark", bytes(`\ufeff${text}`, "utf8"), null],
    ["UTF-16 with a mark", bytes(`\ufeff${text}`, "utf16le"), /^it is UTF-16, and is decoded$/],
    ["UTF-16 without a mark", bytes(text, "utf16le"), /^it is UTF-16, as every other byte/],
    ["big-endian UTF-16 with a mark", bigEndian(`\ufeff${text}`), /^it is UTF-16, big-endian, and is decoded$/],
    ["big-endian UTF-16 without a mark", bigEndian(text), /^it is UTF-16, big-endian, as/],
    ["Windows-1252", windows1252(text), /^it is no UTF-8 and is taken for Windows-1252.*byte FC is ü/]
  ];
  for (const [about, content, notice] of files) {
    test.each([
      ["plain", content, "log.csv"],
      ["gzipped", gzipSync(content), "log.csv.gz"],
      ["zipped", zipSync({"log.csv": content}), "log.zip"]
    ])(`${about}, %s`, async (_, packed, name) => {
      const {inspection} = await same(packed, name);
      const said = inspection.fileNotices.filter((text) => !text.endsWith("out of the archive"));
      if (notice === null) expect(said).toEqual([]);
      else expect(said).toEqual([expect.stringMatching(notice)]);
    });
  }

  test("Latin-1 without a header, and in NDJSON", async () => {
    const latin = EVENTS.map((event) => ({...event, category: event.category.replace(/[Œ€]/g, "é")}));
    const map = "user=column 1, time=column 2, event=column 3, item=column 4, price=column 5, category=column 6";
    await same(bytes(csv(latin, ",", false), "latin1"), "log.csv", `${map}, names=user item`, csv(latin));
    const json = latin.map((event) => JSON.stringify(objectOf(event))).join("\n");
    await same(bytes(json, "latin1"), "log.ndjson", "", csv(latin));
  });

  test("Windows-1252 whose first letter that tells stands behind the first two megabytes", async () => {
    const many = Array.from({length: 45_000}, (_, i) => ({
      ...EVENTS[1 + (i % 5)],
      category: i === 44_000 ? "Café" : "bread"
    }));
    const {inspection, said, events, rejected} = await read(windows1252(csv(many)));
    expect(inspection.fileNotices).toEqual([]);
    expect(said).toEqual([expect.stringMatching(/taken for Windows-1252.*byte E9 is é/)]);
    expect([events.length, rejected.length]).toEqual([45_000, 0]);
    const {columns} = await db.engine.read(
      "SELECT count(*) AS rows FROM item_catalog WHERE category = 'Café' OR category = 'bread'"
    );
    expect(Number(columns.rows[0])).toBe(5);
  });

  test("UTF-8 whose first two megabytes have one bad byte and no other sign", async () => {
    const many = Array.from({length: 45_000}, (_, i) => ({
      ...EVENTS[1 + (i % 5)],
      category: i > 44_000 ? "Café" : "bread"
    }));
    const broken = Buffer.from(csv(many));
    broken[broken.indexOf("bread", 1_000) + 2] = 0xe9;
    const {inspection, said, rejected} = await read(broken);
    expect(inspection.fileNotices).toEqual([expect.stringMatching(/taken for Windows-1252/)]);
    expect(said).toEqual(["taken as a whole it is UTF-8, and lines that are not are set aside"]);
    expect(rejected).toEqual([[expect.any(Number), "not UTF-8"]]);
    const {columns} = await db.engine.read(
      "SELECT count(*) AS rows FROM item_catalog WHERE category = 'Café' OR category = 'bread'"
    );
    expect(Number(columns.rows[0])).toBe(5);
  });

  test("a few bytes that are no UTF-8, in a file that otherwise is, cost their lines", async () => {
    const [header, ...rows] = Buffer.from(csv(), "utf8").toString("latin1").split("\n");
    rows[20] = rows[20].replace("user", "us\xe9r");
    const {inspection, rejected, events} = await read(bytes([header, ...rows].join("\n"), "latin1"));
    expect(inspection.format).not.toHaveProperty("encoding");
    expect(rejected).toEqual([[22, "not UTF-8"]]);
    expect(events.length).toBe(59);
  });

  test("Windows-1252 whose header alone says so is that, whatever damaged lines stand below", async () => {
    const text = [NAMES.join(",").replace("category", "catégorie"), ...csv().split("\n").slice(1)];
    const bytesOf = [...windows1252(text.join("\n"))];
    // two lines of noise
    for (let i = 0; i < 2; i++) bytesOf.push(...[0x81, 0x8d, 0x8f, 0x90, 0x9d, 0x81, 0x2c, 0x8d, 0x0a]);
    const {inspection} = await read(Uint8Array.from(bytesOf));
    expect(inspection.fileNotices).toEqual([expect.stringMatching(/taken for Windows-1252.*byte E9 is é/)]);
    expect(inspection.columns).toContain("catégorie");
  });

  test("letters of another alphabet are not taken for Windows-1252", async () => {
    const cyrillic = csv(
      EVENTS.map((event) => ({...event, category: "\xca\xed\xe8\xe3\xe8 \xe8 \xe4\xf0\xf3\xe3\xee\xe5"}))
    );
    const {inspection, rejected} = await read(bytes(cyrillic, "latin1"));
    expect(inspection.format).toMatchObject({encoding: "windows-1251"});
    expect(inspection.rows[0]).toContain("Книги и другое");
    expect(rejected).toEqual([]);
    // bytes that are letters of nothing
    const broken = csv(
      EVENTS.map((event, i) => (i < 5 ? {...event, category: "\xca \xff\x81 \xe8"} : event))
    ).replaceAll(/[^\x00-\x7f\xca\xff\x81\xe8]/g, "e");
    const {rejected: wrong} = await read(bytes(broken, "latin1"));
    expect(wrong).toEqual([2, 3, 4, 5, 6].map((line) => [line, "not UTF-8"]));
  });

  test("characters that a piece of the file cuts in two", async () => {
    // pieces of 64 kB: 3 bytes a sign, then 1
    const long = Array.from({length: 3_000}, (_, i) => ({
      ...EVENTS[1],
      user: `€€€€€€€€€€€€${"ä".repeat(i % 7)}${i}`,
      category: ""
    }));
    const expected = csv(long);
    await same(bytes(`\ufeff${expected}`, "utf16le"), "log.csv", "", expected);
    await same(bigEndian(`\ufeff${expected}`), "log.csv", "", expected);
  });
});

describe("what stands around a table", () => {
  const rows = EVENTS.map(fieldsOf);
  const [head, ...body] = lines([NAMES, ...rows]);
  const table = [head, ...body].join("\n");

  test.each<[string, string, readonly (string | RegExp)[], number]>([
    ["sep=;", `sep=;\n${csv(EVENTS, ";")}`, ["its first line, sep=;, is not read"], 1],
    ["sep=, with CRLF and a mark", `\ufeffsep=,\r\n${csv().replaceAll("\n", "\r\n")}`, [/sep=,/], 1],
    [
      "comments",
      `# Report: all\n# 20240301-20240310\n#\n\n${table}`,
      [/^4 lines of comments .*"# Report: all" and what follows$/],
      4
    ],
    ["one comment", `# by night\n${table}`, [/^1 line of comments before the table is not read, "# by night"$/], 1],
    ["the header as a comment", `# by night\n#${table}`, [/^1 line of comments/], 1],
    ["a title", `Orders of March\n${table}`, [/^1 row before the table is not read, "Orders of March"$/], 1],
    ["a head of a report", `Report,Orders\nFrom,2024-03-01,to,2024-03-04\n\n${table}`, [/^2 rows before the table/], 3],
    ["a title that a sheet filled up", `All events,,,,,\n,,,,,\n${table}`, [/^2 rows before/], 2],
    ["a title with a quote in it", `Report of 24" screens\n${table}`, [/^1 row before/], 1]
  ])("%s", async (_, text, notices, skipped) => {
    const {inspection} = await same(text, "log.csv");
    expect(inspection.format).toMatchObject({kind: "csv", header: true, skip: skipped});
    expect(inspection.fileNotices).toEqual(
      notices.map((notice) => (typeof notice === "string" ? notice : expect.stringMatching(notice)))
    );
    await same(gzipSync(text), "log.csv.gz");
  });

  test("lines are counted from the beginning of the file, by both readers", async () => {
    const broken = [...body];
    broken[9] = broken[9].replace("2024", "never");
    const text = `# one\n# two\n\n${[head, ...broken].join("\n")}`;
    for (const content of [text, `${text}\n"`]) {
      const {rejected} = await read(content);
      expect(rejected[0]).toEqual([14, expect.stringMatching(/^time is not/)]);
    }
  });

  test("rows whose first column begins with # are no comments", async () => {
    const orders = EVENTS.map((event, i) => (i < 20 ? {...event, user: `#${event.user}`} : event));
    const map =
      "user=column 1, time=column 2, event=column 3, item=column 4, price=column 5, category=column 6, names=user item";
    await same(csv(orders, ",", false), "log.csv", map, csv(orders));
  });

  test("a first row that is short is no title, and a header of other length no head of a report", async () => {
    const {inspection} = await read(`user_id,timestamp,event\n${body.map((line) => `${line},`).join("\n")}`);
    expect(inspection.format).not.toHaveProperty("skip");
    const {events, rejected} = await read(`u,2024-03-01 00:00:00\n${body.join("\n")}`, {
      map: "user=column 1, time=column 2, event=column 3, names=user"
    });
    expect([events.length, rejected]).toEqual([60, [[1, "missing event type"]]]);
  });

  test("a separator at the end of each line", async () => {
    const ended = (line: string, i: number) => (i === 0 ? line : `${line},`);
    await same([head, ...body].map(ended).join("\n"), "log.csv");
    const utf16 = bytes([head, ...body].map(ended).join("\n"), "utf16le");
    await same(utf16, "log.csv");
    const {rejected} = await read([head, ...body.slice(1), `${body[0]},,x`].join("\n"));
    expect(rejected).toEqual([[61, "more fields than columns"]]);
  });

  test("names and values with blanks around them, names with commas", async () => {
    const spaced = csv()
      .split("\n")
      .map((line) => line.replaceAll(",", " , "))
      .join("\n");
    await same(spaced, "log.csv");
    const {inspection, events} = await read(csv().replace("timestamp", '"When, local"'));
    expect(inspection.columns[1]).toBe("When, local");
    expect(events.length).toBe(60);
  });

  test("a header that comes again and lines of totals are set aside as what they are", async () => {
    const again = [
      head,
      ...body.slice(0, 20),
      head,
      ...body.slice(20, 40),
      head,
      ...body.slice(40),
      "Total,,,,1234.5,",
      "Grand total: 60 rows"
    ];
    for (const end of ["", '\n"']) {
      const {rejected, inspection, events} = await read(again.join("\n") + end);
      expect(rejected.slice(0, 4)).toEqual([
        [22, "the header again"],
        [43, "the header again"],
        [64, "a total and no event"],
        [65, "a total and no event"]
      ]);
      expect(inspection.rows.length).toBe(62);
      expect(events.length).toBe(60);
    }
    const numbers = csv().replaceAll("user", "").replace("_id", "user_id").split("\n");
    numbers.splice(5, 0, numbers[0]);
    const {rejected} = await read(numbers.join("\n"));
    expect(rejected).toEqual([[6, "the header again"]]);
  });

  test("a user who is called Total is one", async () => {
    const {events, rejected} = await read(csv(EVENTS.map((event) => ({...event, user: "Total"}))));
    expect([events.length, rejected]).toEqual([60, []]);
  });
});

describe("columns that blanks separate", () => {
  const bare = EVENTS.map(({category: _, ...event}) => ({
    ...event,
    item: event.item || "S9",
    price: event.price || "1.00"
  }));
  const names = NAMES.slice(0, 5);
  const rows = bare.map((event) => fieldsOf({...event, category: ""}).slice(0, 5));
  const expected = `${lines([names, ...rows]).join("\n")}\n`;
  const aligned = (gap: number, cells: readonly (readonly string[])[], left = true) => {
    const widths = cells[0].map((_, i) => Math.max(...cells.map((row) => row[i].length)));
    const pad = (cell: string, i: number) => (left ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
    return cells.map((row) => row.map(pad).join(" ".repeat(gap))).join("\n");
  };

  test.each([
    ["two blanks between columns", aligned(2, [names, ...rows])],
    ["columns to the right", aligned(2, [names, ...rows], false)],
    ["one blank between columns, and one within the time", aligned(1, [names, ...rows])],
    [
      "quotes around times",
      [names, ...rows.map((row) => row.map((field, i) => (i === 1 ? `"${field}"` : field)))]
        .map((row) => row.join(" "))
        .join("\n")
    ],
    [
      "brackets around times",
      [names, ...rows.map((row) => row.map((field, i) => (i === 1 ? `[${field}]` : field)))]
        .map((row) => row.join(" "))
        .join("\r\n")
    ]
  ])("%s", async (_, text) => {
    const {inspection} = await same(text, "log.txt", "", expected);
    expect(inspection.fileNotices).toEqual(["its columns are cut at blanks"]);
  });

  test("rows that begin with their number, as statistics programs write them", async () => {
    const numbered = rows.map((row, i) => [String(i), ...row]);
    const {inspection} = await same(aligned(2, [["", ...names], ...numbered]), "log.txt", "", expected);
    expect(inspection.columns).toEqual(["row", ...names]);
    const comma = `${lines([names]).join()}\n${lines(rows.map((row, i) => [String(i + 1), ...row])).join("\n")}`;
    await same(comma, "log.csv", "", expected);
  });

  test("without a header", async () => {
    const text = rows.map((row) => row.join("   ")).join("\n");
    const map = "user=column 1, time=column 2, event=column 3, item=column 4, price=column 5, names=user item";
    await same(text, "log.txt", map, expected);
  });

  test("a line with a field too few or too many is set aside", async () => {
    const text = [names, ...rows].map((row) => row.join("  "));
    text[10] = text[10].replace(/  S\d/, "");
    text[20] += "  x";
    const {rejected, events} = await read(text.join("\n"), {name: "log.txt"});
    expect(rejected).toEqual([
      [11, "another number of fields than columns"],
      [21, "another number of fields than columns"]
    ]);
    expect(events.length).toBe(58);
  });

  test("blanks within a CSV of two columns are none", async () => {
    const {inspection, events} = await read(
      `user_id,when\n${EVENTS.map(({user, time}) => `${user},${time.slice(0, 11)}${time.slice(11).replace(/^\d\d/, "10")} PM`).join("\n")}`
    );
    expect(inspection.columns).toEqual(["user_id", "when"]);
    expect(events.length).toBe(EVENTS.length);
  });
});

describe("JSON", () => {
  const objects = EVENTS.map(objectOf);
  const documents: [string, string][] = [
    ["a list", JSON.stringify(objects)],
    ["a list over many lines", JSON.stringify(objects, null, 2)],
    ["a list with a mark before it", `\ufeff ${JSON.stringify(objects)}`],
    ["an object with a list", JSON.stringify({count: 60, events: objects, done: true}, null, 1)],
    ["an object with a list on one line", JSON.stringify({count: 60, columns: ["a", "b"], events: objects})],
    [
      "a list deep within, behind another",
      JSON.stringify({meta: {columns: [{name: "a"}, {name: "b"}]}, 'a "b"': {"c.d": {rows: objects}}}, null, "\t")
    ],
    ["objects over many lines, one behind the other", objects.map((one) => JSON.stringify(one, null, 2)).join("\n")]
  ];

  test.each(documents)("%s", async (_, text) => {
    await same(text, "log.json");
    await same(gzipSync(text), "log.json.gz");
    await same(zipSync({"a/log.json": Buffer.from(text)}), "log.zip");
    await same(bytes(text, "utf16le"), "log.json");
  });

  test("what an object says before its list is in each of its rows", async () => {
    const text = JSON.stringify(
      {shop: {id: "s1"}, price: "1.50", events: EVENTS.map(({price: _, ...event}) => objectOf({...event, price: ""}))},
      null,
      1
    ).replaceAll(/"price": null,?/g, "");
    const {inspection, events} = await read(text, {name: "log.json"});
    expect(inspection.columns).toEqual(["shop.id", "price", "user_id", "timestamp", "event", "item_id", "category"]);
    expect(new Set(events.map(({price_cents}) => price_cents))).toEqual(new Set([150]));
  });

  test("sessions with lists of events, one a line and in a document", async () => {
    const byUser = [...new Set(EVENTS.map(({user}) => user))].map((user) => ({
      user_id: user,
      events: EVENTS.filter((event) => event.user === user).map((event) => {
        const {user_id: _, ...rest} = objectOf(event);
        return rest;
      })
    }));
    const said = "each element of events is an event, with what else its line says";
    const asLines = byUser.map((one) => JSON.stringify(one)).join("\n");
    expect((await same(asLines, "log.jsonl")).inspection.fileNotices).toEqual([said]);
    await same(gzipSync(asLines), "log.jsonl.gz");
    await same(JSON.stringify({sessions: byUser}, null, 2), "log.json");
    await same(JSON.stringify(byUser), "log.json");
    const deeper = byUser.map(({user_id, events}) => JSON.stringify({who: {user_id}, data: {events}})).join("\n");
    await same(deeper, "log.jsonl", "user=who.user_id, names=user item");
  });

  test("lists that are empty, missing or damaged cost their line alone, and rows are counted through", async () => {
    const event = (i: number) => ({user_id: `u${i}`, ts: 1_709_280_000_000 + i, type: "view"});
    const text = [
      ...Array.from({length: 8}, (_, i) => JSON.stringify({session: i, events: [event(i), event(i + 1)]})),
      '{"session":8,"events":[]}',
      '{"session":9}',
      '{"session":10,"events":[{"user_id":"u","ts":1709280000999,"type":"view"},7]}',
      "{"
    ].join("\n");
    const {rejected, events} = await read(text, {name: "log.jsonl"});
    expect(rejected).toEqual([
      [17, "no events in its list"],
      [18, "no events in its list"],
      [20, "an element of its list is no JSON object"],
      [21, "no JSON"]
    ]);
    expect(events.length).toBe(17);
  });

  test("orders with a list of items are a row an item, and an event without items is one too", async () => {
    const text = Array.from({length: 12}, (_, i) =>
      JSON.stringify({
        id: i,
        user_id: `u${i % 3}`,
        created_at: `2024-03-01T00:00:${10 + i}Z`,
        event: i % 4 === 0 ? "view" : "purchase",
        items:
          i % 4 === 0
            ? []
            : [
                {id: "x", sku: `a${i}`, price: 2},
                {id: "y", sku: "b", price: 3}
              ],
        notes: [{text: "a"}, {text: "b"}]
      })
    ).join("\n");
    const {events, inspection, rejected} = await read(text, {name: "orders.ndjson"});
    expect(inspection.format).toMatchObject({list: {path: "items", shared: ["id"], optional: true}});
    expect(inspection.columns).toContain("items.id");
    expect(rejected).toEqual([]);
    expect([events.length, events.filter(({item}) => item === null).length]).toEqual([3 + 18, 3]);
  });

  test("orders with a list of products between events about one are a row a product, in the same columns", async () => {
    const text = Array.from({length: 24}, (_, i) =>
      JSON.stringify({
        timestamp: `2024-03-01T00:00:${10 + i}Z`,
        event: i % 6 === 5 ? "Order Completed" : "Product Viewed",
        who: `u${i % 4}`,
        properties:
          i % 6 === 5
            ? {
                total: 5,
                products: [
                  {product_id: `p${i}`, price: 2},
                  {product_id: "q", price: 3}
                ]
              }
            : {product_id: `p${i % 7}`, price: 1}
      })
    ).join("\n");
    const {events, inspection, rejected} = await read(text, {
      name: "tracks.ndjson",
      map: "user=who, time=timestamp, event=event, item=properties.product_id, price=properties.price"
    });
    expect(inspection.format).toMatchObject({list: {path: "properties.products", inPlace: true}});
    expect(rejected).toEqual([]);
    expect(events.length).toBe(20 + 2 * 4);
    const bought = events.filter(({event}) => event === 3).map(({item, price_cents}) => `${item} ${price_cents}`);
    expect(bought.sort()).toEqual(["p11 200", "p17 200", "p23 200", "p5 200", "q 300", "q 300", "q 300", "q 300"]);
    expect(events.every(({item}) => item !== null)).toBe(true);
  });

  test("lists of keys and values are columns, and no rows", async () => {
    const text = Array.from({length: 12}, (_, i) =>
      JSON.stringify({
        event_timestamp: 1_709_280_000_000_000 + i,
        event_name: "page_view",
        user_pseudo_id: `u${i % 3}`,
        event_params: [
          {key: "ga_session_id", value: {string_value: null, int_value: String(7 + (i % 2))}},
          {key: "page_title", value: {string_value: "a"}}
        ]
      })
    ).join("\n");
    const {events, inspection} = await read(text, {name: "ga4.json", map: "session=event_params.ga_session_id"});
    expect(inspection.columns).toContain("event_params.page_title");
    expect([events.length, new Set(events.map(({session_key}) => session_key)).size]).toEqual([12, 2]);
  });

  test("numbers keep their digits", async () => {
    const id = (i: number) => `20530135523327000${String(i % 5).padStart(2, "0")}`;
    const text = Array.from(
      {length: 20},
      (_, i) =>
        `{"user_id":${id(i)},"timestamp":${1_709_280_000 + i},"event":"view","a":"1e5 ${id(i)}","b":1e5,"c":-9007199254740993,"d":[${id(i)}],"e":1e400,"f":0.5}`
    );
    const {events, inspection, rejected} = await read(text.join("\n"), {name: "log.ndjson"});
    expect(rejected).toEqual([]);
    expect(new Set(events.map(({user}) => user))).toEqual(new Set([0, 1, 2, 3, 4].map(id)));
    expect(inspection.rows[1].slice(3)).toEqual([`1e5 ${id(1)}`, "100000", "-9007199254740993", id(1), "1e400", "0.5"]);
  });

  test.each([
    [
      "cut short",
      JSON.stringify(EVENTS.map(objectOf)).slice(0, -300),
      /is JSON that ends in the middle, after 5\d whole records; it is cut short/
    ],
    [
      "a list of lists",
      "[[1,2],[3,4]]",
      /is a list of JSON whose elements are no objects; write one JSON object an event/
    ],
    ["an empty list", " [ ]\n", /is an empty list of JSON; take a file/],
    ["one object", JSON.stringify({user_id: 1, timestamp: "2024-03-01"}, null, 1), /its first line is no JSON object/]
  ])("%s is refused", async (_, text, message) => {
    await expect(read(text, {name: "log.json"})).rejects.toThrow(message);
  });
});

describe("archives", () => {
  const text = Buffer.from(csv());

  test("several gzips, one behind the other", async () => {
    const cut = [0, 700, 701, 2_000, text.length];
    const parts = cut.slice(1).map((to, i) => gzipSync(text.subarray(cut[i], to)));
    await same(Buffer.concat(parts), "log.csv.gz");
  });

  test("a zip with one file in a folder, stored or deflated, with what a Mac adds", async () => {
    for (const level of [0, 6] as const) {
      const packed = zipSync({
        "a/": new Uint8Array(),
        "a/log.csv": [text, {level}],
        "__MACOSX/a/._log.csv": new Uint8Array(9)
      });
      const {inspection} = await same(packed, "log.zip");
      expect(inspection.fileNotices).toEqual(["a/log.csv is read out of the archive"]);
    }
  });

  test.each<[string, Uint8Array, RegExp]>([
    [
      "two files",
      zipSync({"a.csv": text, "b.csv": text}),
      /is a zip archive with 2 files: a.csv, b.csv; unpack it, and give the one/
    ],
    ["no file", zipSync({"a/": new Uint8Array()}), /is a zip archive without a file; take another file/],
    ["a damaged byte", changed(zipSync({"a.csv": [text, {level: 0}]}), 900), /a.csv is not what its checksum says/],
    ["a damaged byte of a deflated file", changed(zipSync({"a.csv": text}), 300), /is a zip archive that is damaged/],
    [
      "its end missing",
      zipSync({"a.csv": text}).subarray(0, -60),
      /is a zip archive that is damaged \(its directory is missing\)/
    ],
    ["encryption", encrypted(zipSync({"a.csv": text})), /is an encrypted zip archive; unpack it with its password/],
    ["zip64", zip64(zipSync({"a.csv": text})), /is a zip archive in zip64, for more than 4 GB; unpack it/],
    ["a gzip", zipSync({"a.csv.gz": gzipSync(text)}), /is packed twice; unpack it once/]
  ])("a zip with %s is refused", async (_, packed, message) => {
    await expect(read(packed, {name: "log.zip"})).rejects.toThrow(message);
  });

  test("the checksum of the standard's example", () => {
    expect(crc32(crc32(0, Buffer.from("1234")), Buffer.from("56789"))).toBe(0xcbf43926);
  });
});

function changed(packed: Uint8Array, at: number): Uint8Array {
  const copy = packed.slice();
  copy[at] ^= 0x55;
  return copy;
}

/** Where the central directory begins. */
function directoryOf(packed: Uint8Array): number {
  return new DataView(packed.buffer, packed.byteOffset).getUint32(packed.length - 6, true);
}

function encrypted(packed: Uint8Array): Uint8Array {
  const copy = packed.slice();
  copy[directoryOf(packed) + 8] |= 1;
  return copy;
}

function zip64(packed: Uint8Array): Uint8Array {
  const copy = packed.slice();
  copy.fill(0xff, directoryOf(packed) + 20, directoryOf(packed) + 28);
  return copy;
}

describe("workbooks", () => {
  const cells = EVENTS.map(({user, time, event, item, price, category}) => [
    user,
    new Date(`${time.replace(" ", "T")}Z`),
    event,
    item || null,
    price === "" ? null : Number(price),
    category || null
  ]);
  const columns = [{}, {numFmt: "yyyy-mm-dd hh:mm:ss"}];

  test.each([
    ["a header", [[...NAMES], ...cells], 0],
    ["a title above the header", [["All events"], [], [...NAMES], ...cells], 2]
  ])("one sheet with %s", async (_, rows, skip) => {
    const {inspection} = await same(await writeXlsx({sheets: [{name: "log", rows, columns}]}), "log.xlsx");
    expect(inspection.format).toEqual({kind: "xlsx", gzip: false, sheet: 0, header: true, skip});
  });

  test("on the command line it is a log of one's own, unless it has the columns of Online Retail", async () => {
    const book = await writeXlsx({sheets: [{name: "log", rows: [[...NAMES], ...cells], columns}]});
    await read(book, {name: "own.xlsx"});
    const source = await openSource({source: path("own.xlsx")});
    expect(source.spec.name).toBe("log-own");
    expect(source.note).toMatch(/^own\.xlsx is read as an Excel sheet: user=user_id, time=timestamp/);
    expect((await openSource({source: "data/fixtures/online_retail made by hand.xlsx"})).spec.name).toBe(
      "online-retail"
    );
  });

  test("the first sheet that holds a table, and the others are named", async () => {
    const book = await writeXlsx({
      sheets: [
        {name: "About", rows: [["made by us"]]},
        {name: "R&D log", rows: [[...NAMES], ...cells], columns},
        {name: "Notes", rows: [["x"]]}
      ]
    });
    const {inspection} = await same(book, "log.xlsx");
    expect(inspection.fileNotices).toEqual(['of 3 sheets, "R&D log" is read, and not "About", "Notes"']);
  });

  test("rows that are set aside have the sheet's own number", async () => {
    const rows = [[...NAMES], [], ...cells];
    rows[12] = ["u", "never", "view", null, null, null];
    const {rejected} = await read(await writeXlsx({sheets: [{name: "log", rows, columns}]}), {name: "log.xlsx"});
    expect(rejected).toEqual([[13, expect.stringMatching(/^time is not/)]]);
  });

  test("damage is said", async () => {
    const book = await writeXlsx({sheets: [{name: "log", rows: [[...NAMES], ...cells], columns}]});
    await expect(read(book.subarray(0, book.length - 40), {name: "log.xlsx"})).rejects.toThrow(/damaged/);
    await expect(
      read(await writeXlsx({sheets: [{name: "log", rows: [["a"], ["b"]]}]}), {name: "log.xlsx"})
    ).rejects.toThrow("log.xlsx has no sheet with rows of two columns or more; take a workbook that holds a log");
  });
});

test("random logs are the same in every way of writing them", async () => {
  // letters that Windows-1252 has, so that all can be written in all
  const word = fc
    .string({unit: fc.constantFrom(..."abcXYZ0189éüßÑ- _'"), minLength: 1, maxLength: 8})
    .map((text) => `w${text.trim()}é`);
  const arbitrary = fc.record({
    user: word,
    time: fc
      .integer({min: 0, max: 9_000_000})
      .map((s) => new Date(Date.UTC(2024, 0, 1) + s * 1000).toISOString().replace("T", " ").slice(0, 19)),
    event: fc.constantFrom(...WORDS),
    item: fc.oneof(word, fc.constant("")),
    price: fc.oneof(
      fc.integer({min: 0, max: 99_999}).map((cents) => (cents / 100).toFixed(2)),
      fc.constant("")
    ),
    category: fc.oneof(word, fc.constant(""))
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitrary, {minLength: 12, maxLength: 40}),
      fc.constantFrom(
        "utf16",
        "1252",
        "sep",
        "head",
        "tab",
        "bar",
        "array",
        "pretty",
        "nested",
        "wrapped",
        "zip",
        "members",
        "xlsx"
      ),
      async (events, way) => {
        const plainText = csv(events);
        const wanted = await tables(await read(plainText, {map: MAP}));
        const json = events.map(objectOf);
        const half = Math.floor(plainText.length / 2);
        const made: Record<typeof way, () => [string, string | Uint8Array] | Promise<[string, Uint8Array]>> = {
          utf16: () => ["a.csv", bytes(`\ufeff${plainText}`, "utf16le")],
          "1252": () => ["a.csv", windows1252(plainText)],
          sep: () => ["a.csv", `sep=;\n${csv(events, ";")}`],
          head: () => ["a.csv", `# a\n\nReport\n${plainText}`],
          tab: () => ["a.tsv", csv(events, "\t")],
          bar: () => ["a.txt", csv(events, "|")],
          array: () => ["a.json", JSON.stringify(json)],
          pretty: () => ["a.json", json.map((one) => JSON.stringify(one, null, 1)).join("\n")],
          nested: () => [
            "a.jsonl",
            events
              .map((event) => {
                const {user_id, ...rest} = objectOf(event);
                return JSON.stringify({user_id, events: [rest]});
              })
              .join("\n")
          ],
          wrapped: () => ["a.json", JSON.stringify({n: 1, data: {rows: json}}, null, 2)],
          zip: () => ["a.zip", zipSync({"a.csv": Buffer.from(plainText)})],
          members: () => [
            "a.gz",
            Buffer.concat([plainText.slice(0, half), plainText.slice(half)].map((part) => gzipSync(part)))
          ],
          xlsx: async () => [
            "a.xlsx",
            await writeXlsx({sheets: [{name: "a", rows: [[...NAMES], ...events.map(fieldsOf)]}]})
          ]
        };
        const [name, content] = await made[way]();
        expect(await tables(await read(content, {name, map: MAP}))).toEqual(wanted);
      }
    ),
    {numRuns: runs(26, 600)}
  );
});

const MAP =
  "user=user_id, time=timestamp, event=event, item=item_id, price=price, category=category, names=user item, time-format=iso";
