import {existsSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {DAY_MS} from "../../src/lib/core/time.js";
import {
  itemSequences,
  sessionCount,
  sessionsOfAtLeast,
  takeSessions,
  withoutRepeats,
  type ItemSequences
} from "../../src/lib/recommend/itemSequences.js";
import {parseProtocol, protocolName, splitSequences, type Protocol} from "../../src/lib/recommend/protocols.js";
import {readItemSequences} from "../../loaders/recommend/readItemSequences.js";
import {drawnSessions, sequencesOf} from "./drawnSequences.js";

const itemsOf = ({items, offsets}: ItemSequences) =>
  Array.from({length: offsets.length - 1}, (_, s) => Array.from(items.subarray(offsets[s], offsets[s + 1])));

const countsOf = (sequences: ItemSequences) => ({
  sessions: sessionCount(sequences),
  clicks: sequences.items.length,
  items: new Set(sequences.items).size
});

describe("sequences", () => {
  it("lose clicks on the item before, and keep those that come back", () => {
    const all = itemSequences({sessions: [1, 1, 1, 1, 2, 3], items: [5, 5, 6, 5, 5, 5], timesMs: [1, 2, 3, 4, 5, 6]});
    expect(itemsOf(withoutRepeats(all))).toEqual([[5, 6, 5], [5], [5]]);
    expect(Array.from(withoutRepeats(all).timesMs)).toEqual([1, 3, 4, 5, 6]);
  });

  it("are taken with their users and times", () => {
    const all = itemSequences({sessions: [1, 1, 2], items: [0, 1, 2], timesMs: [1, 2, 3], users: [8, 8, 9]});
    expect(takeSessions(all, [1, 0])).toEqual({
      items: Int32Array.of(2, 0, 1),
      offsets: Int32Array.of(0, 1, 3),
      timesMs: Float64Array.of(3, 1, 2),
      users: Int32Array.of(9, 8)
    });
    expect(sessionsOfAtLeast(all, 2)).toEqual([0]);
  });

  it("refuse a session in two pieces, and columns that differ in length", () => {
    expect(() => itemSequences({sessions: [1, 2, 1], items: [0, 0, 0], timesMs: [0, 0, 0]})).toThrow("session 1 comes");
    expect(() => itemSequences({sessions: [1], items: [0, 1], timesMs: [0]})).toThrow("2 values for 1 clicks");
    expect(() => itemSequences({sessions: [1], items: [0], timesMs: [0], users: []})).toThrow("0 values for 1 clicks");
  });
});

describe("splits", () => {
  const day = (days: number, ms = 0) => days * DAY_MS + ms;
  // ends on day 10; sessions begin on days 1, 8 (a moment before midnight), 9 (at midnight), 10, and one has a single click
  const all = itemSequences({
    sessions: [1, 1, 2, 2, 3, 3, 4, 4, 4, 5],
    items: [0, 1, 2, 2, 3, 4, 5, 6, 6, 7],
    timesMs: [day(1), day(1, 5), day(9, -1), day(9, 5), day(9), day(9, 5), day(10), day(10, 1), day(10, 2), day(10, 3)]
  });

  it("by last days count whole days back from that of the last session's start", () => {
    const {train, test, lastOnly} = splitSequences(all, {by: "last-days", days: 2});
    expect(itemsOf(train)).toEqual([
      [0, 1],
      [2, 2]
    ]);
    expect(itemsOf(test)).toEqual([
      [3, 4],
      [5, 6, 6]
    ]);
    expect(lastOnly).toBe(false);
  });

  it("drop repeats before sessions of one click are left out", () => {
    const {train, test} = splitSequences(all, {by: "last-days", days: 2}, "drop");
    expect(itemsOf(train)).toEqual([[0, 1]]);
    expect(itemsOf(test)).toEqual([
      [3, 4],
      [5, 6]
    ]);
  });

  it("leave one out teach all but each session's last click", () => {
    const {train, test, lastOnly} = splitSequences(all, {by: "leave-one-out"});
    expect(itemsOf(train)).toEqual([[0], [2], [3], [5, 6]]);
    expect(itemsOf(test)).toEqual([
      [0, 1],
      [2, 2],
      [3, 4],
      [5, 6, 6]
    ]);
    expect(lastOnly).toBe(true);
  });

  it("at random share out sessions, each to one part, the same for the same seed", () => {
    const many = sequencesOf(drawnSessions(2, {sessions: 2000}));
    const of = (seed: number) => splitSequences(many, {by: "random-sessions", share: 0.2, seed});
    const {train, test} = of(1);
    const whole = sessionsOfAtLeast(many, 2).length;
    expect(sessionCount(train) + sessionCount(test)).toBe(whole);
    // five standard errors of a share of 0.2
    expect(Math.abs(sessionCount(test) / whole - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / whole));
    expect(of(1).test).toEqual(test);
    expect(of(2).test.items).not.toEqual(test.items);
    expect([...itemsOf(train), ...itemsOf(test)].sort()).toEqual(
      itemsOf(takeSessions(many, sessionsOfAtLeast(many, 2))).sort()
    );
  });

  it("refuse a cut that leaves a part without a session of two clicks", () => {
    expect(() => splitSequences(all, {by: "last-days", days: 30})).toThrow("leaves no session of two clicks to train");
    const early = takeSessions(all, [0, 4]);
    expect(() => splitSequences(early, {by: "last-days", days: 1})).toThrow("leaves no session of two clicks to test");
    const none = itemSequences({sessions: [], items: [], timesMs: []});
    expect(() => splitSequences(none, {by: "leave-one-out"})).toThrow("leaves no session of two clicks to train");
  });

  it("are named, and found again by their name", () => {
    const protocols: Protocol[] = [
      {by: "last-days", days: 14},
      {by: "random-sessions", share: 0.07, seed: 12},
      {by: "leave-one-out"}
    ];
    expect(protocols.map(protocolName)).toEqual(["last-14-days", "random-sessions-7-seed-12", "leave-one-out"]);
    for (const protocol of protocols) expect(parseProtocol(protocolName(protocol))).toEqual(protocol);
    for (const wrong of ["last-0-days", "last-days", "random-sessions-0-seed-1", "random-sessions-200-seed-1", ""])
      expect(() => parseProtocol(wrong)).toThrow("there is no protocol");
  });
});

const mirror = process.env.CLICKPROOF_DATA_MIRROR;
const here = mirror !== undefined && existsSync(join(mirror, "uci-eshop-clothing-2008"));

/** Counted once from the log with another program: sessions, clicks and items of each part. */
describe.runIf(here)("the e-shop log, last 14 days", () => {
  it("has these counts, repeats kept and dropped", async () => {
    const {sequences, itemIds} = await readItemSequences({source: "eshop-clothing", mirror});
    expect(itemIds).toHaveLength(217);
    const of = (repeats: "keep" | "drop") => {
      const {train, test} = splitSequences(sequences, {by: "last-days", days: 14}, repeats);
      return {train: countsOf(train), test: countsOf(test)};
    };
    expect(of("keep")).toEqual({
      train: {sessions: 17_283, clicks: 145_494, items: 217},
      test: {sessions: 1_701, clicks: 14_938, items: 213}
    });
    expect(of("drop")).toEqual({
      train: {sessions: 16_902, clicks: 138_204, items: 217},
      test: {sessions: 1_668, clicks: 14_229, items: 213}
    });
  });
});
