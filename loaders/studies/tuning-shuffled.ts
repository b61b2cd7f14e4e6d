import {permutation, random} from "../../src/lib/core/random.js";
import type {Figure} from "../../src/lib/core/result.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {meanInterval} from "../../src/lib/metrics/intervals.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {searchBoosting, SEARCHED_BOOSTING, SMALL_SPACE} from "../../src/lib/tuning/boostingSearch.js";
import {expectedOptimism, nullAucErrors, nullBestAuc} from "../../src/lib/tuning/optimism.js";
import {randomSampler} from "../../src/lib/tuning/sampler.js";
import {tpeSampler} from "../../src/lib/tuning/tpe.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import {dealPool, shopPools, type ShopPool} from "../tuning/shopPool.js";
import type {Study} from "./study.js";

const LABELS_STREAM = 63;
const SAMPLERS = {random: randomSampler, tpe: tpeSampler()};
type Name = keyof typeof SAMPLERS;
const NAMES: readonly Name[] = ["random", "tpe"];

const options = {
  profile: "paper",
  shops: [111, 112],
  target: "purchase-this-session",
  train: {positives: 50, negatives: 350},
  validation: {positives: 50, negatives: 350},
  fresh: {positives: 200, negatives: 1800},
  space: SMALL_SPACE,
  boosting: SEARCHED_BOOSTING,
  trials: 100,
  marked: [1, 10, 25, 50, 100],
  shown: [1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100],
  deals: 200,
  draws: 12
} as const;

type Row = Record<string, number | string | null>;

/** One draw of rows with shuffled labels: the best AUC by trials, and what chance alone makes of the same configurations. */
interface Draw {
  readonly best: Readonly<Record<Name, readonly number[]>>;
  readonly fresh: Readonly<Record<Name, number>>;
  readonly computed: Float64Array;
  /** The mean AUC of all trials of the random search less one half: zero but for the luck of this deal. */
  readonly luck: number;
  readonly standardError: number;
  readonly correlation: number;
}

/** What a search reports where there is nothing to find. */
export const study: Study = {
  name: "tuning-shuffled",
  title:
    "Tunes boosting on shuffled labels, where every configuration is worth 0.5, and compares the best with what chance computes to.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const pool = await pooledShops(progress);
    const draws = Array.from({length: options.draws}, (_, k) => {
      progress(`draw ${k + 1} of ${options.draws}`);
      return oneDraw(pool, k + 1);
    });
    return {figures: figuresOf(draws), tables: {curves: columnsOf(curvesOf(draws)), draws: columnsOf(drawRows(draws))}};
  },
  sample: {
    title: "the first two draws",
    async run({progress}) {
      const pool = await pooledShops(progress);
      return {tables: {draws: columnsOf(drawRows([1, 2].map((seed) => oneDraw(pool, seed))))}};
    }
  }
};

async function pooledShops(progress: (text: string) => void): Promise<ShopPool> {
  const {profile, shops, target} = options;
  return (await shopPools([target], {profile, seeds: shops}, progress))[target];
}

function oneDraw(pool: ShopPool, seed: number): Draw {
  const parts = dealPool(pool, options, seed);
  const [train, validation, fresh] = [parts.train, parts.validation, parts.fresh].map((part, k) =>
    shuffled(part, seed, k)
  );
  const best: Record<Name, number[]> = {random: [], tpe: []};
  const onFresh: Record<Name, number> = {random: NaN, tpe: NaN};
  let scores: Float64Array[] = [];
  let luck = 0;
  for (const name of NAMES) {
    const own: Float64Array[] = [];
    let most = -Infinity;
    for (const tried of searchBoosting(train, validation, {sampler: SAMPLERS[name], trials: options.trials, seed})) {
      own.push(tried.scores);
      if (name === "random") luck += (tried.auc - 0.5) / options.trials;
      if (tried.auc > most) {
        most = tried.auc;
        onFresh[name] = rocAuc(tried.model.score(fresh), fresh.y).value;
      }
      best[name].push(most);
    }
    if (name === "random") scores = own;
  }
  const {positives} = options.validation;
  return {
    best,
    fresh: onFresh,
    luck,
    computed: nullBestAuc(scores, positives, {draws: options.deals, seed}),
    ...nullAucErrors(scores, positives)
  };
}

/** The labels of a part shuffled among its rows. */
function shuffled(part: TrainingSet, seed: number, k: number): TrainingSet {
  return {...part, y: Array.from(permutation(part.rows, random(seed, LABELS_STREAM, k)), (row) => part.y[row])};
}

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
/** The best of so many trials less the luck of the deal, which leaves its expectation as it is and its spread smaller. */
const bestOf = ({best, luck}: Draw, name: Name, trials: number) => best[name][trials - 1] - luck;
const normalBest = ({standardError, correlation}: Draw, trials: number) =>
  0.5 + expectedOptimism(trials, {standardError, correlation});

function figuresOf(draws: readonly Draw[]): Record<string, Figure> {
  const {train, validation, profile, shops} = options;
  const how = `boosting trained on ${train.positives} positives of ${train.positives + train.negatives} rows and chosen by AUC on ${validation.positives} of ${validation.positives + validation.negatives} others, the labels of each part shuffled among its rows; less what all trials of the random search average above 0.5, which is zero but for the luck of a deal; mean over ${draws.length} draws, 95 % interval of the mean (Student's t)`;
  const mean = (of: (draw: Draw) => number, protocol: string, baseline: {name: string; value: number}): Figure => ({
    ...meanInterval(draws.map(of)),
    n: draws.length,
    unit: "AUC",
    dataset: `generated shops, profile ${profile}, seeds ${shops.join(" and ")}, with shuffled labels`,
    protocol: `${protocol}; ${how}`,
    baseline
  });
  const chance = {name: "random order", value: 0.5};
  const figures: Record<string, Figure> = {};
  for (const k of options.marked) {
    for (const name of NAMES)
      figures[`${name}-reported-${k}`] = mean(
        (draw) => bestOf(draw, name, k),
        `validation AUC of the best of ${k} trials, ${name === "tpe" ? "TPE" : "random search"}`,
        chance
      );
    figures[`computed-${k}`] = mean(
      ({computed}) => computed[k - 1],
      `what the best of the first ${k} configurations of the random search has on average over ${options.deals} other deals of the same validation labels`,
      chance
    );
    if (k > 1)
      figures[`normal-${k}`] = mean(
        (draw) => normalBest(draw, k),
        `0.5 plus the expected largest of ${k} normal numbers with the standard error and the mean correlation of the configurations' ranks`,
        chance
      );
    figures[`difference-${k}`] = mean(
      (draw) => bestOf(draw, "random", k) - draw.computed[k - 1],
      `validation AUC of the best of ${k} trials, random search, less what is computed`,
      {name: "as computed", value: 0}
    );
  }
  figures["tpe-less-random-50"] = mean(
    ({best}) => best.tpe[49] - best.random[49],
    "validation AUC of the best of 50 trials, TPE less random search",
    {name: "no difference", value: 0}
  );
  for (const name of NAMES)
    figures[`${name}-fresh-100`] = mean(
      ({fresh}) => fresh[name],
      `AUC on fresh rows, with shuffled labels too, of the best of ${options.trials} trials, ${name === "tpe" ? "TPE" : "random search"}`,
      chance
    );
  return figures;
}

const curvesOf = (draws: readonly Draw[]): Row[] =>
  options.shown.map((trials) => {
    const row: Row = {trials};
    for (const name of NAMES) {
      const {value, low, high} = meanInterval(draws.map((draw) => bestOf(draw, name, trials)));
      Object.assign(row, {[name]: value, [`${name}Low`]: low, [`${name}High`]: high});
    }
    return {
      ...row,
      computed: average(draws.map(({computed}) => computed[trials - 1])),
      normal: average(draws.map((draw) => normalBest(draw, trials)))
    };
  });

const drawRows = (draws: readonly Draw[]): Row[] =>
  draws.map(({best, fresh, computed, luck, standardError, correlation}, k) => ({
    draw: k + 1,
    ...Object.fromEntries(
      [25, 50].flatMap((trials) => [
        [`random-${trials}`, best.random[trials - 1]],
        [`tpe-${trials}`, best.tpe[trials - 1]],
        [`computed-${trials}`, computed[trials - 1]]
      ])
    ),
    randomFresh: fresh.random,
    tpeFresh: fresh.tpe,
    luck,
    standardError,
    correlation
  }));
