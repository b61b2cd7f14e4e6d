import {UserError} from "../../src/lib/core/errors.js";
import {describeDataset} from "../../src/lib/datasets/describeDataset.js";
import {takeDatasetRows, type DatasetRows} from "../../src/lib/datasets/dataset.js";
import {validationPart} from "../../src/lib/datasets/validationPart.js";
import {aucDifference, rocAuc} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {boostingEstimator, SMALL_BOOSTING} from "../../src/lib/models/boostingFamily.js";
import type {BoostingOptions} from "../../src/lib/models/boostingOptions.js";
import {stratifiedGroupKFold} from "../../src/lib/models/crossValidation.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import type {Model} from "../../src/lib/models/model.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {TABM_OPTIONS, type TabmOptions} from "../../src/lib/nn/tabmOptions.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import type {Parameters, SearchSpace} from "../../src/lib/tuning/searchSpace.js";
import {openTfjs} from "../engines/tfjs.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {stagedSource} from "../sources/stagedSource.js";
import {hashOf} from "../tools/files.js";
import {DEFAULT_TARGET, targetData, trainingData, withCodes, type TrainingDataOptions} from "../training/train.js";
import {Stopped, type Score, type TuningTask} from "./tuningTask.js";

/** Rows of a target in three parts, each with whose its rows are. */
export interface TabularParts {
  readonly train: DatasetRows;
  readonly validation: DatasetRows;
  readonly test: DatasetRows;
  /** Null where rows are independent as far as is known. */
  readonly users: Readonly<Record<"train" | "validation" | "test", ArrayLike<number>>> | null;
  readonly codes: readonly string[];
  readonly about: Readonly<Record<string, string | number | null>>;
}

/**
 * The rows of a target: training, validation and test as the split has them; of the table of sessions, which has no part between, a fifth of
 * the rows of training validate.
 *
 * @throws {UserError} as `trainingData`, and where a part lacks a class
 */
export async function tabularParts(options: TrainingDataOptions): Promise<TabularParts> {
  if (await isSessionTable(options.source)) {
    const {task, target, data, codes} = await trainingData(options);
    const fold = stratifiedGroupKFold(task.train.y, {folds: 5, seed: 1});
    const rows = (held: boolean) => Array.from(fold.keys()).filter((row) => (fold[row] === 0) === held);
    return {
      train: takeDatasetRows(task.train, rows(false)),
      validation: takeDatasetRows(task.train, rows(true)),
      test: task.test,
      users: null,
      codes,
      about: {source: data.source, profile: null, target: target.id, split: data.split, data: data.sha256}
    };
  }
  const id = options.target ?? DEFAULT_TARGET;
  const target = TARGETS.find((one) => one.id === id);
  if (target === undefined)
    throw new UserError(`there is no target ${id}`, `there are ${TARGETS.map((one) => one.id).join(", ")}`);
  return stagedSource(options, async (engine, of) => {
    const {task, data, codes} = await targetData(engine, target, of);
    const validation = await validationPart(engine, target);
    const {train, test, groups} = task;
    const sha256 = hashOf([data.sha256, describeDataset({train: validation.rows, test, groups: null}).sha256]);
    return {
      train,
      validation: validation.rows,
      test,
      users: {train: groups!.train, validation: validation.users, test: groups!.test},
      codes,
      about: {source: of.source, profile: of.profile, target: target.id, split: of.split, data: sha256}
    };
  });
}

/** The AUC of scores on a part, with the users of its rows as clusters. Throws `UserError` where a class has no row. */
function areaOf({y}: DatasetRows, scores: ArrayLike<number>, users: ArrayLike<number> | undefined): Score {
  const {value, low, high} = rocAuc(scores, y, {clusters: users});
  return {value, low, high, n: y.length};
}

/** A fitted model with its scores of the test rows, once they are asked for. */
interface FittedTabular {
  readonly model: Model;
  scores?: Float64Array;
}

type Kept = "about" | "space" | "defaults" | "enqueued" | "trials" | "steps";

/** The AUC of an estimator of columns. Steps of its fit count in `every`. */
function tabularTask(
  parts: TabularParts,
  estimatorOf: (parameters: Parameters) => Estimator,
  {every, ...kept}: Pick<TuningTask, Kept> & {readonly every: number}
): TuningTask<FittedTabular> {
  const {train, validation, test, users, codes} = parts;
  for (const [name, part] of Object.entries({training: train, validation, test}))
    if (new Set(Array.from(part.y)).size < 2)
      throw new UserError(`the ${name} part has rows of one class only`, "choose another target or a longer log");
  const testScores = (fitted: FittedTabular) => (fitted.scores ??= fitted.model.predict(test));
  return {
    ...kept,
    metric: "AUC",
    direction: "maximize",
    async fit(parameters, {seed, report}) {
      let reported = 0;
      const model = await withCodes(estimatorOf(parameters), {codes}).fit(train, {
        seed,
        groups: users?.train,
        validation,
        async report({done, validation: loss}) {
          const step = Math.floor(done / every);
          if (step <= reported) return;
          reported = step;
          if (loss !== undefined && loss !== null && (await report(step, -loss))) throw new Stopped();
        }
      });
      return {model};
    },
    validation: ({model}) => areaOf(validation, model.predict(validation), users?.validation),
    test: (fitted) => areaOf(test, testScores(fitted), users?.test),
    difference(first, second) {
      const ids = users === null ? null : clusters(users.test);
      const {value, low, high} = aucDifference(testScores(first), testScores(second), test.y, {clusters: ids});
      return {value, low, high};
    }
  };
}

/** What is tried of gradient boosting. */
interface BoostingPreset {
  readonly title: string;
  readonly trials: number;
  readonly fixed: Partial<BoostingOptions>;
  readonly space: SearchSpace;
  readonly defaults: Parameters;
  readonly enqueued: readonly Parameters[];
}

const {depth, trees, learningRate} = SMALL_BOOSTING.symmetric;

/** Two published set-ups: ranges, numbers of trials and values are theirs. */
export const BOOSTING_PRESETS = {
  enhanced: {
    title: "symmetric trees, 100 to 1,000 of depth 4 to 10, rate .01 to .3, L2 1 to 10, 50 trials",
    trials: 50,
    fixed: {growth: "symmetric", leastRows: SMALL_BOOSTING.symmetric.leastRows},
    space: {
      trees: {kind: "int", low: 100, high: 1000},
      learningRate: {kind: "float", low: 0.01, high: 0.3},
      depth: {kind: "int", low: 4, high: 10},
      l2: {kind: "float", low: 1, high: 10}
    },
    defaults: {trees, learningRate, depth, l2: 0},
    enqueued: []
  },
  leaves: {
    title: "trees leaf by leaf, 25 trials, of which the first has rate .289 and 246 leaves",
    trials: 25,
    fixed: {},
    space: {
      trees: {kind: "int", low: 50, high: 500},
      learningRate: {kind: "float", low: 0.01, high: 0.3, log: true},
      leaves: {kind: "int", low: 7, high: 255, log: true},
      leastRows: {kind: "int", low: 5, high: 100, log: true}
    },
    defaults: {...SMALL_BOOSTING.leaf},
    enqueued: [{trees: 100, learningRate: 0.289, leaves: 246, leastRows: 20}]
  }
} as const satisfies Record<string, BoostingPreset>;

/** Trees between two reports. */
const TREES_A_STEP = 25;

/** Gradient boosting by one of the presets. Throws as `tabularParts`. */
export async function boostingTask(
  options: TrainingDataOptions,
  preset: keyof typeof BOOSTING_PRESETS
): Promise<TuningTask<FittedTabular>> {
  const parts = await tabularParts(options);
  const {fixed, space, defaults, enqueued, trials}: BoostingPreset = BOOSTING_PRESETS[preset];
  const {trees} = space;
  return tabularTask(parts, (parameters) => boostingEstimator({...fixed, ...parameters}), {
    about: {model: "boosting", preset, metric: "AUC", ...parts.about},
    space,
    defaults,
    enqueued,
    trials,
    every: TREES_A_STEP,
    steps: "high" in trees ? Math.floor(trees.high / TREES_A_STEP) : 0
  });
}

const {width, dropout, weightDecay, pieces, embedding} = TABM_OPTIONS;

/** TabM, whose best epoch is the one with the best validation part. Throws as `tabularParts`. */
export async function tabmTask(
  options: TrainingDataOptions,
  {epochs = TABM_OPTIONS.epochs} = {}
): Promise<TuningTask<FittedTabular>> {
  await openTfjs();
  const parts = await tabularParts(options);
  const fixed: Partial<TabmOptions> = {epochs, patience: Math.min(TABM_OPTIONS.patience, epochs)};
  return tabularTask(parts, (parameters) => tabmEstimator({...fixed, ...parameters}), {
    about: {model: "tabm", metric: "AUC", epochs, ...parts.about},
    space: {
      learningRate: {kind: "float", low: 3e-4, high: 1e-2, log: true},
      width: {kind: "int", low: 64, high: 256, step: 32},
      depth: {kind: "int", low: 1, high: 3},
      dropout: {kind: "float", low: 0, high: 0.4},
      weightDecay: {kind: "float", low: 1e-5, high: 1e-1, log: true},
      pieces: {kind: "int", low: 8, high: 64, log: true},
      embedding: {kind: "int", low: 4, high: 24, step: 4}
    },
    defaults: {
      learningRate: TABM_OPTIONS.learningRate,
      width,
      depth: TABM_OPTIONS.depth,
      dropout,
      weightDecay,
      pieces,
      embedding
    },
    enqueued: [],
    trials: 25,
    every: 1,
    steps: epochs
  });
}
