import {createHash} from "node:crypto";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {openSource} from "../../loaders/sources/openSource.js";
import {fitAndEvaluate, TOP} from "../../src/lib/datasets/fitAndEvaluate.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import {scoresHash} from "../../src/lib/datasets/scoresHash.js";
import {positives, datasetCounts} from "../../src/lib/datasets/dataset.js";
import {evaluateWithCensored} from "../../src/lib/datasets/withCensored.js";
import {simplifyCurve} from "../../src/lib/metrics/curves.js";
import {itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {evaluate} from "../../src/lib/metrics/evaluate.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {countTargets} from "../../src/lib/targets/countTargets.js";
import {targetById, TARGETS} from "../../src/lib/targets/target.js";

let engine: Engine;
beforeAll(async () => {
  const source = await openSource({source: "shop", profile: "tiny", seed: 3});
  engine = await openDuckDB({threads: 1});
  await source.load(engine);
  await runStages(engine, source.spec, {}, {profile: "tiny", seed: 3, hash: false});
  await engine.run(itemAttributesSql(source.attributes));
});
afterAll(() => engine.close());

describe("targetDataset", () => {
  test("has the rows and positives that `countTargets` counts, for every target, and those that are censored apart", async () => {
    const counted = await countTargets(engine);
    let censored = 0;
    for (const {target: asked, parts} of counted) {
      const part = (name: string) => parts.find((one) => one.part === name)!;
      const known = (name: string) => part(name).examples - part(name).censored;
      censored += part("train").censored;
      if (known("train") === 0) continue;
      const task = await targetDataset(engine, asked);
      expect(datasetCounts(task), asked.id).toMatchObject({
        train: known("train"),
        trainPositives: part("train").positives,
        trainCensored: part("train").censored,
        test: known("test"),
        testPositives: part("test").positives,
        testCensored: part("test").censored
      });
      expect(positives(task.censored!.test.y)).toBe(0);
      expect(task.censored!.groups).toHaveLength(part("test").censored);
    }
    expect(censored).toBeGreaterThan(100);
  });
  test("teaches nothing that lies in the test part, unless it is asked to by name", async () => {
    const asked = targetById("cart-next-session");
    const task = await targetDataset(engine, asked);
    // carts and purchases of the test, as many as one likes, change no training label
    await engine.run("CREATE OR REPLACE TABLE kept_events AS SELECT * FROM sessionized_events");
    await engine.run(`CREATE OR REPLACE TABLE sessionized_events AS SELECT * EXCLUDE (part) REPLACE (CASE WHEN part = 2 THEN 1 ELSE event END AS event)
FROM kept_events JOIN (SELECT session_id, part FROM split_sessions WHERE fold = 1) USING (session_id)`);
    try {
      const other = await targetDataset(engine, asked);
      expect(other.train.y).toEqual(task.train.y);
      expect(other.censored!.train).toBe(task.censored!.train);
      const looking = await targetDataset(engine, asked, {until: "log", censored: "negative"});
      const [{parts}] = await countTargets(engine, [asked], {until: "log"});
      expect(datasetCounts(looking)).toMatchObject({
        train: parts[0].examples,
        trainPositives: parts[0].positives,
        trainCensored: 0,
        testCensored: 0
      });
      expect(positives(looking.train.y)).toBeGreaterThan(positives(task.train.y));
    } finally {
      await engine.run(
        "CREATE OR REPLACE TABLE sessionized_events AS SELECT * FROM kept_events; DROP TABLE kept_events"
      );
    }
  });
  test("is scored without the censored rows, and with them as negatives", async () => {
    const task = await targetDataset(engine, targetById("purchase-next-session"));
    const {model, scores, evaluation, withCensored} = await fitAndEvaluate(logisticEstimator(), task, {seed: 1});
    const open = task.censored!;
    expect(open.test.rows).toBeGreaterThan(20);
    expect(evaluation.rows).toBe(task.test.rows);
    const all = [...scores, ...model.predict(open.test)];
    const labels = [...Array.from(task.test.y), ...Array.from({length: open.test.rows}, () => 0)];
    const users = [...Array.from(task.groups!.test), ...Array.from(open.groups!)];
    expect(withCensored).toEqual(evaluate(all, labels, {clusters: users, shares: [TOP]}));
    expect(withCensored!.auc).not.toEqual(evaluation.auc);
    // the models that are told apart by it have learned from the same rows
    const {withCensored: none} = await fitAndEvaluate(logisticEstimator(), {...task, censored: undefined}, {seed: 1});
    expect(none).toBeNull();
    expect(() => evaluateWithCensored(task, {test: scores, censored: []})).toThrow(/scores for/);
  });
  test("tells an example of a session nothing of an item", async () => {
    const {train} = await targetDataset(engine, targetById("purchase-this-session"));
    expect(train.columns).toContain("session_events");
    expect(train.columns.filter((name) => /item_(?:view|price|cat|base|dis|cart|pur|min)/.test(name))).toEqual([]);
    const {train: items} = await targetDataset(engine, targetById("item-3-sessions"));
    expect(items.columns).toContain("user_item_view_count_7d");
    expect(items.columns.some((name) => name.startsWith("item_category="))).toBe(true);
  });
  test("trains on earlier examples than it tests on, and says whose they are", async () => {
    const {
      train,
      test: later,
      groups
    } = await targetDataset(engine, targetById("purchase-next-session"), {events: true});
    expect(groups!.train.length).toBe(train.rows);
    expect(groups!.test.length).toBe(later.rows);
    const [last, first] = [Math.max(...train.sequences!.as_of_ms), Math.min(...later.sequences!.as_of_ms)];
    // a session belongs where it starts, and a session of training may end on the next day
    expect(last - first).toBeLessThan(86_400_000);
    expect(train.sequences!.until.length).toBe(train.rows);
  });
  test("says what was put into the cart where it is asked to and there is such a thing", async () => {
    const item = targetById("purchase-next-session");
    const {train} = await targetDataset(engine, item, {carts: true});
    // of rows whose purchase is known, those that were put into the cart: as many as there are, less those of censored rows
    const [asked] = await countTargets(engine, [{...item, event: "cart"}]);
    const put = Array.from(train.cart!).reduce((a, b) => a + b, 0);
    expect(put).toBeGreaterThan(0);
    expect(put).toBeLessThanOrEqual(asked.parts.find(({part}) => part === "train")!.positives);
    expect((await targetDataset(engine, targetById("cart-next-session"), {carts: true})).train.cart).toBeUndefined();
    expect((await targetDataset(engine, item)).train.cart).toBeUndefined();
  });
  test("refuses what the log cannot be asked, and parts that are empty, saying so", async () => {
    const other = await openDuckDB({threads: 1});
    try {
      const source = await openSource({source: "shop", profile: "tiny", seed: 3});
      await source.load(other);
      await other.run("DELETE FROM raw_events WHERE event IN (1, 2)");
      await runStages(other, source.spec, {}, {hash: false});
      await other.run(itemAttributesSql(source.attributes));
      await expect(targetDataset(other, targetById("cart-next-session"))).rejects.toThrow(
        /cannot be asked of a log without carts/
      );
      await other.run("DELETE FROM split_sessions WHERE part = 2");
      await expect(targetDataset(other, targetById("item-3-sessions"))).rejects.toThrow(/the test part has no example/);
      // a training part of three weeks has no thirty days
      await other.run("UPDATE split_sessions SET part = 2 WHERE session_id > 30");
      await expect(targetDataset(other, targetById("item-30-days"))).rejects.toThrow(
        /the train part ends before the answer is known to any of \d+ examples of “buys this item within 30 days”/
      );
    } finally {
      await other.close();
    }
  });
  test("gives the same bytes whatever was asked before", async () => {
    const once = await targetDataset(engine, TARGETS[0]);
    await targetDataset(engine, TARGETS[6]);
    const again = await targetDataset(engine, TARGETS[0]);
    expect(again.train.x).toEqual(once.train.x);
    expect(again.test.y).toEqual(once.test.y);
  });
});

describe("judge", () => {
  test("fits on training rows and evaluates the test rows by user", async () => {
    const task = await targetDataset(engine, targetById("purchase-this-session"));
    const {scores, evaluation, sha256, model} = await fitAndEvaluate(logisticEstimator(), task, {seed: 1});
    expect(Array.from(scores)).toEqual(Array.from(model.predict(task.test)));
    expect(evaluation).toEqual(evaluate(scores, task.test.y, {clusters: task.groups!.test, shares: [TOP]}));
    expect(sha256).toBe(createHash("sha256").update(new Uint8Array(scores.buffer)).digest("hex"));
    const fitted = await logisticEstimator().fit(task.train, {seed: 1});
    expect(fitted.toJSON()).toEqual(model.toJSON());
  });
});

test("scoresHash tells scores apart that differ in their last bit", () => {
  expect(scoresHash(Float64Array.of(0.1, 0.3))).not.toBe(scoresHash(Float64Array.of(0.1, 0.1 + 0.2)));
});

describe("thinCurve", () => {
  const n = 1001;
  const x = Array.from({length: n}, (_, i) => i / (n - 1));
  const curve = {x, y: x.map(Math.sqrt), low: x.map((v) => v / 2)};
  test("keeps both ends and what moves either way, and no point between nearer ones", () => {
    const thin = simplifyCurve(curve, "x", "y", {step: 0.05});
    expect([thin.x[0], thin.x.at(-1), thin.y.at(-1)]).toEqual([0, 1, 1]);
    for (let i = 1; i + 1 < thin.x.length; i++)
      expect(Math.max(thin.x[i] - thin.x[i - 1], thin.y[i] - thin.y[i - 1])).toBeGreaterThan(0.049);
    expect(thin.x.length).toBeLessThan(45);
    expect(thin.low.length).toBe(thin.x.length);
  });
  test("rounds to so many digits", () => {
    expect(simplifyCurve({x: [0, 1 / 3], y: [0, 2 / 3]}, "x", "y", {digits: 3})).toEqual({
      x: [0, 0.333],
      y: [0, 0.667]
    });
  });
});
