import fc from "fast-check";
import {expect, test} from "vitest";
import {EXAMPLE_OPTIONS} from "../../src/lib/features/examples.js";
import {OPTIONAL_GROUPS} from "../../src/lib/features/feature.js";
import {featureTable} from "../../src/lib/features/featureTable.js";
import {sessionsSql} from "../../src/lib/pipeline/sessions.js";
import {useEngine} from "../pipeline/logs.js";
import {rowsOf} from "../pipeline/oracle.js";
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
    {numRuns: 40}
  );
  expect(compared).toBeGreaterThan(40);
});
