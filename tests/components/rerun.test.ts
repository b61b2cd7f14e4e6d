import {beforeAll, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {answer} from "../../src/components/rerun/answer.js";
import {changedAssumptions, publishedAssumptions} from "../../src/components/rerun/assumptions.js";
import {differingStages, stageOf} from "../../src/lib/reports/rerun.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {runStages, type RunDocument, type StageOptions} from "../../src/lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";

let published: RunDocument;
let wider: RunDocument;
beforeAll(async () => {
  const engine = await openDuckDB();
  const run = async (options: StageOptions) => {
    await loadEvents(engine, generateShop(shopOptions("tiny")).events);
    return runStages(engine, SHOP_SOURCE, options, {profile: "tiny", seed: 1});
  };
  published = await run({});
  wider = await run({gapMs: 40 * 24 * 3_600_000});
  await engine.close();
});

test("published assumptions are read from the document, and only others count as changed", () => {
  const assumptions = publishedAssumptions(published);
  expect(assumptions).toEqual({seed: 1, gapMinutes: 30, split: {by: "date", shares: [0.7, 0.15, 0.15]}});
  expect(changedAssumptions(published, assumptions)).toEqual([]);
  expect(changedAssumptions(published, {seed: 2, gapMinutes: 45, split: {by: "months"}})).toEqual([
    "seed 2",
    "a gap of 45 minutes",
    "split months"
  ]);
});

test("a wider gap reaches the sessions and what comes after them, and nothing before", () => {
  expect(differingStages(published, published)).toEqual([]);
  expect(differingStages(published, wider)).toEqual(["sessionize", "sessions", "split"]);
  expect(() => stageOf(published, "train")).toThrow("the run has no stage train");
});

test("the answer says yes only for a run that is identical under the published assumptions", () => {
  const assumptions = publishedAssumptions(published);
  expect(answer(published, null, assumptions)).toMatch(
    /^Not checked yet in this browser\. The button below makes [\d,]+ events again from a seed, and all 5 tables from them\./
  );
  expect(answer(published, published, assumptions)).toMatch(/^Yes\. All 5 tables .* identical/);
  expect(answer(published, wider, assumptions)).toMatch(/^No\. Of 5 tables, 3 .* first sessionized_events/);
  const other = answer(published, wider, {...assumptions, gapMinutes: 57_600});
  expect(other).toMatch(/^With a gap of 57600 minutes, 2 of 5 tables stay as published; the first that differs is/);
});
