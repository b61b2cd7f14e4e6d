import {expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {withRollback} from "../../src/lib/sql/withRollback.js";

test("what is tried is seen by what tries it, and undone afterwards, also after a failure", async () => {
  const engine = await openDuckDB();
  await engine.run("CREATE TABLE kept AS SELECT 1 AS x");
  const sum = async () => Number((await engine.read("SELECT sum(x) AS x FROM kept")).columns.x[0]);
  expect(await withRollback(engine, () => engine.run("CREATE OR REPLACE TABLE kept AS SELECT 7 AS x").then(sum))).toBe(
    7
  );
  expect(await sum()).toBe(1);
  await expect(
    withRollback(engine, async () => {
      await engine.run("INSERT INTO kept VALUES (5)");
      throw new RangeError("no more");
    })
  ).rejects.toThrow("no more");
  expect(await sum()).toBe(1);
  await engine.close();
});
