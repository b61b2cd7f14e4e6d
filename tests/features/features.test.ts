import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {EXAMPLE_OPTIONS, examplesSql, type ExampleOptions} from "../../src/lib/features/examples.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {featureTable} from "../../src/lib/features/featureTable.js";
import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";
import {useEngine} from "../pipeline/logs.js";
import {rowsOf, type Row} from "../pipeline/oracle.js";
import {cases} from "../thorough.js";
import {differences} from "./differences.js";
import {examplesAfter, examplesAtEnd, featuresOf, tickOf, type OracleAttribute} from "./oracle.js";
import {makeWorld, world, type World} from "./worlds.js";

const db = useEngine();

const made = async (engine: Engine): Promise<Row[]> => {
  await featureTable(engine);
  return rowsOf(await engine.read("SELECT * FROM features ORDER BY example_id"));
};

function expected(
  events: readonly Row[],
  moment: ExampleOptions["moment"],
  attributes: readonly OracleAttribute[]
): Row[] {
  const tick = tickOf(events);
  const examples = moment === "end" ? examplesAtEnd(events, tick) : examplesAfter(events, tick, moment.afterEvent);
  return examples.map((example, i) => ({example_id: i + 1, ...featuresOf(events, example, attributes)}));
}

describe("every cell is that of the slow version", () => {
  for (const moment of ["end", {afterEvent: 1}, {afterEvent: 3}] as const)
    test(`on small random logs, ${moment === "end" ? "at the session's end" : `after event ${moment.afterEvent}`}`, async () => {
      await fc.assert(
        fc.asyncProperty(world, async (given: World) => {
          const events = await makeWorld(db.engine, given, {...EXAMPLE_OPTIONS, moment});
          expect(differences(await made(db.engine), expected(events, moment, given.attributes))).toEqual([]);
        }),
        cases(15, 40)
      );
    });

  test("on the generated shop", async () => {
    const shop = generateShop(shopOptions("tiny"));
    const {engine} = db;
    await loadEvents(engine, shop.events);
    await runStages(engine, SHOP_SOURCE, {}, {hash: false});
    await engine.load("item_catalog", shop.catalogue.items);
    await engine.run(itemAttributesSql(ALL_KNOWN));
    await engine.run(examplesSql());
    const events = rowsOf(await engine.read("SELECT * FROM sessionized_events ORDER BY session_id, event_no"));
    const {item_id, department_id} = shop.catalogue.items.columns;
    const attributes = Array.from(item_id, (item, i) => ({
      item_id: item,
      from_ms: 0,
      department_id: department_id[i]
    }));
    const found = await made(engine);
    expect(found.length).toBeGreaterThan(500);
    expect(differences(found, expected(events, "end", attributes))).toEqual([]);
    expect(Object.keys(found[0])).toEqual(["example_id", ...FEATURES.map(({name}) => name)]);
  });
});
