import {spawnSync} from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, afterEach, beforeEach, describe, expect, test, vi} from "vitest";
import {program} from "../program.js";
import {scoreOnnx} from "../../loaders/engines/onnx.js";
import type {ModelsRun} from "../../loaders/pipeline/documents.js";
import {pipelineCommand} from "../../loaders/cli/pipeline.js";
import {readRunLog, readRuns} from "../../loaders/runs/runStore.js";
import {trainingData, trainModel} from "../../loaders/training/train.js";
import {aucDifference} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {STAGES, type PartialRun} from "../../src/lib/pipeline/stages.js";

const scratch = mkdtempSync(join(tmpdir(), "clickproof-models-"));
afterAll(() => rmSync(scratch, {recursive: true}));
let folder: string;
let folders = 0;
let printed: string[];
let said: string[];
beforeEach(() => {
  folder = join(scratch, String(++folders));
  vi.stubEnv("CLICKPROOF_DATA_MIRROR", undefined);
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => (said.push(String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

type Document = PartialRun & Partial<Pick<ModelsRun, "models">> & {readonly run: string};
const pipeline = async (...argv: string[]): Promise<string> => {
  [printed, said] = [[], []];
  await pipelineCommand(argv, {folder});
  return printed.join("\n");
};
/** The document of a run, and which of its stages were run and not taken as they were. */
const json = async (...argv: string[]) => {
  const document = JSON.parse(await pipeline("--json", ...argv)) as Document;
  return {...document, ran: document.stages.filter(({cached}) => !cached).map(({name}) => name)};
};
const tiny = (...argv: string[]) => json("--profile", "tiny", ...argv);
const place = () => join(folder, "shop", "tiny");
const DATA_STAGES = [...STAGES.map(({name}) => name), "examples", "features", "targets"];
const MODEL_STAGES = ["train logistic", "train boosting", "evaluate"];
const PREFIX = "shop-tiny-purchase-this-session";
const latestRun = () => readRuns(join(folder, "runs")).runs.at(-1)!;

/** The hashes of a whole run that nobody disturbed; the first test has made one. */
let whole: readonly (string | null)[] | undefined;
async function undisturbed(): Promise<readonly (string | null)[]> {
  if (whole !== undefined) return whole;
  folder = join(scratch, "undisturbed");
  return (await tiny("--full")).stages.map(({sha256}) => sha256);
}

test("--full trains, evaluates and says so in files, document and runs; a second run does nothing again", async () => {
  const first = await tiny("--full");
  expect(first.ran).toEqual([...DATA_STAGES, ...MODEL_STAGES]);
  whole = first.stages.map(({sha256}) => sha256);
  const {target, trained, why, evaluation} = first.models!;
  expect(target.id).toBe("purchase-this-session");
  expect(why).toBeNull();
  expect(trained.map(({id}) => id)).toEqual(["logistic", "boosting"]);
  expect(said).toEqual([]);

  // the files are those that npm run train makes of the same source
  const data = await trainingData({profile: "tiny"});
  const scores: Float64Array[] = [];
  for (const {id, file, metrics} of trained) {
    const card = await trainModel(id, data, {folder: join(folder, "direct")});
    expect(file).toEqual(card.file);
    expect(metrics).toEqual(card.metrics);
    const bytes = readFileSync(join(place(), "models", file.name));
    expect(bytes).toEqual(readFileSync(join(folder, "direct", file.name)));
    expect(JSON.parse(readFileSync(join(place(), "models", `${card.name}.json`), "utf8"))).toEqual(card);
    scores.push(await scoreOnnx(bytes, data.task.test));
  }
  expect(evaluation!.data).toEqual(data.data);
  const {rows, positives} = data.data.test;
  expect(evaluation!.baseRate).toBe(positives / rows);
  expect(evaluation!.models.logistic.auc).toMatchObject({
    said: true,
    n: rows,
    value: (trained[0].metrics.AUC as {value: number}).value
  });
  const [logistic, boosting] = scores;
  const {value, low, high} = aucDifference(boosting, logistic, data.task.test.y, {
    clusters: clusters(data.task.groups!.test)
  });
  const {auc} = evaluation!.difference!;
  if ("none" in auc) throw new Error(auc.none);
  expect(auc.value).toBeCloseTo(value, 12);
  expect(auc.interval!.low).toBeCloseTo(low, 12);
  expect(auc.interval!.high).toBeCloseTo(high, 12);
  expect(JSON.parse(readFileSync(join(place(), "evaluation.json"), "utf8"))).toEqual(evaluation);
  expect(JSON.parse(readFileSync(join(place(), "run.json"), "utf8")).models).toEqual(first.models);

  const run = latestRun();
  expect(run).toMatchObject({id: first.run, command: "pipeline", status: "finished", seed: 1});
  expect(run.subject).toEqual({source: "shop/tiny", target: "purchase-this-session"});
  expect(run.inputs).toEqual({raw_events: first.inputSha256});
  expect(run.artefacts.map(({name}) => name)).toEqual(
    ["logistic", "boosting"].flatMap((id) => [`models/${PREFIX}-${id}.onnx`, `models/${PREFIX}-${id}.json`])
  );
  expect(run.outputs).toMatchObject({[`models/${PREFIX}-boosting.onnx`]: trained[1].file.sha256});
  const own = run.metrics.filter(({name}) => name === "AUC");
  expect(own.map(({of}) => of)).toEqual(["logistic", "boosting", "boosting less logistic"]);
  expect(own[2]).toMatchObject({value: auc.value, low: auc.interval!.low, high: auc.interval!.high, n: rows});
  const log = readRunLog(run.id, join(folder, "runs"));
  for (const stage of [...DATA_STAGES, ...MODEL_STAGES])
    expect(log).toMatch(new RegExp(`^\\S+ ${stage} +[\\d,]+ rows`, "m"));
  expect(log).toContain("boosting less logistic AUC");

  const written = statSync(join(place(), "models", trained[1].file.name)).mtimeMs;
  const second = await tiny("--full");
  expect(second.ran).toEqual([]);
  expect(second.models).toEqual(first.models);
  expect(statSync(join(place(), "models", trained[1].file.name)).mtimeMs).toBe(written);
  // nothing was made, but its metrics are known
  expect(latestRun().artefacts).toEqual([]);
  expect(latestRun().metrics).toEqual(run.metrics);

  // another target, code or data is another training, and the first stays
  const other = await tiny("--full", "--target", "purchase-next-session");
  expect(other.ran).toEqual(MODEL_STAGES);
  expect((await tiny("--train")).ran).toEqual([]);
  expect((await tiny("--train", "--seed", "2")).ran).toEqual([...DATA_STAGES, ...MODEL_STAGES.slice(0, 2)]);

  const text = await pipeline("--profile", "tiny", "--full", "--seed", "2");
  expect(text).toMatch(/target purchase-this-session: buys anything in this session, asked after event 3\n/);
  expect(text).toMatch(/ {4}train +[\d,]+ rows, \d+ positive \([\d.]+ %\), of [\d,]+ users\n/);
  expect(text).toMatch(/ {4}boosting AUC 0\.\d{3} \[0\.\d{3}, [01](\.\d{3})?\], random order 0\.500, n = \d+\n/);
  expect(text).toMatch(/ {4}boosting less logistic AUC [+−]0\.\d{3} \[[+−]\d\.\d{3}, [+−]\d\.\d{3}\], n = \d+\n/);
  expect(said.join("")).toMatch(/^train boosting +[\d,]+ rows  [0-9a-f]{12}  as before$/m);
});

test("--train stops before the evaluation, --evaluate does not, and neither does what is done", async () => {
  const trained = await tiny("--train");
  expect(trained.ran).toEqual([...DATA_STAGES, "train logistic", "train boosting"]);
  expect(trained.models!.evaluation).toBeNull();
  expect(existsSync(join(place(), "evaluation.json"))).toBe(false);
  expect((await tiny("--evaluate")).ran).toEqual(["evaluate"]);
  // what is not whole is made again, and what rests on it only where it changed
  const model = join(place(), "models", `${PREFIX}-boosting.onnx`);
  truncateSync(model, statSync(model).size - 1);
  expect((await tiny("--full")).ran).toEqual(["train boosting"]);
  truncateSync(join(place(), "evaluation.json"), 100);
  expect((await tiny("--full")).ran).toEqual(["evaluate"]);
  expect((await tiny("--full", "--force")).ran).toEqual([...DATA_STAGES, ...MODEL_STAGES]);
  // a run that stops earlier says nothing of models
  expect((await tiny()).models).toBeUndefined();
});

test("killed in the middle of boosting, it goes on with boosting", async () => {
  const killed = spawnSync(process.execPath, [program("tests/loaders/pipelineChild.ts"), folder]);
  expect(killed.signal).toBe("SIGKILL");
  expect(readdirSync(join(place(), "models")).sort()).toEqual([`${PREFIX}-logistic.json`, `${PREFIX}-logistic.onnx`]);
  const after = await tiny("--full");
  expect(after.ran).toEqual(["train boosting", "evaluate"]);
  expect(after.stages.map(({sha256}) => sha256)).toEqual(await undisturbed());
});

describe("--skip-generate", () => {
  test("takes the raw events that are there, and says how to make them where there are none", async () => {
    const none = tiny("--skip-generate", "--full");
    await expect(none).rejects.toMatchObject({name: "UserError"});
    await expect(none).rejects.toThrow(
      /^there are no raw events of shop\/tiny; make them with: npm run pipeline -- --generate --source shop --profile tiny$/
    );
    expect(latestRun()).toMatchObject({status: "failed", error: expect.stringContaining("there are no raw events")});
    await tiny("--generate");
    expect((await tiny("--skip-generate", "--features")).ran).toEqual(DATA_STAGES.slice(1));
    // the same keys as without it
    expect((await tiny("--features")).ran).toEqual([]);
    expect((await tiny("--skip-generate", "--force")).ran).toEqual(STAGES.slice(1).map(({name}) => name));
    await expect(tiny("--skip-generate", "--seed", "2")).rejects.toThrow(
      /events of shop\/tiny are of seed 1, not of seed 2; make them with/
    );
    const file = join(place(), "clickstream_events.parquet");
    truncateSync(file, statSync(file).size - 1);
    await expect(tiny("--skip-generate")).rejects.toThrow(/there are no raw events/);
  });

  test("takes events that other code made, says so, and does not take them for its own", async () => {
    await tiny();
    const receipt = join(place(), ".generate.json");
    writeFileSync(receipt, JSON.stringify({...JSON.parse(readFileSync(receipt, "utf8")), key: "of other code"}));
    expect((await tiny("--skip-generate")).ran).toEqual(STAGES.slice(1).map(({name}) => name));
    expect(readRunLog(latestRun().id, join(folder, "runs"))).toMatch(
      /Note: the raw events of shop\/tiny were made by other code .* are used as they are/
    );
    expect((await tiny("--skip-generate")).ran).toEqual([]);
    expect((await tiny()).ran).toEqual(STAGES.map(({name}) => name));
  });
});

describe("where there is nothing to learn", () => {
  const log = (name: string, purchases: (session: number) => boolean) => {
    const lines = ["user,item,type,time"];
    for (let session = 0; session < 200; session++) {
      const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 6 * session, minute)).toISOString();
      for (let k = 0; k < 4; k++) lines.push(`u${session % 40},i${(session + k) % 9},view,${at(k)}`);
      if (purchases(session)) lines.push(`u${session % 40},i${session % 9},purchase,${at(5)}`);
    }
    const path = join(scratch, name);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  };

  test("--full keeps all else and says why, --train fails", async () => {
    const source = log("views.csv", () => false);
    const {ran, models, totals} = await json("--source", source, "--full");
    expect(ran).toEqual(["read", ...DATA_STAGES.slice(1)]);
    expect(totals!.sessions).toBe(200);
    expect(models).toEqual({
      target: {id: "purchase-this-session", title: "buys anything in this session, asked after event 3"},
      trained: [],
      why: "“buys anything in this session, asked after event 3” cannot be asked of a log without purchases; no target can be: give a log with purchases or additions to the cart, of users who come back or with times of day",
      evaluation: null
    });
    expect(await pipeline("--source", source, "--full")).toMatch(
      /\n {4}not trained: “buys .* without purchases; no target can be: give a log/
    );
    expect(latestRun().status).toBe("finished");
    await expect(pipeline("--source", source, "--train")).rejects.toThrow(/^not everything could be trained: “buys/);
    expect(latestRun()).toMatchObject({status: "failed"});
    const [own] = readdirSync(folder).filter((name) => name !== "runs");
    expect(existsSync(join(folder, own, "full", "features.parquet"))).toBe(true);
  });

  test("positives in the test only teach nothing, and are said to be too few", async () => {
    const source = log("late.csv", (session) => session > 190);
    const {models} = await json("--source", source, "--full");
    expect(models!.trained).toEqual([]);
    expect(models!.why).toMatch(/^all \d+ labels are 0; a classifier needs rows of both classes/);
  });

  test("a test without positives has models, and says what cannot be said of them", async () => {
    const source = log("early.csv", (session) => session < 100 && session % 3 === 0);
    const {models} = await json("--source", source, "--full");
    expect(models!.trained).toHaveLength(2);
    expect(models!.evaluation!.difference!.auc).toEqual({none: "the test rows are all negative"});
    expect(models!.evaluation!.models.boosting.auc).toMatchObject({said: false});
    expect(latestRun().metrics.find(({of}) => of === "boosting less logistic")).toMatchObject({value: null});
    expect(await pipeline("--source", source, "--full")).toContain("AUC none (the test rows are all negative)");
  });
});

describe("a table of sessions", () => {
  const header = readFileSync("data/fixtures/online_shoppers made by hand.csv", "utf8").split("\n")[0];
  const months = ["Feb", "Mar", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const path = join(scratch, "shoppers.csv");
  const lines = Array.from({length: 600}, (_, i) => {
    const buys = (i * 7) % 5 === 0 || i % 11 === 0;
    const pages = `${i % 4},${i % 13},0,0,${1 + (i % 30)},${(i * 17) % 900}.5,0.0${i % 9},0.0${i % 7},${buys ? (i % 3) * 9 : i % 2},0`;
    return `${pages},${months[i % 10]},${1 + (i % 3)},${1 + (i % 4)},${1 + (i % 5)},${1 + (i % 6)},Returning_Visitor,${i % 7 === 0 ? "TRUE" : "FALSE"},${buys ? "TRUE" : "FALSE"}`;
  });
  writeFileSync(path, `${[header, ...lines].join("\n")}\n`);

  test("trains on its months as npm run train does, is cached, and has one target", async () => {
    const {ran, models} = await json("--source", path, "--full");
    expect(ran).toEqual(["read", "clean", "split", ...MODEL_STAGES]);
    const data = await trainingData({source: path});
    expect(models!.evaluation!.data).toEqual(data.data);
    const card = await trainModel("boosting", data, {folder: join(folder, "direct")});
    expect(models!.trained[1].file).toEqual(card.file);
    // its data stages take a moment and always run
    expect((await json("--source", path, "--full")).ran).toEqual(["read", "clean", "split"]);
    // by another split, the part between is left out
    const random = await json("--source", path, "--evaluate", "--split", "random 70/15/15 seed 1");
    expect(random.ran).toEqual(["read", "clean", "split", ...MODEL_STAGES]);
    const {train, test, split} = random.models!.evaluation!.data;
    const sizes = (random as unknown as {parts: {part: string; sessions: number}[]}).parts;
    const sessions = (part: string) => sizes.find((one) => one.part === part)!.sessions;
    expect([split, train.rows, test.rows]).toEqual(["random 70/15/15 seed 1", sessions("train"), sessions("test")]);
    expect(sessions("validation")).toBeGreaterThan(50);
    expect(await pipeline("--source", path, "--train")).toContain("target revenue: the session ends with a purchase");
  });

  test.each([
    [["--target", "purchase-this-session", "--full"], "a table of sessions has revenue"],
    [["--skip-generate"], "--skip-generate is for logs of events"]
  ])("refuses %j", async (argv, message) => {
    await expect(json("--source", path, ...argv)).rejects.toThrow(message);
    await expect(json("--source", path, ...argv)).rejects.toMatchObject({name: "UsageError"});
  });
});

test("--shop changes the generated shop, which then has a folder of its own, and its offers beside its events", async () => {
  const plain = await tiny();
  const other = await tiny(
    "--shop",
    "repeat=0.3,0.3,0.3",
    "--shop",
    "offer.after=2",
    "--shop",
    "drift=traffic-source start=2 size=0.5"
  );
  expect(other.profile).toMatch(/^tiny-with-[0-9a-f]{8}$/);
  expect(existsSync(join(folder, "shop", other.profile!, "offers.parquet"))).toBe(true);
  expect(existsSync(join(place(), "offers.parquet"))).toBe(false);
  expect([plain.totals!.users, other.totals!.users]).toEqual([200, 300]);
  expect(await tiny()).toMatchObject({ran: []});
});

test.each([
  [["--generate", "--skip-generate"], "--generate and --skip-generate contradict each other"],
  [["--target", "cart-next-session"], "--target is for a run that trains"],
  [["--features", "--target", "cart-next-session"], "--target is for a run that trains"],
  [
    ["--full", "--target", "cart-next-sesion"],
    "no target cart-next-sesion; did you mean cart-next-session? There are item-next"
  ],
  [["--ful"], "unknown flag --ful; did you mean --full?"],
  [["--shop", "tasteShar=1"], '--shop: the generated shop has no option "tasteShar"'],
  [["--shop", "tasteShare=2"], "--shop: option tasteShare holds 2; give values in [0, 1]"],
  [["--shop", "drift=season start=99 size=1"], "--shop: drift season: start is 99; give a whole number from 0 to 13"],
  [["--source", "eshop-clothing", "--shop", "tasteShare=1"], "--shop is for the generated shop"]
])("%j is refused before anything runs", async (argv, message) => {
  await expect(tiny(...argv)).rejects.toThrow(message);
  await expect(tiny(...argv)).rejects.toMatchObject({name: "UsageError"});
  expect(existsSync(folder)).toBe(false);
});
