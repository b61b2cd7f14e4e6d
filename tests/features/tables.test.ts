import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {numbers, table} from "../../src/lib/core/table.js";
import {examplesSql} from "../../src/lib/features/examples.js";
import {OPTIONAL_GROUPS, type Feature} from "../../src/lib/features/feature.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {featureTable} from "../../src/lib/features/featureTable.js";
import {ALL_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {modelMatrix} from "../../src/lib/features/modelMatrix.js";
import {sessionFeatures} from "../../src/lib/features/sessionFeatures.js";
import {userFeatures} from "../../src/lib/features/userFeatures.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {hashRows, runStages} from "../../src/lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";
import {rowsOf} from "../pipeline/oracle.js";
import {differences} from "./differences.js";
import {featuresOf, tickOf} from "./oracle.js";

const shop = generateShop(shopOptions("tiny"));

async function openShop(threads: number): Promise<Engine> {
  const engine = await openDuckDB({threads});
  await loadEvents(engine, shop.events);
  await runStages(engine, SHOP_SOURCE, {}, {hash: false});
  await engine.load("item_catalog", shop.catalogue.items);
  await engine.run(itemAttributesSql(ALL_KNOWN));
  await engine.run(examplesSql());
  return engine;
}

let engine: Engine;
beforeAll(async () => {
  engine = await openShop(2);
});
afterAll(() => engine.close());

const ORDERED = "SELECT * FROM features ORDER BY example_id";

test("all groups give the same bytes with one thread and with two, and no value is missing", async () => {
  const groups = OPTIONAL_GROUPS;
  const features = await featureTable(engine, {groups});
  const missing = features.map(({name}) => `count(*) - count(${name}) AS ${name}`);
  const {columns} = await engine.read(`SELECT ${missing.join(", ")} FROM features`);
  for (const {name} of features) expect(columns[name][0], name).toBe(0);
  const two = await hashRows(engine, ORDERED);
  const single = await openShop(1);
  await featureTable(single, {groups});
  const one = await hashRows(single, ORDERED);
  await single.close();
  expect(two.columns.map(({name}) => name)).toEqual(["example_id", ...features.map(({name}) => name)]);
  expect(one).toEqual(two);
});

describe("tables for other targets", () => {
  test("a session's features are those of its examples", async () => {
    await featureTable(engine);
    const before = await hashRows(engine, "SELECT * FROM examples ORDER BY example_id");
    const features = await sessionFeatures(engine);
    expect(features.length).toBeGreaterThan(15);
    const names = features.map(({name}) => name).join(", ");
    const read = async (sql: string) => rowsOf(await engine.read(sql));
    const found = await read(`SELECT session_id AS example_id, ${names} FROM session_features
WHERE session_id IN (SELECT session_id FROM examples) ORDER BY session_id`);
    const wanted =
      await read(`SELECT DISTINCT session_id AS example_id, ${names} FROM features JOIN examples USING (example_id)
ORDER BY session_id`);
    expect(wanted.length).toBeGreaterThan(50);
    expect(differences(found, wanted)).toEqual([]);
    const {columns} = await engine.read(
      "SELECT count(*) AS n, (SELECT count(*) FROM sessions) AS m FROM session_features"
    );
    expect(columns.n[0]).toBe(columns.m[0]);
    expect(await hashRows(engine, "SELECT * FROM examples ORDER BY example_id")).toEqual(before);
  });

  test("a session's features may be those just after an event", async () => {
    await sessionFeatures(engine, {moment: {afterEvent: 2}});
    const found = rowsOf(await engine.read("SELECT session_id, session_events FROM session_features"));
    expect(found.length).toBeGreaterThan(10);
    for (const {session_events} of found) expect(session_events).toBeGreaterThanOrEqual(2);
    const two = found.filter(({session_events}) => session_events === 2).length;
    expect(two).toBeGreaterThan(0.9 * found.length);
  });

  test("a user's features at a moment are those of the slow version", async () => {
    const events = rowsOf(await engine.read("SELECT * FROM sessionized_events ORDER BY session_id, event_no"));
    const asOfMs = shop.options.startMs + (shop.options.days / 2) * 86_400_000;
    for (const given of [asOfMs, undefined]) {
      const features = await userFeatures(engine, {asOfMs: given});
      const moment = given ?? Math.max(...events.map((e) => e.ts_ms!)) + tickOf(events);
      const known = events.filter((event) => event.ts_ms! < moment);
      const users = [...new Set(known.map((event) => event.user_id!))].sort((a, b) => a - b);
      expect(users.length).toBeGreaterThan(5);
      const wanted = users.map((user_id) => {
        const session_id = Math.max(...known.filter((e) => e.user_id === user_id).map((e) => e.session_id!));
        const all = featuresOf(events, {session_id, user_id, item_id: -1, as_of_ms: moment});
        return {user_id, as_of_ms: moment, ...Object.fromEntries(features.map(({name}) => [name, all[name]]))};
      });
      const found = rowsOf(await engine.read("SELECT * FROM user_features ORDER BY user_id"));
      expect(differences(found, wanted)).toEqual([]);
    }
  });

  test("a moment that is no whole number is refused", () =>
    expect(userFeatures(engine, {asOfMs: NaN})).rejects.toThrow("the moment is NaN ms; give whole milliseconds"));
});

describe("the model matrix", () => {
  const feature = (name: string, categorical = false) => ({...FEATURES[0], name, categorical}) as Feature;
  const features = [feature("a"), feature("kind", true), feature("b")];
  const data = table({
    kind: Int32Array.of(7, -1, 7, 9),
    b: Int32Array.of(1, 2, 3, 20_000_001),
    a: Int32Array.of(4, 5, 6, 7)
  });

  test("has a column for each value of a code that the training part has; an unseen value is zero in all", () => {
    const {columns, rows, x} = modelMatrix(features, data, {fitOn: [1, 1, 0, 0]});
    expect(columns).toEqual(["a", "kind=-1", "kind=7", "b"]);
    expect(rows).toBe(4);
    expect(Array.from(x)).toEqual([4, 0, 1, 1, 5, 1, 0, 2, 6, 0, 1, 3, 7, 0, 0, 20_000_001]);
  });

  test("comes in 32 bits where asked for, in which large numbers are rounded", () => {
    const {x} = modelMatrix(features, data, {fitOn: [1, 1, 1, 1], precision: "float32"});
    expect(x).toBeInstanceOf(Float32Array);
    expect(Array.from(x.slice(-5))).toEqual([7, 0, 0, 1, 20_000_000]);
  });

  test("does not change with rows that are not of the training part", () => {
    const other = table({...data.columns, kind: Int32Array.of(7, -1, 100, 101)});
    expect(modelMatrix(features, other, {fitOn: [1, 1, 0, 0]}).columns).toEqual(
      modelMatrix(features, data, {fitOn: [1, 1, 0, 0]}).columns
    );
  });

  test("refuses what makes no sense", () => {
    expect(() => modelMatrix(features, data, {fitOn: [1]})).toThrow("fitOn has 1 rows, the table 4");
    expect(() => modelMatrix(features, data, {fitOn: [1, 2, 0, 0]})).toThrow("fitOn is 2 at row 1");
    expect(() => modelMatrix(features, data, {fitOn: [0, 0, 0, 0]})).toThrow("none of 4 rows");
    expect(() => modelMatrix([feature("c")], data, {fitOn: [1, 1, 0, 0]})).toThrow("no column c");
  });

  test("of the 37 has a column for each department and one for each other feature", async () => {
    await featureTable(engine);
    const read = await engine.read(ORDERED);
    const {columns} = modelMatrix(FEATURES, read, {fitOn: new Uint8Array(read.rows).fill(1)});
    expect(columns.length).toBe(36 + new Set(numbers(read, "item_category")).size);
  });
});
