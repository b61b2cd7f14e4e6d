import {expect, test} from "vitest";
import {rawColumns, rawEvents} from "../../src/lib/sequence/rawEvents.js";
import {withoutOneEvent} from "../../src/lib/sequence/withoutOneEvent.js";
import {ADD_TO_CART, VIEW} from "../../src/lib/sources/events.js";
import {sequencesOf, type PlainSession} from "./sequences.js";

const session = (user: number, startMs: number, ms: readonly number[]): PlainSession => ({
  user,
  startMs,
  events: ms.map((at, k) => ({event: k === 1 ? ADD_TO_CART : VIEW, ms: at, item_id: 10 + k, price_cents: 100 * k}))
});
const SESSIONS = [session(1, 1000, [0, 5]), session(2, 50_000, [0, 10, 30, 70])];

test("each of a session's first events is left out once; the others are those of a session that never had it", () => {
  const all = sequencesOf(SESSIONS);
  const found = withoutOneEvent(all, 1, 3);
  expect(found.sessions).toBe(3);
  expect(Array.from(found.from)).toEqual([0, 2, 4, 6]);
  const wanted = [
    [1, 2],
    [0, 2],
    [0, 1]
  ].map((kept): PlainSession => ({...SESSIONS[1], events: kept.map((k) => SESSIONS[1].events[k])}));
  // what a network reads is what it would read of such a session
  const raw = rawEvents({withStart: false}, found);
  expect(raw).toEqual(rawEvents({withStart: false}, sequencesOf(wanted)));
  const pause = rawColumns({withStart: false}).indexOf("pause_ms");
  const width = rawColumns({withStart: false}).length;
  // without the second event the third comes 30 ms after the first
  expect(raw[3 * width + pause]).toBe(30);
  expect(raw[pause]).toBeNaN();
  expect(Array.from(found.user_id)).toEqual([2, 2, 2]);
  expect(Array.from(found.starts.start_ms)).toEqual([50_000, 50_000, 50_000]);
});

test("nothing is left of one event, and more than there are cannot be had", () => {
  const all = sequencesOf(SESSIONS);
  expect(() => withoutOneEvent(all, 0, 1)).toThrow("1 events of a session of 2");
  expect(() => withoutOneEvent(all, 0, 3)).toThrow("3 events of a session of 2");
});
