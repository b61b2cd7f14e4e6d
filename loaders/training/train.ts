import {mkdirSync, readdirSync, readFileSync} from "node:fs";
import {basename, dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {UserError} from "../../src/lib/core/errors.js";
import {numbers, type Table} from "../../src/lib/core/table.js";
import {describeDataset} from "../../src/lib/datasets/describeDataset.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import {splitSessions, trainingMask, LAST_TRAINING_MONTH} from "../../src/lib/datasets/shoppersDataset.js";
import type {Dataset} from "../../src/lib/datasets/dataset.js";
import {evaluateWithCensored} from "../../src/lib/datasets/withCensored.js";
import {rowsToCsv} from "../../src/lib/datasets/rowsCsv.js";
import {shoppersSchema} from "../../src/lib/datasets/shoppersSchema.js";
import {targetSchema} from "../../src/lib/datasets/targetSchema.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {evaluate} from "../../src/lib/metrics/evaluate.js";
import type {FitProgress, Estimator} from "../../src/lib/models/estimator.js";
import type {Model} from "../../src/lib/models/model.js";
import {modelCard, modelsTable, type FiledCard, type ModelCard} from "../../src/lib/models/modelCard.js";
import {modelFacts} from "../../src/lib/models/modelFacts.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {ALL_FAMILIES as families} from "../../src/lib/models/neural/neuralFamilies.js";
import {tabularSchema, type ModelSchema, type RowsSchema} from "../../src/lib/models/modelSchema.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {splitName, type SplitOptions} from "../../src/lib/pipeline/split.js";
import {ONLINE_SHOPPERS, SESSION_COLUMNS} from "../../src/lib/sources/onlineShoppers.js";
import {TARGETS, type Target} from "../../src/lib/targets/target.js";
import {openDuckDB} from "../engines/duckdb.js";
import {scoreOnnx} from "../engines/onnx.js";
import {cardMetrics} from "../runs/runRecord.js";
import type {Run} from "../runs/runStore.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {findOnlineShoppers, loadOnlineShoppers} from "../sources/onlineShoppers.js";
import {stagedSource, type StagedSourceOptions} from "../sources/stagedSource.js";
import {BUILT} from "../tools/built.js";
import {sha256Of} from "../tools/files.js";
import {writeWhole} from "../tools/writeWhole.js";

/** Where the current version of each model is. */
export const MODELS = join(dirname(fileURLToPath(import.meta.url)), "../../models");
/** Where runs are, whose artefacts the versions of each model are. */
export const RUNS = join(BUILT, "runs");

/** What is asked where nothing is said: of the targets the one with the most positives on the generated shop. */
export const DEFAULT_TARGET = "purchase-this-session";

/** Rows of a source with all that a card says of them. */
export interface TrainingData {
  readonly task: Dataset;
  readonly target: ModelCard["target"];
  readonly data: ModelCard["data"];
  /**
   * Columns that are codes without order; they are spread out inside a model, so that its file takes them as they are.
   */
  readonly codes: readonly string[];
  /** How a table of such rows is read. */
  readonly schema: RowsSchema;
  /** How files begin that are of this source and target. */
  readonly prefix: string;
}

export interface TrainingDataOptions extends StagedSourceOptions {
  /** A target's id; `DEFAULT_TARGET` by default. */
  readonly target?: string;
}

/**
 * Reads or generates a source, runs the stages on it and hands over the rows of a target. Throws `UserError` for a
 * source or target that cannot be.
 */
export async function trainingData(options: TrainingDataOptions = {}): Promise<TrainingData> {
  const wanted = options.target ?? DEFAULT_TARGET;
  if (await isSessionTable(options.source)) return shoppersData(options);
  const target = TARGETS.find(({id}) => id === wanted);
  if (target === undefined)
    throw new UserError(`there is no target ${wanted}`, `there are ${TARGETS.map(({id}) => id).join(", ")}`);
  return stagedSource(options, (engine, of) => targetData(engine, target, of));
}

/** The rows of a target on an engine with the tables of `runStages` and `item_attributes`. Throws as `targetDataset`. */
export async function targetData(
  engine: Engine,
  target: Target,
  of: Omit<TrainingData["data"], "sha256" | "train" | "test">
): Promise<TrainingData> {
  const task = await targetDataset(engine, target, {carts: true});
  checkKnownLabels(task, target);
  return {
    task,
    target: {id: target.id, title: target.title},
    data: {...of, ...describeDataset(task)},
    codes: [],
    schema: targetSchema(task.train.columns, target, FEATURES),
    prefix: modelPrefix(of, target.id)
  };
}

/** Throws `UserError` where all rows of training whose answer is known have the same one, and others are censored. */
function checkKnownLabels({train, censored}: Dataset, {title}: Target): void {
  const open = censored?.train ?? 0;
  const [first, ...others] = Array.from(train.y);
  if (open === 0 || others.some((label) => label !== first)) return;
  throw new UserError(
    `of ${train.rows + open} rows of training the answer to “${title}” is ${first === 1 ? "yes" : "no"} for all ${train.rows} of which it is known, and ${open} are left out because the part ends before their horizon`,
    "choose a target with a shorter horizon or a longer log"
  );
}

/** How the files of models begin that are of a source and target. */
export function modelPrefix(
  {source, generated, profile}: Pick<TrainingData["data"], "source" | "generated" | "profile">,
  target: string
): string {
  return fileName([source, ...(generated && profile !== "paper" ? [String(profile)] : []), target]);
}

/** The table of sessions has one target and one split. */
async function shoppersData({target, split, source, mirror, memoryLimit}: TrainingDataOptions): Promise<TrainingData> {
  const {id} = SHOPPERS_TARGET;
  if (target !== undefined && target !== id)
    throw new UserError(`${ONLINE_SHOPPERS.name} has no target ${target}`, `there is ${id}`);
  if (split !== undefined && split.by !== "months")
    throw new UserError(
      `${ONLINE_SHOPPERS.name} is not split by ${split.by} here`,
      "its models train on February to October and are tested on November and December: leave --split out"
    );
  const path = source === undefined || source === ONLINE_SHOPPERS.name ? findOnlineShoppers(mirror) : source;
  const engine = await openDuckDB({memoryLimit});
  let sessions;
  try {
    await loadOnlineShoppers(engine, path);
    sessions = await engine.read("SELECT * FROM raw_sessions ORDER BY session_id");
  } finally {
    await engine.close();
  }
  return shoppersTrainingData(sessions, trainingMask(sessions, {by: "months"}), {by: "months"});
}

/** The one target of the table of sessions. */
export const SHOPPERS_TARGET = {id: "revenue", title: "the session ends with a purchase"};

/** Rows of the table of sessions, of which those marked 1 train and those marked 0 are the test. */
export function shoppersTrainingData(sessions: Table, trains: Uint8Array, split: SplitOptions): TrainingData {
  const task = shoppersDataset(sessions, trains);
  const of = {source: ONLINE_SHOPPERS.name, generated: ONLINE_SHOPPERS.generated, profile: null, seed: null};
  return {
    task,
    target: SHOPPERS_TARGET,
    data: {...of, split: splitName(split), ...describeDataset(task)},
    schema: shoppersSchema(task.train.columns, sessions, {
      trains,
      lastTrainingMonth: split.by === "months" ? LAST_TRAINING_MONTH : null
    }),
    codes: SHOPPERS_COLUMNS.filter(({name, kind}) => kind === "category" && name !== "weekend").map(({name}) => name),
    prefix: modelPrefix(of, SHOPPERS_TARGET.id)
  };
}

/** All but the label, and the month, which no test row shares with training. */
const SHOPPERS_COLUMNS = SESSION_COLUMNS.filter(({name, kind}) => kind !== "label" && name !== "month");

/** Every column one number. */
function shoppersDataset(sessions: Table, trains: Uint8Array): Dataset {
  const columns = SHOPPERS_COLUMNS.map(({name}) => numbers(sessions, name));
  const x = new Float64Array(sessions.rows * columns.length);
  for (let row = 0, at = 0; row < sessions.rows; row++) for (const column of columns) x[at++] = column[row];
  const matrix = {rows: sessions.rows, columns: SHOPPERS_COLUMNS.map(({name}) => name), x};
  return splitSessions(sessions, matrix, trains);
}

/** Words as the name of a file. */
const fileName = (parts: readonly string[]): string =>
  parts
    .map((part) =>
      basename(part)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
    )
    .join("-");

export interface TrainOptions {
  readonly seed?: number;
  /** A folder for the rows as a table that the files score, where they are not a published table themselves. */
  readonly rows?: string;
  /** Where the current version goes; the project's `models` by default. */
  readonly folder?: string;
  /** The run that makes it, which keeps the version: see `loaders/runs/`. */
  readonly run?: Pick<Run, "artefact" | "metrics" | "outputs">;
  /** Where a network's training keeps its last epoch until it is done. */
  readonly checkpoints?: string;
  readonly report?: (progress: FitProgress) => void;
}

/**
 * Trains one learner, writes `<prefix>-<id>.onnx` and its card `.json`, and hands the card over. Its metrics are of
 * what ONNX Runtime makes of the test rows with that file. Throws `UserError` for an id that there is not, and where
 * there is nothing to learn.
 */
export async function trainModel(
  id: string,
  data: TrainingData,
  {seed = 1, report, ...places}: TrainOptions = {}
): Promise<FiledCard> {
  const learners = trainableEstimators();
  const found = learners.find((one) => one.id === id);
  if (found === undefined)
    throw new UserError(`there is no model ${id}`, `there are ${learners.map((one) => one.id).join(", ")}`);
  const learner = withCodes(found, data);
  const {train, groups} = data.task;
  const model = await learner.fit(train, {seed, groups: groups?.train, report});
  return fileModel(model, learner, data, {seed, ...places});
}

/** A learner for rows whose codes are not spread out. */
export function withCodes(learner: Estimator, {codes}: Pick<TrainingData, "codes">): Estimator {
  return codes.length === 0 ? learner : oneHotEstimator(learner, codes);
}

/** Scores the test rows with a model's file, writes the file and its card, and hands the card over. */
export async function fileModel(
  model: Model,
  {id, title, setting}: Pick<Estimator, "id" | "title" | "setting">,
  {task, target, data, schema: rows, prefix}: TrainingData,
  {seed = 1, folder, run}: Pick<TrainOptions, "seed" | "folder" | "run">
): Promise<FiledCard> {
  const {test, groups, censored} = task;
  const bytes = modelToOnnx(model, {families});
  const scores = await scoreOnnx(bytes, test);
  const ofCensored =
    censored === undefined || censored.test.rows === 0 ? new Float64Array() : await scoreOnnx(bytes, censored.test);
  const name = `${prefix}-${id}`;
  const {family, configuration, columns} = modelFacts(model, families);
  const card = modelCard(
    {
      name,
      learner: {id, title, setting, seed, configuration},
      family,
      target,
      data,
      columns
    },
    evaluate(scores, test.y, {clusters: groups?.test}),
    evaluateWithCensored(task, {test: scores, censored: ofCensored})
  );
  const schema = tabularSchema(rows, target.title);
  return fileCard(card, schema, modelToOnnx(model, {name, metadata: describing(card, schema), families}), {
    folder,
    run
  });
}

/** What the metadata of a file say of it: its card, and how a table is scored with it. */
export function describing(card: ModelCard, schema: ModelSchema): {readonly card: string; readonly schema: string} {
  return {card: JSON.stringify(card), schema: JSON.stringify(schema)};
}

/**
 * Writes the file of a model and its card as the current version, keeps both with the run that made them, and hands the
 * filed card over.
 */
export function fileCard(
  card: ModelCard,
  schema: ModelSchema,
  bytes: Uint8Array,
  {folder = MODELS, run}: Pick<TrainOptions, "folder" | "run">
): FiledCard {
  const {name} = card;
  const sha256 = sha256Of(bytes);
  const filed: FiledCard = {...card, schema, file: {name: `${name}.onnx`, bytes: bytes.length, sha256}};
  const text = `${JSON.stringify(filed, null, 1)}\n`;
  mkdirSync(folder, {recursive: true});
  writeWhole(join(folder, `${name}.onnx`), bytes);
  writeWhole(join(folder, `${name}.json`), text);
  if (run !== undefined) {
    run.artefact(`models/${name}.onnx`, bytes);
    run.artefact(`models/${name}.json`, text);
    run.outputs({[`models/${name}.onnx`]: sha256});
    run.metrics(cardMetrics(card.metrics, card.learner.id));
    run.metrics(cardMetrics(namedWithCensored(card), card.learner.id));
  }
  return filed;
}

/** The second metrics of a card, named so that they can stand beside the first. */
export function namedWithCensored({
  metricsWithCensored = {}
}: Pick<ModelCard, "metricsWithCensored">): ModelCard["metrics"] {
  return Object.fromEntries(
    Object.entries(metricsWithCensored).map(([name, metric]) => [`${name}, with censored rows`, metric])
  );
}

/** The rows as the table that their schema reads, as `<prefix>.csv`; null where the source is that table itself. */
export function writeRows(folder: string, {task, schema, prefix}: TrainingData): string | null {
  if (prefix.startsWith(`${ONLINE_SHOPPERS.name}-`)) return null;
  return writeTable(folder, `${prefix}.csv`, rowsToCsv(task, schema));
}

/** Writes a table into a folder and hands its path over. */
export function writeTable(folder: string, name: string, text: string): string {
  mkdirSync(folder, {recursive: true});
  writeWhole(join(folder, name), text);
  return join(folder, name);
}

/** The cards in a folder, by name. Throws `UserError` for a file that is none. */
export function readCards(folder = MODELS): FiledCard[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => {
      try {
        return JSON.parse(readFileSync(join(folder, file), "utf8")) as FiledCard;
      } catch {
        throw new UserError(`${join(folder, file)} is not JSON`, "make it anew with npm run train, or take it away");
      }
    });
}

const [OPENING, CLOSING] = ["<!-- cards -->", "<!-- /cards -->"];

/** A text with the table of cards between its two marks. Throws `UserError` where it has none. */
export function withTable(text: string, cards: readonly FiledCard[]): string {
  const [from, to] = [text.indexOf(OPENING), text.indexOf(CLOSING)];
  if (from === -1 || to < from)
    throw new UserError(`README.md has no ${OPENING} … ${CLOSING}`, "put the two marks back");
  return `${text.slice(0, from + OPENING.length)}\n\n${modelsTable(cards)}\n\n${text.slice(to)}`;
}

/** Renews the table of cards in the folder's README.md, where there is one. */
export function renewTable(folder = MODELS): void {
  const file = join(folder, "README.md");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  writeWhole(file, withTable(text, readCards(folder)));
}
