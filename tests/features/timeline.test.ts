import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {countedEvents} from "../../src/lib/features/countedEvents.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {timeline, type Timeline} from "../../src/lib/features/timeline.js";
import {useEngine} from "../pipeline/logs.js";
import {rowsOf, type Row} from "../pipeline/oracle.js";
import {cases} from "../thorough.js";
import {featuresOf} from "./oracle.js";
import {makeWorld, world} from "./worlds.js";

const db = useEngine();

/** Every timeline of a random world, with what the slow version needs of it. */
const eachTimeline = (
  runs: number,
  look: (line: Timeline, events: readonly Row[], world: {attributes: never}) => void | Promise<void>
) =>
  fc.assert(
    fc.asyncProperty(world, async (given) => {
      const events = await makeWorld(db.engine, given);
      for (const user of new Set(events.filter((e) => e.item_id !== null).map((e) => e.user_id!))) {
        const line = await db.engine.scratch(() => timeline(db.engine, {user}));
        await look(line, events, given as never);
      }
    }),
    cases(Math.ceil(runs / 2), runs)
  );

test("values are those of the slow version at every moment, and the tables as before", async () => {
  await eachTimeline(15, async (line, events, {attributes}) => {
    line.moments.forEach((as_of_ms, i) => {
      const sessions = events.filter((e) => e.user_id === line.user && e.ts_ms! < as_of_ms);
      // the session that began last; of several that began together, the last
      const start = (id: number) => Math.min(...sessions.filter((e) => e.session_id === id).map((e) => e.ts_ms!));
      const latest = [...new Set(sessions.map((e) => e.session_id!))]
        .sort((a, b) => start(a) - start(b) || a - b)
        .at(-1)!;
      const wanted = featuresOf(
        events,
        {session_id: latest, user_id: line.user, item_id: line.item, as_of_ms},
        attributes
      );
      const found = Object.fromEntries(FEATURES.map(({name}) => [name, line.values[name][i]]));
      expect(found).toEqual(wanted);
    });
    expect(rowsOf(await db.engine.read("SELECT * FROM sessionized_events ORDER BY session_id, event_no"))).toEqual(
      events
    );
  });
});

describe("the events that count", () => {
  const COUNTS = FEATURES.filter(
    ({unit, name}) => ["events", "sessions", "items"].includes(unit) && !/since/.test(name)
  );

  test("are as many as a count says, before the moment, and one for each time or price that is known", async () => {
    expect(COUNTS.length).toBeGreaterThan(20);
    await eachTimeline(15, (line) => {
      for (let moment = 0; moment < line.moments.length; moment += 3)
        for (const feature of FEATURES) {
          const counted = countedEvents(feature, line, moment);
          for (const i of counted) expect(line.events.ts_ms[i]).toBeLessThan(line.moments[moment]);
          const value = line.values[feature.name][moment];
          if (COUNTS.includes(feature)) expect(counted.length, `${feature.name} at ${moment}`).toBe(value);
          if (/^(user_item_)?minutes_since_(cart|purchase|view)$/.test(feature.name)) {
            if (counted.length === 0) expect(value).toBe(feature.fill);
            else {
              expect(counted.length).toBe(1);
              const minutes = Math.floor((line.moments[moment] - line.events.ts_ms[counted[0]]) / 60_000);
              expect(value).toBe(Math.min(feature.fill, minutes));
            }
          }
          if (feature.name === "item_price" && counted.length > 0)
            expect(line.events.price_cents[counted[0]]).toBe(value);
        }
    });
  });
});

test("who or what is not there is refused", async () => {
  await makeWorld(db.engine, {
    rows: [
      {
        user_id: 1,
        ts_ms: Date.UTC(2025, 0, 1),
        tick: 0,
        event: 0,
        item_id: 2,
        price_cents: null,
        dwell_ms: null,
        session_key: 1
      },
      {
        user_id: 2,
        ts_ms: Date.UTC(2025, 0, 1),
        tick: 0,
        event: 0,
        item_id: null,
        price_cents: null,
        dwell_ms: null,
        session_key: 1
      }
    ],
    attributes: [],
    sessions: "gap"
  });
  const ask = (user: number, item?: number) => db.engine.scratch(() => timeline(db.engine, {user, item}));
  await expect(ask(7)).rejects.toThrow("user 7 has met no item in this log; choose another user");
  await expect(ask(2)).rejects.toThrow("user 2 has met no item");
  await expect(ask(1, 5)).rejects.toThrow("user 1 has not met item 5; choose one of 2");
  await expect(ask(0.5)).rejects.toThrow("there is no user 0.5");
});
