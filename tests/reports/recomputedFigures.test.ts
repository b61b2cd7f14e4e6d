import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {followPage} from "../../loaders/pages/follow.js";
import {openShopTasks} from "../../loaders/datasets/shop.js";
import {rejudge} from "../../src/lib/claims/ledger.js";
import {SHOP_SOURCE} from "../../src/lib/generator/shop.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {recomputeFigures, type RecomputedFigure} from "../../src/lib/reports/recomputedFigures.js";
import type {Engine} from "../../src/lib/sql/engine.js";

const {options, results} = followPage();
let engine: Engine;
beforeAll(async () => {
  engine = await openShopTasks();
}, 60_000);
afterAll(() => engine.close());

const recompute = async (gapMs?: number): Promise<Map<string, RecomputedFigure>> => {
  const run = await runStages(engine, SHOP_SOURCE, {gapMs}, {profile: "paper", seed: 1, hash: false});
  const made = await recomputeFigures(engine, run, options);
  return new Map(made.map((figure) => [figure.reference, figure]));
};

describe("from the tables of a run to figures and claims", () => {
  test("under the published assumptions every figure is the published one", {timeout: 120_000}, async () => {
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
    const pairs = rejudge(results, Object.fromEntries([...made].map(([name, {here}]) => [name, here])));
    expect(pairs.length).toBeGreaterThan(10);
    expect(pairs.filter(({flipped}) => flipped)).toEqual([]);
  });
});
