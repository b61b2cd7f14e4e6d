import {existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeEach, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {OUTPUTS, runPipeline, type PipelineOptions} from "../../loaders/pipeline/pipeline.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {SPLITS} from "../../src/lib/pipeline/split.js";
import {runStages, STAGES} from "../../src/lib/pipeline/stages.js";
import {ITEM_TARGETS} from "../../src/lib/targets/exampleStages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";

let folder: string;
const folders: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clickproof-pipeline-"));
  folders.push(folder);
});
afterAll(() => folders.forEach((made) => rmSync(made, {recursive: true})));

const run = async (options: PipelineOptions = {}) => {
  const {document} = await runPipeline({profile: "tiny", folder, ...options});
  return {document, cached: document.stages.filter(({cached}) => cached).map(({name}) => name)};
};
const names = STAGES.map(({name}) => name);
const place = () => join(folder, "shop", "tiny");

test("makes every file by its name, and nothing half-written beside it", async () => {
  await run({until: "targets"});
  const made = readdirSync(place()).filter((name) => !name.startsWith("."));
  const outputs = Object.values(OUTPUTS).flatMap((files) => Object.keys(files).map((name) => `${name}.parquet`));
  expect(made.sort()).toEqual([...outputs, "run.json"].sort());
});

test("writes the tables whose hashes it gives", async () => {
  const {document} = await run();
  const engine = await openDuckDB();
  await loadEvents(engine, generateShop(shopOptions("tiny")).events);
  const direct = await runStages(engine, SHOP_SOURCE);
  expect(document.stages.map(({sha256}) => sha256)).toEqual(direct.stages.map(({sha256}) => sha256));
  expect(document.totals).toEqual(direct.totals);
  const count = async (name: string) =>
    Number(
      (await engine.read(`SELECT count(*) AS n FROM read_parquet('${join(place(), name)}.parquet')`)).columns.n[0]
    );
  for (const {part, events} of document.parts) {
    expect(await count(part === "validation" ? "val_events" : `${part}_events`)).toBe(events);
  }
  expect(await count("users")).toBe(document.totals!.users);
  await engine.close();
});

test("features and targets come after the split, whole, for each part", async () => {
  const {document} = await run({until: "targets"});
  expect(document.stages.map(({name}) => name)).toEqual([...names, "examples", "features", "targets"]);
  const [examples, features, targets] = document.stages.slice(-3).map(({rows}) => rows);
  expect([features, targets]).toEqual([examples, examples]);
  const engine = await openDuckDB();
  const file = (name: string) => `read_parquet('${join(place(), name)}.parquet')`;
  const parts = await engine.read(
    `SELECT part, count(*) AS n FROM (${["train", "val", "test"].map((part) => `SELECT '${part}' AS part, * FROM ${file(`${part}_features`)}`).join(" UNION ALL ")}) GROUP BY part`
  );
  expect(Array.from(parts.columns.n as Float64Array).reduce((a, b) => a + b)).toBe(examples);
  const {columns} = await engine.read(`SELECT * FROM ${file("train_features")} LIMIT 1`);
  expect(Object.keys(columns)).toEqual([
    ...["fold", "example_id", "session_id", "user_id", "item_id", "as_of_ms"],
    ...FEATURES.map(({name}) => name),
    "later_sessions",
    ...ITEM_TARGETS.flatMap(({id}) => [id, `${id}-censored`])
  ]);
  // the stages before are those of a run that stops at the split
  expect((await run()).cached).toEqual(names);
  await engine.close();
});

describe("a second run", () => {
  test("runs nothing and says the same", async () => {
    const first = await run();
    const second = await run();
    expect(first.cached).toEqual([]);
    expect(second.cached).toEqual(names);
    const comparable = ({stages, ...rest}: typeof first.document) => ({
      ...rest,
      hashes: stages.map(({sha256}) => sha256)
    });
    expect(comparable(second.document)).toEqual(comparable(first.document));
  });

  test.each<[string, PipelineOptions, string[]]>([
    ["another split", {split: SPLITS.random}, ["generate", "clean", "sessionize", "sessions"]],
    ["another gap", {gapMs: 60_000}, ["generate", "clean"]],
    ["another seed", {seed: 2}, []],
    ["force", {force: true}, []],
    ["another number of threads", {threads: 1}, names]
  ])("with %s runs only what that can change", async (_, options, cached) => {
    await run();
    expect((await run(options)).cached).toEqual(cached);
  });

  test("after another one gives its own result again", async () => {
    const first = await run();
    await run({split: SPLITS.random});
    const third = await run();
    expect(third.document.parts).toEqual(first.document.parts);
    expect(third.document.options.split).toBe("date 70/15/15");
  });
});

describe("what was cut short is made again", () => {
  test("a file that is not whole", async () => {
    const {document} = await run();
    truncateSync(join(place(), "sessionized_events.parquet"), 100);
    const again = await run();
    expect(again.cached).toEqual(["generate", "clean"]);
    expect(again.document.totals).toEqual(document.totals);
  });

  test("a receipt or a run.json that is not whole", async () => {
    const {document} = await run();
    writeFileSync(join(place(), ".clean.json"), '{"key": "');
    expect((await run()).cached).toEqual(["generate"]);
    writeFileSync(join(place(), "run.json"), "{");
    const again = await run();
    expect(again.cached).toEqual(names);
    expect(again.document.totals).toEqual(document.totals);
  });

  test("a run that stopped at a stage goes on from there", async () => {
    const part = await run({until: "clean"});
    expect(part.document.totals).toBeNull();
    expect(part.document.parts).toEqual([]);
    expect(existsSync(join(place(), "sessions.parquet"))).toBe(false);
    expect((await run()).cached).toEqual(["generate", "clean"]);
  });
});

test("a run that fails leaves the outputs before it as they were", async () => {
  const {document} = await run();
  // the tiny shop covers too few months
  await expect(run({split: SPLITS.months})).rejects.toThrow("leaves no training sessions");
  const again = await run();
  expect(again.cached).toEqual(names);
  expect(again.document.parts).toEqual(document.parts);
});

test("two runs at once on one folder both succeed, and agree", async () => {
  const [a, b] = await Promise.all([run(), run()]);
  expect(a.document.stages.map(({sha256}) => sha256)).toEqual(b.document.stages.map(({sha256}) => sha256));
  expect(a.cached.length + b.cached.length).toBe(names.length);
});

test("wrong requests are refused by name", async () => {
  await expect(run({source: "nowhere.csv"})).rejects.toThrow("nowhere.csv is no source and no file");
  await expect(run({profile: "huge"})).rejects.toThrow("the shop has no profile huge");
  await expect(run({source: "eshop-clothing", profile: "tiny"})).rejects.toThrow("eshop-clothing has no profile tiny");
  await expect(run({source: "package.json", profile: undefined})).rejects.toThrow(
    "package.json begins like JSON, but its first line is no JSON object"
  );
  await expect(run({until: "train"})).rejects.toThrow("no stage train");
});
