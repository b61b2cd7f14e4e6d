import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {loadOnlineShoppers} from "../../loaders/sources/onlineShoppers.js";
import {numbers, rowsOf, type Table} from "../../src/lib/core/table.js";
import {SESSION_COLUMNS, SHOPPERS_HEADER} from "../../src/lib/sources/onlineShoppers.js";
import {readOnlineShoppers} from "../../src/lib/sources/readOnlineShoppers.js";

const FIXTURE = "data/fixtures/online_shoppers made by hand.csv";
const fixture = readFileSync(FIXTURE, "utf8");
const mirror = process.env.CLICKPROOF_DATA_MIRROR;
const real = mirror === undefined ? "" : join(mirror, "uci-online-shoppers/online_shoppers_intention.csv");
const folder = mkdtempSync(join(tmpdir(), "clickproof-read-shoppers-"));
afterAll(() => rmSync(folder, {recursive: true}));

/** The same text as the loaders read it, with a database. */
async function byDatabase(text: string): Promise<{sessions: Table; rejected: unknown[]}> {
  const path = join(folder, "sessions.csv");
  writeFileSync(path, text);
  const engine = await openDuckDB({threads: 1});
  try {
    await loadOnlineShoppers(engine, path);
    const names = SESSION_COLUMNS.map(({name}) => name).join(", ");
    return {
      sessions: await engine.read(`SELECT ${names} FROM raw_sessions ORDER BY session_id`),
      rejected: rowsOf(await engine.read("SELECT line, reason FROM rejected_rows ORDER BY line"))
    };
  } finally {
    await engine.close();
  }
}

async function expectSame(text: string): Promise<void> {
  const theirs = await byDatabase(text);
  const ours = readOnlineShoppers(text, "sessions.csv");
  expect(ours.rejected).toEqual(theirs.rejected);
  expect(ours.sessions.rows).toBe(theirs.sessions.rows);
  for (const {name} of SESSION_COLUMNS)
    expect([name, numbers(ours.sessions, name)]).toEqual([name, numbers(theirs.sessions, name)]);
}

describe("sessions are read as the database reads them", () => {
  test("the file made by hand", () => expectSame(fixture));

  test("with lines that are no session, and empty ones", async () => {
    const [, first, second] = fixture.split("\n");
    const broken = [
      first,
      first.replace("Feb", "Febuary"),
      "",
      first.replace(/^0/, "-1"),
      first.replace(/^0/, "1.5"),
      first.replace("Returning_Visitor", " returning_visitor "),
      first.replace(",0.2,", ",-0.2,"),
      first.replace(",0.2,", ",2e-1,"),
      first.replace(",0.2,", ",,"),
      `${first},1`,
      "not a session",
      first.replace("FALSE,FALSE", "FALSE,maybe"),
      second
    ];
    const text = `${SHOPPERS_HEADER}\n${broken.join("\n")}\n`;
    await expectSame(text);
    expect(readOnlineShoppers(text, "sessions.csv").rejected.length).toBe(8);
    await expectSame(text.replaceAll("\n", "\r\n"));
  });

  test.skipIf(!existsSync(real))("the published file", () => expectSame(readFileSync(real, "utf8")));
});

test("other files are refused, with what they begin with", () => {
  expect(() => readOnlineShoppers("a,b,c\n1,2,3\n", "log.csv")).toThrow(
    /log\.csv begins with "a,b,c"; Online Shoppers begins/
  );
  expect(() => readOnlineShoppers("", "empty.csv")).toThrow(/empty\.csv begins with ""/);
  expect(() => readOnlineShoppers(`${SHOPPERS_HEADER}\n`, "head.csv")).toThrow(
    /no line that is a session; choose the whole file/
  );
  expect(() => readOnlineShoppers(`${SHOPPERS_HEADER}\n1,2\n`, "short.csv")).toThrow(/line 2: not 18 values/);
});
