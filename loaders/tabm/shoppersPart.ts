import type {Table} from "../../src/lib/core/table.js";
import {shoppersDataset, type ShoppersSplit} from "../../src/lib/datasets/shoppersDataset.js";
import {averagePrecision} from "../../src/lib/metrics/averagePrecision.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {AS_SCIKIT_LEARN} from "../../src/lib/models/boostingOptions.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import type {Model} from "../../src/lib/models/model.js";
import {fitTabm} from "../../src/lib/models/neural/fitTabm.js";
import {holdout, type Holdout} from "../../src/lib/models/neural/holdout.js";
import {mlpEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {ALL_FAMILIES} from "../../src/lib/models/neural/neuralFamilies.js";
import {headProbabilities} from "../../src/lib/models/neural/tabmModel.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {TABM_OPTIONS, type TabmOptions} from "../../src/lib/nn/tabmOptions.js";
import {bestHead, greedyHeads, keepHeads, meanHead, withInt8} from "../../src/lib/models/neural/tabmPruning.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {votingModel} from "../../src/lib/models/voting.js";
import {scoreOnnx} from "../engines/onnx.js";

/** Trained models, and what is made of the ensemble without further training; the first is what others are compared with. */
export const ENSEMBLE = "tabm";
/** How many heads are trained, by model. */
export const TRAINED_HEADS = {[ENSEMBLE]: 32, "tabm-8": 8, "tabm-mlp": 1} as const;
const GREEDY = [4, 8] as const;

const learners = {
  // as the study of all models on this table sets them
  boosting: boostingEstimator({trees: 200, leaves: 15, learningRate: 0.05, l2: 1, ...AS_SCIKIT_LEARN}),
  mlp: mlpEstimator({epochs: 10})
};

/** Every model of a part with its setting, the ensemble first. */
export const SHOPPERS_MODELS: readonly Pick<Estimator, "id" | "title" | "setting">[] = [
  ...Object.entries(TRAINED_HEADS).map(([id, heads]) => ({...describe(tabmEstimator({heads})), id})),
  {id: "tabm-best-head", title: "TabM cut to its best head", setting: "the head with the best AUC on held-back rows"},
  {id: "tabm-mean-head", title: "TabM made one mean head", setting: "each weight the mean of the heads'"},
  ...GREEDY.map((heads) => ({
    id: `tabm-greedy-${heads}`,
    title: `TabM cut to ${heads} heads`,
    setting: "one after another, each the one that helps most on held-back rows"
  })),
  {id: "tabm-int8", title: "TabM in 8 bits", setting: "products of hidden layers in whole numbers of 8 bits"},
  {
    id: "tabm-best-head-int8",
    title: "TabM's best head in 8 bits",
    setting: "cut, then products of hidden layers in whole numbers of 8 bits"
  },
  ...Object.values(learners).map(describe),
  {
    id: "tabm-boosting",
    title: "TabM and boosting, a vote",
    setting: "the mean of both probabilities, each model as above: the weights are equal and nothing is chosen"
  }
];

function describe({id, title, setting}: Estimator): Pick<Estimator, "id" | "title" | "setting"> {
  return {id, title, setting};
}

/** What one model gives for the test rows of a part. */
export interface PartScores {
  readonly scores: readonly number[];
  /** On the rows that its weights were fitted to; null for what was not trained by itself. */
  readonly trainAuc: number | null;
  /** The epoch whose weights were kept, all steps that were taken and their seconds; null where it was not timed. */
  readonly epochs: number | null;
  readonly steps: number | null;
  readonly seconds: number | null;
}

export interface ShoppersPart {
  readonly models: Readonly<Record<string, PartScores>>;
  /** On the test rows, of the first k heads in the order of greedy choice, k from 1. */
  readonly byHeads: {readonly auc: readonly number[]; readonly averagePrecision: readonly number[]};
}

export interface ShoppersPartOptions {
  readonly leftOut: readonly string[];
  readonly seed: number;
  /** What of TabM is set otherwise than by default. */
  readonly tabm?: Partial<Omit<TabmOptions, "heads" | "seed">>;
}

/** Fits all models to one part of Online Shoppers and scores its test rows. */
export async function shoppersPart(
  sessions: Table,
  split: ShoppersSplit,
  {leftOut, seed, tabm}: ShoppersPartOptions
): Promise<ShoppersPart> {
  const {train, test} = shoppersDataset(sessions, split, {leftOut, logarithms: false});
  const held = holdout(train, seed);
  const models: Record<string, PartScores> = {};
  const add = (id: string, model: Model, fitted: TrainingSet | null, run: Partial<PartScores> = {}) => {
    models[id] = {
      scores: [...model.predict(test)],
      trainAuc: fitted === null ? null : rocAuc(model.predict(fitted), fitted.y).value,
      epochs: null,
      steps: null,
      seconds: null,
      ...run
    };
  };

  const fitted: Partial<Record<string, Model>> = {};
  for (const [id, heads] of Object.entries(TRAINED_HEADS)) {
    const {model, ...run} = await timedTabm(held, {...tabm, heads, seed});
    fitted[id] = model;
    add(id, model, held.train, run);
  }
  for (const [id, learner] of Object.entries(learners)) {
    const model = await learner.fit(train, {seed});
    fitted[id] = model;
    add(id, model, train);
  }

  const ensemble = fitted[ENSEMBLE]!;
  add("tabm-boosting", votingModel([ensemble, fitted.boosting!], [1, 1], false), null);
  const chooser = held.validation!;
  const best = keepHeads(ensemble, bestHead(ensemble, chooser));
  add("tabm-best-head", best, held.train);
  add("tabm-mean-head", meanHead(ensemble), null);
  const order = greedyHeads(ensemble, chooser, TRAINED_HEADS[ENSEMBLE]);
  for (const heads of GREEDY) add(`tabm-greedy-${heads}`, keepHeads(ensemble, order.slice(0, heads)), null);
  // in the runtime that such a file is for
  for (const [id, model] of [
    ["tabm-int8", ensemble],
    ["tabm-best-head-int8", best]
  ] as const) {
    const scores = await scoreOnnx(modelToOnnx(withInt8(model), {families: ALL_FAMILIES}), test);
    models[id] = {scores: [...scores], trainAuc: null, epochs: null, steps: null, seconds: null};
  }
  const probabilities = headProbabilities(ensemble, test);
  const sums = new Float64Array(test.rows);
  const byHeads = order.map((head, k) => {
    for (let row = 0; row < test.rows; row++) sums[row] += probabilities[row * order.length + head];
    return sums.map((sum) => sum / (k + 1));
  });
  return {
    models,
    byHeads: {
      auc: byHeads.map((scores) => rocAuc(scores, test.y).value),
      averagePrecision: byHeads.map((scores) => averagePrecision(scores, test.y))
    }
  };
}

/** What the ensemble of `shoppersPart` says of the test rows of a part, no other model fitted. */
export async function ensembleScores(
  sessions: Table,
  split: ShoppersSplit,
  {leftOut, seed, tabm}: ShoppersPartOptions
): Promise<readonly number[]> {
  const {train, test} = shoppersDataset(sessions, split, {leftOut, logarithms: false});
  const {model} = await timedTabm(holdout(train, seed), {...tabm, heads: TRAINED_HEADS[ENSEMBLE], seed});
  return [...model.predict(test)];
}

/** A TabM with the epoch that was kept, and the steps and seconds that it took, validation included. */
async function timedTabm(
  {train, validation}: Holdout,
  given: Partial<TabmOptions>
): Promise<{model: Model; epochs: number; steps: number; seconds: number}> {
  const options = {...TABM_OPTIONS, ...given};
  const begun = performance.now();
  const run = fitTabm(train, options, {validation});
  let [epochs, steps] = [0, 0];
  for (;;) {
    const {done, value} = run.next();
    if (done) return {model: value, epochs, steps, seconds: (performance.now() - begun) / 1000};
    epochs = value.state.best.epochs;
    steps += Math.ceil(train.rows / options.batch);
  }
}
