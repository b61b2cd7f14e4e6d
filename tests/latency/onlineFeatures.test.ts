import {describe, expect, test} from "vitest";
import {numbers} from "../../src/lib/core/table.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {sessionFeatures, sessionLevel} from "../../src/lib/features/sessionFeatures.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {ONLINE_FEATURES, onlineFeatures, type VisitorEvents} from "../../src/lib/features/onlineFeatures.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";
import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {useEngine} from "../pipeline/logs.js";

const db = useEngine();

test("has the features that need no item, in their order", () => {
  expect(ONLINE_FEATURES).toEqual(sessionLevel(FEATURES).map(({name}) => name));
});

describe("every cell is that of the SQL", () => {
  for (const moment of ["end", {afterEvent: 1}, {afterEvent: 3}] as const)
    test(`on the generated shop, ${moment === "end" ? "at the session's end" : `after event ${moment.afterEvent}`}`, async () => {
      const {engine} = db;
      const shop = generateShop(shopOptions("tiny"));
      await loadEvents(engine, shop.events);
      await runStages(engine, SHOP_SOURCE, {}, {hash: false});
      await engine.load("item_catalog", shop.catalogue.items);
      await engine.run(itemAttributesSql(ALL_KNOWN));
      await sessionFeatures(engine, {moment});
      const wanted = await engine.read("SELECT * FROM session_features ORDER BY session_id");
      const log = await engine.read("SELECT * FROM sessionized_events ORDER BY user_id, session_id, event_no");
      const users = numbers(log, "user_id");
      const eventsOf = new Map<number, {ts_ms: number[]; event: number[]; item_id: number[]}>();
      for (let i = 0; i < log.rows; i++) {
        let own = eventsOf.get(users[i]);
        if (own === undefined) eventsOf.set(users[i], (own = {ts_ms: [], event: [], item_id: []}));
        for (const name of ["ts_ms", "event", "item_id"] as const) own[name].push(numbers(log, name)[i]);
      }
      expect(wanted.rows).toBeGreaterThan(100);
      for (let row = 0; row < wanted.rows; row++) {
        const events: VisitorEvents = eventsOf.get(numbers(wanted, "user_id")[row])!;
        const found = onlineFeatures(events, numbers(wanted, "as_of_ms")[row]);
        const cells = ONLINE_FEATURES.map((name, k) => [name, found[k]]);
        const expected = ONLINE_FEATURES.map((name) => [name, numbers(wanted, name)[row]]);
        expect(Object.fromEntries(cells)).toEqual(Object.fromEntries(expected));
      }
    });
});

test("a visitor of whom nothing is known yet has no columns", () => {
  const events = {ts_ms: [1000], event: [0], item_id: [1]};
  expect(() => onlineFeatures(events, 1000)).toThrow("no event before 1000");
  expect(onlineFeatures(events, 1001)[16]).toBe(1);
});
