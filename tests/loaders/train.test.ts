import {execFile} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {command} from "../command.js";
import {THOROUGH} from "../thorough.js";
import {commandLine} from "../program.js";
import * as ort from "onnxruntime-node";
import type {Dataset} from "../../src/lib/datasets/dataset.js";
import {evaluate, type Evaluation} from "../../src/lib/metrics/evaluate.js";
import type {FiledCard} from "../../src/lib/models/modelCard.js";
import {tabularSchema} from "../../src/lib/models/modelSchema.js";
import {toFloat32} from "../../src/lib/models/toFloat32.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import type {TrainingState} from "../../src/lib/nn/trainer.js";
import {checkpoint} from "../../loaders/training/checkpoint.js";
import {openOnnxScorer} from "../../loaders/engines/onnxScorer.js";
import {CARD_IMPORTANCE, importanceOf} from "../../loaders/explain/cardImportance.js";
import {openRun, readRuns} from "../../loaders/runs/runStore.js";
import {
  MODELS,
  readCards,
  renewTable,
  trainingData,
  trainModel,
  withTable,
  type TrainingData
} from "../../loaders/training/train.js";
import {trainTabm} from "../../loaders/training/trainTabm.js";
import {scoreTable} from "../onnx/scoreTable.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-train-"));
afterAll(() => rmSync(folder, {recursive: true}));

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const fileOf = ({file}: FiledCard, place: string) => new Uint8Array(readFileSync(join(place, file.name)));

/**
 * Rechecks a card against its file and against rows made anew: hashes, what the file says of itself, and every metric.
 */
async function recheck(card: FiledCard, {task, data, schema: rows}: TrainingData, place: string): Promise<void> {
  const bytes = fileOf(card, place);
  expect(card.file).toEqual({name: `${card.name}.onnx`, bytes: bytes.length, sha256: sha256(bytes)});
  const {file: _, schema, importance: __, ...said} = card;
  const {metadata} = readOnnxMetadata(bytes);
  expect(JSON.parse(metadata.card)).toEqual(said);
  expect(JSON.parse(metadata.schema)).toEqual(schema);
  expect(schema).toEqual(tabularSchema(rows, card.target.title));
  expect(schema.inputs.map(({columns}) => columns.map(({name}) => name))).toEqual([card.columns]);
  expect(JSON.parse(metadata.columns)).toEqual(card.columns);
  expect(metadata.family).toBe(card.family);
  expect(card.data).toEqual(data);
  expect(card.columns).toEqual(task.test.columns);

  const session = await ort.InferenceSession.create(bytes, {logSeverityLevel: 3});
  const width = card.columns.length;
  const scored = async (rows: Dataset["test"]): Promise<number[]> => {
    const x = toFloat32(rows).x as Float32Array;
    const scores: number[] = [];
    // as many at once as for the card: a file in 8 bits rounds them together
    for (let from = 0; from < x.length; from += 1024 * width) {
      const part = x.slice(from, from + 1024 * width);
      const features = new ort.Tensor("float32", part, [part.length / width, width]);
      scores.push(...((await session.run({features})).prediction.data as Float32Array));
    }
    return scores;
  };
  const scores = await scored(task.test);
  checkMetrics(card, card.metrics, evaluate(scores, task.test.y, {clusters: task.groups?.test}));
  const open = task.censored;
  if (open === undefined || open.test.rows === 0) return expect(card.metricsWithCensored).toBeUndefined();
  const all = evaluate(
    [...scores, ...(await scored(open.test))],
    [...Array.from(task.test.y), ...Array.from(open.test.y)],
    {clusters: [...Array.from(task.groups!.test), ...Array.from(open.groups!)]}
  );
  checkMetrics(card, card.metricsWithCensored!, all);
}

function checkMetrics(card: FiledCard, metrics: FiledCard["metrics"], again: Evaluation): void {
  for (const [name, measure] of [
    ["AUC", again.auc],
    ["average precision", again.averagePrecision],
    ["Brier score", again.brier],
    ["log loss", again.logLoss]
  ] as const) {
    const metric = metrics[name];
    if (!measure.said) {
      expect(metric).toEqual({none: measure.why, n: measure.n});
      continue;
    }
    if ("none" in metric) throw new Error(`${card.name} has no ${name}`);
    // another build of the runtime sums in another order: a last digit, or a tie of two rows
    expect(Math.abs(metric.value - measure.value)).toBeLessThan(1e-4);
    if (measure.interval === null) expect(metric.low ?? null).toBeNull();
    else expect(Math.abs(metric.low! - measure.interval.low)).toBeLessThan(1e-3);
    expect(metric.n).toBe(measure.n);
    expect(metric.baseline.value).toBeCloseTo(measure.baseline.value, 6);
  }
}

/** Files of which a feature is shuffled in a usual run: each is another kind of graph and quick. */
const CHEAP = ["logistic", "boosting-symmetric", "rules"];

/** Shuffles features again and scores them with the file: one, or all in a thorough run. */
async function recheckImportance(card: FiledCard, {task}: TrainingData): Promise<void> {
  const {importance, columns} = card;
  if (importance === undefined)
    throw new Error(`${card.name} has no importance: npm run explain -- --cards ${card.name}`);
  expect(importance.features.map(({name}) => name)).toEqual(columns);
  expect(importance.groups.flatMap(({features}) => features).sort()).toEqual([...columns].sort());
  const {metric: _, repeats, seed, rows} = importance;
  expect({repeats, seed, rows}).toEqual({repeats: CARD_IMPORTANCE.repeats, seed: 1, rows: CARD_IMPORTANCE.mostRows});
  const first = importance.features.reduce((best, one) => (one.value > best.value ? one : best));
  const scorer = await openOnnxScorer(fileOf(card, MODELS), card.file.name);
  try {
    const again = await importanceOf((of) => scorer.score(of), task, {
      ...CARD_IMPORTANCE,
      ...(THOROUGH ? {} : {of: "features", only: [first.name]})
    });
    if (typeof again === "string") throw new Error(again);
    // another build of the runtime sums in another order: a tie of two rows may be broken
    expect(Math.abs(again.score - importance.score)).toBeLessThan(1e-4);
    for (const found of again.features) {
      const said = importance.features.find(({name}) => name === found.name)!;
      expect(Math.abs(found.value - said.value), found.name).toBeLessThan(2e-4);
      for (const end of ["low", "high"] as const)
        if (said[end] === null) expect(found[end]).toBeNull();
        else expect(Math.abs(found[end]! - said[end]), found.name).toBeLessThan(1e-3);
    }
  } finally {
    await scorer.close();
  }
}

/** What `trainTabm` files, and what `trainTcn` does. */
const TABM = ["tabm", "tabm-best-head", "tabm-int8"];
const TCN = "tcn";

describe("the committed models", () => {
  const cards = readCards();
  const shop = cards.filter(({data}) => data.source === "shop");
  const shoppers = cards.filter(({data}) => data.source === "online-shoppers");
  const remade = shop.filter(({learner}) => learner.id !== TCN);

  test("are one of each learner on the generated shop, and TabM on a public table", () => {
    const ids = (of: readonly FiledCard[]) => of.map(({learner}) => learner.id).sort();
    expect(ids(shop)).toEqual([...trainableEstimators().map(({id}) => id), ...TABM, TCN].sort());
    expect(ids(shoppers)).toEqual(TABM);
    for (const card of shop) {
      expect(card.data.generated).toBe(true);
      expect(card.limits.join(" ")).toContain("The data are generated");
      const learner = trainableEstimators().find(({id}) => id === card.learner.id);
      if (learner !== undefined) expect(card.learner.setting).toBe(learner.setting);
    }
    for (const card of shoppers) expect(card.data.generated).toBe(false);
  });

  test("all say what they go by, but the one of events", () => {
    for (const {name, learner, importance, columns} of cards) {
      if (learner.id === TCN) expect(importance).toBeUndefined();
      else
        expect(
          importance?.features.map((of) => of.name),
          name
        ).toEqual(columns);
    }
  });

  test("are small", () => {
    for (const {file, learner} of cards)
      expect(file.bytes, file.name).toBeLessThan(TABM.includes(learner.id) ? 1_000_000 : 500_000);
  });

  describe("on the generated shop", () => {
    let data: TrainingData;
    beforeAll(async () => {
      data = await trainingData();
    });

    test.each(remade.map((card) => [card.name, card] as const))("%s: the card is of the file", (_, card) =>
      recheck(card, data, MODELS)
    );

    // of a few files the feature that counts most; every night all features of all files
    const checked = remade.filter(({learner}) => THOROUGH || CHEAP.includes(learner.id));
    test.each(checked.map((card) => [card.name, card] as const))("%s: the card's importance is the file's", (_, card) =>
      recheckImportance(card, data)
    );
  });

  // rows of the public table, which may not be here, and of whole sessions are not made anew
  const others = cards.filter((card) => !remade.includes(card));
  test.each(others.map((card) => [card.name, card] as const))("%s: the file is the card's", (_, card) => {
    const bytes = fileOf(card, MODELS);
    expect(card.file).toEqual({name: `${card.name}.onnx`, bytes: bytes.length, sha256: sha256(bytes)});
    const {file: _file, schema, importance: _importance, ...said} = card;
    const {metadata} = readOnnxMetadata(bytes);
    expect(JSON.parse(metadata.card)).toEqual(said);
    expect(JSON.parse(metadata.schema)).toEqual(schema);
  });

  test("stand in the table of the README", () => {
    const readme = readFileSync(join(MODELS, "README.md"), "utf8");
    expect(withTable(readme, cards)).toBe(readme);
  });
});

describe("trainTabm", () => {
  const small = {heads: 4, width: 16, pieces: 5, embedding: 3, epochs: 4, patience: 0};

  test("files the ensemble, its best head and its 8-bit numbers; one that was ended goes on to the same files", async () => {
    const data = await trainingData({profile: "tiny"});
    const places = (name: string) => ({folder: join(folder, name), checkpoints: join(folder, `${name}-checkpoints`)});
    const whole = await trainTabm(data, {...places("whole"), tabm: small, seed: 2});
    expect(whole.map(({learner}) => learner.id)).toEqual(TABM);
    for (const card of whole) await recheck(card, data, join(folder, "whole"));

    const ended = places("ended");
    const stop = ({done}: {done: number}) => {
      if (done === 2) throw new Error("ended");
    };
    await expect(trainTabm(data, {...ended, tabm: small, seed: 2, report: stop})).rejects.toThrow("ended");
    expect(readdirSync(ended.checkpoints).filter((file) => file.endsWith(".checkpoint"))).toHaveLength(1);
    const heard: number[] = [];
    const rest = await trainTabm(data, {...ended, tabm: small, seed: 2, report: ({done}) => void heard.push(done)});
    expect(heard).toEqual([3, 4]);
    expect(rest).toEqual(whole);
    expect(readdirSync(ended.checkpoints).filter((file) => file.endsWith(".checkpoint"))).toEqual([]);
    // another seed is another training
    const other = await trainTabm(data, {...ended, tabm: small, seed: 3});
    expect(other[0].file.sha256).not.toBe(whole[0].file.sha256);
  });

  test("says what is wrong with a checkpoint", () => {
    const broken = checkpoint("broken", {a: 1}, folder);
    expect(broken.read()).toBeUndefined();
    broken.write({epochs: 3} as TrainingState);
    expect(broken.read()).toEqual({epochs: 3});
    expect(checkpoint("broken", {a: 2}, folder).read()).toBeUndefined();
    const [file] = readdirSync(folder).filter((name) => name.startsWith("broken"));
    writeFileSync(join(folder, file), "half");
    expect(() => broken.read()).toThrow(/is no checkpoint; take it away/);
    broken.drop();
    expect(broken.read()).toBeUndefined();
  });
});

describe("trainModel", () => {
  test("makes a file and its card, the same each time, and keeps every version", async () => {
    const data = await trainingData({profile: "tiny", target: "purchase-next-session"});
    const kept = await openRun({command: "train"}, join(folder, "runs"));
    const steps: number[] = [];
    const card = await trainModel("boosting", data, {
      folder,
      run: kept,
      seed: 2,
      report: ({done}) => void steps.push(done)
    });
    expect(card.name).toBe("shop-tiny-purchase-next-session-boosting");
    expect(card.learner.seed).toBe(2);
    expect(steps).toEqual(Array.from({length: 100}, (_, i) => i + 1));
    await recheck(card, data, folder);
    expect(JSON.parse(readFileSync(join(folder, `${card.name}.json`), "utf8"))).toEqual(card);
    kept.finish();
    for (const file of [card.file.name, `${card.name}.json`])
      expect(readFileSync(join(kept.folder, "models", file))).toEqual(readFileSync(join(folder, file)));
    const [record] = readRuns(join(folder, "runs")).runs;
    expect(record.artefacts.map(({name}) => name)).toEqual([`models/${card.file.name}`, `models/${card.name}.json`]);
    expect(record.outputs).toEqual({[`models/${card.file.name}`]: card.file.sha256});
    expect(record.metrics.find(({name}) => name === "AUC")).toMatchObject({of: "boosting", n: data.task.test.rows});
    const again = await trainModel("boosting", data, {folder, seed: 2});
    expect(again).toEqual(card);
    const other = await trainModel("forest", data, {folder, seed: 3});
    expect(other.file.sha256).not.toBe(card.file.sha256);
  });

  test("says what is wrong", async () => {
    await expect(trainingData({target: "everything"})).rejects.toThrow(
      /there is no target everything; there are item-next/
    );
    const few = await trainingData({profile: "tiny", target: "purchase-next-session"});
    const none = {...few, task: {...few.task, train: {...few.task.train, y: new Float64Array(few.task.train.rows)}}};
    for (const {id} of trainableEstimators())
      await expect(trainModel(id, none, {folder}), id).rejects.toThrow(/; choose|; a classifier needs/);
    await expect(trainModel("oracle", few, {folder})).rejects.toThrow(/there is no model oracle; there are/);
  });
});

describe("labels of a small log", () => {
  const DAY = 86_400_000;
  /** Sixty users look at an item on a day of the first ten weeks, a third buy it a week later, and another third on the last two days, which are of the test. */
  const small = (): string => {
    const lines = ["time,user,event,item"];
    for (let user = 0; user < 60; user++) {
      const add = (day: number, event: string) =>
        lines.push(
          `${new Date(Date.UTC(2024, 0, 1) + day * DAY + user * 60_000).toISOString()},u${user},${event},i${user % 5}`
        );
      add(user, "view");
      if (user % 3 === 0) add(user + 7, "purchase");
      if (user % 3 === 1) add(98 + (user % 2), "purchase");
      // and the last third come back without buying
      if (user % 3 === 2) add(user + 7, "view");
      // of the test part some look on its first days, of whom nobody knows more
      if (user % 4 === 0) add(88, "view");
      if (user % 4 === 1) add(86 + (user % 2), "view");
    }
    const path = join(folder, "small.csv");
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  };

  test.each([
    // twenty bought a week later, all of them before training has ended with day 66
    ["item-next-session", 20],
    ["purchase-next-session", 20],
    // of those, who looked on days 0, 3, … 36: the thirty days of day 39 go on after the end
    ["item-30-days", 13]
  ])("know nothing of the test part in training: %s", async (target, positives) => {
    const {task, data} = await trainingData({source: small(), target});
    expect(data.train.positives).toBe(positives);
    expect(data.train.rows + data.train.censored!).toBe(60 + 20 + 20);
    expect(task.censored!.test.rows).toBe(data.test.censored);
    expect(data.test.censored).toBeGreaterThan(0);
  });

  test("that no row of training knows are refused with their number: nobody has three later sessions", async () => {
    await expect(trainingData({source: small(), target: "item-3-sessions"})).rejects.toThrow(
      /^the train part ends before the answer is known to any of 100 examples of “buys this item within 3 sessions”; /
    );
  });

  test("of which the known ones are all alike are refused, and those left out are counted", async () => {
    // six users look once a month at what nobody buys; after the last looks of training nobody comes back in time
    const lines = ["time,user,event,item"];
    for (let user = 0; user < 6; user++)
      for (const day of [user, user + 30, ...(user < 4 ? [user + 60] : [])])
        lines.push(`${new Date(Date.UTC(2024, 0, 1) + day * DAY).toISOString()},u${user},view,i1`);
    lines.push(`${new Date(Date.UTC(2024, 0, 1) + 99 * DAY).toISOString()},u1,purchase,i2`);
    const path = join(folder, "alike.csv");
    writeFileSync(path, `${lines.join("\n")}\n`);
    await expect(trainingData({source: path, target: "item-next-session"})).rejects.toThrow(
      /^of \d+ rows of training the answer to “buys this item in the next session” is no for all \d+ of which it is known, and \d+ are left out because the part ends before their horizon; choose a target with a shorter horizon or a longer log$/
    );
  });

  test("none of which is known in the test part: the card has no metric without censored rows, and says why", async () => {
    const data = await trainingData({source: small(), target: "item-30-days"});
    expect(data.data.test.rows).toBe(0);
    const card = await trainModel("logistic", data, {folder: join(folder, "none-known")});
    expect(card.metrics.AUC).toMatchObject({none: expect.any(String), n: 0});
    expect(card.metricsWithCensored!.AUC).toMatchObject({n: data.data.test.censored});
    await recheck(card, data, join(folder, "none-known"));
  });

  test("are counted on the card, and scored with and without those that nobody knows", async () => {
    const data = await trainingData({source: small(), target: "purchase-next-session"});
    const card = await trainModel("logistic", data, {folder: join(folder, "small")});
    await recheck(card, data, join(folder, "small"));
    const {test: part, train: taught} = card.data;
    const limits = card.limits.join("\n");
    expect(limits).toContain(
      `${taught.censored} of ${taught.rows + taught.censored!} (${((100 * taught.censored!) / (taught.rows + taught.censored!)).toFixed(1)} %) rows of the training part were left out`
    );
    expect(limits).toContain(`The label of ${part.censored} of ${part.rows + part.censored!} (`);
    const auc = card.metricsWithCensored!.AUC;
    expect(auc.n).toBe(part.rows + part.censored!);
    expect(limits).toContain(`they make the AUC ${(auc as {value: number}).value.toFixed(3)}.`);
  });
});

test("renewTable writes the table of a folder's cards into its README, and no file where there is none", async () => {
  const place = join(folder, "table");
  const data = await trainingData({profile: "tiny"});
  const card = await trainModel("tree", data, {folder: place});
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
  const train = (...words: string[]) => command(["train", ...words]);

  test("trains on anyone's log and prints one JSON document, in a process of its own", async () => {
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
    const {stdout, stderr} = await run(
      process.execPath,
      [...commandLine(), "train", "logistic", "tree", "--source", log, "--json", "--out", out],
      {encoding: "utf8"}
    );
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

  test("writes the tables that files score, with models and without", async () => {
    const rows = join(folder, "rows");
    const out = join(folder, "with-rows");
    const {stdout} = await train("--profile", "tiny", "--rows", rows, "--json");
    expect(JSON.parse(stdout)).toEqual({cards: [], failed: [], rows});
    expect(readdirSync(rows).sort()).toEqual([
      "shop-tiny-purchase-this-session-events.csv",
      "shop-tiny-purchase-this-session.csv"
    ]);
    const [header, ...lines] = readFileSync(join(rows, "shop-tiny-purchase-this-session.csv"), "utf8")
      .trimEnd()
      .split("\n");
    const trained = JSON.parse(
      (
        await train(
          "tree",
          "--profile",
          "tiny",
          "--target",
          "cart-next-session",
          "--split",
          "user 50/10/40 seed 1",
          "--rows",
          rows,
          "--out",
          out,
          "--json"
        )
      ).stdout
    ) as {cards: FiledCard[]};
    const [card] = trained.cards;
    expect(header.split(",").slice(0, 3)).toEqual(["part", "user_id", "purchase-this-session"]);
    expect(lines.length).toBeGreaterThan(100);
    const found = await scoreTable(
      ort,
      fileOf(card, out),
      readFileSync(join(out, `${card.name}.json`), "utf8"),
      readFileSync(join(rows, "shop-tiny-cart-next-session.csv"), "utf8")
    );
    // a column for each department that training has, read back from one
    expect(card.columns.some((name) => name.startsWith("item_category="))).toBe(true);
    expect(found.AUC.n).toBe(card.data.test.rows);
    expect(Math.abs(found.AUC.found - found.AUC.card)).toBeLessThan(1e-4);
  });

  test.each([
    [["bosting"], 2, /there is no model bosting; did you mean boosting\?/],
    [[], 2, /name a model, or all/],
    [["tree", "--sede=3"], 2, /unknown flag --sede; did you mean --seed\?/],
    [["tree", "--seed", "x"], 2, /--seed is "x"; give a whole number/],
    [["tree", "--split", "dice"], 2, /the split is "dice"/],
    [["tree", "--source", "nowhere.csv"], 1, /nowhere\.csv is no source and no file/]
  ])("%j ends with %d", async (words, code, said) => {
    const {status, stderr} = await train(...words);
    expect(status).toBe(code);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
