import {UserError} from "../../core/errors.js";
import {checkNeural, GRU_OPTIONS, MLP_OPTIONS, type MlpOptions, type SequenceOptions} from "../../nn/neuralOptions.js";

export interface LayersPerceptronOptions extends MlpOptions {
  /** Whether each hidden layer is normalized over the rows of a step, before its rectifier. */
  readonly batchNorm: boolean;
}

export interface LayersGruOptions extends SequenceOptions {
  /** It is trained on so many rows at most, drawn from the seed: each of its steps takes long. */
  readonly mostRows: number;
}

export const LAYERS_PERCEPTRON_OPTIONS: LayersPerceptronOptions = {
  ...MLP_OPTIONS,
  epochs: 10,
  dropout: 0.2,
  batchNorm: true
};

export const LAYERS_GRU_OPTIONS: LayersGruOptions = {
  ...GRU_OPTIONS,
  epochs: 4,
  batch: 64,
  steps: 16,
  width: 16,
  learningRate: 5e-3,
  mostRows: 4000
};

/** What files, addresses and pages call a learner, and how it is set. Says it without loading TensorFlow.js. */
export interface EstimatorName {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
}

/**
 * The name of the perceptron that the layers API of TensorFlow.js builds.
 *
 * @example
 * ```ts
 * const {title, setting} = layersPerceptronName();
 * title // → "Perceptron with batch norm and dropout (TensorFlow.js layers)"
 * setting // → "2 layers of 64, batch norm, 10 epochs, rate 0.002, dropout 0.2"
 * const plain = {...LAYERS_PERCEPTRON_OPTIONS, batchNorm: false, dropout: 0};
 * layersPerceptronName(plain).title // → "Perceptron (TensorFlow.js layers)"
 * ```
 */
export function layersPerceptronName(o: LayersPerceptronOptions = LAYERS_PERCEPTRON_OPTIONS): EstimatorName {
  const parts = [...(o.batchNorm ? ["batch norm"] : []), ...(o.dropout > 0 ? ["dropout"] : [])];
  return {
    id: "layers-mlp",
    title: `Perceptron${parts.length > 0 ? ` with ${parts.join(" and ")}` : ""} (TensorFlow.js layers)`,
    setting: `${o.depth} layers of ${o.width}${o.batchNorm ? ", batch norm" : ""}, ${trainingText(o)}`
  };
}

/**
 * The name of the recurrent network that the layers API of TensorFlow.js builds.
 *
 * @example
 * ```ts
 * layersGruName().id // → "layers-gru"
 * layersGruName({...LAYERS_GRU_OPTIONS, withColumns: false}).setting
 * // → "16 units, reset gate before the product, over 16 events, at most 4000 rows, 4 epochs, rate 0.005"
 * ```
 */
export function layersGruName(o: LayersGruOptions = LAYERS_GRU_OPTIONS): EstimatorName {
  return {
    id: "layers-gru",
    title: "GRU over events, small data (TensorFlow.js layers)",
    setting: `${o.width} units, reset gate before the product, over ${o.steps} events${o.withColumns ? " and the columns" : ""}, at most ${o.mostRows} rows, ${trainingText(o)}`
  };
}

/**
 * Throws `UserError` for an option out of its range, naming it.
 *
 * @example
 * ```ts
 * checkLayers(LAYERS_PERCEPTRON_OPTIONS) // → undefined
 * checkLayers({...LAYERS_PERCEPTRON_OPTIONS, batch: 1}) // → throws UserError: batch norm over steps of 1 row
 * checkLayers({...LAYERS_GRU_OPTIONS, mostRows: 1.5}) // → throws UserError: mostRows: 1.5
 * checkLayers({...LAYERS_GRU_OPTIONS, dropout: 1}) // → throws UserError: dropout: 1
 * ```
 */
export function checkLayers(options: LayersPerceptronOptions | LayersGruOptions): void {
  checkNeural(options);
  if ("batchNorm" in options && options.batchNorm && options.batch < 2)
    throw new UserError("batch norm over steps of 1 row", "give a batch of 2 rows or more");
  if ("mostRows" in options && !(Number.isInteger(options.mostRows) && options.mostRows >= 2))
    throw new UserError(`mostRows: ${options.mostRows}`, "give a whole number from 2 on");
}

const trainingText = ({epochs, learningRate, dropout, patience}: MlpOptions | SequenceOptions): string =>
  `${epochs} epochs${patience > 0 ? " at most" : ""}, rate ${learningRate}${dropout > 0 ? `, dropout ${dropout}` : ""}`;
