import {permutation, random} from "../lib/core/random.js";
import {datasetFromCsv} from "../lib/datasets/datasetCsv.js";
import {rocAuc} from "../lib/metrics/auc.js";
import {takeTraining, type TrainingSet} from "../lib/models/matrix.js";
import {tryBoosting} from "../lib/tuning/boostingSearch.js";
import type {Parameters} from "../lib/tuning/searchSpace.js";
import {SEARCH_ROWS} from "../lib/reports/tuning.js";
import {answerQuestions} from "./answerQuestions.js";

/** A module worker: fits the boosting of one trial after another. */
export interface TuningQuestion {
  /** The page's own examples, a CSV file of all targets at an address. */
  readonly url: string;
  readonly target: string;
  /** Whether the labels of each part are shuffled among its rows. */
  readonly shuffled: boolean;
  /** Chooses the rows of training and validation. */
  readonly seed: number;
  readonly parameters: Parameters;
}

export interface TuningReply {
  /** On the validation rows, and on those that no trial is chosen by. */
  readonly auc: number;
  readonly fresh: number;
  readonly nodes: number;
  readonly ms: number;
  readonly rows: {readonly train: number; readonly validation: number; readonly fresh: number};
  readonly positives: {readonly train: number; readonly validation: number; readonly fresh: number};
}

const PARTS_STREAM = 71;
const LABELS_STREAM = 72;

type Parts = Readonly<Record<"train" | "validation" | "fresh", TrainingSet>>;

let csv: Promise<string> | undefined;
let dealt: {readonly key: string; readonly parts: Parts} | undefined;

answerQuestions<TuningQuestion>(async (question): Promise<TuningReply> => {
  const {train, validation, fresh} = await partsOf(question);
  const begun = performance.now();
  const {auc, model} = tryBoosting(question.parameters, train, validation);
  const each = <T>(of: (part: TrainingSet) => T) => ({train: of(train), validation: of(validation), fresh: of(fresh)});
  return {
    auc,
    fresh: rocAuc(model.score(fresh), fresh.y).value,
    nodes: model.trees.reduce((sum, {left}) => sum + left.length, 0),
    ms: performance.now() - begun,
    rows: each(({rows}) => rows),
    positives: each(({y}) => Array.from(y).reduce((sum, label) => sum + label, 0))
  };
});

async function partsOf({url, target, shuffled, seed}: TuningQuestion): Promise<Parts> {
  const key = [target, shuffled, seed].join();
  if (dealt?.key === key) return dealt.parts;
  csv ??= fetch(url).then((answer) => answer.text());
  const {train, test, groups} = datasetFromCsv(await csv, target);
  const all = joined(train, test);
  const users = [...Array.from(groups!.train), ...Array.from(groups!.test)];
  const parts = dealtUsers(all, users, seed);
  dealt = {key, parts: shuffled ? withShuffledLabels(parts, seed) : parts};
  return dealt.parts;
}

/** Deals whole users to training, validation and fresh rows, until the first two are full. */
function dealtUsers(all: TrainingSet, users: readonly (number | string)[], seed: number): Parts {
  const names = [...new Set(users)];
  const rowsOf = new Map(names.map((name) => [name, [] as number[]]));
  users.forEach((user, row) => rowsOf.get(user)!.push(row));
  const chosen: Record<keyof Parts, number[]> = {train: [], validation: [], fresh: []};
  for (const k of permutation(names.length, random(seed, PARTS_STREAM))) {
    const part =
      chosen.train.length < SEARCH_ROWS ? "train" : chosen.validation.length < SEARCH_ROWS ? "validation" : "fresh";
    chosen[part].push(...rowsOf.get(names[k])!);
  }
  return {
    train: takeTraining(all, chosen.train),
    validation: takeTraining(all, chosen.validation),
    fresh: takeTraining(all, chosen.fresh)
  };
}

function withShuffledLabels(parts: Parts, seed: number): Parts {
  const each = (part: TrainingSet, k: number): TrainingSet => ({
    ...part,
    y: Array.from(permutation(part.rows, random(seed, LABELS_STREAM, k)), (row) => part.y[row])
  });
  return {train: each(parts.train, 0), validation: each(parts.validation, 1), fresh: each(parts.fresh, 2)};
}

function joined(a: TrainingSet, b: TrainingSet): TrainingSet {
  const x = new Float32Array(a.x.length + b.x.length);
  x.set(a.x);
  x.set(b.x, a.x.length);
  return {rows: a.rows + b.rows, columns: a.columns, x, y: [...Array.from(a.y), ...Array.from(b.y)]};
}
