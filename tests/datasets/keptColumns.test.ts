/** Columns without a role as features. Oracle: for each example, a walk over the rows of its user up to the moment. */
import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {numbers, table} from "../../src/lib/core/table.js";
import {DAY_MS, MINUTE_MS} from "../../src/lib/core/time.js";
import type {DatasetRows} from "../../src/lib/datasets/dataset.js";
import {withKeptColumns} from "../../src/lib/datasets/keptColumns.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import {NOTHING_KNOWN, itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {targetById} from "../../src/lib/targets/target.js";
import {LOG, useEngine} from "../pipeline/logs.js";
import {tableOf, type Row} from "../pipeline/oracle.js";

const db = useEngine();
const START = Date.UTC(2025, 0, 1);

/** Sessions of five events, the last at the very moment that is asked about after the third; two are at one time, which their lines put in order. */
const source = random(11);
const rows: Row[] = [];
const values: {score: number | null; grade: string | null}[] = [];
for (let user_id = 1; user_id <= 40; user_id++)
  for (let visit = 0; visit < 4; visit++) {
    const start = START + (visit * 20 + source.below(20)) * DAY_MS + user_id * MINUTE_MS;
    for (const k of [0, 1, 2, 2, 3]) {
      rows.push({
        user_id,
        ts_ms: start + k * MINUTE_MS,
        tick: 0,
        event: k === 3 && source.below(3) === 0 ? 3 : 0,
        item_id: 1 + source.below(9),
        price_cents: null,
        dwell_ms: null,
        session_key: null
      });
      values.push({
        score: source.below(4) === 0 ? null : source.below(1000) / 8,
        grade: source.below(3) === 0 ? null : ["gold", "red", "blue"][source.below(3)]
      });
    }
  }

/** The last value before a moment, the later line of two at one time. */
function lastBefore<K extends "score" | "grade">(column: K, user: number, moment: number) {
  let found: (typeof values)[0][K] = null;
  let at = -Infinity;
  rows.forEach(({user_id, ts_ms}, i) => {
    if (user_id !== user || ts_ms! >= moment || ts_ms! < at || values[i][column] === null) return;
    found = values[i][column];
    at = ts_ms!;
  });
  return found;
}

test.each(["purchase-this-session", "item-next-session"])(
  "a kept column is what was last known before the moment of an example: %s",
  async (id) => {
    await loadEvents(db.engine, tableOf(rows));
    await runStages(db.engine, LOG, {split: {by: "date", shares: [0.5, 0, 0.5]}}, {hash: false});
    await db.engine.load("item_catalog", table({item_id: Int32Array.from({length: 9}, (_, i) => i + 1)}));
    await db.engine.run(itemAttributesSql(NOTHING_KNOWN));
    await db.engine.load(
      "extra_columns",
      table({
        line: Int32Array.from(rows, (_, i) => i + 1),
        user_id: Int32Array.from(rows, (row) => row.user_id!),
        ts_ms: Float64Array.from(rows, (row) => row.ts_ms!),
        event: Int32Array.from(rows, (row) => row.event!),
        item_id: Int32Array.from(rows, (row) => row.item_id!),
        "my score": Float64Array.from(values, ({score}) => score ?? NaN),
        grade: values.map(({grade}) => grade)
      })
    );
    const target = targetById(id);
    const plain = await targetDataset(db.engine, target);
    const {train, test, censored} = await withKeptColumns(db.engine, plain, target, ["my score", "grade"]);
    expect(train.columns.slice(0, plain.train.columns.length)).toEqual(plain.train.columns);
    const added = train.columns.slice(plain.train.columns.length);
    expect([...added].sort()).toEqual(["kept:grade=blue", "kept:grade=gold", "kept:grade=red", "kept:my score"]);

    const asked = await db.engine.read(`SELECT part, e.user_id, as_of_ms, l."${id}-censored" AS censored
FROM examples AS e JOIN labels AS l USING (example_id) JOIN split_sessions USING (session_id) WHERE fold = 1 ORDER BY example_id`);
    const of = (part: number, open: number) =>
      Array.from({length: asked.rows}, (_, i) => i).filter(
        (i) => numbers(asked, "part")[i] === part && numbers(asked, "censored")[i] === open
      );
    for (const [found, before, taken] of [
      [train, plain.train, of(0, 0)],
      [test, plain.test, of(2, 0)],
      [censored!.test, plain.censored!.test, of(2, 1)]
    ] as const satisfies (readonly [DatasetRows, DatasetRows, number[]])[]) {
      expect(found.rows).toBe(taken.length);
      const at = (name: string, row: number) => found.x[row * found.columns.length + found.columns.indexOf(name)];
      taken.forEach((i, row) => {
        const [user, moment] = [numbers(asked, "user_id")[i], numbers(asked, "as_of_ms")[i]];
        expect(at("kept:my score", row)).toEqual(Math.fround(lastBefore("score", user, moment) ?? NaN));
        const grade = lastBefore("grade", user, moment);
        for (const one of ["gold", "red", "blue"]) expect(at(`kept:grade=${one}`, row)).toBe(grade === one ? 1 : 0);
        const width = before.columns.length;
        expect(found.x.slice(row * found.columns.length, row * found.columns.length + width)).toEqual(
          before.x.slice(row * width, (row + 1) * width)
        );
      });
    }
    expect(train.rows + test.rows).toBeGreaterThan(100);
  }
);

test("tables of another dataset are refused, and no column changes nothing", async () => {
  const target = targetById("purchase-this-session");
  const plain = await targetDataset(db.engine, target);
  expect(await withKeptColumns(db.engine, plain, target, [])).toBe(plain);
  const shorter = {...plain, train: {...plain.train, rows: plain.train.rows - 1}};
  await expect(withKeptColumns(db.engine, shorter, target, ["grade"])).rejects.toThrow(/are not those of the dataset/);
});
