import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import fc from "fast-check";
import {afterAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {runPipeline} from "../../loaders/pipeline/pipeline.js";
import {openSource} from "../../loaders/sources/openSource.js";
import {isRetailrocket, retailrocket} from "../../loaders/sources/retailrocket.js";
import {rowsOf} from "../../src/lib/core/table.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {writeStandIn} from "./retailrocketStandIn.js";

const FIXTURE = "data/fixtures/retailrocket";
const HEADER = "timestamp,visitorid,event,itemid,transactionid";
const RANDOM = {by: "random", shares: [0.7, 0.15, 0.15], seed: 1} as const;
const root = mkdtempSync(join(tmpdir(), "clickproof-rocket-"));
afterAll(() => rmSync(root, {recursive: true}));

let made = 0;
function folderWith(files: Record<string, string | Uint8Array>): string {
  const folder = join(root, String(made++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Loads a folder's events and hands its engine to queries. */
async function load(folder: string, events = "events.csv") {
  const source = await retailrocket({path: join(folder, events)});
  const engine = await openDuckDB({threads: 2});
  await source.load(engine);
  const rows = async (sql: string) => rowsOf(await engine.read(sql));
  return {source, engine, rows};
}

describe("a small shop made by hand", () => {
  test("has its events with what was known of each item at the time", async () => {
    const {source, engine, rows} = await load(FIXTURE);
    expect(source.note).toMatch(
      /^events\.csv is no file that retailrocket is published as: its SHA-256 is [0-9a-f]{64}$/
    );
    const properties = await rows(source.outputs!.event_properties);
    const shown = properties.map((row) =>
      Object.values(row)
        .map((value) => value ?? "–")
        .join(" ")
    );
    expect(shown).toEqual([
      // user, time, order, event, item, category, department, availability
      "0 1433200000000 0 0 105 99 – –", // a category that is in no tree
      "11 1433160000000 0 0 101 20 10 1",
      "11 1433160060000 0 1 101 20 10 0", // said at this very moment: known
      "11 1433160120000 1 3 101 20 10 0",
      "11 1433160120000 2 3 101 20 10 0",
      "11 1433160120000 2 3 101 20 10 0",
      "12 1433170000000 0 0 102 21 10 –",
      "12 1433256400000 0 0 102 30 30 1", // moved to another category in between
      "13 1433180000000 0 0 103 – – –", // nothing said but what is not kept
      "13 1433190000000 0 0 104 – – –" // said only later
    ]);
    expect(await rows("SELECT * FROM item_departments ORDER BY item_id")).toEqual([
      {item_id: 101, department_id: 10},
      {item_id: 102, department_id: 30},
      {item_id: 104, department_id: 10}
    ]);
    expect(await rows(source.outputs!.department_names)).toEqual([
      {department_id: 10, name: "category 10"},
      {department_id: 30, name: "category 30"}
    ]);
    expect((await rows("SELECT item_id FROM item_catalog ORDER BY item_id")).map(({item_id}) => item_id)).toEqual([
      101, 102, 103, 104, 105
    ]);
    await engine.close();
  });

  test("drops exact duplicates of all five columns and no others", async () => {
    const {source, engine} = await load(FIXTURE);
    const {totals, quarantine, input} = await runStages(engine, source.spec);
    expect(input.rows).toBe(10);
    expect(quarantine).toEqual([{reason: "exact duplicate", rows: 1, firstLine: null}]);
    expect(totals).toMatchObject({
      users: 4,
      items: 5,
      byType: {view: 6, addtocart: 1, removefromcart: 0, transaction: 2},
      sessions: 6,
      singleEventSessions: 5,
      buyingSessions: 1,
      cartingSessions: 1
    });
    await engine.close();
  });

  test("is the same gzipped, with Windows' line ends, and with orders as reals", async () => {
    const text = readFileSync(join(FIXTURE, "events.csv"), "utf8");
    const variants = {
      "a.csv.gz": gzipSync(text),
      "b.csv": text.replaceAll("\n", "\r\n"),
      "c.csv": text.replace(/,(\d)$/gm, ",$1.0"),
      "d.csv": `\uFEFF${text}`
    };
    const folder = folderWith(variants);
    cpSync(FIXTURE, folder, {recursive: true, filter: (path) => !path.endsWith("events.csv")});
    const hashes = new Set<string>();
    for (const name of [...Object.keys(variants)]) {
      expect(await isRetailrocket(join(folder, name))).toBe(true);
      const {source, engine} = await load(folder, name);
      const {stages} = await runStages(engine, source.spec);
      hashes.add(stages.map(({sha256}) => sha256).join());
      await engine.close();
    }
    expect(hashes.size).toBe(1);
  });

  test("is a source of the pipeline, with tables and counts of its own that survive a second run", async () => {
    const folder = join(root, "built");
    const options = {
      source: join(FIXTURE, "events.csv"),
      folder,
      split: RANDOM
    } as const;
    const first = await runPipeline(options);
    expect(first.document.counts).toEqual({
      eventsWithCategory: 8,
      eventsWithAvailability: 6,
      eventsWithoutProperties: 2,
      rejectedPropertyLines: 0
    });
    for (const name of ["event_properties", "item_states", "item_departments", "categories"])
      expect(existsSync(join(first.folder, `${name}.parquet`))).toBe(true);
    const second = await runPipeline(options);
    expect(second.document.stages.every(({cached}) => cached)).toBe(true);
    expect(second.document.counts).toEqual(first.document.counts);
  });

  test("does without everything but its events, and says so", async () => {
    const folder = folderWith({"events.csv": readFileSync(join(FIXTURE, "events.csv"))});
    const {source, engine, rows} = await load(folder);
    expect(source.note).toMatch(
      /without item_properties_part1\.csv, item_properties_part2\.csv, category_tree\.csv beside it/
    );
    expect(await rows("SELECT count(*) AS n, count(category_id) AS known FROM event_properties")).toEqual([
      {n: 10, known: 0}
    ]);
    await engine.close();
    const sample = folderWith({"sample_events.csv": readFileSync(join(FIXTURE, "events.csv"))});
    const taken = await retailrocket({mirror: sample});
    expect(taken.note).toMatch(/; events\.csv is not here: this is sample_events\.csv/);
    expect(taken.profile).toBe("sample");
  });
});

test("what is known of an item is the last word at or before the event, as a slow search finds it", async () => {
  const when = fc.integer({min: 0, max: 12}).map((step) => 1433160000000 + step * 60_000);
  const item = fc.integer({min: 1, max: 3});
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({when, item}), {minLength: 1, maxLength: 15}),
      fc.uniqueArray(
        fc.record({
          when,
          item,
          property: fc.constantFrom("categoryid", "available", "7"),
          value: fc.integer({min: 0, max: 9})
        }),
        {maxLength: 25, selector: ({when, item, property}) => `${when} ${item} ${property}`}
      ),
      fc.array(fc.option(fc.integer({min: 0, max: 9}), {nil: null}), {minLength: 10, maxLength: 10}),
      async (events, changes, parents) => {
        const line = (c: (typeof changes)[number]) => `${c.when},${c.item},${c.property},${c.value}`;
        const half = Math.ceil(changes.length / 2);
        const folder = folderWith({
          "events.csv": [HEADER, ...events.map((e, i) => `${e.when},${i},view,${e.item},`)].join("\n"),
          "item_properties_part1.csv": ["timestamp,itemid,property,value", ...changes.slice(0, half).map(line)].join(
            "\n"
          ),
          "item_properties_part2.csv": ["timestamp,itemid,property,value", ...changes.slice(half).map(line)].join("\n"),
          "category_tree.csv": ["categoryid,parentid", ...parents.map((parent, i) => `${i},${parent ?? ""}`)].join("\n")
        });
        const {engine, rows} = await load(folder);
        const found = await rows(
          "SELECT user_id, category_id, department_id, available FROM event_properties ORDER BY user_id"
        );
        await engine.close();
        const last = (e: (typeof events)[number], property: string) =>
          changes
            .filter((c) => c.item === e.item && c.property === property && c.when <= e.when)
            .sort((a, b) => a.when - b.when)
            .at(-1)?.value ?? null;
        const rootOf = (category: number | null, steps = 0): number | null =>
          category === null || steps > 10
            ? null
            : parents[category] === null
              ? category
              : rootOf(parents[category], steps + 1);
        expect(found).toEqual(
          events.map((e, i) => {
            const category = last(e, "categoryid");
            return {
              user_id: i,
              category_id: category,
              department_id: rootOf(category),
              available: last(e, "available")
            };
          })
        );
      }
    ),
    {numRuns: 25}
  );
});

test("a generated stand-in, a thousandth of its size, has every property that is kept and no other", async () => {
  const folder = join(root, "stand-in");
  const written = writeStandIn(folder, 0.001);
  const {engine, rows} = await load(folder);
  const [{states, events, known}] = await rows(`SELECT (SELECT count(*) FROM item_states) AS states,
  (SELECT count(*) FROM raw_events) AS events, (SELECT count(category_id) FROM event_properties) AS known`);
  expect(events).toBe(2760);
  // two words on one item at one moment are one state
  expect(states).toBeLessThanOrEqual(written.categories + written.available);
  expect(states).toBeGreaterThan(0.8 * (written.categories + written.available));
  expect(known).toBeGreaterThan(0);
  await engine.close();
});

describe("dirt", () => {
  const good = Array.from({length: 90}, (_, i) => `${1433160000000 + i},${i},view,5,`);

  test("is counted with its line and reason, and moves no other line", async () => {
    const lines = [
      HEADER, // 1
      "when,1,view,5,", // 2
      "1433160000000,,view,5,", // 3
      "1433160000000,1,View,5,", // 4
      "", // 5, nothing
      "1433160000000,1,view,-5,", // 6
      "1433160000000,1,view", // 7
      "1433160000000,1,view,5,,", // 8
      "1433160000000,1,transaction,5,x", // 9
      "1433160000000,1,view,\xff\xfe,", // 10, no UTF-8
      "99999999999999999999,1,view,5,", // 11
      ...good
    ];
    const folder = folderWith({"events.csv": Buffer.from(`${lines.join("\n")}\n1433160000000,1,vi`, "latin1")});
    const {source, engine, rows} = await load(folder);
    expect(await rows("SELECT * FROM rejected_rows ORDER BY line")).toEqual([
      {line: 2, reason: "timestamp is no whole number"},
      {line: 3, reason: "visitorid is no whole number"},
      {line: 4, reason: "event is none of view, addtocart, transaction"},
      {line: 6, reason: "itemid is no whole number"},
      {line: 7, reason: "not five values"},
      {line: 8, reason: "not five values"},
      {line: 9, reason: "transactionid is no whole number"},
      {line: 10, reason: "not UTF-8"},
      {line: 11, reason: "timestamp is no whole number"},
      {line: 102, reason: "not five values"}
    ]);
    const {input, totals} = await runStages(engine, source.spec, {split: RANDOM});
    expect([input.rows, totals.events]).toEqual([100, 90]);
    await engine.close();
  });

  test("in properties has a table of its own", async () => {
    const folder = folderWith({
      "events.csv": [HEADER, ...good].join("\n"),
      "item_properties_part1.csv":
        "timestamp,itemid,property,value\nx,5,available,1\n1,5,available,1\n2,5,available\n3,5,categoryid,many\n"
    });
    const {engine, rows} = await load(folder);
    expect(await rows("SELECT * FROM rejected_properties ORDER BY line")).toEqual([
      {file: "item_properties_part1.csv", line: 2, reason: "timestamp or itemid is no whole number"},
      {file: "item_properties_part1.csv", line: 4, reason: "not four values"}
    ]);
    expect(await rows("SELECT DISTINCT category_id, available FROM event_properties")).toEqual([
      {category_id: null, available: 1}
    ]);
    await engine.close();
  });

  test.each<[string, Record<string, string | Uint8Array>, RegExp]>([
    [
      "another file",
      {"events.csv": "a,b\n1,2\n"},
      /events\.csv begins with "a,b"; it should begin with "timestamp,visitorid/
    ],
    [
      "missing columns",
      {"events.csv": "timestamp,visitorid,event\n1,2,view\n"},
      /begins with "timestamp,visitorid,event";/
    ],
    ["an empty file", {"events.csv": ""}, /events\.csv is empty/],
    [
      "binary junk",
      {"events.csv": Uint8Array.from({length: 999}, (_, i) => (i * 37) % 256)},
      /events\.csv begins with /
    ],
    [
      "a gzip cut short",
      {"events.csv": gzipSync([HEADER, ...good].join("\n")).subarray(0, -30)},
      /events\.csv is damaged or cut short/
    ],
    [
      "properties of another kind",
      {"events.csv": [HEADER, ...good].join("\n"), "item_properties_part2.csv": "a\n"},
      /item_properties_part2\.csv begins with "a"/
    ]
  ])("%s is explained in one line", async (_, files, message) => {
    const error: Error = await retailrocket({path: join(folderWith(files), "events.csv")}).then(
      () => expect.fail("it was read"),
      (error) => error
    );
    expect(error).toMatchObject({name: "UserError"});
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("\n");
  });

  test("a folder, a path to nothing and a file that may not be read are explained", async () => {
    const folder = folderWith({"events.csv": HEADER});
    await expect(openSource({source: folder})).rejects.toThrow(/is a folder, not a file; name the file in it/);
    await expect(retailrocket({path: join(folder, "no.csv")})).rejects.toThrow(/there is no file .*no\.csv/);
    await expect(retailrocket({mirror: root})).rejects.toThrow(
      /RetailRocket's events\.csv is in none of .*download it from Kaggle/
    );
  });
});

const mirror = process.env.CLICKPROOF_DATA_MIRROR ?? "";
const there = mirror !== "" && existsSync(join(mirror, "retailrocket", "sample_events.csv"));

test.skipIf(!there)(
  `the published sample has its totals${there ? "" : " (skipped: CLICKPROOF_DATA_MIRROR names no folder with it)"}`,
  async () => {
    const {source, engine, rows} = await load(join(mirror, "retailrocket"), "sample_events.csv");
    const {totals, input} = await runStages(engine, source.spec);
    expect(source.note).not.toContain("published as");
    expect(input).toMatchObject({rows: 9385, users: 5000, byType: {view: 9076, addtocart: 263, transaction: 46}});
    expect(totals.events).toBe(9382);
    expect(await rows("SELECT count(*) AS n, count(DISTINCT department_id) AS roots FROM categories")).toEqual([
      {n: 1669, roots: 25}
    ]);
    await engine.close();
  }
);
