import {mkdirSync, readFileSync, rmSync} from "node:fs";
import {dirname, join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {numbers} from "../../src/lib/core/table.js";
import {clusters as numbered} from "../../src/lib/metrics/clusters.js";
import {evaluate, METRICS, type Evaluation, type Metric} from "../../src/lib/metrics/evaluate.js";
import type {Measure} from "../../src/lib/metrics/measure.js";
import {linearised, PAIRED_METRICS, pairedDifference} from "../../src/lib/metrics/comparisons.js";
import type {FiledCard} from "../../src/lib/models/modelCard.js";
import {evaluateWithCensored} from "../../src/lib/datasets/withCensored.js";
import type {PartialRun, StageRun} from "../../src/lib/pipeline/stages.js";
import {PARTS, type SplitOptions} from "../../src/lib/pipeline/split.js";
import type {Target} from "../../src/lib/targets/target.js";
import {scoreOnnx} from "../engines/onnx.js";
import {
  PIPELINE_MODELS,
  type ModelEvaluation,
  type ModelsRun,
  type PipelineModel,
  type PipelineProgress,
  type ReadyOutputs,
  type ReadySessions,
  type TrainedModel
} from "./documents.js";
import {codeHash} from "../tools/codeHash.js";
import {hashOf, sha256Of} from "../tools/files.js";
import {writeWhole} from "../tools/writeWhole.js";
import {
  modelPrefix,
  SHOPPERS_TARGET,
  shoppersTrainingData,
  targetData,
  trainModel,
  type TrainingData,
  type TrainOptions
} from "../training/train.js";

/** The stages after the targets, in their order. */
export const MODEL_STAGES = ["train", "evaluate"] as const;
const SEED = 1;

export interface ModelStagesOptions {
  /** Runs up to this one. */
  readonly until?: (typeof MODEL_STAGES)[number];
  /** Trains and evaluates although the files are there. */
  readonly force?: boolean;
  readonly onProgress?: (progress: PipelineProgress) => void;
  readonly run?: TrainOptions["run"];
}

/** What the stages need of a source. */
interface Input {
  readonly place: string;
  readonly key: string;
  readonly target: TrainingData["target"];
  readonly prefix: string;
  /** Read when they are first asked for. Throws `UserError` where the target cannot be asked of the source. */
  rows(): Promise<TrainingData>;
}

/** Trains on a target of a log of events whose stages are done, and evaluates. See `trainAndEvaluate`. */
export function logModels(ready: ReadyOutputs, target: Target, options: ModelStagesOptions = {}): Promise<ModelsRun> {
  const {document, place, key} = ready;
  const of = sourceOf(document);
  if (document.parts.some(({fold}) => fold > 1))
    options.onProgress?.({stage: "train", note: "of several folds the first trains and tests"});
  return trainAndEvaluate(
    {
      place,
      key: hashOf([key, JSON.stringify(target)]),
      target: {id: target.id, title: target.title},
      prefix: modelPrefix(of, target.id),
      rows: () => ready.withTables((engine) => targetData(engine, target, of))
    },
    options
  );
}

function sourceOf({source, generated, profile, seed, options}: PartialRun) {
  return {
    source,
    generated,
    profile: generated ? profile : null,
    seed: generated ? seed : null,
    split: options.split
  };
}

/** Trains on a table of sessions whose stages are done, and evaluates. See `trainAndEvaluate`. */
export function sessionTableModels(
  {document, place, key, sessions}: ReadySessions,
  split: SplitOptions,
  options: ModelStagesOptions = {}
): Promise<ModelsRun> {
  return trainAndEvaluate(
    {
      place,
      key: hashOf([key, JSON.stringify(split)]),
      target: SHOPPERS_TARGET,
      prefix: modelPrefix({source: document.source, generated: false, profile: null}, SHOPPERS_TARGET.id),
      async rows() {
        const table = await sessions();
        const marks = {train: 1, test: 0, validation: 2, outside: 2};
        const trains = Uint8Array.from(numbers(table, "part"), (part) => marks[PARTS[part]]);
        return shoppersTrainingData(table, trains, split);
      }
    },
    options
  );
}

/**
 * Trains each of `PIPELINE_MODELS` into `models/<prefix>-<id>.onnx` with its card, then evaluates the files on the test
 * rows into `evaluation.json`. What was made from the same rows by the same code is taken as it is, so that a run that was
 * cut short goes on with the model at hand. Where the rows cannot teach a model, the others are trained, and `why` says
 * what is in the way.
 */
async function trainAndEvaluate(
  {place, key: ofRows, target, prefix, rows}: Input,
  {until = "evaluate", force = false, onProgress, run}: ModelStagesOptions
): Promise<ModelsRun> {
  const folder = join(place, "models");
  const code = await codeHash("loaders/pipeline/modelStages.ts");
  let read: Promise<TrainingData> | undefined;
  const data = () => (read ??= rows());
  const stages: StageRun[] = [];
  const done = (stage: StageRun) => {
    stages.push(stage);
    onProgress?.({stage: stage.name, run: stage});
  };
  const cards: FiledCard[] = [];
  const reasons: string[] = [];
  for (const id of PIPELINE_MODELS) {
    const stage = `train ${id}`;
    const name = `${prefix}-${id}`;
    const key = hashOf([ofRows, code, id, String(SEED)]);
    const receipt = join(place, `.train-${name}.json`);
    const kept = force ? null : keptModel(receipt, key, folder, name);
    if (kept !== null) {
      cards.push(kept.card);
      done({...kept.run, ms: 0, hashMs: 0, cached: true});
      continue;
    }
    onProgress?.({stage, share: 0});
    // whatever happens from here on, no old receipt vouches for new files
    rmSync(receipt, {force: true});
    try {
      const begun = performance.now();
      const found = await data();
      let fitted = 0;
      const start = performance.now();
      const card = await trainModel(id, found, {
        seed: SEED,
        folder,
        run,
        report: ({done, of}) => {
          fitted = performance.now();
          onProgress?.({stage, share: done / of});
        }
      });
      const end = performance.now();
      // a learner that reports no steps is timed as a whole
      const ms = fitted === 0 ? end - start : fitted - start;
      const made: StageRun = {
        name: stage,
        table: `models/${name}.onnx`,
        rows: found.task.train.rows,
        ms,
        hashMs: end - begun - ms,
        cached: false,
        sha256: card.file.sha256,
        columns: []
      };
      writeWhole(receipt, JSON.stringify({key, run: made} satisfies Kept));
      cards.push(card);
      done(made);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      reasons.push(error.message);
    }
  }
  const why = reasons.length === 0 ? null : [...new Set(reasons)].join("; ");
  const trained = cards.map(({learner: {id, title, setting}, file, metrics, metricsWithCensored}): TrainedModel => ({
    id: id as PipelineModel,
    title,
    setting,
    file,
    metrics,
    ...(metricsWithCensored === undefined ? {} : {metricsWithCensored})
  }));
  const said = {target, trained, why};
  if (until === "train" || trained.length === 0) return {stages, models: {...said, evaluation: null}};

  const key = hashOf([ofRows, code, ...trained.map(({file}) => file.sha256)]);
  const receipt = join(place, ".evaluate.json");
  const file = join(place, "evaluation.json");
  const kept = force ? null : keptEvaluation(receipt, key, file);
  if (kept !== null) {
    done({...kept.run, ms: 0, hashMs: 0, cached: true});
    return {stages, models: {...said, evaluation: kept.evaluation}};
  }
  onProgress?.({stage: "evaluate", share: 0});
  rmSync(receipt, {force: true});
  const begun = performance.now();
  const found = await data();
  const start = performance.now();
  const evaluation = await evaluateModels(
    found,
    trained.map(({id, file}) => [id, readFileSync(join(folder, file.name))])
  );
  const end = performance.now();
  const text = `${JSON.stringify(evaluation, null, 1)}\n`;
  mkdirSync(dirname(file), {recursive: true});
  writeWhole(file, text);
  const made: StageRun = {
    name: "evaluate",
    table: "evaluation.json",
    rows: found.task.test.rows,
    ms: end - start,
    hashMs: start - begun + performance.now() - end,
    cached: false,
    sha256: sha256Of(text),
    columns: []
  };
  writeWhole(receipt, JSON.stringify({key, run: made} satisfies Kept));
  done(made);
  return {stages, models: {...said, evaluation}};
}

/** What vouches for files, written after them. */
interface Kept {
  readonly key: string;
  readonly run: StageRun;
}

function keptModel(
  receipt: string,
  key: string,
  folder: string,
  name: string
): {run: StageRun; card: FiledCard} | null {
  try {
    const kept = JSON.parse(readFileSync(receipt, "utf8")) as Kept;
    const card = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as FiledCard;
    const sha256 = sha256Of(readFileSync(join(folder, `${name}.onnx`)));
    return kept.key === key && sha256 === kept.run.sha256 && sha256 === card.file.sha256 ? {run: kept.run, card} : null;
  } catch {
    return null; // not there, or cut short
  }
}

function keptEvaluation(
  receipt: string,
  key: string,
  file: string
): {run: StageRun; evaluation: ModelEvaluation} | null {
  try {
    const kept = JSON.parse(readFileSync(receipt, "utf8")) as Kept;
    const text = readFileSync(file, "utf8");
    if (kept.key !== key || sha256Of(text) !== kept.run.sha256) return null;
    return {run: kept.run, evaluation: JSON.parse(text) as ModelEvaluation};
  } catch {
    return null;
  }
}

/** What the files of models say of the test rows, held against the labels. The first is the baseline of the others. */
async function evaluateModels(
  {task, target, data}: TrainingData,
  files: readonly (readonly [id: string, bytes: Uint8Array])[]
): Promise<ModelEvaluation> {
  const {test, groups, censored} = task;
  const scores = new Map<string, Float64Array>();
  const models: Record<string, Measures> = {};
  const withCensored: Record<string, Measures> = {};
  for (const [id, bytes] of files) {
    const found = await scoreOnnx(bytes, test);
    scores.set(id, found);
    models[id] = measuresOf(evaluate(found, test.y, {clusters: groups?.test}));
    if (censored === undefined || censored.test.rows === 0) continue;
    const all = evaluateWithCensored(task, {test: found, censored: await scoreOnnx(bytes, censored.test)});
    withCensored[id] = measuresOf(all!);
  }
  const {rows, positives} = data.test;
  const [baseline, other] = PIPELINE_MODELS.map((id) => scores.get(id));
  return {
    target,
    data,
    baseRate: rows === 0 ? 0 : positives / rows,
    models,
    withCensored: Object.keys(withCensored).length === 0 ? null : withCensored,
    difference:
      baseline === undefined || other === undefined ? null : differences(other, baseline, test.y, groups?.test)
  };
}

type Measures = Record<Metric, Measure>;

function measuresOf(evaluation: Evaluation): Measures {
  return Object.fromEntries(METRICS.map((metric) => [metric, evaluation[metric]])) as Measures;
}

function differences(
  first: Float64Array,
  second: Float64Array,
  labels: ArrayLike<number>,
  users: ArrayLike<number> | undefined
): NonNullable<ModelEvaluation["difference"]> {
  const clusters = users === undefined ? null : numbered(users);
  const all = Array.from(labels);
  if (all.length === 0) {
    const none = "the test part ends before the label of any row is known";
    return Object.fromEntries(PAIRED_METRICS.map((metric) => [metric, {none}])) as NonNullable<
      ModelEvaluation["difference"]
    >;
  }
  const oneClass = all.every((label) => label === all[0]);
  const noPair =
    all.length === 0 ? "there are no test rows" : `the test rows are all ${all[0] === 1 ? "positive" : "negative"}`;
  return Object.fromEntries(
    PAIRED_METRICS.map((metric) => [
      metric,
      oneClass && (metric === "auc" || metric === "averagePrecision")
        ? {none: noPair}
        : pairedDifference(metric, linearised(metric, first, labels), linearised(metric, second, labels), labels, {
            clusters
          })
    ])
  ) as NonNullable<ModelEvaluation["difference"]>;
}
