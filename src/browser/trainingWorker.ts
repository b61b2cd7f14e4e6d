import {boostingSteps} from "../lib/overfitting/boostingSteps.js";
import type {CurvePoint} from "../lib/overfitting/trainingCurve.js";
import {overfitRun, type OverfitRun, type Steps} from "../lib/overfitting/overfitRun.js";
import {checkOverfit, type OverfitSettings} from "../lib/overfitting/overfitSettings.js";
import {targetDataset} from "../lib/datasets/targetDataset.js";
import {datasetCounts, type Dataset, type DatasetCounts} from "../lib/datasets/dataset.js";
import {datasetFromCsv} from "../lib/datasets/datasetCsv.js";
import {downsampleNegatives} from "../lib/datasets/downsampleNegatives.js";
import {itemAttributesSql, type ItemKnowledge} from "../lib/features/itemAttributes.js";
import type {Engine} from "../lib/sql/engine.js";
import {parseSplit} from "../lib/pipeline/parseSplit.js";
import {splitSql} from "../lib/pipeline/split.js";
import {targetById} from "../lib/targets/target.js";
import {answerQuestions} from "./answerQuestions.js";

/** A module worker: trains one model after another, each beside its twin on shuffled labels. */
export interface TrainingQuestion {
  readonly settings: OverfitSettings;
  readonly log:
    /** The page's own examples, a CSV file of all targets at an address. */
    | {readonly kind: "shop"; readonly url: string}
    /** The log that this browser keeps under this id, split so, with at most so many negatives a part. */
    | {readonly kind: "own"; readonly id: string; readonly split: string; readonly negatives: number};
}

export type TrainingProgress =
  | {readonly kind: "work"; readonly text: string}
  | {readonly kind: "point"; readonly labels: "real" | "shuffled"; readonly point: CurvePoint};

export interface TrainingReply {
  readonly real: OverfitRun;
  readonly shuffled: OverfitRun;
  readonly counts: DatasetCounts;
  /** What the training took, without fetching and preparing. */
  readonly ms: number;
}

const tasks = new Map<string, Dataset>();
let shop: Promise<string> | undefined;
let own: ReturnType<typeof openOwn> | undefined;

const tell = answerQuestions<TrainingQuestion, TrainingProgress>(async ({settings, log}): Promise<TrainingReply> => {
  checkOverfit(settings);
  const task = tasks.get(settings.target) ?? (await open(settings.target, log));
  tasks.set(settings.target, task);
  const steps = await stepsOf(settings);
  const begun = performance.now();
  const runs = {
    real: overfitRun(task, settings, false, steps),
    shuffled: overfitRun(task, settings, true, steps)
  };
  const ended: {-readonly [labels in keyof typeof runs]?: OverfitRun} = {};
  // in turns, so that the two are seen beside each other
  while (ended.real === undefined || ended.shuffled === undefined)
    for (const labels of ["real", "shuffled"] as const) {
      if (ended[labels] !== undefined) continue;
      const {done, value} = runs[labels].next();
      if (done) ended[labels] = value;
      else tell({kind: "point", labels, point: value});
    }
  return {real: ended.real, shuffled: ended.shuffled, counts: datasetCounts(task), ms: performance.now() - begun};
});

async function open(target: string, log: TrainingQuestion["log"]): Promise<Dataset> {
  if (log.kind === "shop") {
    tell({kind: "work", text: "Fetching the examples"});
    shop ??= fetch(log.url).then((answer) => answer.text());
    return datasetFromCsv(await shop, target);
  }
  const {engine, known} = await (own ??= openOwn(log.id));
  tell({kind: "work", text: "Making examples, features and labels"});
  return engine.scratch(async () => {
    await engine.run(itemAttributesSql(known));
    await engine.run(splitSql(parseSplit(log.split)));
    return downsampleNegatives(await targetDataset(engine, targetById(target), {censored: "negative"}), {
      negatives: log.negatives,
      seed: 1
    });
  });
}

/** The reader's log, which this worker then has until it ends. */
async function openOwn(id: string): Promise<{engine: Engine; known: ItemKnowledge}> {
  tell({kind: "work", text: "Starting DuckDB and opening your log"});
  const [{openOwnDatabase}, {OWN_KNOWN}] = await Promise.all([
    import("./ownLog/openOwnDatabase.js"),
    import("./answersOfLog.js")
  ]);
  return {engine: await openOwnDatabase(id), known: OWN_KNOWN};
}

async function stepsOf({model}: OverfitSettings): Promise<Steps> {
  if (model === "boosting") return boostingSteps;
  tell({kind: "work", text: "Fetching TensorFlow.js"});
  const [{openTfjs}, {mlpSteps}] = await Promise.all([import("./tfjs.js"), import("../lib/models/neural/mlpSteps.js")]);
  await openTfjs();
  return mlpSteps;
}
