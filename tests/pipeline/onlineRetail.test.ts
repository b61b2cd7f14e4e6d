import {copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {zipSync} from "fflate";
import {writeXlsx} from "hucre/xlsx";
import {afterAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {isOnlineRetail, onlineRetail, type OnlineRetailChoices} from "../../loaders/sources/onlineRetail.js";
import {rowsOf} from "../../src/lib/core/table.js";
import {runStages} from "../../src/lib/pipeline/stages.js";

const XLSX = "data/fixtures/online_retail made by hand.xlsx";
const PARQUET = "data/fixtures/online_retail made by hand.parquet";
const folder = mkdtempSync(join(tmpdir(), "clickproof-retail-"));
afterAll(() => rmSync(folder, {recursive: true}));

function file(name: string, content: Uint8Array | string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function load(path: string, choices: OnlineRetailChoices = {}) {
  const source = await onlineRetail({path, ...choices});
  const engine = await openDuckDB({threads: 2});
  await source.load(engine);
  return {source, engine, rows: async (sql: string) => rowsOf(await engine.read(sql))};
}

async function run(path: string, choices: OnlineRetailChoices = {}) {
  const {source, engine, rows} = await load(path, choices);
  const document = await runStages(engine, source.spec, {split: {by: "random", shares: [0.7, 0.15, 0.15], seed: 1}});
  const counts = Object.fromEntries(
    await Promise.all(
      Object.entries(source.counts!).map(async ([name, sql]) => [name, Object.values((await rows(sql))[0])[0]])
    )
  );
  await engine.close();
  return {...document, counts};
}

describe.each([
  ["the workbook", XLSX],
  ["the Parquet", PARQUET]
])("invoices made by hand, %s", (_, path) => {
  test("become purchases to the minute, in pence, by line", async () => {
    const {engine, rows} = await load(path);
    expect((await rows("SELECT * FROM raw_events ORDER BY tick, session_key"))[0]).toEqual({
      user_id: 12400,
      ts_ms: Date.UTC(2011, 0, 4, 10),
      tick: 2,
      event: 3,
      item_id: 1, // by the order of bytes: 10001A, 10001a, 10002 …
      price_cents: 255,
      dwell_ms: null,
      session_key: 500001
    });
    await engine.close();
  });

  test("keep every line in a table of its own, returns too", async () => {
    const {engine, rows} = await load(path);
    const lines = await rows(
      "SELECT line, first_line, invoice, quantity, price_cents FROM invoice_lines ORDER BY line"
    );
    expect(lines.length).toBe(12);
    expect(lines.map(({line, first_line}) => [line, first_line]).filter(([line, first]) => line !== first)).toEqual([
      [4, 3]
    ]);
    expect(lines.map(({quantity}) => quantity)).toEqual([6, 12, 12, 24, 1, 3, 2, 1, -2, -7, 1, 5]);
    expect(lines.at(-1)!.price_cents).toBe(0);
    expect(await rows("SELECT invoice, customer, quantity FROM returns ORDER BY line")).toEqual([
      {invoice: "C500004", customer: 12400, quantity: -2},
      {invoice: "500005", customer: null, quantity: -7}
    ]);
    expect(await rows("SELECT item, description FROM item_catalog ORDER BY item_id")).toEqual([
      {item: "10001A", description: "BLUE CANDLE"},
      {item: "10001a", description: "BLUE CANDLE"},
      {item: "10002", description: "TIN OF BUTTONS"},
      {item: "10003", description: "PAPER LANTERN"},
      {item: "B", description: "Adjust bad debt"},
      {item: "POST", description: "POSTAGE"}
    ]);
    await engine.close();
  });

  test("are counted whatever is then done with them", async () => {
    for (const choices of [{}, {duplicates: "keep", anonymous: "invoice"}] as const) {
      expect((await run(path, choices)).counts).toEqual({
        lines: 12,
        invoices: 7,
        customers: 3,
        linesWithoutCustomer: 4,
        duplicateLines: 1,
        returns: 2,
        returnsOnCreditNotes: 1
      });
    }
  });

  test.each<[OnlineRetailChoices, Record<string, number>, number, number]>([
    [{}, {"no customer": 4, "return, kept in the table returns": 1, "exact duplicate": 1}, 6, 3],
    [{duplicates: "keep"}, {"no customer": 4, "return, kept in the table returns": 1}, 7, 3],
    [
      {anonymous: "invoice"},
      {"return, kept in the table returns": 2, "adjustment of debts, no purchase": 1, "exact duplicate": 1},
      8,
      4
    ]
  ])("with %j", async (choices, quarantine, events, users) => {
    const document = await run(path, choices);
    expect(Object.fromEntries(document.quarantine.map(({reason, rows}) => [reason, rows]))).toEqual(quarantine);
    expect(document.input.rows).toBe(12);
    expect(document.totals).toMatchObject({events, users});
    expect(document.totals.byType).toEqual({view: 0, addtocart: 0, removefromcart: 0, transaction: events});
  });
});

test("both files give the same hashes, whatever is chosen", async () => {
  for (const choices of [{}, {duplicates: "keep"}, {anonymous: "invoice"}] as const) {
    const [a, b] = [await run(XLSX, choices), await run(PARQUET, choices)];
    expect(a.stages.map(({sha256}) => sha256)).toEqual(b.stages.map(({sha256}) => sha256));
  }
});

test("a sheet may have its columns in any order, and cells of any kind are read or set aside by line", async () => {
  const header = [
    "Country",
    "CustomerID",
    "UnitPrice",
    "InvoiceDate",
    "Quantity",
    "Description",
    "StockCode",
    "InvoiceNo"
  ];
  const day = new Date(Date.UTC(2011, 5, 1, 9, 30));
  const good = Array.from({length: 80}, (_, i) => ["EIRE", 12346, 1.25, day, i + 1, "LAMP", 22000 + i, 540000]);
  const rows = [
    header,
    ["EIRE", 12346, 1.25, 40695.395833333336, 1, "LAMP", "22000", "540000"], // a date that is a number
    ["EIRE", 12346, 1.25, "soon", 1, "LAMP", 22000, 540000],
    ["EIRE", 12346, "cheap", day, 1, "LAMP", 22000, 540000],
    ["EIRE", 12346, 1.25, day, 1.5, "LAMP", 22000, 540000],
    ["EIRE", 12346, 1.25, day, 1, "LAMP", null, 540000],
    ["EIRE", 12346, 1.25, day, 1, "LAMP", 22000, null],
    ...good
  ];
  const path = file("any.xlsx", await writeXlsx({sheets: [{name: "a", rows}]}));
  expect(await isOnlineRetail(path)).toBe(true);
  const {engine, rows: read} = await load(path);
  expect(await read("SELECT * FROM rejected_rows ORDER BY line")).toEqual([
    {line: 3, reason: "InvoiceDate is no time"},
    {line: 4, reason: "UnitPrice is no number"},
    {line: 5, reason: "Quantity is no whole number"},
    {line: 6, reason: "no StockCode"},
    {line: 7, reason: "no InvoiceNo"}
  ]);
  expect(await read("SELECT DISTINCT ts_ms FROM raw_events")).toEqual([{ts_ms: day.getTime()}]);
  await engine.close();
});

describe("what cannot be read is explained in one line", () => {
  test.each<[string, () => string | Promise<string>, RegExp]>([
    ["no file", () => join(folder, "none.xlsx"), /there is no file .*none\.xlsx/],
    ["a folder", () => folder, /is a folder, not a file/],
    ["an empty file", () => file("empty.xlsx", ""), /empty\.xlsx is empty/],
    ["another format", () => file("other.xlsx", "a,b\n1,2\n"), /other\.xlsx is neither Parquet nor a workbook/],
    [
      "a workbook cut short",
      () => file("cut.xlsx", readFileSync(XLSX).subarray(0, 4000)),
      /cut\.xlsx is a damaged workbook/
    ],
    [
      "an archive that is no workbook",
      () => file("zip.xlsx", zipSync({"a.txt": new Uint8Array(9)})),
      /zip\.xlsx is a damaged workbook/
    ],
    [
      "a Parquet cut short",
      () => file("cut.parquet", readFileSync(PARQUET).subarray(0, 2000)),
      /cut\.parquet cannot be read \(.*\); it may be damaged or cut short/
    ],
    [
      "a workbook of something else",
      async () =>
        file(
          "b.xlsx",
          await writeXlsx({
            sheets: [
              {
                name: "a",
                rows: [
                  ["InvoiceNo", "Quantity"],
                  [1, 2]
                ]
              }
            ]
          })
        ),
      /b\.xlsx has no column StockCode, Description, InvoiceDate, UnitPrice, CustomerID, Country; Online Retail has/
    ],
    [
      "an empty workbook",
      async () => file("c.xlsx", await writeXlsx({sheets: [{name: "a", rows: []}]})),
      /c\.xlsx has no rows in its first sheet/
    ]
  ])("%s", async (_, path, message) => {
    const error: Error = await load(await path()).then(
      () => expect.fail("it was read"),
      (error) => error
    );
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({name: "UserError"});
    expect(error.message).not.toContain("\n");
  });

  test("a mirror without it", async () => {
    await expect(onlineRetail({mirror: folder})).rejects.toThrow(
      /Online Retail is in none of .*fetch it with npm run data/
    );
  });
});

const mirror = process.env.CLICKPROOF_DATA_MIRROR ?? "";
const published = join(mirror, "uci-online-retail", "online_retail.parquet");
const there = mirror !== "" && existsSync(published);

test.skipIf(!there)(
  `the published lines have their totals${there ? "" : " (skipped: CLICKPROOF_DATA_MIRROR names no folder with them)"}`,
  async () => {
    const copy = join(folder, "under another name.parquet");
    copyFileSync(published, copy);
    expect(await isOnlineRetail(copy)).toBe(true);
    expect((await onlineRetail({path: copy})).note).toBeUndefined();
    expect((await onlineRetail({path: XLSX})).note).toMatch(/is no file that online-retail is published as/);
    const {counts, input, quarantine} = await run(copy);
    expect(counts).toEqual({
      lines: 541_909,
      invoices: 25_900,
      customers: 4_372,
      linesWithoutCustomer: 135_080,
      duplicateLines: 5_268,
      returns: 10_624,
      returnsOnCreditNotes: 9_288
    });
    expect(input.rows).toBe(541_909);
    expect(quarantine[0]).toMatchObject({reason: "no customer", rows: 135_080});
  }
);
