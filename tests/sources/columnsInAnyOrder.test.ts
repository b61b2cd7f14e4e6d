import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {isSessionTable} from "../../loaders/pipeline/sessionTable.js";
import {loadOnlineShoppers} from "../../loaders/sources/onlineShoppers.js";
import {isEshopClothing} from "../../loaders/sources/eshopClothing.js";
import {isOnlineRetail} from "../../loaders/sources/onlineRetail.js";
import {openSource} from "../../loaders/sources/openSource.js";
import {isRetailrocket} from "../../loaders/sources/retailrocket.js";
import {trainingData} from "../../loaders/training/train.js";
import {rowsOf, type Table} from "../../src/lib/core/table.js";
import {columnPlaces} from "../../src/lib/sources/columnPlaces.js";
import {readOnlineShoppers} from "../../src/lib/sources/readOnlineShoppers.js";
import {literal} from "../../src/lib/sql/dialect.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-columns-"));
afterAll(() => rmSync(folder, {recursive: true}));

/** A table with its columns from last to first, their names changed. */
function turned(text: string, separator: string, rename: (name: string) => string): string {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  const turn = (fields: string[]) => fields.reverse().join(separator);
  return [turn(header.split(separator).map(rename)), ...lines.map((line) => turn(line.split(separator)))].join("\n");
}

const small = (name: string) => name.toLowerCase();
const quoted = (name: string) => ` "${name.toUpperCase()}" `;

function file(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), {recursive: true});
  writeFileSync(path, `${content}\n`);
  return path;
}

/** What a query gives of a log once its source has been read. */
async function read(path: string, sql: string): Promise<unknown> {
  const source = await openSource({source: path});
  const engine = await openDuckDB({threads: 1});
  try {
    await source.load(engine);
    return rowsOf(await engine.read(sql));
  } finally {
    await engine.close();
  }
}

describe("columns are found by their names", () => {
  test("in whatever order, case, blanks and quotes, beside others, and not where one is missing or twice", () => {
    expect(columnPlaces("a,b,c", ["a", "b", "c"], ",")).toEqual([0, 1, 2]);
    expect(columnPlaces('C; "B" ;x;a', ["a", "b", "c"], ";")).toEqual([3, 1, 0]);
    expect(columnPlaces("a,c", ["a", "b", "c"], ",")).toBeNull();
    expect(columnPlaces("a,b,B,c", ["a", "b", "c"], ",")).toBeNull();
    expect(columnPlaces("a,b,c,x,x", ["a", "b", "c"], ",")).toEqual([0, 1, 2]);
    expect(columnPlaces("a,b,c", ["a", "b", "c"], ";")).toBeNull();
  });

  const SHOPPERS = readFileSync("data/fixtures/online_shoppers made by hand.csv", "utf8");

  async function sessions(path: string): Promise<Table> {
    const engine = await openDuckDB({threads: 1});
    try {
      await loadOnlineShoppers(engine, path);
      return await engine.read("SELECT * FROM raw_sessions ORDER BY session_id");
    } finally {
      await engine.close();
    }
  }

  test.each([
    ["small letters", small],
    ["capitals in quotes", quoted]
  ])("of Online Shoppers, from last to first in %s", async (_, rename) => {
    const text = turned(SHOPPERS, ",", rename);
    const path = file("shoppers.csv", text);
    expect(await isSessionTable(path)).toBe(true);
    expect(await sessions(path)).toEqual(await sessions("data/fixtures/online_shoppers made by hand.csv"));
    expect(readOnlineShoppers(text, "turned")).toEqual(readOnlineShoppers(SHOPPERS, "published"));
    const task = async (source: string) => (await trainingData({source})).data.sha256;
    expect(await task(path)).toBe(await task("data/fixtures/online_shoppers made by hand.csv"));
  });

  test("of Online Shoppers beside another column, as a table with row numbers has them", async () => {
    const [header, ...lines] = SHOPPERS.trimEnd().split("\n");
    const numbered = [`"",${header}`, ...lines.map((line, i) => `"${i + 1}",${line}`), "short,line"].join("\n");
    const path = file("numbered.csv", numbered);
    expect(await isSessionTable(path)).toBe(true);
    expect((await sessions(path)).rows).toBe(lines.length);
    const {sessions: found, rejected} = readOnlineShoppers(numbered, "numbered");
    expect(found).toEqual(readOnlineShoppers(SHOPPERS, "published").sessions);
    expect(rejected).toEqual([{line: lines.length + 2, reason: "not 19 values"}]);
  });

  test("of the e-shop's clicks", async () => {
    const original = "data/fixtures/e-shop clothing made by hand.csv";
    const path = file("clicks.csv", turned(readFileSync(original, "utf8"), ";", quoted));
    expect(await isEshopClothing(path)).toBe(true);
    for (const table of ["raw_events", "item_catalog", "users", "rejected_rows"])
      expect(await read(path, `SELECT * FROM ${table} ORDER BY ALL`)).toEqual(
        await read(original, `SELECT * FROM ${table} ORDER BY ALL`)
      );
  });

  test("of RetailRocket's events, properties and categories", async () => {
    const original = "data/fixtures/retailrocket";
    for (const name of readdirSync(original))
      file(`rocket/${name}`, turned(readFileSync(join(original, name), "utf8"), ",", small));
    const path = join(folder, "rocket/events.csv");
    expect(await isRetailrocket(path)).toBe(true);
    for (const table of ["raw_events", "event_properties", "item_catalog", "categories", "rejected_rows"])
      expect(await read(path, `SELECT * FROM ${table} ORDER BY ALL`)).toEqual(
        await read(join(original, "events.csv"), `SELECT * FROM ${table} ORDER BY ALL`)
      );
    // somebody's own table with more columns is not taken for it
    expect(await isRetailrocket(file("own.csv", "timestamp,visitorid,event,itemid,transactionid,page"))).toBe(false);
  });

  test("of a wholesaler's invoices in Parquet", async () => {
    const original = "data/fixtures/online_retail made by hand.parquet";
    const path = join(folder, "invoices.parquet");
    const engine = await openDuckDB({threads: 1});
    const {columns} = await engine.read(`SELECT name FROM parquet_schema(${literal(original)}) OFFSET 1`);
    const turnedColumns = [...(columns.name as readonly string[])].reverse();
    await engine.run(
      `COPY (SELECT ${turnedColumns.map((name) => `"${name}" AS "${small(name)}"`).join(", ")} FROM read_parquet(${literal(original)})) TO ${literal(path)} (FORMAT parquet)`
    );
    await engine.close();
    expect(await isOnlineRetail(path)).toBe(true);
    for (const table of ["raw_events", "invoice_lines", "item_catalog"])
      expect(await read(path, `SELECT * FROM ${table} ORDER BY ALL`)).toEqual(
        await read(original, `SELECT * FROM ${table} ORDER BY ALL`)
      );
  });

  const mirror = process.env.CLICKPROOF_DATA_MIRROR ?? "";
  const published = join(mirror, "uci-online-shoppers", "online_shoppers_intention.csv");
  const there = mirror !== "" && existsSync(published);
  test.skipIf(!there)(
    `of the published table, whose rows stay the same${there ? "" : " (skipped: CLICKPROOF_DATA_MIRROR names no folder with it)"}`,
    async () => {
      const path = file("published.csv", turned(readFileSync(published, "utf8"), ",", small));
      const [ours, theirs] = [await trainingData({source: path}), await trainingData({source: published})];
      expect(ours.data).toEqual(theirs.data);
      expect(ours.data.test).toEqual({rows: 4725, positives: 976, users: null});
    }
  );
});
