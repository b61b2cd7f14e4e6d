import {rocAuc} from "../../metrics/auc.js";
import type {TrainingSet} from "../matrix.js";
import type {Model} from "../model.js";
import {headProbabilities, meanOfHeads, tabmInside, tabmModel, withTabm, type TabmModel} from "./tabmModel.js";
import {roundWeights} from "../../nn/tabmInt8.js";

/** Heads of a TabM by number, from 0. */
export type Heads = readonly number[];

/**
 * The AUC of each head alone on some rows.
 *
 * Throws `RangeError` for a model without a TabM, and as `rocAuc`.
 *
 * @example
 * ```ts
 * import {tabmModel} from "./tabmModel.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 2, width: 1, depth: 1};
 * const ones = Float32Array.of(1, 1);
 * const zeros = Float32Array.of(0, 0);
 * const shared = {w0: Float32Array.of(1), r0: ones, s0: ones, b0: zeros, outBias: zeros};
 * // the first head's log-odds are the views, the second's their negative
 * const weights = {...shared, out: Float32Array.of(1, -1)};
 * const model = tabmModel({...parts, options}, weights);
 * headAucs(model, {rows: 2, columns: ["views"], x: Float64Array.of(1, 2), y: [0, 1]}) // → [1, 0]
 * ```
 */
export function headAucs(model: Model, rows: TrainingSet): number[] {
  const {heads} = tabmInside(model).tabm.parts.options;
  const probabilities = headProbabilities(model, rows);
  return Array.from({length: heads}, (_, head) => rocAuc(meanOf(probabilities, heads, [head]), rows.y).value);
}

/**
 * The head with the best AUC on some rows, which must not be those of a test.
 *
 * Throws as `headAucs`.
 *
 * @example
 * ```ts
 * import {tabmModel} from "./tabmModel.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 2, width: 1, depth: 1};
 * const ones = Float32Array.of(1, 1);
 * const zeros = Float32Array.of(0, 0);
 * const shared = {w0: Float32Array.of(1), r0: ones, s0: ones, b0: zeros, outBias: zeros};
 * // the first head's log-odds fall with the views, the second's rise
 * const weights = {...shared, out: Float32Array.of(-1, 1)};
 * const model = tabmModel({...parts, options}, weights);
 * bestHead(model, {rows: 2, columns: ["views"], x: Float64Array.of(1, 2), y: [0, 1]}) // → [1]
 * ```
 */
export function bestHead(model: Model, rows: TrainingSet): Heads {
  const aucs = headAucs(model, rows);
  return [aucs.indexOf(Math.max(...aucs))];
}

/**
 * Heads one after another, each the one whose mean with those before has the best AUC on some rows: the first k of them
 * are the choice of k. Throws `RangeError` for more heads than there are.
 *
 * @example
 * ```ts
 * import {tabmModel} from "./tabmModel.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 2, width: 1, depth: 1};
 * const ones = Float32Array.of(1, 1);
 * const zeros = Float32Array.of(0, 0);
 * const shared = {w0: Float32Array.of(1), r0: ones, s0: ones, b0: zeros, outBias: zeros};
 * // the first head's log-odds fall with the views, the second's rise
 * const weights = {...shared, out: Float32Array.of(-1, 1)};
 * const model = tabmModel({...parts, options}, weights);
 * const rows = {rows: 2, columns: ["views"], x: Float64Array.of(1, 2), y: [0, 1]};
 * greedyHeads(model, rows, 2) // → [1, 0]
 * greedyHeads(model, rows, 3) // → throws RangeError: 3 of 2 heads
 * ```
 */
export function greedyHeads(model: Model, rows: TrainingSet, count: number): Heads {
  const {heads} = tabmInside(model).tabm.parts.options;
  if (!(Number.isInteger(count) && count >= 1 && count <= heads)) throw new RangeError(`${count} of ${heads} heads`);
  const probabilities = headProbabilities(model, rows);
  const chosen: number[] = [];
  while (chosen.length < count) {
    let best = {auc: -1, head: -1};
    for (let head = 0; head < heads; head++) {
      if (chosen.includes(head)) continue;
      const auc = rocAuc(meanOf(probabilities, heads, [...chosen, head]), rows.y).value;
      if (auc > best.auc) best = {auc, head};
    }
    chosen.push(best.head);
  }
  return chosen;
}

/** The mean of some heads' chances. */
function meanOf(probabilities: Float64Array, heads: number, chosen: Heads): Float64Array {
  const rows = probabilities.length / heads;
  const picked = new Float64Array(rows * chosen.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (const head of chosen) picked[at++] = probabilities[row * heads + head];
  return meanOfHeads(picked, chosen.length);
}

/**
 * The model with the given heads only, in ascending order, and none of the others' weights. What scales a single head's
 * input and output becomes part of its matrices: it is a plain perceptron then. Throws `RangeError` for no head, or one
 * that there is not.
 *
 * @example
 * ```ts
 * import {tabmModel} from "./tabmModel.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 2, width: 1, depth: 1};
 * const ones = Float32Array.of(1, 1);
 * const zeros = Float32Array.of(0, 0);
 * const shared = {w0: Float32Array.of(1), r0: ones, s0: ones, b0: zeros, outBias: zeros};
 * // the first head's log-odds are the views, the second's their negative
 * const weights = {...shared, out: Float32Array.of(1, -1)};
 * const model = tabmModel({...parts, options}, weights);
 * const row = {rows: 1, columns: ["views"], x: Float64Array.of(1)};
 * model.predict(row) // → [0.5000…] (the mean of both)
 * keepHeads(model, [0]).predict(row) // → [0.7310…] (1 / (1 + e⁻¹))
 * keepHeads(model, [2]) // → throws RangeError: heads 2 of 2
 * ```
 */
export function keepHeads(model: Model, chosen: Heads): Model {
  return withTabm(model, (tabm) => {
    const {heads} = tabm.parts.options;
    const kept = [...new Set(chosen)].sort((a, b) => a - b);
    if (kept.length === 0 || kept.some((head) => !(Number.isInteger(head) && head >= 0 && head < heads)))
      throw new RangeError(`heads ${chosen.join(", ")} of ${heads}`);
    return ofHeads(tabm, (values) => kept.map((head) => rowOf(values, heads, head)));
  });
}

/**
 * The model with one head, whose own weights are the means of all heads' weights.
 *
 * @example
 * ```ts
 * import {tabmModel} from "./tabmModel.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 2, width: 1, depth: 1};
 * const ones = Float32Array.of(1, 1);
 * const zeros = Float32Array.of(0, 0);
 * const shared = {w0: Float32Array.of(1), r0: ones, s0: ones, b0: zeros, outBias: zeros};
 * // log-odds of twice and four times the views: of three times in the mean
 * const weights = {...shared, out: Float32Array.of(2, 4)};
 * const model = meanHead(tabmModel({...parts, options}, weights));
 * model.predict({rows: 1, columns: ["views"], x: Float64Array.of(1)}) // → [0.9525…] (1 / (1 + e⁻³))
 * ```
 */
export function meanHead(model: Model): Model {
  return withTabm(model, (tabm) => {
    const {heads} = tabm.parts.options;
    return ofHeads(tabm, (values) => {
      const mean = new Float32Array(values.length / heads);
      for (let i = 0; i < values.length; i++) mean[i % mean.length] += values[i] / heads;
      return [mean];
    });
  });
}

const rowOf = (values: Float32Array, heads: number, head: number) => {
  const width = values.length / heads;
  return values.slice(head * width, (head + 1) * width);
};

/** The TabM with what `own` makes of the weights that each head has for itself, a row each. */
function ofHeads({parts, weights}: TabmModel, own: (values: Float32Array) => Float32Array[]): TabmModel {
  const {options} = parts;
  if (options.heads === 1) return tabmModel(parts, weights);
  const cut = Object.fromEntries(
    Object.entries(weights).map(([name, values]) => [name, /^([rsb]\d|out)/.test(name) ? own(values) : [values]])
  );
  const heads = cut.outBias.length;
  const {width, depth} = options;
  const kept: Record<string, Float32Array> = {};
  for (const [name, rows] of Object.entries(cut)) {
    if (heads === 1 && /^[rs]\d/.test(name)) continue;
    kept[name] = Float32Array.from(rows.flatMap((row) => [...row]));
  }
  if (heads === 1)
    for (let k = 0; k < depth; k++) {
      const [[r], [s]] = [cut[`r${k}`], cut[`s${k}`]];
      kept[`w${k}`] = kept[`w${k}`].map((w, i) => w * r[Math.floor(i / width)] * s[i % width]);
    }
  return tabmModel({...parts, options: {...options, heads}}, kept);
}

/**
 * The model with the matrices of its hidden layers in 8 bits, see `tabmInt8`.
 *
 * Throws `RangeError` for a model without a TabM.
 *
 * @example
 * ```ts
 * import {tabmModel} from "./tabmModel.js";
 * import {TABM_OPTIONS} from "../../nn/tabmOptions.js";
 *
 * const parts = {columns: ["views"], inputs: [{name: "views", standardized: null}], int8: false};
 * const options = {...TABM_OPTIONS, heads: 1, width: 2, depth: 1};
 * // one unit of an 8-bit number is 1/127 of a column's greatest weight; 0.5 and 1 are each the greatest of theirs
 * const ones = Float32Array.of(1, 1);
 * const weights = {w0: Float32Array.of(0.5, 1), b0: Float32Array.of(0, 0), out: ones, outBias: Float32Array.of(0)};
 * const model = tabmModel({...parts, options}, weights);
 * const row = {rows: 1, columns: ["views"], x: Float64Array.of(1)};
 * withInt8(model).predict(row) // → [0.8175…] (1 / (1 + e^−1.5))
 * ```
 */
export function withInt8(model: Model): Model {
  return withTabm(model, ({parts, weights}) => tabmModel({...parts, int8: true}, roundWeights(weights, parts.options)));
}
