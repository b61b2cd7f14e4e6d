import {copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gunzipSync, gzipSync} from "node:zlib";
import {afterAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {eshopClothing, isEshopClothing, modelCode} from "../../loaders/sources/eshopClothing.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {useEngine} from "./logs.js";
import {rowsOf} from "./oracle.js";

const FIXTURE = "data/fixtures/e-shop clothing made by hand.csv";
const text = readFileSync(FIXTURE, "utf8");
const folder = mkdtempSync(join(tmpdir(), "clickproof-eshop-"));
afterAll(() => rmSync(folder, {recursive: true}));
const db = useEngine();

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function run(path: string) {
  const source = await eshopClothing({path});
  await source.load(db.engine);
  return runStages(db.engine, source.spec);
}

describe("a small file in the log's format", () => {
  test("is read column by column", async () => {
    const source = await eshopClothing({path: FIXTURE});
    await source.load(db.engine);
    const rows = rowsOf(await db.engine.read("SELECT * FROM raw_events ORDER BY user_id, tick"));
    expect(rows.length).toBe(13);
    expect(rows[1]).toEqual({
      user_id: 1,
      ts_ms: Date.UTC(2008, 3, 1),
      tick: 2,
      event: 0,
      item_id: 2031,
      price_cents: 4500,
      dwell_ms: null,
      session_key: 1
    });
    expect(source.note).toMatch(/is not the table UCI publishes: its SHA-256 is [0-9a-f]{64}/);
    const users = await db.engine.read("SELECT count(*) AS n, min(country) AS least FROM users");
    expect([users.columns.n[0], users.columns.least[0]]).toEqual([6, 3]);
  });

  test("gives its totals, one session a user, whatever the pauses", async () => {
    const {totals, quarantine, options} = await run(FIXTURE);
    expect(totals).toEqual({
      users: 6,
      items: 6,
      events: 13,
      byType: {view: 13, addtocart: 0, removefromcart: 0, transaction: 0},
      sessions: 6,
      singleEventSessions: 2,
      buyingSessions: 0,
      cartingSessions: 0,
      sessionConversion: 0
    });
    expect(quarantine).toEqual([]);
    expect(options.sessions).toBe("own");
  });

  test("is the same gzipped, under any name, and with Unix line ends", async () => {
    const plain = (await run(FIXTURE)).stages;
    for (const path of [
      file("a.csv.gz", gzipSync(text)),
      file("b", gzipSync(text)),
      file("c.csv", text.replaceAll("\r\n", "\n"))
    ]) {
      expect(await isEshopClothing(path)).toBe(true);
      expect((await run(path)).stages.map(({sha256}) => sha256)).toEqual(plain.map(({sha256}) => sha256));
    }
  });

  test("has bad lines set aside by reason, and none lost", async () => {
    const good = text.trimEnd().split("\r\n");
    const bad = [
      "2008;4;31;1;7;9;1;A2;1;1;1;20;2;1", // no such day
      "2008;4;1;1;7;9;1;2A;1;1;1;20;2;1", // no such code
      "2008;4;1;1;7;9;1;A0;1;1;1;20;2;1",
      "2008;4;1;one;7;9;1;A2;1;1;1;20;2;1",
      "2008;4;1;2;7", // cut short
      "2008;4;1;1;7;9;1;A2;1;1;1;20;2;1;77", // a field too many
      good[1] // a line twice
    ];
    // enough good lines that the bad ones stay a small share
    const many = Array.from({length: 100}, (_, i) => `2008;5;2;1;7;${100 + i};1;A2;1;1;1;20;2;1`);
    const {quarantine, input, totals} = await run(file("bad.csv", [...good, ...many, ...bad].join("\r\n")));
    expect(Object.fromEntries(quarantine.map(({reason, rows, firstLine}) => [reason, [rows, firstLine]]))).toEqual({
      "no such day": [1, 115],
      "no such model": [2, 116],
      "order is no whole number": [1, 118],
      "not 14 fields": [2, 119],
      "exact duplicate": [1, null]
    });
    expect(input.rows).toBe(120);
    expect(totals.events).toBe(113);
  });
});

describe("what cannot be read is explained", () => {
  test.each([
    [
      "another file",
      () => file("other.csv", "a,b\n1,2\n"),
      /other\.csv begins with "a,b"; the e-shop clothing log begins with "year;month/
    ],
    ["an empty file", () => file("empty.csv", ""), /empty\.csv is empty/],
    ["no file", () => join(folder, "none.csv"), /there is no file .*none\.csv/],
    [
      "a gzip cut short",
      () => file("cut.csv.gz", gzipSync(text).subarray(0, -20)),
      /cut\.csv\.gz is damaged or cut short/
    ]
  ])("%s", async (_, path, message) => {
    await expect(eshopClothing({path: path()})).rejects.toThrow(message);
    await expect(eshopClothing({path: path()})).rejects.toMatchObject({name: "UserError"});
  });

  test("a mirror without it", async () => {
    await expect(eshopClothing({mirror: folder})).rejects.toThrow(
      /the e-shop clothing log is in none of data.raw.eshop-clothing/
    );
  });
});

test("a model's code comes back from its id", () => {
  for (const [code, id] of [
    ["A1", 1001],
    ["B31", 2031],
    ["P82", 16082],
    ["Z999", 26999]
  ] as const)
    expect(modelCode(id)).toBe(code);
  expect(() => modelCode(1000)).toThrow("no model has the id 1000");
  expect(() => modelCode(27001)).toThrow("no model has the id 27001");
});

const mirror = process.env.CLICKPROOF_DATA_MIRROR;
const published = mirror && join(mirror, "uci-eshop-clothing-2008", "e-shop clothing 2008.csv.gz");
const there = published !== undefined && published !== "" && existsSync(published);

describe.skipIf(!there)(
  `the published log${there ? "" : " (skipped: CLICKPROOF_DATA_MIRROR names no folder with it)"}`,
  () => {
    test("has its totals, gzipped and plain", async () => {
      const gz = join(folder, "log.csv.gz");
      copyFileSync(published!, gz);
      const plain = file("log.csv", gunzipSync(readFileSync(gz)));
      const hashes = [];
      for (const path of [gz, plain]) {
        const source = await eshopClothing({path});
        expect(source.note).toBeUndefined();
        const engine = await openDuckDB();
        await source.load(engine);
        const {totals, quarantine, stages} = await runStages(engine, source.spec);
        await engine.close();
        expect(totals).toMatchObject({events: 165_474, sessions: 24_026, users: 24_026, items: 217});
        expect(quarantine).toEqual([]);
        hashes.push(stages.map(({sha256}) => sha256));
      }
      expect(hashes[0]).toEqual(hashes[1]);
    });

    test("keeps its 217 models apart", async () => {
      const source = await eshopClothing({path: published!});
      await source.load(db.engine);
      const {columns, rows} = await db.engine.read("SELECT item_id, model FROM item_catalog");
      expect(rows).toBe(217);
      for (let i = 0; i < rows; i++) expect(modelCode(Number(columns.item_id[i]))).toBe(columns.model[i]);
    });
  }
);
