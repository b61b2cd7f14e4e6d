import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, it} from "vitest";
import {retailrocketTotals} from "../../loaders/data/retailrocketTotals.js";
import {buildLedger} from "../../src/lib/claims/ledger.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "clickproof-claims-"))));
afterEach(() => rmSync(folder, {recursive: true}));

const minute = 60_000;
const rows = [
  [0, 1, "view", 7, ""],
  [10 * minute, 1, "addtocart", 7, ""],
  [10 * minute, 1, "addtocart", 7, ""],
  // Exactly the gap stays in the visit; a millisecond more starts another.
  [40 * minute, 1, "transaction", 7, 99],
  [70 * minute + 1, 1, "view", 8, ""],
  [26 * 60 * minute, 2, "view", 8, ""]
];
const log = ["timestamp,visitorid,event,itemid,transactionid", ...rows.map((row) => row.join(","))].join("\n");

it("counts a log that is there, without its exact repetitions", async () => {
  mkdirSync(join(folder, "retailrocket"));
  writeFileSync(join(folder, "retailrocket/events.csv"), log);
  const result = (await retailrocketTotals(folder))!;
  const values = Object.fromEntries(Object.entries(result.figures).map(([name, {value}]) => [name, value]));
  // By hand: visits of 3, 1 and 1 events, the first of which buys; pauses inside them of 10 and of 30 minutes.
  expect(values).toEqual({
    cleanEvents: 5,
    visitors: 2,
    items: 2,
    months: 24 / 365.25,
    sessionsOfSeveral: 1,
    constantAll: 2 / 3,
    quickShare: 1,
    pausesUnderMinute: 0,
    busiestHour: 0.5,
    files: 1
  });
  const row = buildLedger({retailrocket: result}).claims.find(({id}) => id === "smartrocket-visitors")!;
  expect(row).toMatchObject({outcome: "not reproduced", grade: "real data", honest: {value: 2}});
  // Most events are in the hour from midnight, which is no evening.
  const peak = buildLedger({retailrocket: result}).claims.find(({id}) => id === "smartrocket-evening-peak")!;
  expect(peak).toMatchObject({outcome: "not reproduced", grade: "real data", honest: {value: 0.5}});
});

it("adds up sizes once all four files are there", async () => {
  writeFileSync(join(folder, "events.csv"), log);
  for (const name of ["item_properties_part1", "item_properties_part2", "category_tree"]) {
    writeFileSync(join(folder, `${name}.csv`), "x".repeat(100));
  }
  const {figures} = (await retailrocketTotals(folder))!;
  expect(figures.files.value).toBe(4);
  expect(figures.megabytes.value).toBeCloseTo((log.length + 300) / 1e6, 12);
});

it("has nothing to say of a folder without the log", async () => {
  expect(await retailrocketTotals(folder)).toBeNull();
});

it("says what is wrong with a folder or a file", async () => {
  await expect(retailrocketTotals(join(folder, "nowhere"))).rejects.toThrow(/^no folder .*nowhere; name the folder/);
  writeFileSync(join(folder, "events.csv"), "a,b\n1,2\n");
  await expect(retailrocketTotals(folder)).rejects.toThrow("is not RetailRocket's log");
});
