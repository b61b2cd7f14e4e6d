import fc from "fast-check";
import {expect, test} from "vitest";
import {EXAMPLE_OPTIONS} from "../../src/lib/features/examples.js";
import {OPTIONAL_GROUPS} from "../../src/lib/features/feature.js";
import {featureTable} from "../../src/lib/features/featureTable.js";
import {sessionsSql} from "../../src/lib/pipeline/sessions.js";
import {useEngine} from "../pipeline/logs.js";
import {rowsOf, type Row} from "../pipeline/oracle.js";
import {cases, runs} from "../thorough.js";
import {differences} from "./differences.js";
import {makeWorld, world} from "./worlds.js";

const db = useEngine();

test("whatever happens at a moment or after it, nothing that is known by then changes, in any group", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      world,
      fc.nat(),
      fc.constantFrom("end" as const, {afterEvent: 2}),
      async (given, chosen, moment) => {
        const {engine} = db;
        await makeWorld(engine, given, {...EXAMPLE_OPTIONS, moment});
        const moments = rowsOf(await engine.read("SELECT DISTINCT as_of_ms FROM examples ORDER BY as_of_ms"));
        if (moments.length === 0) return;
        const cut = moments[chosen % moments.length].as_of_ms!;
        const made = async () => {
          await featureTable(engine, {groups: OPTIONAL_GROUPS});
          return rowsOf(
            await engine.read(
              `SELECT f.* FROM features AS f JOIN examples USING (example_id) WHERE as_of_ms <= ${cut} ORDER BY example_id`
            )
          );
        };
        const whole = await made();
        // what is known just before the cut, and no more
        await engine.run(`CREATE OR REPLACE TABLE sessionized_events AS
SELECT * REPLACE (CASE WHEN ts_ms + dwell_ms < ${cut} THEN dwell_ms END AS dwell_ms) FROM sessionized_events WHERE ts_ms < ${cut};
CREATE OR REPLACE TABLE item_attributes AS SELECT * FROM item_attributes WHERE from_ms < ${cut};
DELETE FROM examples WHERE as_of_ms > ${cut};
${sessionsSql()}`);
        expect(differences(await made(), whole)).toEqual([]);
        compared += whole.length;
      }
    ),
    cases(12, 40)
  );
  expect(compared).toBeGreaterThan(runs(12, 40));
});

test("an item met just at the moment is not known at it, by this session or by others", async () => {
  const SECOND = 1000;
  const START = Date.UTC(2025, 0, 13, 12);
  const met = (user_id: number, seconds: number, item_id: number): Row => ({
    user_id,
    ts_ms: START + seconds * SECOND,
    tick: 0,
    event: 0,
    item_id,
    price_cents: null,
    dwell_ms: null,
    session_key: 1
  });
  // others meet 1 with 2, and 3 with 4, days before; this session meets 1 and 2, and at the moment just after that 3, as others meet 1 with 2 again
  const before = [1, 2, 3, 4].map((item, i) => met(item < 3 ? 9 : 8, i - 864_000, item));
  const session = [met(1, 0, 1), met(1, 1, 2)];
  const atMoment = [met(1, 2, 3), met(2, 2, 1), met(2, 2, 2), met(3, 2, 1)];
  const attributes = [1, 2, 3].map((item_id) => ({
    item_id,
    from_ms: 0,
    department_id: 0,
    category_id: item_id,
    rating_tenths: 40,
    reviews: 1,
    tags: item_id === 3 ? 7 : item_id
  }));
  const made = async (rows: readonly Row[]) => {
    await makeWorld(db.engine, {rows, attributes, sessions: "gap"}, {...EXAMPLE_OPTIONS, moment: {afterEvent: 2}});
    await db.engine.run("DELETE FROM examples WHERE user_id <> 1");
    await featureTable(db.engine, {groups: OPTIONAL_GROUPS});
    return rowsOf(await db.engine.read("SELECT * FROM features ORDER BY example_id"));
  };
  const known = await made([...before, ...session]);
  expect(known.map(({together_items, vector_session_most}) => [together_items, vector_session_most! > 0])).toEqual([
    [1, true],
    [1, true]
  ]);
  expect(differences(await made([...before, ...session, ...atMoment]), known)).toEqual([]);
});
