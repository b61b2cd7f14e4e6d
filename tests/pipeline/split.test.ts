import {DAY_MS} from "../../src/lib/core/time.js";
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {table} from "../../src/lib/core/table.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {SHARES, splitName, SPLITS, splitSql, type Shares, type SplitOptions} from "../../src/lib/pipeline/split.js";
import {cases} from "../thorough.js";
import {useEngine} from "./logs.js";
import {rowsOf, splitByDate, splitByKey, splitByMonths, splitByWindows, type Part, type Session} from "./oracle.js";

const db = useEngine();

/** Sessions over up to five months, several on one day, some at the first and last millisecond of a day. */
const sessionsOf = (longest: number) =>
  fc
    .array(
      fc.record({
        user_id: fc.integer({min: 1, max: 2 ** 31 - 1}),
        day: fc.integer({min: 0, max: longest}),
        ms: fc.constantFrom(0, 1, DAY_MS / 2, DAY_MS - 1)
      }),
      {minLength: 1, maxLength: 40}
    )
    .map((list) =>
      list.map(({user_id, day, ms}, i): Session => ({
        session_id: i + 1,
        user_id,
        start_ms: Date.UTC(2024, 10, 20) + day * DAY_MS + ms
      }))
    );

async function split(sessions: readonly Session[], options: SplitOptions): Promise<Part[]> {
  const column = (name: string) => Int32Array.from(sessions, (session) => session[name]);
  const start_ms = Float64Array.from(sessions, (session) => session.start_ms);
  await db.engine.load("sessions", table({session_id: column("session_id"), user_id: column("user_id"), start_ms}));
  await db.engine.run(splitSql(options));
  return rowsOf(await db.engine.read("SELECT * FROM split_sessions ORDER BY fold, session_id")) as Part[];
}

const threeShares = fc
  .tuple(fc.integer({min: 1, max: 1000}), fc.integer({min: 0, max: 1000}))
  .map(([a, b]) => [a, Math.min(b, 1000 - a), 1000 - a - Math.min(b, 1000 - a)]);
const asShares = (thousandths: readonly number[]) => thousandths.map((share) => share / 1000) as unknown as Shares;
const anySeed = fc.oneof(fc.integer({min: 0, max: 2 ** 31 - 2}), fc.constantFrom(0, 1, 2 ** 31 - 2));

describe("split does what the slow version does", () => {
  test("by date", async () => {
    await fc.assert(
      fc.asyncProperty(sessionsOf(150), threeShares, async (sessions, shares) => {
        const parts = await split(sessions, {by: "date", shares: asShares(shares)});
        expect(parts).toEqual(splitByDate(sessions, shares));
      })
    );
  });

  test("by months", async () => {
    await fc.assert(
      fc.asyncProperty(sessionsOf(150), async (sessions) => {
        expect(await split(sessions, {by: "months"})).toEqual(splitByMonths(sessions));
      })
    );
  });

  for (const [by, key] of [
    ["user", "user_id"],
    ["random", "session_id"]
  ] as const)
    test(`by ${by}`, async () => {
      await fc.assert(
        fc.asyncProperty(sessionsOf(20), threeShares, anySeed, async (sessions, shares, seed) => {
          const parts = await split(sessions, {by, seed, shares: asShares(shares)});
          const millionths = shares.map((share) => share * 1000);
          expect(parts).toEqual(splitByKey(sessions, key, seed, millionths));
        }),
        cases(20, 50)
      );
    });

  test("by sliding windows", async () => {
    await fc.assert(
      fc.asyncProperty(sessionsOf(150), fc.integer({min: 1, max: 8}), async (sessions, folds) => {
        expect(await split(sessions, {by: "windows", folds})).toEqual(splitByWindows(sessions, folds));
      })
    );
  });
});

describe("always", () => {
  for (const by of ["date", "months", "windows"] as const)
    test(`no ${by} test session starts before the last training session`, async () => {
      await fc.assert(
        fc.asyncProperty(sessionsOf(150), async (sessions) => {
          const start = new Map(sessions.map(({session_id, start_ms}) => [session_id, start_ms]));
          const parts = await split(sessions, SPLITS[by]);
          for (const fold of new Set(parts.map((part) => part.fold))) {
            const starts = (code: number) =>
              parts
                .filter((part) => part.fold === fold && part.part === code)
                .map((part) => start.get(part.session_id)!);
            const lastTraining = Math.max(...starts(0));
            expect(Math.min(...starts(1))).toBeGreaterThan(lastTraining);
            expect(Math.min(...starts(2))).toBeGreaterThan(Math.max(lastTraining, ...starts(1)));
          }
        }),
        cases(12, 30)
      );
    });

  test("a split by user keeps users whole, whoever else is in the log", async () => {
    await fc.assert(
      fc.asyncProperty(sessionsOf(20), anySeed, async (sessions, seed) => {
        const options: SplitOptions = {by: "user", shares: SHARES, seed};
        const parts = await split(sessions, options);
        const ofUser = new Map(sessions.map(({user_id}, i) => [user_id, parts[i].part]));
        sessions.forEach(({user_id}, i) => expect(parts[i].part).toBe(ofUser.get(user_id)));
        const [alone] = await split(sessions.slice(0, 1), options);
        expect(alone.part).toBe(parts[0].part);
      }),
      cases(12, 30)
    );
  });
});

test("the numbers behind a random split are even: each tenth of 100,000 ids lies within 5 standard deviations of a tenth", async () => {
  const n = 100_000;
  const sessions = Array.from({length: n}, (_, i): Session => ({session_id: i + 1, user_id: i + 1, start_ms: 0}));
  const sd = Math.sqrt(n * 0.1 * 0.9);
  for (const seed of [0, 1, 2]) {
    let before = 0;
    for (let tenth = 1; tenth <= 9; tenth++) {
      const shares: Shares = [tenth / 10, 1 - tenth / 10, 0];
      const parts = await split(sessions, {by: "random", seed, shares});
      const now = parts.filter(({part}) => part === 0).length;
      expect(Math.abs(now - before - n / 10)).toBeLessThan(5 * sd);
      before = now;
    }
  }
});

test("another seed makes another split", async () => {
  const sessions = Array.from({length: 200}, (_, i): Session => ({session_id: i + 1, user_id: i + 1, start_ms: 0}));
  const of = (seed: number) => split(sessions, {by: "user", shares: SHARES, seed});
  expect(await of(1)).toEqual(await of(1));
  expect(await of(1)).not.toEqual(await of(2));
});

test("90 days and five windows: nine-day units, the last test window ends with the period", async () => {
  const sessions = Array.from({length: 90}, (_, i): Session => ({session_id: i + 1, user_id: 1, start_ms: i * DAY_MS}));
  const parts = await split(sessions, SPLITS.windows);
  const days = (fold: number, code: number) =>
    parts.filter((part) => part.fold === fold && part.part === code).map((part) => part.session_id);
  expect([days(5, 0).length, days(5, 1).length, days(5, 2).length, days(5, 3).length]).toEqual([36, 9, 9, 36]);
  expect(days(5, 2).at(-1)).toBe(90);
  expect(days(1, 0)[0]).toBe(1);
  expect(days(4, 2)).toEqual(days(5, 1));
});

describe("names", () => {
  test("say how it was split, and are read back", () => {
    for (const options of Object.values(SPLITS)) expect(parseSplit(splitName(options))).toEqual(options);
    expect(Object.values(SPLITS).map(splitName)).toEqual([
      "date 70/15/15",
      "months",
      "user 70/15/15 seed 1",
      "random 70/15/15 seed 1",
      "windows 5"
    ]);
    expect(parseSplit("user:80/10/10:3")).toEqual({by: "user", shares: [0.8, 0.1, 0.1], seed: 3});
    expect(parseSplit(" windows:8 ")).toEqual({by: "windows", folds: 8});
    expect(splitName(parseSplit("date 33.3/33.3/33.4"))).toBe("date 33.3/33.3/33.4");
  });

  test.each([
    ["weeks", 'the split is "weeks"'],
    ["date 70/30", 'the split is "date 70/30"'],
    ["date 70/15/15 seed 1", "the split is"],
    ["months 2", "the split is"],
    ["date 70/15/16", "the shares of the split are 0.7, 0.15, 0.16"],
    ["date 0/50/50", "the shares of the split are 0, 0.5, 0.5"],
    ["windows 0", "the number of folds is 0"],
    ["windows 2.5", "the split is"],
    ["user 70/15/15 seed 2147483647", "the seed of the split is 2147483647"]
  ])("%s is refused", (text, message) => expect(() => parseSplit(text)).toThrow(message));
});
