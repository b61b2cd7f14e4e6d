import {trainingData} from "../loaders/training/train.js";
import {peers} from "../loaders/datasets/peers.js";
import {readShoppers} from "../loaders/datasets/shoppers.js";
import {random, type Random} from "../src/lib/core/random.js";
import {shoppersDataset} from "../src/lib/datasets/shoppersDataset.js";
import type {TrainingSet} from "../src/lib/models/matrix.js";

/** Rows that train and rows that judge; a code is spread out into columns named `code=value`. */
export interface TrainAndTest {
  readonly train: TrainingSet;
  readonly test: TrainingSet;
}

/** Three tables of different character, by title, each with what makes it. */
export const TABM_TABLES: Readonly<Record<string, () => Promise<TrainAndTest>>> = {
  "generated, 11,000 × 10": async () => ({train: bentRows(8000, 1), test: bentRows(3000, 2)}),
  "Online Shoppers, fold 0": async () => {
    const [folds] = peers<{readonly foldOf: readonly string[]}>("shoppers").found.foldOf;
    const split = {by: "fold", foldOf: Array.from(folds, Number), fold: 0} as const;
    return shoppersDataset(await readShoppers(), split, {leftOut: [], logarithms: false});
  },
  "generated shop, purchase this session": async () => (await trainingData({target: "purchase-this-session"})).task
};

/**
 * A generated classification of 10 columns: seven bells, one with a long tail, a count, and one that says nothing. The
 * log-odds rise and fall along columns, and hang on pairs of them.
 */
function bentRows(rows: number, seed: number): TrainingSet {
  const source = random(3, seed);
  const x = new Float64Array(rows * 10);
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = x.subarray(row * 10, row * 10 + 10);
    for (let f = 0; f < 7; f++) own[f] = bell(source);
    own[7] = Math.exp(1.5 * bell(source));
    own[8] = source.below(6);
    own[9] = source.uniform();
    const logOdds =
      1.2 * Math.sin(2.5 * own[0]) +
      own[1] * own[2] +
      0.8 * (Math.abs(own[3]) - 0.8) +
      0.7 * (own[4] > 0.5 ? own[5] : 0) +
      0.4 * own[6] +
      0.5 * Math.log(own[7]) * (own[8] > 2 ? 1 : -1) -
      0.5;
    y[row] = source.uniform() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  }
  return {rows, columns: Array.from({length: 10}, (_, f) => `c${f}`), x, y};
}

/** About normal, with mean 0 and variance 1. */
function bell(u: Random): number {
  return (u.uniform() + u.uniform() + u.uniform() + u.uniform() - 2) * Math.sqrt(3);
}
