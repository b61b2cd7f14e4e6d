import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {deserialize, serialize} from "node:v8";
import {afterAll, describe, expect, test, vi} from "vitest";
import {recommendTrain} from "../../loaders/cli/recommendTrain.js";
import {trainRecommender, type RecommenderProgress} from "../../loaders/recommend/trainRecommender.js";
import {openRecommender} from "../../loaders/engines/recommenderOnnx.js";
import {sha256Of} from "../../loaders/tools/files.js";
import {UsageError} from "../../src/lib/core/errors.js";
import {rankMetrics, rankNextItems} from "../../src/lib/recommend/evaluateNextItem.js";
import {gru4recSteps, trainGru4Rec} from "../../src/lib/recommend/gru4rec.js";
import {popularity} from "../../src/lib/recommend/popularity.js";
import {splitSequences} from "../../src/lib/recommend/protocols.js";
import {recommenderMetrics, type FiledRecommenderCard} from "../../src/lib/recommend/recommenderCard.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {TRAINABLE_GRU4REC, TRAINABLE_SASREC} from "../../src/lib/recommend/trainableRecommenders.js";
import type {ResumedTraining} from "../../src/lib/recommend/trainingProgress.js";
import {last, madeSessions} from "./madeSessions.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-recommend-"));
afterAll(() => rmSync(folder, {recursive: true}));

const CATALOGUE = 30;
const sequences = madeSessions(150, CATALOGUE);
const source = {
  sequences,
  itemIds: Int32Array.from({length: CATALOGUE}, (_, k) => 1000 + 7 * k),
  parts: new Int32Array(150),
  source: "made",
  generated: false,
  profile: null,
  seed: null,
  split: "date 70/15/15"
};
const OPTIONS = {
  ...TRAINABLE_GRU4REC.options,
  layers: [8],
  n_sample: 16,
  batch_size: 16,
  n_epochs: 3,
  dropout_p_embed: 0.2,
  dropout_p_hidden: 0.2,
  momentum: 0.1
};
const RULES = {protocol: {by: "last-days", days: 2}, repeats: "keep", events: "views"} as const;

test("GRU4Rec that goes on from an epoch ends as if it had never stopped", () => {
  const train = {sequences, catalogue: CATALOGUE};
  const whole = last(trainGru4Rec(train, OPTIONS));
  let kept: Uint8Array | undefined;
  let most = 0;
  for (const {epoch, ...step} of gru4recSteps(train, OPTIONS)) {
    if (epoch !== null) {
      kept = serialize({epochs: epoch.epochs, state: epoch.state()});
      break;
    }
    if ("predictions" in step) most = Math.max(most, step.predictions / step.of);
  }
  expect(most).toBe(1);
  const resumed = last(gru4recSteps(train, OPTIONS, deserialize(kept!) as ResumedTraining<never>));
  expect(resumed.weights).toEqual(whole.weights);
});

test.each([
  [1, 0.049],
  [4, 0.098]
])("the interval of a card's metric is that of sessions, %s predictions each", (each, half) => {
  // 400 predictions, half of them hits, and those of a session alike: 1.96 √(0.25 / sessions) either way
  const ranks = (rank: (session: number) => number) => ({
    ranks: Float64Array.from({length: 400}, (_, k) => rank(Math.floor(k / each))),
    sessions: Int32Array.from({length: 400}, (_, k) => Math.floor(k / each)),
    places: new Int32Array(400).fill(1)
  });
  const {value, low, high, n, baseline} = recommenderMetrics(
    ranks((session) => (session % 2 === 0 ? 1 : 50)),
    ranks(() => 7)
  )["HR@5"];
  expect([value, n, baseline.value]).toEqual([0.5, 400, 0]);
  expect(Math.abs(0.5 - low - half)).toBeLessThan(0.2 * half);
  expect(Math.abs(high - 0.5 - half)).toBeLessThan(0.2 * half);
});

describe("trainRecommender", () => {
  const places = (name: string) => ({folder: join(folder, name), checkpoints: join(folder, `${name}-checkpoints`)});

  test("writes a file with a card that says what is in it", async () => {
    const card = await trainRecommender(TRAINABLE_GRU4REC, OPTIONS, source, {...RULES, ...places("whole"), top: 5});
    const bytes = new Uint8Array(readFileSync(join(folder, "whole", card.file.name)));
    expect(card.name).toBe("made-next-item-gru4rec");
    expect(card.file).toEqual({name: `${card.name}.onnx`, bytes: bytes.length, sha256: sha256Of(bytes)});
    expect(JSON.parse(readFileSync(join(folder, "whole", `${card.name}.json`), "utf8"))).toEqual(card);
    const {file: _, checked, schema, ...said} = card;
    const {metadata} = readOnnxMetadata(bytes);
    expect(JSON.parse(metadata.card)).toEqual(said);
    expect(JSON.parse(metadata.schema)).toEqual(schema);
    expect(schema.items).toEqual(Array.from(source.itemIds));
    expect(checked.greatestDifference).toBeLessThan(1e-4);
    expect(checked.lists).toBeGreaterThan(10);
    // the figures, from a training of its own
    const {train, test} = splitSequences(sequences, RULES.protocol, "keep");
    expect(card.data.test.predictions).toBe(test.items.length - test.offsets.length + 1);
    const training = {sequences: train, catalogue: CATALOGUE};
    const {ranks} = rankNextItems(last(trainGru4Rec(training, OPTIONS)), test);
    const metric = card.metrics["HR@5"];
    expect(metric.value).toBe(rankMetrics(ranks, 5).hr);
    expect(metric.low).toBeLessThan(metric.value);
    expect(metric.high).toBeGreaterThan(metric.value);
    expect(metric.baseline.value).toBe(rankMetrics(rankNextItems(popularity().fit(training), test).ranks, 5).hr);
    const file = await openRecommender(bytes);
    expect((await file.top([0, 1])).items).toHaveLength(5);
    await file.close();
    expect(readdirSync(join(folder, "whole-checkpoints"))).toEqual([]);
  });

  test("writes a file of SASRec, which takes so many clicks at most", async () => {
    const options = {...TRAINABLE_SASREC.options, hidden_units: 8, inner_units: 8, maxlen: 3, n_epochs: 1};
    const card = await trainRecommender(TRAINABLE_SASREC, options, source, {...RULES, ...places("sasrec"), top: 5});
    expect(card.name).toBe("made-next-item-sasrec");
    expect(card.schema.mostClicks).toBe(3);
    expect(card.checked.lists).toBeGreaterThan(10);
    expect(card.learner.configuration).toEqual(options);
  });

  test("goes on after it was cancelled, and only where it is asked to", async () => {
    const cancel = new AbortController();
    const seen: RecommenderProgress[] = [];
    const options = {...RULES, ...places("cancelled")};
    const report = (step: RecommenderProgress) => {
      seen.push(step);
      if (step.loss !== undefined) cancel.abort();
    };
    const cancelled = trainRecommender(TRAINABLE_GRU4REC, OPTIONS, source, {...options, report, signal: cancel.signal});
    await expect(cancelled).rejects.toThrow("cancelled after 1 of 3 epochs; the same command with --resume goes on");
    expect(seen.at(-1)).toMatchObject({done: 1, of: 3});
    expect(seen.filter(({done}) => done > 0 && done < 1).length).toBeGreaterThan(5);
    expect(existsSync(options.folder)).toBe(false);
    const first: RecommenderProgress[] = [];
    const resumed = await trainRecommender(TRAINABLE_GRU4REC, OPTIONS, source, {
      ...options,
      resume: true,
      report: (step) => first.push(step)
    });
    expect(first[0].done).toBeGreaterThan(1);
    const anew = await trainRecommender(TRAINABLE_GRU4REC, OPTIONS, source, {...RULES, ...places("anew")});
    expect(resumed.file.sha256).toBe(anew.file.sha256);
  });

  test("refuses to be shorter than what is done", async () => {
    const cancel = new AbortController();
    const options = {...RULES, ...places("shorter")};
    const report = ({done}: RecommenderProgress) => done === 2 && cancel.abort();
    const cancelled = trainRecommender(TRAINABLE_GRU4REC, OPTIONS, source, {...options, report, signal: cancel.signal});
    await expect(cancelled).rejects.toThrow("cancelled after 2 of 3 epochs");
    const shorter = trainRecommender(TRAINABLE_GRU4REC, {...OPTIONS, n_epochs: 1}, source, {...options, resume: true});
    await expect(shorter).rejects.toThrow("2 epochs are done already, and 1 are asked for; ask for 2 or more");
  });
});

describe("npm run recommend -- train", () => {
  test("trains on anyone's log and prints one JSON document", async () => {
    const log = join(folder, "log.csv");
    const lines = ["user,item,type,time"];
    for (let user = 0; user < 60; user++)
      for (let day = 1; day <= 9; day++)
        for (let k = 0; k < 4; k++)
          lines.push(
            `u${user},i${(user + k * day) % 17},view,2026-03-${String(2 * day).padStart(2, "0")}T10:0${k}:00Z`
          );
    writeFileSync(log, `${lines.join("\n")}\n`);
    const out = join(folder, "own");
    const words = ["--model", "gru4rec", "--source", log, "--protocol", "last-5-days", "--set", "layers=8"];
    const printed: string[] = [];
    const spy = vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
    await recommendTrain([...words, "--epochs", "1", "--out", out, "--json"]).finally(() => spy.mockRestore());
    const {card} = JSON.parse(printed.join("\n")) as {card: FiledRecommenderCard};
    expect(card.learner.configuration).toMatchObject({layers: [8], n_epochs: 1});
    expect(card.data).toMatchObject({protocol: "last-5-days", catalogue: 17, generated: false});
    expect(card.data.test.sessions).toBe(60 * 3);
    expect(readdirSync(out).sort()).toEqual([`${card.name}.json`, `${card.name}.onnx`]);
  });

  test("says what is wrong", async () => {
    const refused = async (words: readonly string[], why: string) => {
      const error = await recommendTrain(words).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UsageError);
      expect((error as UsageError).message).toContain(why);
    };
    const option = ["--model", "gru4rec", "--set"];
    await refused([], "name a model: --model gru4rec");
    await refused(["--model", "gru4res"], "there is no model gru4res to train; did you mean gru4rec?");
    await refused([...option, "loss=hinge"], "--set: loss is hinge; give cross-entropy, bpr-max, top1");
    await refused([...option, "layers=eight"], '--set: layers is "eight"; give numbers');
    await refused(["--model", "gru4rec", "--epochs", "0"], '--epochs is "0"; give a whole number from 1');
  });
});
