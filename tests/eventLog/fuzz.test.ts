/**
 * Logs in random dialects, each written from a known truth and read back. The truth is the oracle: users and items up to new names, times to the
 * millisecond, types, cents, sessions, and which rows are set aside. A log that is ambiguous by construction is right when it is read right and when
 * the reader asks.
 */
import {readdirSync, readFileSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {random, type Random} from "../../src/lib/core/random.js";
import {useEngine} from "../pipeline/logs.js";
import {CASE_GROUPS, casesOf} from "./fuzz/cases.js";
import {fuzzLog, type FuzzLog} from "./fuzz/fuzzLog.js";
import {intakeOf} from "./fuzz/intakeOf.js";
import {PRICE_STYLES} from "./fuzz/prices.js";
import {stillFailing} from "./fuzz/stillFailing.js";
import {TEST_SEEDS} from "./fuzz/testSeeds.js";
import {TIME_STYLES} from "./fuzz/times.js";
import {runs} from "../thorough.js";

const db = useEngine(1);
const folder = mkdtempSync(join(tmpdir(), "clickproof-fuzz-"));
afterAll(() => rmSync(folder, {recursive: true}));
const failing = stillFailing();
/** A usual run reads every second log, the night all of them. */
const read = <T>(logs: readonly T[]): T[] => logs.filter((_, i) => i % runs(2, 1) === 0);

/** Logs that are not read right, by what they are called, with what is wrong. */
async function wrongOf<Name>(logs: readonly (readonly [name: Name, log: () => FuzzLog])[]) {
  const wrong = new Map<Name, string>();
  for (const [name, log] of logs) {
    const {verdict} = await intakeOf(db.engine, folder, log());
    if (!verdict.right) wrong.set(name, `${verdict.outcome}: ${verdict.why}`);
  }
  return wrong;
}

/** Fails on anything wrong that is not listed, and on anything listed that is right by now. */
function compare<Name>(wrong: ReadonlyMap<Name, string>, listed: readonly Name[]): void {
  const unlisted = [...wrong]
    .filter(([name]) => !listed.includes(name))
    .map(([name, why]) => `${String(name)}: ${why}`);
  const mended = listed.filter((name) => !wrong.has(name));
  expect({unlisted, mended}).toEqual({unlisted: [], mended: []});
}

describe("logs in random dialects", () => {
  const part = TEST_SEEDS.length / 3;
  test.each([0, 1, 2])("part %i of three", async (i) => {
    const seeds = read(TEST_SEEDS.slice(i * part, (i + 1) * part));
    const wrong = await wrongOf(seeds.map((seed) => [seed, () => fuzzLog(seed)] as const));
    compare(
      wrong,
      failing.logs.filter((seed) => seeds.includes(seed))
    );
  });
});

describe("logs that are plain but for", () => {
  test.each(CASE_GROUPS)("%s", async (group) => {
    const cases = read(casesOf(group));
    const wrong = await wrongOf(cases.map(({about, seed, fixed}) => [about, () => fuzzLog(seed, fixed)] as const));
    const names = new Set(cases.map(({about}) => about));
    expect(names.size).toBe(cases.length);
    compare(
      wrong,
      failing.cases.filter((about) => names.has(about))
    );
  });

  test("are more than 400", () => {
    expect(CASE_GROUPS.flatMap(casesOf).length).toBeGreaterThan(400);
  });
});

describe("the writer", () => {
  test("writes the same bytes for a seed, and others for another", () => {
    const [a, b, c] = [fuzzLog(5), fuzzLog(5), fuzzLog(6)];
    expect(Buffer.from(a.bytes).equals(b.bytes)).toBe(true);
    expect(a.rows).toEqual(b.rows);
    expect(Buffer.from(a.bytes).equals(c.bytes)).toBe(false);
  });

  test("says for every row what is in it", () => {
    // by hand, from the text: a CSV with plain numbers
    const log = fuzzLog(1, {
      kind: "csv",
      shop: "usual",
      rows: 40,
      language: "english",
      time: "1709287323",
      userIds: "small",
      itemIds: "small",
      price: "123450 cents",
      vocabulary: "REES46",
      encoding: "utf-8",
      packing: "plain",
      delimiter: ",",
      quoting: "minimal",
      preamble: "none",
      end: "\n",
      blanks: false,
      missing: "",
      dirt: null,
      distractors: [],
      roles: ["user", "event", "item", "price"]
    });
    const [header, ...lines] = new TextDecoder().decode(log.bytes).trimEnd().split("\n");
    const places = Object.fromEntries(
      log.dialect.columns.split(", ").map((column, i) => [column.split(":")[1], i] as const)
    );
    expect(header.split(",").length).toBe(5);
    expect(lines.length).toBe(log.rows.length);
    const first = Number(lines[0].split(",")[places.user]);
    for (const [i, line] of lines.entries()) {
      const cells = line.split(",");
      const {who, ms, type, cents} = log.rows[i];
      expect(Number(cells[places.time]) * 1000).toBe(ms);
      expect(Number(cells[places.user]) - first).toBe(who - log.rows[0].who);
      expect(["view", "cart", "remove_from_cart", "purchase"].indexOf(cells[places.event])).toBe(type);
      expect(cells[places.price] === "" ? null : Number(cells[places.price])).toBe(cents);
    }
  });

  test("writes times and prices as its styles are called", () => {
    const ms = Date.UTC(2024, 2, 1, 10, 2, 3, 123);
    const utc = {...random(1), below: () => 0} as Random;
    for (const {id, write, parts} of TIME_STYLES) {
      if (parts !== undefined || /\+0[12]|OCT/.test(id)) continue;
      const [text] = write(ms, utc);
      expect(text.startsWith(id), `${id}: ${text}`).toBe(true);
    }
    for (const {id, write} of PRICE_STYLES)
      expect(write(id.endsWith("4") ? 123_400 : 123_450)).toBe(id.replace(" cents", "").replace("1 2", "1\u00a02"));
  });

  test("writes offsets that the engine's own parser takes back", () => {
    const source = random(2);
    let offsets = 0;
    for (const {id, write, precisionMs} of TIME_STYLES.filter(({id}) => /[+]\d\d:\d\d$|Z$|GMT$|[+]\d{4}$/.test(id))) {
      if (/Mar\/|^\d{8}T/.test(id)) continue;
      for (let i = 0; i < 50; i++) {
        const ms = Date.UTC(2019, 0) + source.below(2 ** 31) * 100;
        const cut = ms - (ms % precisionMs);
        expect(Date.parse(write(cut, source)[0]), id).toBe(cut);
        offsets++;
      }
    }
    expect(offsets).toBe(7 * 50);
  });

  test("knows nothing of the reader", () => {
    const readers = ["readBack.ts", "readInTab.ts", "memoryFile.ts"];
    const writers = readdirSync("tests/eventLog/fuzz").filter(
      (name) => name.endsWith(".ts") && !readers.includes(name)
    );
    expect(writers).toContain("fuzzLog.ts");
    const knowing = writers.filter((name) =>
      readFileSync(join("tests/eventLog/fuzz", name), "utf8").includes("src/lib/eventLog")
    );
    expect(knowing).toEqual([]);
  });
});
