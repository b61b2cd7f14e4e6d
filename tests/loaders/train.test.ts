import {execFile} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import * as ort from "onnxruntime-node";
import {evaluate} from "../../src/lib/metrics/evaluate.js";
import type {FiledCard} from "../../src/lib/models/modelCard.js";
import {rounded} from "../../src/lib/models/rounded.js";
import {trainable} from "../../src/lib/models/trainable.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {hashOf} from "../../loaders/tools/files.js";
import {
  MODELS,
  readCards,
  renewTable,
  trainingData,
  trainModel,
  withTable,
  type TrainingData
} from "../../loaders/train.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-train-"));
afterAll(() => rmSync(folder, {recursive: true}));

const fileOf = ({file}: FiledCard, place: string) => new Uint8Array(readFileSync(join(place, file.name)));

/**
 * Rechecks a card against its file and against rows made anew: hashes, what the file says of itself, and every metric.
 */
async function recheck(card: FiledCard, {task, data}: TrainingData, place: string): Promise<void> {
  const bytes = fileOf(card, place);
  expect(card.file).toEqual({name: `${card.name}.onnx`, bytes: bytes.length, sha256: hashOf([bytes])});
  const {file: _, ...said} = card;
  const {metadata} = readOnnxMetadata(bytes);
  expect(JSON.parse(metadata.card)).toEqual(said);
  expect(JSON.parse(metadata.columns)).toEqual(card.columns);
  expect(metadata.family).toBe(card.family);
  expect(card.data).toEqual(data);
  expect(card.columns).toEqual(task.test.columns);

  const session = await ort.InferenceSession.create(bytes, {logSeverityLevel: 3});
  const features = new ort.Tensor("float32", rounded(task.test).x as Float32Array, [
    task.test.rows,
    card.columns.length
  ]);
  const {prediction} = await session.run({features});
  const again = evaluate(prediction.data as Float32Array, task.test.y, {clusters: task.users?.test});
  for (const [name, measure] of [
    ["AUC", again.auc],
    ["average precision", again.averagePrecision],
    ["Brier score", again.brier],
    ["log loss", again.logLoss]
  ] as const) {
    const metric = card.metrics[name];
    if (!measure.said) {
      expect(metric).toEqual({none: measure.why, n: measure.n});
      continue;
    }
    if ("none" in metric) throw new Error(`${card.name} has no ${name}`);
    // another build of the runtime sums in another order: a last digit, or a tie of two rows
    expect(Math.abs(metric.value - measure.value)).toBeLessThan(1e-4);
    expect(Math.abs(metric.low! - measure.interval!.low)).toBeLessThan(1e-3);
    expect(metric.n).toBe(measure.n);
    expect(metric.baseline.value).toBeCloseTo(measure.baseline.value, 6);
  }
}

describe("the committed models", () => {
  const cards = readCards();
  let data: TrainingData;
  beforeAll(async () => {
    data = await trainingData();
  });

  test("are one of each learner, on the generated shop", () => {
    expect(cards.map(({learner}) => learner.id).sort()).toEqual(
      trainable()
        .map(({id}) => id)
        .sort()
    );
    for (const card of cards) {
      expect(card.data.generated).toBe(true);
      expect(card.limits.join(" ")).toContain("The data are generated");
      expect(card.learner.setting).toBe(trainable().find(({id}) => id === card.learner.id)!.setting);
    }
  });

  test("are small", () => {
    for (const {file} of cards) expect(file.bytes).toBeLessThan(500_000);
  });

  test.each(cards.map((card) => [card.name, card] as const))("%s: the card is of the file", (_, card) =>
    recheck(card, data, MODELS)
  );

  test("stand in the table of the README", () => {
    const readme = readFileSync(join(MODELS, "README.md"), "utf8");
    expect(withTable(readme, cards)).toBe(readme);
  });
});

describe("trainModel", () => {
  test("makes a file and its card, the same each time, and keeps every version", async () => {
    const data = await trainingData({profile: "tiny", target: "category-3-sessions"});
    const runs = join(folder, "runs");
    const steps: number[] = [];
    const card = await trainModel("boosting", data, {folder, runs, seed: 2, report: ({done}) => void steps.push(done)});
    expect(card.name).toBe("shop-tiny-category-3-sessions-boosting");
    expect(card.learner.seed).toBe(2);
    expect(steps).toEqual(Array.from({length: 100}, (_, i) => i + 1));
    await recheck(card, data, folder);
    expect(JSON.parse(readFileSync(join(folder, `${card.name}.json`), "utf8"))).toEqual(card);
    expect(readFileSync(join(runs, `${card.name}-${card.file.sha256.slice(0, 12)}.onnx`))).toEqual(
      readFileSync(join(folder, card.file.name))
    );
    const again = await trainModel("boosting", data, {folder, runs, seed: 2});
    expect(again).toEqual(card);
    const other = await trainModel("forest", data, {folder, runs, seed: 3});
    expect(other.file.sha256).not.toBe(card.file.sha256);
  });

  test("says what is wrong", async () => {
    await expect(trainingData({target: "everything"})).rejects.toThrow(
      /there is no target everything; there are item-next/
    );
    const few = await trainingData({profile: "tiny", target: "item-next-session"});
    const none = {...few, task: {...few.task, train: {...few.task.train, y: new Float64Array(few.task.train.rows)}}};
    for (const {id} of trainable())
      await expect(trainModel(id, none, {folder, runs: folder}), id).rejects.toThrow(/; choose|; a classifier needs/);
    await expect(trainModel("oracle", few, {folder, runs: folder})).rejects.toThrow(
      /there is no model oracle; there are/
    );
  });
});

test("renewTable writes the table of a folder's cards into its README, and no file where there is none", async () => {
  const place = join(folder, "table");
  const data = await trainingData({profile: "tiny"});
  const card = await trainModel("tree", data, {folder: place, runs: join(folder, "runs")});
  renewTable(place);
  expect(existsSync(join(place, "README.md"))).toBe(false);
  writeFileSync(join(place, "README.md"), "# Mine\n\n<!-- cards -->\nold\n<!-- /cards -->\n\nend\n");
  renewTable(place);
  const lines = readFileSync(join(place, "README.md"), "utf8").split("\n");
  expect(lines.filter((line) => line.startsWith(`| [${card.name}](${card.name}.json) |`))).toHaveLength(1);
  expect(lines).not.toContain("old");
  expect([lines[0], lines[lines.length - 2]]).toEqual(["# Mine", "end"]);
  writeFileSync(join(place, "half.json"), '{"name": ');
  expect(() => readCards(place)).toThrow(/half\.json is not JSON; make it anew with npm run train/);
});

test("withTable wants its marks", () => {
  expect(() => withTable("# Models\n", [])).toThrow(/has no <!-- cards -->/);
});

describe("npm run train", () => {
  const run = promisify(execFile);
  const train = (...words: string[]) => run("npx", ["tsx", "loaders/cli.ts", "train", ...words], {encoding: "utf8"});

  test("trains on anyone's log and prints one JSON document", async () => {
    const log = join(folder, "log.csv");
    const lines = ["user,item,type,time"];
    for (let user = 0; user < 120; user++)
      for (let day = 1; day <= 4; day++) {
        const at = (minute: number) =>
          `2026-03-${String(day * 6 + (user % 5)).padStart(2, "0")}T10:${String(minute).padStart(2, "0")}:00Z`;
        for (let k = 0; k < 4; k++) lines.push(`u${user},i${(user + k * day) % 17},view,${at(k)}`);
        if ((user * 7 + day) % 3 === 0) lines.push(`u${user},i${(user + day) % 17},cart,${at(5)}`);
        if ((user * 7 + day) % 6 === 0) lines.push(`u${user},i${(user + day) % 17},purchase,${at(6)}`);
      }
    writeFileSync(log, `${lines.join("\n")}\n`);
    const out = join(folder, "own");
    const {stdout, stderr} = await train("logistic", "tree", "--source", log, "--json", "--out", out);
    expect(stderr).toBe("");
    const {cards, failed} = JSON.parse(stdout) as {cards: FiledCard[]; failed: unknown[]};
    expect(failed).toEqual([]);
    expect(cards.map(({learner}) => learner.id)).toEqual(["logistic", "tree"]);
    for (const card of cards) {
      expect(card.data.generated).toBe(false);
      expect(card.data.train.positives).toBeGreaterThan(10);
      expect(statSync(join(out, card.file.name)).size).toBe(card.file.bytes);
    }
    expect(existsSync(join(out, "README.md"))).toBe(false);
  });

  test.each([
    [["bosting"], 2, /there is no model bosting; did you mean boosting\?/],
    [[], 2, /name a model, or all/],
    [["tree", "--sede=3"], 2, /unknown flag --sede; did you mean --seed\?/],
    [["tree", "--seed", "x"], 2, /--seed is "x"; give a whole number/],
    [["tree", "--split", "dice"], 2, /the split is "dice"/],
    [["tree", "--source", "nowhere.csv"], 1, /nowhere\.csv is no source and no file/]
  ])("%j ends with %d", async (words, code, said) => {
    const failure = await train(...words).then(
      () => null,
      (error: {code: number; stderr: string}) => error
    );
    expect(failure?.code).toBe(code);
    expect(failure?.stderr).toMatch(said);
    expect(failure?.stderr).not.toMatch(/\n\s+at /);
  });
});
