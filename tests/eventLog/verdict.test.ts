/** What counts as exact, asked, refused, wrong but said and wrong in silence: three rows by hand, read right and wrong in each way. */
import {expect, test} from "vitest";
import type {ExpectedRow} from "./fuzz/fuzzLog.js";
import type {ReadBack} from "./fuzz/readTables.js";
import {verdictOf} from "./fuzz/verdict.js";

const row = (who: number, ms: number, type: number | null, more: Partial<ExpectedRow> = {}): ExpectedRow => ({
  read: "event",
  what: "view",
  who,
  ms,
  type,
  item: who,
  cents: 100,
  session: null,
  ...more
});
const ROWS = [
  row(0, 5, 0),
  row(1, 6, 3, {item: 4, cents: null}),
  row(0, 7, 0, {read: "set aside", what: "broken time"}),
  ...Array.from({length: 17}, (_, i) => row(0, 10 + i, 1, {item: null}))
];
const LOG = {rows: ROWS, lines: true, ambiguous: []};

/** The rows as they should be read, with users and items under names of the reader's own. */
function read(change: (kept: Record<string, number[]>) => void = () => {}, more: Partial<ReadBack> = {}): ReadBack {
  const good = ROWS.map((one, i) => ({...one, line: i + 2})).filter(({read}) => read !== "set aside");
  const kept = {
    line: good.map(({line}) => line),
    user: good.map(({who}) => 70 - who),
    ms: good.map(({ms}) => ms),
    event: good.map(({type}) => type!),
    item: good.map(({item}) => (item === null ? -1 : 30 + item)),
    cents: good.map(({cents}) => cents ?? -1),
    session: good.map(() => -1)
  };
  change(kept);
  return {stopped: null, notices: [], taken: "", kept, aside: {line: [4], reason: ["missing time"]}, ...more};
}

const outcome = (...given: Parameters<typeof read>) => {
  const {outcome, faults} = verdictOf(LOG, read(...given));
  return [outcome, ...faults];
};

test("right in every cell, whatever users and items are called", () => {
  expect(outcome()).toEqual(["exact"]);
});

test.each([
  ["time", (kept: Record<string, number[]>) => (kept.ms[3] += 1)],
  ["type", (kept: Record<string, number[]>) => (kept.event[1] = 0)],
  ["price", (kept: Record<string, number[]>) => (kept.cents[1] = 0)],
  ["item", (kept: Record<string, number[]>) => (kept.item[2] = 31)],
  ["item", (kept: Record<string, number[]>) => (kept.item[1] = kept.item[0])],
  ["user", (kept: Record<string, number[]>) => kept.user.fill(1)],
  ["user", (kept: Record<string, number[]>) => (kept.user[5] = 99)],
  ["session", (kept: Record<string, number[]>) => kept.session.fill(1)]
])("one wrong %s is wrong in silence unless a notice tells of it", (fault, change) => {
  const change_ = (kept: Record<string, number[]>) => void change(kept);
  expect(outcome(change_)).toEqual(["wrong in silence", fault]);
  expect(outcome(change_, {notices: ["something else"]})[0]).toBe("wrong in silence");
  expect(outcome(change_, {notices: [`two columns may be the ${fault === "type" ? "event" : fault}`]})[0]).toBe(
    "wrong but said"
  );
});

test("a row that is set aside is said, one that is nowhere is not, nor is one that should have been set aside", () => {
  const drop = (kept: Record<string, number[]>) => Object.values(kept).forEach((list) => list.splice(2, 1));
  expect(outcome(drop, {aside: {line: [4, 5], reason: ["missing time", "missing user"]}})).toEqual([
    "wrong but said",
    "rows lost"
  ]);
  expect(outcome(drop, {aside: {line: [4, 5], reason: ["missing time", "event type not used"]}})).toEqual([
    "wrong in silence",
    "type"
  ]);
  expect(outcome(drop)).toEqual(["wrong in silence", "rows lost"]);
  const more = (kept: Record<string, number[]>) => Object.values(kept).forEach((list) => list.splice(2, 0, list[0]));
  const added = verdictOf(
    LOG,
    read(
      (kept) => {
        more(kept);
        kept.line[2] = 4;
      },
      {aside: {line: [], reason: []}}
    )
  );
  expect([added.outcome, ...added.faults]).toEqual(["wrong in silence", "rows made up"]);
});

test("a log that is mostly set aside is refused, one that a reader asks about is right only where it is ambiguous", () => {
  const none = (kept: Record<string, number[]>) => Object.values(kept).forEach((list) => list.splice(2));
  const lines = Array.from({length: 18}, (_, i) => i + 4);
  expect(outcome(none, {aside: {line: lines, reason: lines.map(() => "missing time")}})).toEqual(["refused"]);
  const asked = read(undefined, {stopped: {how: "asked", message: "?"}});
  expect(verdictOf(LOG, asked)).toMatchObject({outcome: "asked", right: false});
  expect(verdictOf({...LOG, ambiguous: ["no names"]}, asked)).toMatchObject({outcome: "asked", right: true});
  const crashed = read(undefined, {stopped: {how: "crashed", message: "x is not a function"}});
  expect(verdictOf(LOG, crashed)).toMatchObject({outcome: "wrong in silence", right: false});
});

test("an event of none of the four types may be left out or be a view, and nothing else", () => {
  const log = {...LOG, rows: [...ROWS, row(0, 99, null, {read: "optional", what: "other"})]};
  const as = (event: number) =>
    verdictOf(
      log,
      read((kept) => {
        for (const [name, value] of Object.entries({
          line: 22,
          user: 70,
          ms: 99,
          event,
          item: 30,
          cents: 100,
          session: -1
        }))
          kept[name].push(value);
      })
    ).outcome;
  expect([as(0), as(3)]).toEqual(["exact", "wrong in silence"]);
  const left = read(undefined, {aside: {line: [4, 22], reason: ["missing time", "event type not used"]}});
  expect(verdictOf(log, left).outcome).toBe("exact");
});
