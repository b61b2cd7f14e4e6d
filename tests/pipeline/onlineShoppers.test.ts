import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, describe, expect, test} from "vitest";
import {command} from "../command.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {isSessionTable, runSessionTable, type SessionTableOptions} from "../../loaders/pipeline/sessionTable.js";
import {rowsOf} from "../../src/lib/core/table.js";
import {literal} from "../../src/lib/sql/dialect.js";

const FIXTURE = "data/fixtures/online_shoppers made by hand.csv";
const text = readFileSync(FIXTURE, "utf8");
const folder = mkdtempSync(join(tmpdir(), "clickproof-shoppers-"));
afterAll(() => rmSync(folder, {recursive: true}));

function file(name: string, content: Uint8Array | string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const run = (source: string, options: SessionTableOptions = {}) =>
  runSessionTable({source, folder: join(folder, "built"), ...options});

async function parquet(path: string) {
  const engine = await openDuckDB({threads: 1});
  const rows = rowsOf(await engine.read(`SELECT * FROM read_parquet(${literal(path)})`));
  await engine.close();
  return rows;
}

describe("six sessions made by hand", () => {
  test("are read with a type for each column", async () => {
    const {folder: place} = await run(FIXTURE);
    const rows = await parquet(join(place, "clean_sessions.parquet"));
    expect(rows.length).toBe(6);
    expect(rows[2]).toEqual({
      session_id: 3,
      administrative: 2,
      administrative_duration: 37.5,
      informational: 0,
      informational_duration: 0,
      product_related: 14,
      product_related_duration: 612.25,
      bounce_rates: 0.01,
      exit_rates: 0.025,
      page_values: 12.75,
      special_day: 0.4,
      month: 5,
      operating_systems: 2,
      browser: 2,
      region: 3,
      traffic_type: 4,
      visitor_type: 0,
      weekend: 0,
      revenue: 1
    });
  });

  test("keep and count duplicates, or drop them", async () => {
    const notes: string[] = [];
    const kept = (await run(FIXTURE, {onNote: (note) => notes.push(note)})).document;
    expect(notes).toEqual([expect.stringMatching(/is no file that online-shoppers is published as/)]);
    expect(kept).toMatchObject({
      input: {rows: 6, users: null, events: null},
      totals: {sessions: 6, buyingSessions: 2, users: null, items: null, sessionConversion: 2 / 6},
      counts: {exactDuplicates: 1},
      quarantine: []
    });
    const dropped = (await run(FIXTURE, {duplicates: "drop"})).document;
    expect(dropped.totals.sessions).toBe(5);
    expect(dropped.quarantine).toEqual([{reason: "exact duplicate", rows: 1, firstLine: null}]);
    expect(dropped.inputSha256).toBe(kept.inputSha256);
  });

  test("are split by month, October and before to train, or at random", async () => {
    const {document, folder: place} = await run(FIXTURE);
    expect(document.options).toEqual({gapMs: null, sessions: "own", split: "months", duplicates: "keep"});
    expect(document.parts).toEqual([
      {fold: 1, part: "train", sessions: 4, buyingSessions: 1, firstMonth: 2, lastMonth: 6},
      {fold: 1, part: "test", sessions: 2, buyingSessions: 1, firstMonth: 11, lastMonth: 12}
    ]);
    expect((await parquet(join(place, "test_sessions.parquet"))).map(({session_id}) => session_id)).toEqual([5, 6]);
    const random = (await run(FIXTURE, {split: {by: "random", shares: [0.5, 0.25, 0.25], seed: 3}})).document;
    expect(random.parts.reduce((sum, {sessions}) => sum + sessions, 0)).toBe(6);
    await expect(run(FIXTURE, {split: {by: "user", shares: [0.7, 0.15, 0.15], seed: 1}})).rejects.toThrow(
      /cannot be split by user: it has neither users nor days; give --split months/
    );
  });

  test("are the same gzipped, under any name and with Windows' line ends; another number gives another hash", async () => {
    const hashes = async (path: string) => (await run(path)).document.stages.map(({sha256}) => sha256);
    const plain = await hashes(FIXTURE);
    for (const path of [file("a", gzipSync(text)), file("b.csv", text.replaceAll("\n", "\r\n"))]) {
      expect(await isSessionTable(path)).toBe(true);
      expect(await hashes(path)).toEqual(plain);
    }
    const changed = await hashes(file("c.csv", text.replace("48.125", "48.126")));
    expect(changed[0]).not.toBe(plain[0]);
    expect(changed[2]).toBe(plain[2]); // months are as before
  });
});

test("bad lines are set aside by line and reason, and too many stop the run with earlier outputs intact", async () => {
  const [header, first, ...others] = text.trimEnd().split("\n");
  const many = Array.from({length: 60}, () => others[3]);
  const bad = [
    first.replace("Feb", "Feburary"),
    first.replace("Returning_Visitor", "Robot"),
    first.replace("0,0,0,0,1,0,", "0,-1,0,0,1,0,"),
    `${first},7`,
    first.replace("FALSE,FALSE", "FALSE,maybe")
  ];
  const path = file("bad.csv", Buffer.from([header, ...bad, "\xff\xfe", ...many].join("\n"), "latin1"));
  const {document, folder: place} = await run(path);
  expect(await parquet(join(place, "rejected_rows.parquet"))).toEqual([
    {line: 2, reason: "Month cannot be read"},
    {line: 3, reason: "VisitorType cannot be read"},
    {line: 4, reason: "Administrative_Duration cannot be read"},
    {line: 5, reason: "not 18 values"},
    {line: 6, reason: "Revenue cannot be read"},
    {line: 7, reason: "not UTF-8"}
  ]);
  expect(document.input.rows).toBe(66);
  expect((await parquet(join(place, "clean_sessions.parquet")))[0].session_id).toBe(7);
  const worse = file("worse.csv", [header, ...bad, first].join("\n"));
  await expect(run(worse)).rejects.toThrow(/5 of 6 rows cannot be read; at most 10 % may be/);
  expect((await parquet(join(place, "clean_sessions.parquet"))).length).toBe(60);
});

test.each<[string, () => string, RegExp]>([
  ["another file", () => file("other.csv", "a,b\n"), /other\.csv begins with "a,b"; Online Shoppers begins with/],
  ["an empty file", () => file("empty.csv", ""), /empty\.csv is empty/],
  ["nothing but a header", () => file("header.csv", text.split("\n")[0]), /the table has no rows/],
  ["a gzip cut short", () => file("cut.gz", gzipSync(text).subarray(0, -9)), /cut\.gz is damaged or cut short/],
  ["no file", () => join(folder, "none.csv"), /there is no file/]
])("%s is explained", async (_, path, message) => {
  await expect(run(path())).rejects.toThrow(message);
  await expect(run(path())).rejects.toMatchObject({name: "UserError"});
});

test("the command shows it and prints its document", async () => {
  const pipeline = (...argv: string[]) => command(["pipeline", "--source", FIXTURE, ...argv]);
  const {status, stdout} = await pipeline("--json");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({source: "online-shoppers", generated: false, totals: {sessions: 6}});
  expect((await pipeline()).stdout).toMatch(
    /^online-shoppers, a table of sessions: 6 rows\n {2}6 sessions, 2 with a purchase/
  );
  const wrong = await pipeline("--gap", "20");
  expect([wrong.status, wrong.stderr]).toEqual([
    2,
    "--gap is for logs of events; this source is a table of sessions\n"
  ]);
});

const mirror = process.env.CLICKPROOF_DATA_MIRROR ?? "";
const published = join(mirror, "uci-online-shoppers", "online_shoppers_intention.csv");
const there = mirror !== "" && existsSync(published);

test.skipIf(!there)(
  `the published table has its totals${there ? "" : " (skipped: CLICKPROOF_DATA_MIRROR names no folder with it)"}`,
  async () => {
    const notes: string[] = [];
    const {document} = await run(published, {onNote: (note) => notes.push(note)});
    expect(notes).toEqual([]);
    expect(document).toMatchObject({
      input: {rows: 12_330},
      totals: {sessions: 12_330, buyingSessions: 1_908},
      counts: {exactDuplicates: 125},
      quarantine: []
    });
    expect(document.parts.map(({part, firstMonth, lastMonth}) => [part, firstMonth, lastMonth])).toEqual([
      ["train", 2, 10],
      ["test", 11, 12]
    ]);
  }
);
