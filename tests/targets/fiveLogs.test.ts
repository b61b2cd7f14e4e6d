import {existsSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, afterEach, beforeEach, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {openSource, type SourceOptions} from "../../loaders/sources/openSource.js";
import {DAY_MS, HOUR_MS, MINUTE_MS} from "../../src/lib/core/time.js";
import {itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {splitName, splitSql, SPLITS, type SplitOptions} from "../../src/lib/pipeline/split.js";
import {runStage, STAGES} from "../../src/lib/pipeline/stages.js";
import {numbers} from "../../src/lib/core/table.js";
import {targetById, TARGETS} from "../../src/lib/targets/target.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {makeWorld} from "../features/worlds.js";
import {rowsOf, type Row} from "../pipeline/oracle.js";
import {THOROUGH} from "../thorough.js";
import {oracleLog, type OracleLog} from "./oracle.js";
import {kindOf, partsOf, wrongCells} from "./wrongCells.js";

/** The labels of logs of five characters, each cell against the slow version, for every kind of split. */
const db = {} as {engine: Engine};
beforeEach(async () => {
  db.engine = await openDuckDB({threads: 2});
});
afterEach(() => db.engine.close());
const folder = mkdtempSync(join(tmpdir(), "clickproof-labels-"));
afterAll(() => rmSync(folder, {recursive: true}));

const KINDS = [...new Map(TARGETS.map(({examples}) => [kindOf(examples), examples])).values()];
const ALL_SPLITS: readonly SplitOptions[] = [...Object.values(SPLITS), {by: "date", shares: [0.5, 0.2, 0.3]}];

type Attribute = Parameters<typeof oracleLog>[1][number];

/** Reads a source and runs its stages up to the sessions. */
async function read(options: SourceOptions): Promise<void> {
  const source = await openSource(options);
  await source.load(db.engine);
  for (const stage of STAGES.slice(0, 4)) await runStage(db.engine, stage, source.spec, {}, {hash: false});
  await db.engine.run(itemAttributesSql(source.attributes));
}

async function oracleOf(): Promise<OracleLog> {
  const events = rowsOf(await db.engine.read("SELECT * FROM sessionized_events ORDER BY session_id, event_no"));
  const said = rowsOf(await db.engine.read("SELECT item_id, from_ms, department_id FROM item_attributes"));
  return oracleLog(events, said as unknown as Attribute[], await partsOf(db.engine));
}

/** Compares every cell under every split, and gives how many labels of each value there were. */
async function compared(splits = ALL_SPLITS): Promise<{positive: number; censored: number; negative: number}> {
  const seen = {positive: 0, censored: 0, negative: 0};
  for (const split of splits) {
    await db.engine.run(splitSql(split));
    const log = await oracleOf();
    for (const options of KINDS) {
      expect(await wrongCells(db.engine, log, TARGETS, options), `${splitName(split)}, ${kindOf(options)}`).toEqual([]);
      const ids = TARGETS.filter(({examples}) => kindOf(examples) === kindOf(options)).map(({id}) => id);
      const found = await db.engine.read("SELECT * FROM labels");
      for (const id of ids) {
        const [hit, open] = [numbers(found, id), numbers(found, `${id}-censored`)];
        for (let row = 0; row < found.rows; row++)
          seen[hit[row] === 1 ? "positive" : open[row] === 1 ? "censored" : "negative"]++;
      }
    }
  }
  return seen;
}

/** The folder of downloaded logs, where there is one. */
const mirror = process.env.CLICKPROOF_DATA_MIRROR;
const published = (path: string) => (mirror !== undefined && existsSync(join(mirror, path)) ? mirror : undefined);

describe("every label is that of the slow version", () => {
  test("on a generated shop", async () => {
    await read({source: "shop", profile: "tiny", seed: 5});
    const seen = await compared(THOROUGH ? ALL_SPLITS : [SPLITS.date, SPLITS.random]);
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });

  test("on RetailRocket's log, of which nobody's clock is told", async () => {
    const there = published("retailrocket/sample_events.csv");
    await read(
      there === undefined ? {source: "data/fixtures/retailrocket/events.csv"} : {source: "retailrocket", mirror}
    );
    const seen = await compared();
    expect(seen.positive + seen.censored + seen.negative).toBeGreaterThan(0);
  });

  test("on a log that knows only days and has sessions of its own", async () => {
    const there = THOROUGH ? published("uci-eshop-clothing-2008/e-shop clothing 2008.csv.gz") : undefined;
    await read(
      there === undefined
        ? {source: "data/fixtures/e-shop clothing made by hand.csv"}
        : {source: "eshop-clothing", mirror}
    );
    await compared(there === undefined ? ALL_SPLITS : [SPLITS.date]);
  });

  test("on a CSV of a small shop whose visitors come back and buy", async () => {
    const lines = ["time,visitor,event,item,category"];
    // visits at steps of half an hour and more over seven weeks, so that many sessions run on over midnight
    for (let user = 1; user <= 40; user++)
      for (let visit = 0; visit < 1 + (user % 5); visit++) {
        const start =
          Date.UTC(2024, 1, 1) + ((user * 7 + visit * 11) % 49) * DAY_MS + ((user * 5 + visit) % 48) * (HOUR_MS / 2);
        for (let k = 0; k <= (user + visit) % 4; k++)
          lines.push(
            `${new Date(start + k * 20 * MINUTE_MS).toISOString()},u${user},${["view", "view", "addtocart", "purchase"][(user + visit + 2 * k) % 4]},i${(user * visit + k) % 6},${["a", "b"][(user + k) % 2]}.x`
          );
      }
    const path = join(folder, "shop.csv");
    writeFileSync(path, `${lines.join("\n")}\n`);
    await read({source: path});
    const seen = await compared();
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });

  test("where it is hard: ties, a purchase at the very moment, sessions over the part's end, single events", async () => {
    await edges();
    const seen = await compared();
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
  });
});

const START = Date.UTC(2025, 0, 1);
const DAYS = 60;
/** The first moment after the training part of a split by halves. */
const HALF = START + 30 * DAY_MS;

const event = (user_id: number, ts_ms: number, code: number, item_id: number): Row => ({
  user_id,
  ts_ms,
  tick: 0,
  event: code,
  item_id,
  price_cents: null,
  dwell_ms: null,
  session_key: user_id
});

const EDGES: readonly Row[] = [
  // user 1: looks, and buys in the same session after the training part has ended
  event(1, HALF - 25 * MINUTE_MS, 0, 1),
  event(1, HALF - 15 * MINUTE_MS, 0, 2),
  event(1, HALF - 5 * MINUTE_MS, 0, 1),
  event(1, HALF + 5 * MINUTE_MS, 3, 1),
  // user 2: the same, and the purchase comes a millisecond before the end
  event(2, HALF - 25 * MINUTE_MS, 0, 1),
  event(2, HALF - 15 * MINUTE_MS, 0, 2),
  event(2, HALF - 5 * MINUTE_MS, 0, 1),
  event(2, HALF - 1, 3, 1),
  event(2, HALF + MINUTE_MS, 0, 3),
  // user 3: comes back in the test alone and buys there
  event(3, HALF - 10 * DAY_MS, 0, 4),
  event(3, HALF + 2 * DAY_MS, 3, 4),
  // user 4: the purchase is at the very moment at which the example is asked, a millisecond after the third look
  event(4, START + 3 * DAY_MS, 0, 5),
  event(4, START + 3 * DAY_MS + MINUTE_MS, 0, 5),
  event(4, START + 3 * DAY_MS + 2 * MINUTE_MS, 0, 5),
  event(4, START + 3 * DAY_MS + 2 * MINUTE_MS + 1, 3, 5),
  // user 11: the purchase is at the time of the third look, and known by the moment
  event(11, START + 3 * DAY_MS, 0, 5),
  event(11, START + 3 * DAY_MS + MINUTE_MS, 0, 5),
  event(11, START + 3 * DAY_MS + 2 * MINUTE_MS, 0, 5),
  event(11, START + 3 * DAY_MS + 2 * MINUTE_MS, 3, 5),
  // user 5: buys 30 days after the moment to the millisecond, which is too late, and user 6 one earlier
  event(5, START, 0, 6),
  event(5, START + 30 * DAY_MS + 1, 3, 6),
  event(6, START, 0, 6),
  event(6, START + 30 * DAY_MS, 3, 6),
  // user 7: two events at one time, of two items, and nothing else
  event(7, START + 5 * DAY_MS, 0, 1),
  event(7, START + 5 * DAY_MS, 3, 2),
  // user 12: buys at the very end of the part, which is the first moment of the next
  event(12, HALF - 20 * MINUTE_MS, 0, 5),
  event(12, HALF - 15 * MINUTE_MS, 0, 5),
  event(12, HALF - 10 * MINUTE_MS, 0, 5),
  event(12, HALF, 3, 5),
  // user 13: thirty days after this look lie between the end of the log and the midnight after it
  event(13, HALF - MINUTE_MS / 2, 0, 5),
  // user 8: one event on the last day, which ends the log; user 9: one on the first
  event(8, START + DAYS * DAY_MS - MINUTE_MS, 0, 1),
  event(9, START, 0, 1),
  // user 10: four visits, the fourth over the end of the training part, a purchase in the fifth
  event(10, START + HOUR_MS, 0, 1),
  event(10, START + DAY_MS, 0, 1),
  event(10, START + 2 * DAY_MS, 0, 1),
  event(10, HALF - MINUTE_MS, 0, 1),
  event(10, HALF + MINUTE_MS, 0, 1),
  event(10, HALF + DAY_MS, 3, 1)
];

const edges = () => makeWorld(db.engine, {rows: EDGES, attributes: [], sessions: "gap"});

describe("by hand, training being the first thirty days", () => {
  const HALVES: SplitOptions = {by: "date", shares: [0.5, 0, 0.5]};
  /** The labels of a user's examples of a target, in their order: 1, 0 or null where nobody knows. */
  async function labels(id: string, user: number): Promise<(0 | 1 | null)[]> {
    const target = targetById(id);
    await edges();
    await db.engine.run(splitSql(HALVES));
    const log = await oracleOf();
    expect(await wrongCells(db.engine, log, [target], target.examples)).toEqual([]);
    const found = await db.engine.read(
      `SELECT labels.* FROM labels JOIN examples USING (example_id) WHERE user_id = ${user} ORDER BY example_id`
    );
    const [hit, open] = [numbers(found, id), numbers(found, `${id}-censored`)];
    return Array.from({length: found.rows}, (_, row) => (open[row] === 1 ? null : hit[row] === 1 ? 1 : 0));
  }

  test.each([
    // a session that goes on over the end: its purchase is not seen, and so nobody knows
    ["purchase-this-session", 1, [null]],
    // also where a purchase came in time: who is known must not hang on what happened
    ["purchase-this-session", 2, [null]],
    // the next session is in the test
    ["item-next-session", 3, [null, null]],
    ["purchase-next-session", 3, [null, null]],
    ["purchase-this-session", 12, [null]],
    // at the moment is after it, at the third event is not
    ["purchase-this-session", 4, [1]],
    ["purchase-this-session", 11, [0]],
    ["item-next-session", 4, [null]],
    // thirty days after the first session's end is a millisecond after the part's
    ["item-30-days", 9, [null]],
    ["item-30-days", 6, [null, null]],
    // of the first example's three next visits the last one runs on over the end
    ["item-3-sessions", 10, [null, null, null, null, null]],
    ["item-next-session", 10, [0, 0, null, null, null]]
  ] as const)("%s, user %d", async (id, user, expected) => {
    expect(await labels(id, user)).toEqual(expected);
  });
});
