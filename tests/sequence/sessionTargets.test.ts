import {expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {sessionLabels, targetName} from "../../src/lib/sequence/sessionTargets.js";
import {sequencesOf} from "./sequences.js";

const [VIEW, CART, BUY] = [0, 1, 3];

/** Three sessions: a cart that is bought, a cart that is left, and a look. */
const sequences = sequencesOf([
  {
    user: 1,
    startMs: 1e12,
    events: [
      {event: VIEW, ms: 0},
      {event: CART, ms: 30_000},
      {event: BUY, ms: 90_000}
    ]
  },
  {
    user: 2,
    startMs: 2e12,
    events: [
      {event: CART, ms: 0},
      {event: VIEW, ms: 59_999},
      {event: VIEW, ms: 60_000}
    ]
  },
  {user: 3, startMs: 3e12, events: [{event: VIEW, ms: 0}]}
]);

test("a purchase is asked after every event, of the whole session", () => {
  const {asked, y} = sessionLabels(sequences, {ask: "purchase"});
  expect([...asked]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  expect([...y]).toEqual([1, 1, 1, 0, 0, 0, 0]);
});

test("abandonment is asked from the first cart on", () => {
  const {asked, y} = sessionLabels(sequences, {ask: "abandonment"});
  expect([...asked]).toEqual([0, 1, 1, 1, 1, 1, 0]);
  expect([...y]).toEqual([0, 0, 0, 1, 1, 1, 0]);
});

test("an exit is near where the last event is at most so many seconds away", () => {
  const {asked, y} = sessionLabels(sequences, {ask: "exit", seconds: 60});
  expect([...asked]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  expect([...y]).toEqual([0, 1, 1, 1, 1, 1, 1]);
  expect([...sessionLabels(sequences, {ask: "exit", seconds: 59.999}).y]).toEqual([0, 0, 1, 0, 1, 1, 1]);
  for (const seconds of [0, -1, NaN, Infinity])
    expect(() => sessionLabels(sequences, {ask: "exit", seconds})).toThrow(UserError);
});

test("targets have names", () => {
  expect([{ask: "purchase"} as const, {ask: "exit", seconds: 60} as const].map(targetName)).toEqual([
    "purchase",
    "exit 60 s"
  ]);
});
