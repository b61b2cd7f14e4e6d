import {DAY_MS} from "../../src/lib/core/time.js";
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {examplesName, examplesSql, EXAMPLE_OPTIONS, type ExampleOptions} from "../../src/lib/features/examples.js";
import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {logFacts} from "../../src/lib/features/logFacts.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {PARTS, splitSql, type SplitOptions} from "../../src/lib/pipeline/split.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";
import {labelsSql} from "../../src/lib/targets/labelsSql.js";
import {missingRequirements} from "../../src/lib/targets/missingRequirements.js";
import {countTargets} from "../../src/lib/targets/countTargets.js";
import {targetById, TARGETS, type Target} from "../../src/lib/targets/target.js";
import {makeWorld, world} from "../features/worlds.js";
import {useEngine} from "../pipeline/logs.js";
import {rowsOf, type Row} from "../pipeline/oracle.js";
import {cases, THOROUGH} from "../thorough.js";
import {endOf, examplesOf, labelOf, oracleLog, type OracleLog} from "./oracle.js";
import {kindOf, partsOf, wrongCells} from "./wrongCells.js";

const db = useEngine();

/** Horizons short enough to end within a small log, and the widest of what can be asked. */
const SHORT: readonly Target[] = [
  ...TARGETS,
  {...targetById("item-30-days"), id: "item-2-days", horizon: {by: "days", days: 2}},
  {...targetById("category-3-sessions"), id: "category-1-day", horizon: {by: "days", days: 1}},
  {...targetById("cart-next-session"), id: "cart-2-sessions", horizon: {by: "sessions", sessions: 2}},
  {...targetById("purchase-next-session"), id: "purchase-2-sessions", horizon: {by: "sessions", sessions: 2}},
  {...targetById("purchase-this-session"), id: "cart-this-session", event: "cart"}
];
const KINDS = [...new Map(SHORT.map(({examples}) => [examplesName(examples), examples])).values()];
const SPLIT: SplitOptions = {by: "date", shares: [0.5, 0.25, 0.25]};
const split = fc.constantFrom<SplitOptions>(SPLIT, {by: "random", shares: [0.4, 0.3, 0.3], seed: 7});
const until = fc.constantFrom<"log" | "part">("log", "part");
const sessions = fc.constantFrom<ExampleOptions["sessions"]>("all", "followed");

const wrong = (log: OracleLog, options: ExampleOptions, look: "log" | "part") =>
  wrongCells(db.engine, log, SHORT, options, look);

describe("every cell is that of the slow version", () => {
  for (const options of KINDS)
    test(`on small random logs, ${examplesName(options)}`, async () => {
      await fc.assert(
        fc.asyncProperty(world, split, until, sessions, async (given, how, look, kept) => {
          const events = await makeWorld(db.engine, given);
          await db.engine.run(splitSql(how));
          const log = oracleLog(events, given.attributes, await partsOf(db.engine));
          expect(await wrong(log, {...options, sessions: kept}, look)).toEqual([]);
        }),
        cases(8, 40)
      );
    });

  test("on the generated shop, and their counts by part add them up", async () => {
    const log = await tinyShop();
    for (const look of ["log", "part"] as const)
      for (const kept of ["all", "followed"] as const) {
        // random logs have every pair of the two; here each cell is compared in two of the four, and every count
        if (THOROUGH || (look === "part") === (kept === "followed"))
          for (const options of KINDS)
            expect(await wrong(log, {...options, sessions: kept}, look), `${look}, ${kept}`).toEqual([]);
        const found = await countTargets(db.engine, TARGETS, {until: look, sessions: kept});
        expect(found).toEqual(addedUp(log, look, kept));
      }
    // what nothing is said of is a label of the example's own part
    expect(await countTargets(db.engine)).toEqual(addedUp(log, "part", "all"));
    const [next] = await countTargets(db.engine, [targetById("purchase-this-session")]);
    expect(Math.max(...next.parts.map(({positives}) => positives))).toBeGreaterThan(0);
  });
});

describe("a label and the other parts", () => {
  const byTimeOrUser = fc.constantFrom<SplitOptions>(
    SPLIT,
    {by: "user", shares: [0.5, 0.2, 0.3], seed: 3},
    {by: "windows", folds: 1}
  );
  /** The labels of examples of a part, all columns in the order of examples. */
  const labelsOf = async (part: number) =>
    rowsOf(
      await db.engine
        .read(`SELECT labels.* FROM labels JOIN examples USING (example_id) JOIN split_sessions USING (session_id)
WHERE fold = 1 AND part = ${part} ORDER BY example_id`)
    );

  for (const options of KINDS)
    test(`a purchase of everything there, and after the part's end, changes none: ${examplesName(options)}`, async () => {
      const asked = SHORT.filter(({examples}) => kindOf(examples) === kindOf(options));
      await fc.assert(
        fc.asyncProperty(world, fc.oneof(split, byTimeOrUser), async (given, how) => {
          const events = await makeWorld(db.engine, given);
          await db.engine.run(splitSql(how));
          await db.engine.run(examplesSql(options));
          const parts = await partsOf(db.engine);
          const log = oracleLog(events, given.attributes, parts);
          await db.engine.run(labelsSql(asked));
          await db.engine.run("CREATE OR REPLACE TABLE true_events AS SELECT * FROM sessionized_events");
          const found = new Map<number, Row[]>();
          for (const part of new Set(parts.values())) found.set(part, await labelsOf(part));
          for (const [part, labels] of found) {
            for (const event of [1, 3])
              for (const item of [1, 2, 3, 4]) {
                await db.engine.run(`CREATE OR REPLACE TABLE sessionized_events AS
SELECT * EXCLUDE (part) REPLACE (CASE WHEN part = ${part} AND ts_ms < ${endOf(log, part, "part")} THEN event ELSE ${event} END AS event,
  CASE WHEN part = ${part} AND ts_ms < ${endOf(log, part, "part")} THEN item_id ELSE ${item} END AS item_id)
FROM true_events JOIN (SELECT session_id, part FROM split_sessions WHERE fold = 1) USING (session_id)`);
                await db.engine.run(labelsSql(asked));
                expect(await labelsOf(part)).toEqual(labels);
              }
          }
        }),
        cases(3, 40)
      );
    });

  test("one that is known is that of the whole log, but for sessions dealt out at random", async () => {
    await fc.assert(
      fc.asyncProperty(world, byTimeOrUser, async (given, how) => {
        const events = await makeWorld(db.engine, {...given, sessions: "gap"});
        await db.engine.run(splitSql(how));
        const log = oracleLog(events, given.attributes, await partsOf(db.engine));
        for (const one of SHORT)
          for (const example of examplesOf(log, one.examples)) {
            if (how.by === "windows" && log.parts.get(example.session_id) === 3) continue;
            const own = labelOf(log, example, one, "part");
            const whole = labelOf(log, example, one, "log");
            if (own.censored === 0) expect({label: own.label, censored: 0}).toEqual({label: whole.label, censored: 0});
          }
      }),
      cases(30, 400)
    );
  });
});

async function tinyShop(): Promise<OracleLog> {
  const shop = generateShop(shopOptions("tiny"));
  await loadEvents(db.engine, shop.events);
  await runStages(db.engine, SHOP_SOURCE, {split: SPLIT}, {hash: false});
  await db.engine.load("item_catalog", shop.catalogue.items);
  await db.engine.run(itemAttributesSql(ALL_KNOWN));
  const {item_id, department_id} = shop.catalogue.items.columns;
  const events = rowsOf(await db.engine.read("SELECT * FROM sessionized_events ORDER BY session_id, event_no"));
  const attributes = Array.from(item_id, (item, i) => ({item_id: item, from_ms: 0, department_id: department_id[i]}));
  return oracleLog(events, attributes, await partsOf(db.engine));
}

function addedUp(log: OracleLog, look: "log" | "part", kept: ExampleOptions["sessions"]) {
  return TARGETS.map((one) => {
    const examples = examplesOf(log, {...one.examples, sessions: kept});
    const parts = [0, 1, 2].map((code) => {
      const own = examples.filter(({session_id}) => log.parts.get(session_id) === code);
      const labels = own.map((example) => labelOf(log, example, one, look));
      return {
        part: PARTS[code],
        examples: own.length,
        positives: labels.filter(({label, censored}) => label === 1 && censored === 0).length,
        positivesWithCensored: labels.filter(({label}) => label === 1).length,
        censored: labels.filter(({censored}) => censored === 1).length,
        positiveUsers: new Set(
          own.filter((_, i) => labels[i].label === 1 && labels[i].censored === 0).map(({user_id}) => user_id)
        ).size
      };
    });
    return {target: one, parts: parts.filter(({examples: n}) => n > 0)};
  });
}

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 1);
const event = (user_id: number, ms: number, code: number, item_id: number | null): Row => ({
  user_id,
  ts_ms: START + ms,
  tick: 0,
  event: code,
  item_id,
  price_cents: null,
  dwell_ms: null,
  session_key: null
});
const labelsAfter = async (rows: readonly Row[], look: "log" | "part") => {
  await makeWorld(db.engine, {rows, attributes: [], sessions: "gap"});
  await db.engine.run(splitSql({by: "date", shares: [0.5, 0, 0.5]}));
  await db.engine.run(examplesSql(EXAMPLE_OPTIONS));
  await db.engine.run(labelsSql([targetById("item-next-session"), targetById("item-30-days")], {until: look}));
  return rowsOf(await db.engine.read("SELECT * FROM labels ORDER BY example_id"));
};

describe("by hand", () => {
  // an item is looked at, and bought in the next session but one, 29 days and then 31 days after the look
  const visits = (days: number) => [
    event(1, 0, 0, 7),
    event(1, DAY_MS, 0, 8),
    event(1, days * DAY_MS, 3, 7),
    event(2, 60 * DAY_MS + 1_001, 0, 9)
  ];

  test("a purchase in the session after next is none of the next session's, and is one of 30 days if it comes in them", async () => {
    const [early] = await labelsAfter(visits(29), "log");
    expect(early).toMatchObject({later_sessions: 2, "item-next-session": 0, "item-30-days": 1});
    expect(early).toMatchObject({"item-next-session-censored": 0, "item-30-days-censored": 0});
    const [late] = await labelsAfter(visits(31), "log");
    expect(late).toMatchObject({"item-30-days": 0, "item-30-days-censored": 0});
  });

  test("the log's last example has nothing after it: every question is cut off", async () => {
    const last = (await labelsAfter(visits(29), "log")).at(-1);
    expect(last).toMatchObject({later_sessions: 0, "item-next-session": 0, "item-next-session-censored": 1});
    expect(last).toMatchObject({"item-30-days": 0, "item-30-days-censored": 1});
  });

  test("an example whose days go on after the end is censored, also where the purchase came in time", async () => {
    // bought on the second of 30 days; the log ends on day 20
    const rows = [event(1, 0, 0, 7), event(1, 2 * DAY_MS, 3, 7), event(2, 20 * DAY_MS, 0, 9)];
    const [first] = await labelsAfter(rows, "log");
    expect(first).toMatchObject({"item-30-days": 1, "item-30-days-censored": 1});
    expect(first).toMatchObject({"item-next-session": 1, "item-next-session-censored": 0});
  });

  test("labels from the example's own part do not see the test", async () => {
    const rows = [event(1, 0, 0, 7), event(1, 40 * DAY_MS, 3, 7), event(2, 60 * DAY_MS, 0, 9)];
    expect((await labelsAfter(rows, "log"))[0]).toMatchObject({"item-next-session": 1, later_sessions: 1});
    expect((await labelsAfter(rows, "part"))[0]).toMatchObject({
      "item-next-session": 0,
      "item-next-session-censored": 1,
      later_sessions: 0
    });
  });

  test("a part of a log of days is watched to the end of its last day, as the log is", async () => {
    // the one session of training is the first day; 30 days from the midnight after it end with the log's last day
    const rows = [event(1, 0, 0, 7), event(2, 30 * DAY_MS, 0, 9)];
    const options: SplitOptions = {by: "date", shares: [1, 0, 0]};
    await makeWorld(db.engine, {rows, attributes: [], sessions: "gap"});
    await db.engine.run(splitSql(options));
    for (const look of ["log", "part"] as const) {
      await db.engine.run(labelsSql([targetById("item-30-days")], {until: look}));
      const [first] = rowsOf(await db.engine.read("SELECT * FROM labels ORDER BY example_id"));
      expect(first, look).toMatchObject({"item-30-days": 0, "item-30-days-censored": 0});
    }
  });

  test("what a log lacks keeps targets from being asked", async () => {
    const lacks = async (rows: readonly Row[]) => {
      await makeWorld(db.engine, {rows, attributes: [], sessions: "gap"});
      const facts = await logFacts(db.engine);
      return Object.fromEntries(TARGETS.map((one) => [one.id, missingRequirements(one, facts)]));
    };
    expect(await lacks([event(1, 0, 0, null), event(1, 5 * MINUTE + 1, 3, null)])).toEqual({
      "item-next-session": ["items", "users"],
      "item-3-sessions": ["items", "users"],
      "item-30-days": ["items", "users"],
      "category-3-sessions": ["items", "departments", "users"],
      "cart-next-session": ["carts", "items", "users"],
      "purchase-next-session": ["users"],
      "purchase-this-session": []
    });
    const days = await lacks([event(1, 0, 0, 1), event(1, 3 * DAY_MS, 3, 1)]);
    expect(days["purchase-this-session"]).toEqual(["hours"]);
    expect(days["item-next-session"]).toEqual([]);
  });

  test("a log without items has no examples of items, and still has sessions", async () => {
    await makeWorld(db.engine, {
      rows: [event(1, 0, 0, null), event(1, DAY_MS, 3, null)],
      attributes: [],
      sessions: "gap"
    });
    await db.engine.run(splitSql({by: "date", shares: [0.5, 0, 0.5]}));
    const found = await countTargets(db.engine);
    expect(found[0].parts).toEqual([]);
    expect(found[5].parts.map(({examples, positives, censored}) => [examples, positives, censored])).toEqual([
      [1, 0, 1],
      [1, 0, 1]
    ]);
    const [whole] = await countTargets(db.engine, [targetById("purchase-next-session")], {until: "log"});
    expect(whole.parts.map(({positives, censored}) => [positives, censored])).toEqual([
      [1, 0],
      [0, 1]
    ]);
  });
});

test("a target that is none is refused by name", () =>
  expect(() => targetById("item")).toThrow("no target item; there are"));
