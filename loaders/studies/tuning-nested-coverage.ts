import type {Figure} from "../../src/lib/core/result.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {clopperPearsonInterval, meanInterval, type Interval} from "../../src/lib/metrics/intervals.js";
import {stratifiedGroupKFold} from "../../src/lib/models/crossValidation.js";
import {fitLogistic, type LogisticModel} from "../../src/lib/models/logisticRegression.js";
import {takeTraining, type Matrix, type TrainingSet} from "../../src/lib/models/matrix.js";
import {fitStandardizer, standardize} from "../../src/lib/models/standardize.js";
import {nestedEstimate, type OuterFold} from "../../src/lib/tuning/nestedCrossValidation.js";
import {randomSampler} from "../../src/lib/tuning/sampler.js";
import {startStudy} from "../../src/lib/tuning/study.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import {dealPool, shopPools, type ShopPool} from "../tuning/shopPool.js";
import type {Study} from "./study.js";

const options = {
  profile: "paper",
  shops: [121, 122, 123],
  target: "purchase-this-session",
  train: {positives: 40, negatives: 360},
  validation: {positives: 40, negatives: 360},
  /** All that is left. */
  fresh: {positives: 100_000, negatives: 100_000},
  space: {l2: {kind: "float", low: 0.01, high: 10_000, log: true}},
  trials: 25,
  folds: 5,
  studies: 200
} as const;

/** The intervals that are counted, in words. */
const INTERVALS = {
  reported: "DeLong's interval of the best validation AUC, as if nothing had been chosen",
  plain: "the nested estimate with Student's interval of the outer folds, as if they were independent",
  byRow: "the nested estimate with DeLong's variance of the outer folds' rows, the models taken as fixed",
  corrected:
    "the nested estimate with Nadeau and Bengio's interval of the outer folds, corrected for shared training rows"
} as const;
type Kind = keyof typeof INTERVALS;

interface One {
  readonly fresh: number;
  readonly reported: number;
  readonly nested: number;
  readonly intervals: Readonly<Record<Kind, Interval>>;
}

/** How often a 95 % interval of nested cross-validation holds what the tuned model is worth on fresh data. */
export const study: Study = {
  name: "tuning-nested-coverage",
  title:
    "Tunes the penalty of a logistic regression in 200 small studies and counts how often intervals hold the score on fresh data.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const pool = await pooledShops(progress);
    const all = Array.from({length: options.studies}, (_, k) => {
      if (k % 20 === 0) progress(`study ${k + 1} of ${options.studies}`);
      return oneStudy(pool, k + 1);
    });
    const {train, validation, trials, profile, shops, studies} = options;
    const about = {
      n: studies,
      dataset: `generated shops, profile ${profile}, seeds ${shops[0]} to ${shops.at(-1)}: a purchase in the session, one example of each user`
    };
    const how = `${studies} studies: logistic regression, its penalty the best of ${trials} random ones by AUC on ${validation.positives} positives of ${validation.positives + validation.negatives} rows, trained on as many others (${train.positives} positives); fresh rows are all other users`;
    const figures: Record<string, Figure> = {};
    for (const kind of Object.keys(INTERVALS) as Kind[]) {
      const held = all.filter(
        ({fresh, intervals}) => intervals[kind].low <= fresh && fresh <= intervals[kind].high
      ).length;
      figures[`${kind}-coverage`] = {
        value: held / studies,
        ...clopperPearsonInterval(held, studies),
        ...about,
        unit: "share of studies",
        protocol: `${INTERVALS[kind]}: studies whose 95 % interval holds the AUC of the tuned model on fresh rows; ${how}; Clopper–Pearson`,
        baseline: {name: "what the interval promises", value: 0.95}
      };
      figures[`${kind}-width`] = {
        ...meanInterval(all.map(({intervals}) => intervals[kind].high - intervals[kind].low)),
        ...about,
        unit: "AUC",
        protocol: `${INTERVALS[kind]}: mean width of the 95 % interval; ${how}`
      };
    }
    for (const kind of ["reported", "nested"] as const)
      figures[`${kind}-error`] = {
        ...meanInterval(all.map((one) => one[kind] - one.fresh)),
        ...about,
        unit: "AUC",
        protocol: `${kind === "reported" ? "the best validation AUC" : "the nested estimate"} less the AUC of the tuned model on fresh rows; ${how}; 95 % interval of the mean over studies`,
        baseline: {name: "no optimism", value: 0}
      };
    return {figures, tables: {studies: columnsOf(all.map(rowOf))}};
  },
  sample: {
    title: "the first twenty studies",
    async run({progress}) {
      const pool = await pooledShops(progress);
      return {
        tables: {studies: columnsOf(Array.from({length: 20}, (_, k) => rowOf(oneStudy(pool, k + 1), k)))}
      };
    }
  }
};

async function pooledShops(progress: (text: string) => void): Promise<ShopPool> {
  const {profile, shops, target} = options;
  return (await shopPools([target], {profile, seeds: shops}, progress))[target];
}

const rowOf = ({fresh, reported, nested, intervals}: One, k: number) => ({
  study: k + 1,
  fresh,
  reported,
  nested,
  ...Object.fromEntries(
    Object.entries(intervals).flatMap(([kind, {low, high}]) => [
      [`${kind}Low`, low],
      [`${kind}High`, high]
    ])
  )
});

function oneStudy(pool: ShopPool, seed: number): One {
  const {train, validation, fresh} = dealPool(pool, options, seed);
  const tuned = tune(train, validation, seed);
  const {value, low, high} = rocAuc(tuned.predict(validation), validation.y);
  const {value: nested, plain, byRow, corrected} = nestedEstimate(outerFolds(both(train, validation), seed));
  return {
    fresh: rocAuc(tuned.predict(fresh), fresh.y).value,
    reported: value,
    nested,
    intervals: {reported: {low, high}, plain, byRow, corrected}
  };
}

interface Tuned {
  readonly best: number;
  predict(matrix: Matrix): Float64Array;
}

/** The penalty whose model has the largest AUC on the validation rows. */
function tune(train: TrainingSet, validation: TrainingSet, seed: number): Tuned {
  const {space, trials} = options;
  const search = startStudy({space, directions: ["maximize"], sampler: randomSampler, seed});
  const standardizer = fitStandardizer(train);
  const shown = standardize(standardizer, validation);
  let best: {auc: number; model: LogisticModel} | undefined;
  for (let k = 0; k < trials; k++) {
    const trial = search.ask()!;
    const model = fitLogistic(train, {l2: trial.parameters.l2 as number}, {standardizer});
    const auc = rocAuc(model.predict(shown), validation.y).value;
    trial.tell({values: [auc]});
    if (best === undefined || auc > best.auc) best = {auc, model};
  }
  return {best: best!.auc, predict: (matrix) => best!.model.predict(standardize(standardizer, matrix))};
}

/** The whole search, with its own training and validation rows, once for each outer fold. */
function outerFolds(all: TrainingSet, seed: number): OuterFold[] {
  const of = stratifiedGroupKFold(all.y, {folds: options.folds, seed});
  return Array.from({length: options.folds}, (_, fold) => {
    const within = rowsWhere(all, of, (part) => part !== fold);
    const outside = rowsWhere(all, of, (part) => part === fold);
    const half = stratifiedGroupKFold(within.y, {folds: 2, seed: seed + fold});
    const [train, validation] = [0, 1].map((wanted) => rowsWhere(within, half, (part) => part === wanted));
    const tuned = tune(train, validation, seed * 100 + fold);
    return {reported: tuned.best, scores: tuned.predict(outside), labels: outside.y};
  });
}

const rowsWhere = (rows: TrainingSet, of: Int32Array, wanted: (part: number) => boolean): TrainingSet =>
  takeTraining(
    rows,
    Array.from(of.keys()).filter((row) => wanted(of[row]))
  );

function both(a: TrainingSet, b: TrainingSet): TrainingSet {
  const x = new Float64Array(a.x.length + b.x.length);
  x.set(a.x);
  x.set(b.x, a.x.length);
  return {rows: a.rows + b.rows, columns: a.columns, x, y: [...Array.from(a.y), ...Array.from(b.y)]};
}
