import type {Learner} from "../learner.js";
import {fitTabm} from "./fitTabm.js";
import {holdout} from "./holdout.js";
import {TABM_OPTIONS, type TabmOptions} from "../../nn/tabmOptions.js";

/**
 * TabM; with one head a perceptron on embedded columns. Where `patience` is above 0 and the context brings no
 * validation rows, some of the rows of training are held back to say when to stop, see `holdout`.
 */
export function tabmLearner(given: Partial<TabmOptions> = {}): Learner {
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
