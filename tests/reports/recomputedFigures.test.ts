import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {followPage} from "../../loaders/pages/follow.js";
import {openShopTasks} from "../../loaders/datasets/shop.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {judgeFollowed} from "../../src/lib/reports/followed.js";
import {recomputeFigures, type RecomputedFigure} from "../../src/lib/reports/recomputedFigures.js";
import {TRANSACTION, type RawEvents} from "../../src/lib/sources/events.js";
import type {Engine} from "../../src/lib/sql/engine.js";

const {options, results} = followPage();
let engine: Engine;
beforeAll(async () => {
  engine = await openShopTasks();
});
afterAll(() => engine.close());

const recompute = async (gapMs?: number): Promise<Map<string, RecomputedFigure>> => {
  const run = await runStages(engine, SHOP_SOURCE, {gapMs}, {profile: "paper", seed: 1, hash: false});
  const made = await recomputeFigures(engine, run, options);
  return new Map(made.map((figure) => [figure.reference, figure]));
};

describe("from the tables of a run to figures and claims", () => {
  test("under the published assumptions every figure is the published one", async () => {
    const made = await recompute();
    // each was published by a study that shares none of this file's code
    expect([...made.keys()].sort()).toEqual(Object.keys(options.published).sort());
    for (const {reference, here, published} of made.values()) {
      const {value, low, high, n} = here;
      expect({reference, value, low, high, n}).toEqual({
        reference,
        value: published.value,
        low: published.low,
        high: published.high,
        n: published.n
      });
    }
    const {flipped, kept, notComputed} = judgeFollowed(results, [...made.values()]);
    expect(flipped).toEqual([]);
    expect(kept.length).toBeGreaterThan(10);
    expect(notComputed.map(({study}) => study)).toContain("sparsity");
    expect(notComputed.map(({study}) => study)).not.toContain("shop-paper");
  });

  test("with a gap of 5 minutes they are what a plain count gives, and claims flip", async () => {
    const gapMs = 5 * 60_000;
    const made = await recompute(gapMs);
    const here = (reference: string) => made.get(reference)!.here.value;
    const counted = plainCount(generateShop(shopOptions("paper", {seed: 1})).events, gapMs);
    expect(here("shop-paper#sessions")).toBe(counted.sessions);
    expect(here("shop-paper#itemsPerSession")).toBe(counted.items / counted.sessions);
    expect(here("shop-paper#purchasesPerSession")).toBe(counted.bought / counted.sessions);
    expect(here("shop-paper#conversionGivenSuccessor")).toBe(counted.nextBuys / counted.followed);
    expect(here("shop-paper#examplesTotal")).toBe(counted.items);
    expect(here("shop-paper#gapMs")).toBe(gapMs);
    // a count that is larger has a wider interval, in proportion
    const {here: many, published: few} = made.get("targets-paper#trainPositives")!;
    expect(many.value).toBeGreaterThan(few.value);
    expect((many.high! - many.low!) / many.value).toBeCloseTo((few.high! - few.low!) / few.value, 10);
    // what the gap has no part in stays
    expect(made.get("shop-paper#events")!.here).toMatchObject({value: made.get("shop-paper#events")!.published.value});
    const {flipped, kept} = judgeFollowed(results, [...made.values()]);
    expect(flipped.length).toBeGreaterThan(0);
    for (const {before, after} of flipped)
      expect([after.outcome, after.grade]).not.toEqual([before.outcome, before.grade]);
    for (const {before, after} of kept) expect(after.outcome).toBe(before.outcome);
  });
});

/** Sessions of a log and what is in them, counted user by user in the plainest way. */
function plainCount({columns, rows}: RawEvents, gapMs: number) {
  const {user_id, ts_ms, tick, event, item_id} = columns;
  const order = Array.from({length: rows}, (_, i) => i).sort(
    (a, b) => user_id[a] - user_id[b] || ts_ms[a] - ts_ms[b] || tick[a] - tick[b]
  );
  const sessions: {user: number; items: Set<number>; bought: Set<number>}[] = [];
  let last = -1;
  for (const row of order) {
    const same = last !== -1 && user_id[last] === user_id[row] && ts_ms[row] - ts_ms[last] <= gapMs;
    if (!same) sessions.push({user: user_id[row], items: new Set(), bought: new Set()});
    const session = sessions[sessions.length - 1];
    session.items.add(item_id[row]);
    if (event[row] === TRANSACTION) session.bought.add(item_id[row]);
    last = row;
  }
  const followed = sessions.filter(({user}, i) => sessions[i + 1]?.user === user);
  const next = sessions.filter(({user, bought}, i) => sessions[i - 1]?.user === user && bought.size > 0);
  const total = (of: (session: (typeof sessions)[number]) => number) => sessions.reduce((sum, one) => sum + of(one), 0);
  return {
    sessions: sessions.length,
    items: total(({items}) => items.size),
    bought: total(({bought}) => bought.size),
    followed: followed.length,
    nextBuys: next.length
  };
}
