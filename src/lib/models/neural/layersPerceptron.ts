import * as tf from "@tensorflow/tfjs";
import {random} from "../../core/random.js";
import {checkTraining} from "../checkTraining.js";
import type {FitContext, Estimator} from "../estimator.js";
import {withoutWeightless, type TrainingSet} from "../matrix.js";
import type {Model} from "../model.js";
import {fitStandardizer, standardize} from "../standardize.js";
import type {Weights} from "../../nn/optimizers.js";
import {
  checkLayers,
  LAYERS_PERCEPTRON_OPTIONS,
  layersPerceptronName,
  type LayersPerceptronOptions
} from "./layersOptions.js";
import {mlpNetwork} from "../../nn/mlpNetwork.js";
import {initialWeights} from "../../nn/network.js";
import {columnExamples, preparedMlp} from "./neuralModel.js";
import {SeededDropout, type MaskSource} from "./seededDropout.js";
import {
  layersMeanLoss,
  putWeights,
  takeWeights,
  trainLayers,
  type LayersNetwork,
  type LayersPlan
} from "./trainLayers.js";
import {logLoss} from "../../nn/trainer.js";

/** Added to a variance before its root is taken, and what a running mean keeps of itself in a step: PyTorch's. */
const EPSILON = 1e-5;
const MOMENTUM = 0.9;

/**
 * The perceptron of `mlpNetwork` as the layers API of TensorFlow.js builds it: of each hidden layer a product, batch
 * norm where it is wanted, a rectifier and dropout; then one unit for the log-odds. Weights are `w<k>`, `b<k>`, `out`
 * and `outBias` as there, and `gain<k>`, `shift<k>`, `mean<k>` and `variance<k>` of batch norm. All are zero until
 * `putWeights`: TensorFlow.js would draw them without a seed. Dispose of its `model` after use.
 *
 * Source of batch norm: Ioffe and Szegedy (2015), arXiv 1502.03167.
 *
 * @example
 * ```ts
 * import {LAYERS_PERCEPTRON_OPTIONS} from "./layersOptions.js";
 *
 * const {model, named} = layersPerceptron(3, {...LAYERS_PERCEPTRON_OPTIONS, width: 4, depth: 1});
 * named.map(({weights}) => weights.join(" ")) // → ["w0 b0", "gain0 shift0 mean0 variance0", "out outBias"]
 * model.countParams() // → 37 (3 · 4 + 4, then 4 · 4, then 4 + 1)
 * model.dispose();
 * ```
 */
export function layersPerceptron(
  columns: number,
  {width, depth, dropout, batchNorm}: LayersPerceptronOptions
): LayersNetwork {
  const masks: MaskSource = {random: random(0)};
  const named: {layer: tf.layers.Layer; weights: string[]}[] = [];
  const dense = (units: number, weights: string[]) => {
    const layer = tf.layers.dense({units, kernelInitializer: "zeros"});
    named.push({layer, weights});
    return layer;
  };
  const inputs = tf.input({shape: [columns]});
  let value: tf.SymbolicTensor = inputs;
  const pass = (layer: tf.layers.Layer) => (value = layer.apply(value) as tf.SymbolicTensor);
  for (let k = 0; k < depth; k++) {
    pass(dense(width, [`w${k}`, `b${k}`]));
    if (batchNorm) {
      const layer = tf.layers.batchNormalization({epsilon: EPSILON, momentum: MOMENTUM});
      pass(layer);
      named.push({layer, weights: [`gain${k}`, `shift${k}`, `mean${k}`, `variance${k}`]});
    }
    pass(tf.layers.activation({activation: "relu"}));
    if (dropout > 0) pass(new SeededDropout(dropout, masks));
  }
  pass(dense(1, ["out", "outBias"]));
  return {model: tf.model({inputs, outputs: value}), named, masks};
}

/**
 * Weights to start from: those of `mlpNetwork` for the same seed, and batch norm that changes nothing yet.
 *
 * @example
 * ```ts
 * import {LAYERS_PERCEPTRON_OPTIONS} from "./layersOptions.js";
 *
 * const weights = layersStartWeights(3, {...LAYERS_PERCEPTRON_OPTIONS, width: 2, depth: 1});
 * weights.w0.length // → 6
 * // (x − mean) / √variance · gain + shift is x
 * const {mean0, variance0, gain0, shift0} = weights;
 * [mean0, variance0, gain0, shift0] // → [[0, 0], [1, 1], [1, 1], [0, 0]]
 * ```
 */
export function layersStartWeights(columns: number, {width, depth, batchNorm, seed}: LayersPerceptronOptions): Weights {
  const all: Record<string, Float32Array> = {...initialWeights(mlpNetwork(columns, {width, depth}), seed)};
  if (batchNorm)
    for (let k = 0; k < depth; k++) {
      for (const name of ["gain", "variance"]) all[`${name}${k}`] = new Float32Array(width).fill(1);
      for (const name of ["shift", "mean"]) all[`${name}${k}`] = new Float32Array(width);
    }
  return all;
}

/**
 * The weights of the perceptron without batch norm that gives the same log-odds: in inference it is a scale and a
 * shift of each unit, which the product before it takes in.
 *
 * @example
 * ```ts
 * import {LAYERS_PERCEPTRON_OPTIONS} from "./layersOptions.js";
 *
 * const one = (value: number) => Float32Array.of(value);
 * const product = {w0: one(3), b0: one(1), out: one(1), outBias: one(0)};
 * const weights = {...product, gain0: one(4), shift0: one(5), mean0: one(2), variance0: one(4)};
 * // (3x + 1 − 2) / √4 · 4 + 5 is 6x + 3, but for what is added to the variance
 * foldBatchNorm(weights, {...LAYERS_PERCEPTRON_OPTIONS, depth: 1})
 * // → {out: [1], outBias: [0], w0: [5.9999…], b0: [3.0000…]}
 * ```
 */
export function foldBatchNorm(weights: Weights, {depth, batchNorm}: LayersPerceptronOptions): Weights {
  const folded: Record<string, Float32Array> = {out: weights.out, outBias: weights.outBias};
  for (let k = 0; k < depth; k++) {
    const of = (name: string) => weights[`${name}${k}`];
    const [w, b] = [of("w"), of("b")];
    const scale = Float64Array.from(b, (_, unit) =>
      batchNorm ? of("gain")[unit] / Math.sqrt(of("variance")[unit] + EPSILON) : 1
    );
    folded[`w${k}`] = w.map((value, i) => value * scale[i % b.length]);
    folded[`b${k}`] = batchNorm
      ? b.map((value, unit) => (value - of("mean")[unit]) * scale[unit] + of("shift")[unit])
      : b;
  }
  return folded;
}

/**
 * Fits a perceptron with the layers API of TensorFlow.js, on columns standardized by the rows of training, missing
 * values at their mean. With neither batch norm nor dropout it is `fitMlp`, step by step, by an implementation that
 * shares none of its derivatives. What it gives is an `mlp`, with batch norm folded into its products, so that files
 * and exports know it. Throws what `checkTraining`, `checkLayers` and `trainLayers` throw. A backend of TensorFlow.js
 * must be ready.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const plain = {depth: 0, batchNorm: false, dropout: 0};
 * const model = await fitLayersPerceptron(train, {...plain, epochs: 100, learningRate: 0.1, l2: 1 / 6});
 * // without a hidden layer it is logistic regression, here with the penalty of `logisticEstimator`
 * Math.abs(model.predict(train)[0] - 0.2188) < 0.01 // → true
 * ```
 */
export async function fitLayersPerceptron(
  all: TrainingSet,
  given: Partial<LayersPerceptronOptions> = {},
  {validation, report}: Pick<FitContext, "validation" | "report"> = {}
): Promise<Model> {
  const options: LayersPerceptronOptions = {...LAYERS_PERCEPTRON_OPTIONS, ...given};
  checkLayers(options);
  checkTraining(all, {labels: "classes"});
  const train = withoutWeightless(all);
  const columns = train.columns.length;
  const standardizer = fitStandardizer(train);
  const inputsOf = (set: TrainingSet): LayersPlan["inputs"] => {
    const {batch} = columnExamples(standardize(standardizer, set));
    return (chosen) => tf.tensor2d(batch(chosen).x!, [chosen.length, columns]);
  };
  const network = layersPerceptron(columns, options);
  try {
    putWeights(network, layersStartWeights(columns, options));
    await trainLayers({
      network,
      rows: train.rows,
      inputs: inputsOf(train),
      answers: train,
      options,
      // a step of one row says nothing of a variance
      leastRows: options.batchNorm ? 2 : 1,
      validate:
        validation &&
        layersMeanLoss(network, validation.rows, inputsOf(validation), logLoss(validation, options.scalePosWeight)),
      report
    });
    return preparedMlp(standardizer, options, foldBatchNorm(takeWeights(network), options));
  } finally {
    network.model.dispose();
  }
}

/**
 * A perceptron of TensorFlow.js's layers; stops early where the context has validation rows and `patience` is above 0.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const learner = layersPerceptronEstimator({epochs: 40, depth: 1, width: 4, dropout: 0, learningRate: 0.05});
 * learner.setting // → "1 layers of 4, batch norm, 40 epochs, rate 0.05"
 * const model = await learner.fit(train, {seed: 1});
 * const [few, many] = model.predict({rows: 2, columns: ["views"], x: Float64Array.of(1, 6)});
 * few < 0.5 && many > 0.5 // → true
 * ```
 */
export function layersPerceptronEstimator(given: Partial<LayersPerceptronOptions> = {}): Estimator {
  const o = {...LAYERS_PERCEPTRON_OPTIONS, ...given};
  return {
    ...layersPerceptronName(o),
    fit: (train, {seed, validation, report}) => fitLayersPerceptron(train, {...o, seed}, {validation, report})
  };
}
