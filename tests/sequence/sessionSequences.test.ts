import fc from "fast-check";
import {expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import {MISSING} from "../../src/lib/core/table.js";
import {sessionsSql} from "../../src/lib/pipeline/sessions.js";
import {encodeSessions, fitSessionEncoder} from "../../src/lib/sequence/sessionEncoder.js";
import {prefixFeatures} from "../../src/lib/sequence/prefixFeatures.js";
import {
  sessionSequences,
  sessionsOfPart,
  takeSessions,
  type SequenceOptions,
  type SessionSequences
} from "../../src/lib/sequence/sessionSequences.js";
import {makeWorld, world, type World} from "../features/worlds.js";
import {useEngine} from "../pipeline/logs.js";
import type {Row} from "../pipeline/oracle.js";
import {cases, runs} from "../thorough.js";

const db = useEngine();

const SPLIT_SQL = `CREATE OR REPLACE TABLE split_sessions AS
SELECT CAST(1 AS INTEGER) AS fold, session_id, CAST(session_id % 3 AS INTEGER) AS part FROM sessions;`;

async function prepare(given: World): Promise<Row[]> {
  const rows = await makeWorld(db.engine, given);
  await db.engine.run(sessionsSql());
  await db.engine.run(SPLIT_SQL);
  return rows;
}

const known = (value: number) => (value === MISSING || Number.isNaN(value) ? null : value);

/** Everything that the sequences say of a session, by the session's id. */
function plain({from, events, starts, outcomes, ...of}: SessionSequences) {
  return Array.from({length: of.sessions}, (_, s) => ({
    id: of.session_id[s],
    user: of.user_id[s],
    part: of.part[s],
    starts: Object.values(starts).map((column: ArrayLike<number>) => known(column[s])),
    outcomes: Object.values(outcomes).map((column: ArrayLike<number>) => known(column[s])),
    events: Array.from({length: from[s + 1] - from[s]}, (_, k) => {
      const at = from[s] + k;
      return Object.values(events).map((column: ArrayLike<number>) => known(column[at]));
    })
  }));
}

/** Whether a session, given by its rows, goes on after midnight of the day on which the last session of its part starts. */
function isCut(own: readonly Row[], rows: readonly Row[]): boolean {
  const dayOf = ({ts_ms}: Row) => Math.floor(ts_ms! / DAY_MS);
  const starts = rows.filter(({event_no}) => event_no === 1);
  const lastOf = (some: readonly Row[]) => Math.max(...some.map(dayOf));
  const partEnd = lastOf(starts.filter(({session_id}) => session_id! % 3 === own[0].session_id! % 3));
  // a part that starts sessions on the last day on which any starts goes on to the end of the log
  return partEnd < lastOf(starts) && own.some((row) => dayOf(row) > partEnd);
}

/** The same, the slow and obvious way. */
function slow(given: World, rows: readonly Row[], {transactionToken, least, longest}: SequenceOptions) {
  const sessions = [...new Set(rows.map((row) => row.session_id!))].sort((a, b) => a - b);
  const found = [];
  for (const id of sessions) {
    const own = rows.filter((row) => row.session_id === id).sort((a, b) => a.event_no! - b.event_no!);
    if (own.length < least || isCut(own, rows)) continue;
    const bought = own.findIndex(({event}) => event === 3);
    const taken = own.slice(0, transactionToken || bought === -1 ? undefined : bought).slice(0, longest);
    if (taken.length === 0) continue;
    const [{user_id, session_no, ts_ms: start}] = own;
    const before = sessions
      .map((other) => rows.filter((row) => row.session_id === other))
      .filter(([first]) => first.user_id === user_id && first.session_no! < session_no!)
      .sort(([a], [b]) => a.session_no! - b.session_no!);
    const apart = before.every((other) => other.every(({ts_ms}) => ts_ms! < start!));
    const count = (list: readonly Row[], type: number) => list.filter(({event}) => event === type).length;
    const last = before.at(-1);
    const ends = last && Math.max(...last.map(({ts_ms}) => ts_ms!));
    const told = (value: number | undefined) => (apart ? (value ?? null) : null);
    found.push({
      id,
      user: user_id,
      part: id % 3,
      starts: [
        start,
        told(before.length),
        told(before.filter((list) => count(list, 3) > 0).length),
        told(before.filter((list) => count(list, 1) > 0).length),
        told(before.flat().length),
        told(ends === undefined ? undefined : start! - ends),
        told(last?.length),
        told(last && count(last, 1)),
        told(last && count(last, 3))
      ],
      outcomes: [Math.max(...own.map(({ts_ms}) => ts_ms!)), own.length, count(own, 1), count(own, 3)],
      events: taken.map((row) => {
        const said = given.attributes.filter(({item_id, from_ms}) => item_id === row.item_id && from_ms < row.ts_ms!);
        said.sort((a, b) => a.from_ms - b.from_ms);
        const prices = rows
          .filter(
            ({item_id, ts_ms, price_cents}) => item_id === row.item_id && ts_ms! <= row.ts_ms! && price_cents !== null
          )
          .map(({price_cents}) => price_cents!);
        return [
          row.ts_ms,
          row.event,
          row.item_id,
          said.at(-1)?.department_id ?? null,
          row.price_cents,
          prices.length === 0 ? null : Math.max(...prices),
          row.dwell_ms
        ];
      })
    });
  }
  return found;
}

const optionsOf = fc.record({
  transactionToken: fc.boolean(),
  least: fc.integer({min: 1, max: 3}),
  longest: fc.integer({min: 1, max: 6})
});

test("sessions with their events, starts and outcomes are those of the log", async () => {
  let [sessions, cut, over] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(world, optionsOf, async (given, options) => {
      const rows = await prepare(given);
      const expected = slow(given, rows, options);
      const long = new Set(rows.filter(({event_no}) => event_no! >= options.least).map(({session_id}) => session_id));
      if (expected.length === 0) {
        await expect(sessionSequences(db.engine, options)).rejects.toThrow(UserError);
        return;
      }
      const found = await sessionSequences(db.engine, options);
      expect(plain(found)).toEqual(expected);
      const ofSession = (id: number | null) => rows.filter(({session_id}) => session_id === id);
      const censored = [...long].filter((id) => isCut(ofSession(id), rows)).length;
      expect(found.censored).toBe(censored);
      expect(found.leftOut).toBe(long.size - expected.length - censored);
      over += censored;
      sessions += expected.length;
      cut += expected.filter(({events, outcomes: [, whole]}) => events.length < whole!).length;
    }),
    cases(25, 80)
  );
  expect(sessions).toBeGreaterThan(runs(20, 60));
  expect(cut).toBeGreaterThan(runs(2, 5));
  expect(over).toBeGreaterThan(0);
});

test("what comes after a moment changes no input before it", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(world, fc.nat(), async (given, pick) => {
      const rows = await prepare({...given, sessions: "gap"});
      const whole = await sessionSequences(db.engine, {transactionToken: true});
      const encoder = {...fitSessionEncoder(whole), withStart: true};
      const moment = rows[pick % rows.length].ts_ms!;
      // the past as it was, and another future
      await prepare({
        ...given,
        sessions: "gap",
        rows: [
          ...given.rows.filter(({ts_ms}) => ts_ms! <= moment),
          {...given.rows[0], ts_ms: moment + 1, event: 1, item_id: 1, price_cents: 9999},
          {...given.rows[0], user_id: 9, ts_ms: moment + 5_000, event: 0, item_id: 2, price_cents: 9999}
        ]
      });
      const other = await sessionSequences(db.engine, {transactionToken: true});
      const [a, b] = [whole, other].map((sequences) => ({
        sequences,
        x: encodeSessions(encoder, sequences),
        features: prefixFeatures(sequences, {withStart: true})
      }));
      const starts = new Map(
        Array.from({length: other.sessions}, (_, s) => [`${other.user_id[s]} ${other.starts.start_ms[s]}`, s])
      );
      for (let s = 0; s < whole.sessions; s++) {
        const twin = starts.get(`${whole.user_id[s]} ${whole.starts.start_ms[s]}`);
        for (let at = whole.from[s]; at < whole.from[s + 1] && whole.events.ts_ms[at] <= moment; at++) {
          const to = other.from[twin!] + at - whole.from[s];
          for (const [mine, its] of [
            [a.x, b.x],
            [a.features.x, b.features.x]
          ]) {
            const [width, place, place2] = [mine.length / whole.from[whole.sessions], at, to];
            expect(its.slice(place2 * width, (place2 + 1) * width)).toEqual(
              mine.slice(place * width, (place + 1) * width)
            );
          }
          compared++;
        }
      }
    }),
    cases(25, 80)
  );
  expect(compared).toBeGreaterThan(runs(25, 80));
});

test("sessions are taken by number and by part", async () => {
  const [given] = fc.sample(world, {numRuns: 200, seed: 4}).filter(({rows}) => rows.length > 8);
  await prepare({...given, sessions: "own"});
  const all = await sessionSequences(db.engine);
  expect(all.sessions).toBeGreaterThan(3);
  expect(plain(takeSessions(all, [2, 0]))).toEqual([plain(all)[2], plain(all)[0]]);
  expect(plain(sessionsOfPart(all, 1))).toEqual(plain(all).filter(({part}) => part === 1));
});

test("options out of range are named", async () => {
  await expect(sessionSequences(db.engine, {least: 0})).rejects.toThrow(/^least: 0;/);
  await expect(sessionSequences(db.engine, {longest: 1.5})).rejects.toThrow(/^longest: 1.5;/);
  const [given] = fc.sample(world, {numRuns: 1, seed: 1});
  await prepare(given);
  await expect(sessionSequences(db.engine, {least: 1000})).rejects.toThrow(/^no session has 1000 or more events;/);
});
