import type {Estimator} from "../estimator.js";
import {fitTabm} from "./fitTabm.js";
import {holdout} from "./holdout.js";
import {TABM_OPTIONS, type TabmOptions} from "../../nn/tabmOptions.js";

/**
 * TabM; with one head a perceptron on embedded columns. Where `patience` is above 0 and the context brings no
 * validation rows, some of the rows of training are held back to say when to stop, see `holdout`.
 *
 * Fitting throws what `fitTabm` throws and needs a backend of TensorFlow.js that is ready.
 *
 * @example
 * ```ts
 * const train = {rows: 8, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), y: [0, 0, 0, 1, 0, 1, 1, 1]};
 * const size = {heads: 2, width: 4, depth: 1, pieces: 2};
 * const learner = tabmEstimator({...size, epochs: 40, learningRate: 0.02, patience: 0, dropout: 0});
 * learner.id // → "tabm"
 * const model = await learner.fit(train, {seed: 1});
 * const [few, many] = model.predict({rows: 2, columns: ["views"], x: Float64Array.of(1, 8)});
 * few < 0.5 && many > 0.5 // → true
 * ```
 */
export function tabmEstimator(given: Partial<TabmOptions> = {}): Estimator {
  const o = {...TABM_OPTIONS, ...given};
  return {
    id: o.heads === 1 ? "tabm-mlp" : "tabm",
    title: o.heads === 1 ? "Perceptron on embedded columns" : "TabM",
    setting: `${o.heads === 1 ? "" : `${o.heads} heads, `}${o.depth} layers of ${o.width}, ${o.pieces} pieces × ${o.embedding}, ${o.epochs} epochs at most, rate ${o.learningRate}, dropout ${o.dropout}`,
    async fit(train, {seed, validation, groups, report}) {
      const parts = o.patience > 0 && validation === undefined ? holdout(train, seed, groups) : {train, validation};
      const run = fitTabm(parts.train, {...o, seed}, {validation: parts.validation});
      for (;;) {
        const {done, value} = run.next();
        if (done) return value;
        await report?.({done: value.epochs, of: o.epochs, training: value.training, validation: value.validation});
      }
    }
  };
}
