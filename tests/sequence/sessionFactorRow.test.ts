import {expect, test} from "vitest";
import {sessionFactorRow} from "../../src/lib/sequence/sessionFactorRow.js";
import {ADD_TO_CART, REMOVE_FROM_CART, VIEW} from "../../src/lib/sources/events.js";
import {sequencesOf} from "./sequences.js";

test("what the rules look at is what is known after so many events, of that session alone", () => {
  // the second session begins 10 minutes before midnight of a Sunday
  const sunday = Date.UTC(2024, 0, 7, 23, 50);
  const at = (minutes: number, event: number, item: number) => ({event, ms: minutes * 60_000, item_id: item});
  const sequences = sequencesOf([
    {user: 1, startMs: 0, events: [at(0, ADD_TO_CART, 9)]},
    {
      user: 2,
      startMs: sunday,
      events: [at(0, VIEW, 1), at(2, VIEW, 1), at(4, ADD_TO_CART, 2), at(6, REMOVE_FROM_CART, 2), at(15, VIEW, 3)]
    }
  ]);
  const of = (events: number) => Array.from(sessionFactorRow(sequences, 1, events).x);
  expect(sessionFactorRow(sequences, 1, 1).columns).toEqual(["session_carts", "session_items", "session_weekday"]);
  expect(of(1)).toEqual([0, 1, 6]);
  expect(of(3)).toEqual([1, 2, 6]);
  expect(of(5)).toEqual([1, 3, 0]);
  expect(() => of(6)).toThrow("6 events of a session of 5");
  expect(() => of(0)).toThrow("0 events");
});
