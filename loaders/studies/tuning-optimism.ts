import type {Figure} from "../../src/lib/core/result.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {meanInterval} from "../../src/lib/metrics/intervals.js";
import {stratifiedGroupKFold} from "../../src/lib/models/crossValidation.js";
import {takeTraining, type TrainingSet} from "../../src/lib/models/matrix.js";
import {targetById} from "../../src/lib/targets/target.js";
import {
  searchBoosting,
  SMALL_DEFAULTS,
  SMALL_SPACE,
  SEARCHED_BOOSTING,
  tryBoosting,
  type TriedBoosting
} from "../../src/lib/tuning/boostingSearch.js";
import {nestedEstimate, type OuterFold} from "../../src/lib/tuning/nestedCrossValidation.js";
import {bootstrapSelection} from "../../src/lib/tuning/optimism.js";
import {randomSampler, type Sampler} from "../../src/lib/tuning/sampler.js";
import {tpeSampler} from "../../src/lib/tuning/tpe.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import {dealPool, shopPools, type PoolParts} from "../tuning/shopPool.js";
import type {Study} from "./study.js";

/** One question with few positives and one with many; every draw deals these numbers of rows anew. */
const TASKS = {
  few: {
    target: "item-3-sessions",
    train: {positives: 10, negatives: 990},
    validation: {positives: 10, negatives: 990},
    fresh: {positives: 1000, negatives: 4000}
  },
  many: {
    target: "purchase-this-session",
    train: {positives: 100, negatives: 900},
    validation: {positives: 100, negatives: 900},
    fresh: {positives: 500, negatives: 4500}
  }
} as const;
type Task = keyof typeof TASKS;

const SAMPLERS: Readonly<Record<string, Sampler>> = {random: randomSampler, tpe: tpeSampler()};

const options = {
  profile: "paper",
  /** None of them is the pages' shop. */
  shops: [101, 102, 103, 104, 105, 106, 107, 108],
  tasks: TASKS,
  space: SMALL_SPACE,
  boosting: SEARCHED_BOOSTING,
  defaults: SMALL_DEFAULTS,
  trials: 100,
  marked: [1, 25, 50, 100],
  shown: [1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100],
  nested: {folds: 5, trials: 25},
  bootstrap: {trials: 50, draws: 200},
  /** Configurations of each draw that nothing chose, which show how lucky its validation rows are for any model. */
  unchosen: 10,
  draws: 12
} as const;

type Row = Record<string, number | string | null>;

/** What one search came to after so many trials. */
interface AfterTrials {
  readonly trials: number;
  /** The best validation score, and the score of that configuration on fresh rows. */
  readonly validation: number;
  readonly fresh: number;
  /** The same where every model is stopped early on the validation rows that it is also scored on. */
  readonly earlyValidation: number;
  readonly earlyFresh: number;
}

interface Draw {
  readonly searches: Readonly<Record<string, readonly AfterTrials[]>>;
  readonly defaults: {readonly validation: number; readonly fresh: number};
  /** The mean of validation less fresh score over configurations that nothing chose: zero but for the luck of these rows. */
  readonly luck: number;
  readonly nested: {readonly value: number; readonly reported: number};
  /** What the bootstrap makes of the validation scores of the random search. */
  readonly corrected: number;
  readonly trials: readonly Row[];
}

/** What tuning on a validation set does to the score that is reported: the best of so many trials against fresh data and nested cross-validation. */
export const study: Study = {
  name: "tuning-optimism",
  title:
    "Tunes boosting at random and by TPE on a validation set, and scores what it chooses on fresh data of the generated shops and by nested cross-validation.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const pools = await pooledShops(progress);
    const found = Object.fromEntries(
      (Object.keys(TASKS) as Task[]).map((task) => [
        task,
        Array.from({length: options.draws}, (_, k) => {
          progress(`${task} positives, draw ${k + 1} of ${options.draws}`);
          return oneDraw(dealPool(pools[TASKS[task].target], TASKS[task], k + 1), k + 1);
        })
      ])
    ) as Record<Task, Draw[]>;
    const figures: Record<string, Figure> = {};
    const curves: Row[] = [];
    for (const task of Object.keys(TASKS) as Task[]) {
      Object.assign(figures, figuresOf(task, found[task]));
      curves.push(...curvesOf(task, found[task]));
    }
    return {
      figures,
      tables: {
        curves: columnsOf(curves),
        draws: columnsOf((Object.keys(TASKS) as Task[]).flatMap((task) => drawRows(task, found[task]))),
        tasks: columnsOf(
          (Object.keys(TASKS) as Task[]).map((task) => {
            const {fresh} = dealPool(pools[TASKS[task].target], TASKS[task], 1);
            return {
              task,
              target: TASKS[task].target,
              title: targetById(TASKS[task].target).title,
              columns: fresh.columns.length,
              trainPositives: TASKS[task].train.positives,
              trainRows: TASKS[task].train.positives + TASKS[task].train.negatives,
              validationPositives: TASKS[task].validation.positives,
              validationRows: TASKS[task].validation.positives + TASKS[task].validation.negatives,
              freshPositives: positivesOf(fresh),
              freshRows: fresh.rows,
              poolRows: pools[TASKS[task].target].rows.rows
            };
          })
        ),
        // one search, to be looked at trial by trial
        trials: columnsOf([...found.many[0].trials])
      }
    };
  },
  sample: {
    title: "the first draw of the task with few positives",
    async run({progress}) {
      const pools = await pooledShops(progress);
      const first = oneDraw(dealPool(pools[TASKS.few.target], TASKS.few, 1), 1);
      return {tables: {draws: columnsOf(drawRows("few", [first]))}};
    }
  }
};

const pooledShops = (progress: (text: string) => void) =>
  shopPools(
    Object.values(TASKS).map(({target}) => target),
    {profile: options.profile, seeds: options.shops},
    progress
  );

function oneDraw({train, validation, fresh}: PoolParts, seed: number): Draw {
  const score = (tried: TriedBoosting, trees?: number) => rocAuc(tried.model.score(fresh, trees), fresh.y).value;
  const searches: Record<string, AfterTrials[]> = {};
  const byDefault = tryBoosting(SMALL_DEFAULTS, train, validation);
  const defaults = {validation: byDefault.auc, fresh: score(byDefault)};
  const luck = [defaults.validation - defaults.fresh];
  let corrected = NaN;
  const trials: Row[] = [];
  for (const [name, sampler] of Object.entries(SAMPLERS)) {
    const rows: AfterTrials[] = [];
    const scores: Float64Array[] = [];
    let [best, fresh_, early, earlyFresh] = [-Infinity, NaN, -Infinity, NaN];
    for (const tried of searchBoosting(train, validation, {sampler, trials: options.trials, seed})) {
      const won = tried.auc > best;
      const unchosen = name === "random" && luck.length < options.unchosen;
      const value = won || unchosen ? score(tried) : NaN;
      if (unchosen) luck.push(tried.auc - value);
      if (won) [best, fresh_] = [tried.auc, value];
      if (tried.early.auc > early) [early, earlyFresh] = [tried.early.auc, score(tried, tried.early.trees)];
      const k = tried.trial.number + 1;
      if (k <= options.bootstrap.trials) scores.push(tried.scores);
      if ((options.shown as readonly number[]).includes(k))
        rows.push({trials: k, validation: best, fresh: fresh_, earlyValidation: early, earlyFresh});
      if (name === "tpe")
        trials.push({
          trial: k,
          ...(tried.parameters as Record<string, number>),
          auc: tried.auc,
          best,
          bestFresh: fresh_,
          nodes: tried.model.trees.reduce((sum, {left}) => sum + left.length, 0)
        });
    }
    searches[name] = rows;
    if (name === "random")
      corrected = bootstrapSelection(scores, validation.y, {draws: options.bootstrap.draws, seed}).corrected;
  }
  const {value, reported} = nestedEstimate(outerFolds(both(train, validation), seed));
  return {
    searches,
    defaults,
    luck: average(luck),
    nested: {value, reported},
    corrected,
    trials
  };
}

/** The whole search, with its own training and validation rows, once for each outer fold. */
function outerFolds(all: TrainingSet, seed: number): OuterFold[] {
  const {folds, trials} = options.nested;
  const of = stratifiedGroupKFold(all.y, {folds, seed});
  const rowsWhere = (wanted: (row: number) => boolean) => Array.from(of.keys()).filter(wanted);
  return Array.from({length: folds}, (_, fold) => {
    const within = takeTraining(
      all,
      rowsWhere((row) => of[row] !== fold)
    );
    const outside = takeTraining(
      all,
      rowsWhere((row) => of[row] === fold)
    );
    const half = stratifiedGroupKFold(within.y, {folds: 2, seed: seed + fold});
    const [train, validation] = [0, 1].map((part) =>
      takeTraining(
        within,
        Array.from(half.keys()).filter((row) => half[row] === part)
      )
    );
    let best: TriedBoosting | undefined;
    for (const tried of searchBoosting(train, validation, {sampler: SAMPLERS.tpe, trials, seed: seed * 100 + fold}))
      if (best === undefined || tried.auc > best.auc) best = tried;
    return {reported: best!.auc, scores: best!.model.score(outside), labels: outside.y};
  });
}

function both(a: TrainingSet, b: TrainingSet): TrainingSet {
  const x = new Float64Array(a.x.length + b.x.length);
  x.set(a.x);
  x.set(b.x, a.x.length);
  return {rows: a.rows + b.rows, columns: a.columns, x, y: [...Array.from(a.y), ...Array.from(b.y)]};
}

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const positivesOf = ({y}: TrainingSet) => Array.from(y).reduce((sum, label) => sum + label, 0);

/** A search after so many trials; validation scores less the luck of the draw, which leaves their expectation as it is and their spread smaller. */
const at = (draw: Draw, sampler: string, trials: number): AfterTrials => {
  const row = draw.searches[sampler].find((one) => one.trials === trials)!;
  return {...row, validation: row.validation - draw.luck, earlyValidation: row.earlyValidation - draw.luck};
};

function about(task: Task) {
  const {target, train, validation} = TASKS[task];
  return {
    dataset: `generated shops, profile ${options.profile}, seeds ${options.shops[0]} to ${options.shops.at(-1)}: ${targetById(target).title}, one example of each user`,
    n: options.draws,
    how: `boosting with ${SMALL_SPACE.iterations.low} to ${SMALL_SPACE.iterations.high} trees, trained on ${train.positives} positives of ${train.positives + train.negatives} rows and chosen by AUC on ${validation.positives} positives of ${validation.positives + validation.negatives} others; validation scores less what ${options.unchosen} configurations that nothing chose score there above fresh rows, which is zero on average; mean over ${options.draws} draws of rows, 95 % interval of the mean (Student's t)`
  };
}

function figuresOf(task: Task, draws: readonly Draw[]): Record<string, Figure> {
  const {dataset, n, how} = about(task);
  const mean = (
    values: readonly number[],
    unit: string,
    protocol: string,
    baseline?: {name: string; value: number}
  ): Figure => ({
    ...meanInterval(values),
    n,
    unit,
    dataset,
    protocol: `${protocol}; ${how}`,
    ...(baseline && {baseline})
  });
  const untuned = {name: "the defaults, not tuned", value: average(draws.map(({defaults}) => defaults.fresh))};
  const none = {name: "no optimism", value: 0};
  const figures: Record<string, Figure> = {
    [`${task}-defaults`]: mean(
      draws.map(({defaults}) => defaults.fresh),
      "AUC",
      "AUC of the default configuration on fresh rows",
      {name: "random order", value: 0.5}
    )
  };
  for (const sampler of Object.keys(SAMPLERS))
    for (const k of options.marked) {
      const found = draws.map((draw) => at(draw, sampler, k));
      const trials = `best of ${k} ${k === 1 ? "trial" : "trials"}, ${sampler === "tpe" ? "TPE" : "random search"}`;
      figures[`${task}-${sampler}-reported-${k}`] = mean(
        found.map(({validation}) => validation),
        "AUC",
        `validation AUC of the ${trials}`,
        untuned
      );
      figures[`${task}-${sampler}-fresh-${k}`] = mean(
        found.map(({fresh}) => fresh),
        "AUC",
        `AUC on fresh rows of the ${trials}`,
        untuned
      );
      figures[`${task}-${sampler}-optimism-${k}`] = mean(
        found.map(({validation, fresh}) => validation - fresh),
        "AUC",
        `validation AUC less AUC on fresh rows of the ${trials}`,
        none
      );
    }
  for (const k of [25, 50]) {
    const pairs = draws.map((draw) => ({...at(draw, "tpe", k), defaults: draw.defaults}));
    figures[`${task}-gain-${k}`] = mean(
      pairs.map(({fresh, defaults}) => fresh - defaults.fresh),
      "AUC",
      `AUC on fresh rows of the best of ${k} trials, TPE, less that of the default configuration`,
      {name: "no gain", value: 0}
    );
    figures[`${task}-reported-gain-${k}`] = mean(
      pairs.map(({validation, defaults}, k) => validation - (defaults.validation - draws[k].luck)),
      "AUC",
      `validation AUC of the best of ${k} trials, TPE, less that of the default configuration`,
      {name: "no gain", value: 0}
    );
    figures[`${task}-gain-percent-${k}`] = mean(
      pairs.map(({fresh, defaults}) => (100 * (fresh - defaults.fresh)) / defaults.fresh),
      "%",
      `change of the AUC on fresh rows by tuning with ${k} trials, TPE, in per cent of the default configuration's`,
      {name: "no gain", value: 0}
    );
    figures[`${task}-times-${k}`] = mean(
      pairs.map(({fresh, defaults}) => (1 - defaults.fresh) / (1 - fresh)),
      "×",
      `how many times smaller 1 − AUC on fresh rows is after tuning with ${k} trials, TPE, than with the default configuration`,
      {name: "no change", value: 1}
    );
    const early = draws.map((draw) => at(draw, "random", k));
    figures[`${task}-early-added-${k}`] = mean(
      early.map(
        ({validation, fresh, earlyValidation, earlyFresh}) => earlyValidation - earlyFresh - (validation - fresh)
      ),
      "AUC",
      `optimism of the best of ${k} trials, random search, where every model stops early on the same validation rows, less the optimism without`,
      {name: "nothing added", value: 0}
    );
    figures[`${task}-early-fresh-${k}`] = mean(
      early.map(({fresh, earlyFresh}) => earlyFresh - fresh),
      "AUC",
      `AUC on fresh rows of the best of ${k} trials, random search, with early stopping less without`,
      {name: "no change", value: 0}
    );
  }
  const {folds, trials} = options.nested;
  figures[`${task}-nested`] = mean(
    draws.map(({nested}) => nested.value),
    "AUC",
    `nested cross-validation, ${folds} outer folds of the training and validation rows together, ${trials} trials of TPE within each`,
    untuned
  );
  figures[`${task}-nested-error`] = mean(
    draws.map((draw) => draw.nested.value - at(draw, "tpe", trials).fresh),
    "AUC",
    `nested cross-validation less AUC on fresh rows of the best of ${trials} trials, TPE`,
    none
  );
  figures[`${task}-bootstrap-error`] = mean(
    draws.map((draw) => draw.corrected - draw.luck - at(draw, "random", options.bootstrap.trials).fresh),
    "AUC",
    `the validation AUC corrected by a bootstrap of the choice, less AUC on fresh rows, of the best of ${options.bootstrap.trials} trials, random search`,
    none
  );
  return figures;
}

function curvesOf(task: Task, draws: readonly Draw[]): Row[] {
  return Object.keys(SAMPLERS).flatMap((sampler) =>
    options.shown.map((trials) => {
      const found = draws.map((draw) => at(draw, sampler, trials));
      const row: Row = {task, sampler, trials};
      for (const [name, of] of Object.entries({
        validation: (one: AfterTrials) => one.validation,
        fresh: (one: AfterTrials) => one.fresh,
        optimism: (one: AfterTrials) => one.validation - one.fresh,
        earlyOptimism: (one: AfterTrials) => one.earlyValidation - one.earlyFresh
      })) {
        const {value, low, high} = meanInterval(found.map(of));
        Object.assign(row, {[name]: value, [`${name}Low`]: low, [`${name}High`]: high});
      }
      return row;
    })
  );
}

const drawRows = (task: Task, draws: readonly Draw[]): Row[] =>
  draws.flatMap((draw, k) => [
    {
      task,
      draw: k + 1,
      ...Object.fromEntries(
        Object.keys(SAMPLERS).flatMap((sampler) =>
          [25, 50].flatMap((trials) => [
            [
              `${sampler}-validation-${trials}`,
              draw.searches[sampler].find((row) => row.trials === trials)!.validation
            ],
            [`${sampler}-fresh-${trials}`, at(draw, sampler, trials).fresh]
          ])
        )
      ),
      nested: draw.nested.value,
      nestedReported: draw.nested.reported,
      corrected: draw.corrected,
      luck: draw.luck,
      defaultValidation: draw.defaults.validation,
      defaultFresh: draw.defaults.fresh
    }
  ]);
