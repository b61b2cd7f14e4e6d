import fc from "fast-check";
import {expect, test} from "vitest";
import {EXAMPLE_OPTIONS} from "../../src/lib/features/examples.js";
import {eventSequences, takeSequences, type EventSequences} from "../../src/lib/features/eventSequences.js";
import {MISSING} from "../../src/lib/core/table.js";
import {useEngine} from "../pipeline/logs.js";
import {rowsOf, type Row} from "../pipeline/oracle.js";
import {cases} from "../thorough.js";
import type {OracleAttribute} from "./oracle.js";
import {makeWorld, world} from "./worlds.js";

const db = useEngine();

/** The department that an item has in the last word said of it before a moment. */
function departmentAt(attributes: readonly OracleAttribute[], item: number | null, moment: number): number | null {
  const said = attributes.filter(({item_id, from_ms}) => item_id === item && from_ms < moment);
  said.sort((a, b) => a.from_ms - b.from_ms);
  return said.at(-1)?.department_id ?? null;
}

const known = (value: number) => (value === MISSING ? null : value);

/** The events of one example, as rows. */
function eventsOf({events, from, until}: EventSequences, row: number): unknown[] {
  return Array.from({length: until[row] - from[row]}, (_, k) => {
    const at = from[row] + k;
    return [
      events.ts_ms[at],
      events.event[at],
      known(events.item_id[at]),
      known(events.department_id[at]),
      known(events.price_cents[at])
    ];
  });
}

test("an example's events are those of its user before its moment, in order", async () => {
  let [examples, earlier] = [0, 0];
  for (const moment of ["end", {afterEvent: 2}] as const)
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const events = await makeWorld(db.engine, given, {...EXAMPLE_OPTIONS, moment});
        const asked = rowsOf(await db.engine.read("SELECT * FROM examples ORDER BY example_id"));
        const found = await eventSequences(db.engine);
        expect(found.until.length).toBe(asked.length);
        asked.forEach(({user_id, item_id, as_of_ms}, row) => {
          const own = events.filter((event) => event.user_id === user_id && event.ts_ms! < as_of_ms!);
          const order = (a: Row, b: Row) =>
            a.ts_ms! - b.ts_ms! || a.session_id! - b.session_id! || a.event_no! - b.event_no!;
          const expected = own
            .sort(order)
            .map((e) => [
              e.ts_ms,
              e.event,
              e.item_id,
              departmentAt(given.attributes, e.item_id, e.ts_ms!),
              e.price_cents
            ]);
          expect(eventsOf(found, row)).toEqual(expected);
          expect(known(found.item[row])).toBe(item_id);
          expect(known(found.department[row])).toBe(departmentAt(given.attributes, item_id, as_of_ms!));
          expect(found.as_of_ms[row]).toBe(as_of_ms);
          examples++;
          earlier += expected.length;
        });
        const last = asked.length - 1;
        if (last >= 0) expect(eventsOf(takeSequences(found, [last]), 0)).toEqual(eventsOf(found, last));
      }),
      cases(15, 40)
    );
  expect(examples).toBeGreaterThan(100);
  expect(earlier).toBeGreaterThan(2 * examples);
});

test("examples of sessions have no item", async () => {
  const [given] = fc.sample(world, {numRuns: 1, seed: 3});
  await makeWorld(db.engine, given, {...EXAMPLE_OPTIONS, unit: "session"});
  const {item, department, until, from} = await eventSequences(db.engine);
  expect(item.length).toBeGreaterThan(0);
  expect([...item, ...department].every((value) => value === MISSING)).toBe(true);
  expect(until.every((end, row) => end > from[row])).toBe(true);
});
