import {gru4recSteps} from "./gru4rec.js";
import {GRU4REC_OPTIONS, type Gru4RecOptions} from "./gru4recOptions.js";
import type {RecommenderEstimator} from "./recommender.js";
import {sasrecSteps} from "./sasrec.js";
import {SASREC_OPTIONS, type SasrecOptions} from "./sasrecOptions.js";

/**
 * GRU4Rec as an estimator: `fit` trains it to the last epoch without a pause. Options that are not given are the authors' defaults.
 *
 * @example
 * ```ts
 * gru4recEstimator({n_sample: null, n_epochs: 3}).setting // → "100 units, all items scored, 3 epochs"
 * gru4recEstimator({dropout_p_embed: 0.2, batch_size: 128}).setting
 * // → "100 units, 2,048 drawn items scored, 10 epochs, batches of 128, dropout 20 % of inputs"
 * ```
 */
export function gru4recEstimator(given: Partial<Gru4RecOptions> = {}): RecommenderEstimator {
  const options = {...GRU4REC_OPTIONS, ...given};
  const {layers, n_sample, n_epochs, batch_size, dropout_p_embed} = options;
  return {
    id: "gru4rec",
    title: "GRU4Rec",
    setting: [
      `${layers.join(" and ")} units`,
      scored(n_sample),
      epochs(n_epochs),
      ...(batch_size === GRU4REC_OPTIONS.batch_size ? [] : [`batches of ${batch_size}`]),
      ...(dropout_p_embed === 0 ? [] : [`dropout ${Math.round(100 * dropout_p_embed)} % of inputs`])
    ].join(", "),
    fit: (train) => finish(gru4recSteps(train, options))
  };
}

/**
 * SASRec as an estimator: `fit` trains it to the last epoch without a pause.
 *
 * @example
 * ```ts
 * sasrecEstimator({n_sample: 512}).setting // → "2 blocks of 64 units, last 50 clicks, 512 drawn items scored, 8 epochs"
 * ```
 */
export function sasrecEstimator(given: Partial<SasrecOptions> = {}): RecommenderEstimator {
  const options = {...SASREC_OPTIONS, ...given};
  const {n_blocks, hidden_units, maxlen, n_sample, n_epochs} = options;
  return {
    id: "sasrec",
    title: "SASRec",
    setting: `${n_blocks} blocks of ${hidden_units} units, last ${maxlen} clicks, ${scored(n_sample)}, ${epochs(n_epochs)}`,
    fit: (train) => finish(sasrecSteps(train, options))
  };
}

const scored = (drawn: number | null) =>
  drawn === null ? "all items scored" : `${drawn.toLocaleString("en-US")} drawn items scored`;
const epochs = (n: number) => `${n} epoch${n === 1 ? "" : "s"}`;

/** Takes all steps of a training, and what it comes to. */
function finish<Model>(steps: Generator<unknown, Model>): Model {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
