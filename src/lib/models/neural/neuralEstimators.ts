import type {FitContext, Estimator} from "../estimator.js";
import type {Model} from "../model.js";
import {fitMlp, type FitEpoch} from "./fitMlp.js";
import {fitSequence} from "./fitSequence.js";
import {
  GRU_OPTIONS,
  MLP_OPTIONS,
  TRANSFORMER_OPTIONS,
  type MlpOptions,
  type SequenceOptions,
  type TransformerOptions
} from "../../nn/neuralOptions.js";
import type {SequenceMatrix} from "./sequenceMatrix.js";

/**
 * A multilayer perceptron; stops early where the context has validation rows and `patience` is above 0.
 *
 * Fitting throws what `fitMlp` throws and needs a backend of TensorFlow.js that is ready.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const learner = mlpEstimator({epochs: 40, depth: 1, width: 4, learningRate: 0.05});
 * learner.setting // → "1 layers of 4, 40 epochs, rate 0.05"
 * const model = await learner.fit(train, {seed: 1});
 * const [few, many] = model.predict({rows: 2, columns: ["views"], x: Float64Array.of(1, 6)});
 * few < 0.5 && many > 0.5 // → true
 * ```
 */
export function mlpEstimator(given: Partial<MlpOptions> = {}): Estimator {
  const o = {...MLP_OPTIONS, ...given};
  return {
    id: "mlp",
    title: "Multilayer perceptron",
    setting: `${o.depth} layers of ${o.width}, ${trainingText(o)}`,
    fit: (train, {seed, validation, report}) => runAll(fitMlp(train, {...o, seed}, {validation}), o.epochs, report)
  };
}

/**
 * A gated recurrent unit over the events before each row. Validation rows need sequences too.
 *
 * Fitting throws what `fitSequence` throws and needs a backend of TensorFlow.js that is ready.
 *
 * @example
 * ```ts
 * // four visitors whose last event was a view, a cart, a view, a cart
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const events = {
 *   ts_ms: Float64Array.of(0, 0, 0, 0),
 *   event: codes(0, 1, 0, 1),
 *   item_id: codes(7, 7, 7, 7),
 *   department_id: codes(3, 3, 3, 3),
 *   price_cents: codes(500, 500, 500, 500)
 * };
 * const stretches = {from: codes(0, 1, 2, 3), until: codes(1, 2, 3, 4)};
 * const examples = {...stretches, item: events.item_id, department: events.department_id};
 * const sequences = {events, ...examples, as_of_ms: Float64Array.of(60_000, 60_000, 60_000, 60_000)};
 * const train = {rows: 4, columns: ["views"], x: new Float64Array(4), y: [0, 1, 0, 1], sequences};
 * const learner = gruEstimator({width: 2, steps: 1, epochs: 30, learningRate: 0.05, withColumns: false});
 * const [view, cart] = (await learner.fit(train, {seed: 1})).predict(train);
 * view < 0.5 && cart > 0.5 // → true
 * ```
 */
export function gruEstimator(given: Partial<SequenceOptions> = {}): Estimator<SequenceMatrix> {
  const o = {...GRU_OPTIONS, ...given};
  return {
    id: "gru",
    title: "GRU over events",
    setting: `${o.width} units over ${o.steps} events${o.withColumns ? " and the columns" : ""}, ${trainingText(o)}`,
    fit: (train, {seed, validation, report}) =>
      runAll(fitSequence("gru", train, {...o, seed}, {validation}), o.epochs, report)
  };
}

/**
 * A transformer encoder over the events before each row. Validation rows need sequences too.
 *
 * Fitting throws what `fitSequence` throws and needs a backend of TensorFlow.js that is ready.
 *
 * @example
 * ```ts
 * // four visitors whose last event was a view, a cart, a view, a cart
 * const codes = (...of: number[]) => Int32Array.from(of);
 * const events = {
 *   ts_ms: Float64Array.of(0, 0, 0, 0),
 *   event: codes(0, 1, 0, 1),
 *   item_id: codes(7, 7, 7, 7),
 *   department_id: codes(3, 3, 3, 3),
 *   price_cents: codes(500, 500, 500, 500)
 * };
 * const stretches = {from: codes(0, 1, 2, 3), until: codes(1, 2, 3, 4)};
 * const examples = {...stretches, item: events.item_id, department: events.department_id};
 * const sequences = {events, ...examples, as_of_ms: Float64Array.of(60_000, 60_000, 60_000, 60_000)};
 * const train = {rows: 4, columns: ["views"], x: new Float64Array(4), y: [0, 1, 0, 1], sequences};
 * const learner = transformerEstimator({width: 4, steps: 1, epochs: 30, learningRate: 0.05, withColumns: false});
 * const [view, cart] = (await learner.fit(train, {seed: 1})).predict(train);
 * view < 0.5 && cart > 0.5 // → true
 * ```
 */
export function transformerEstimator(given: Partial<TransformerOptions> = {}): Estimator<SequenceMatrix> {
  const o = {...TRANSFORMER_OPTIONS, ...given};
  return {
    id: "transformer",
    title: "Transformer over events",
    setting: `${o.depth} ${o.depth === 1 ? "block" : "blocks"} of width ${o.width} with ${o.heads} heads over ${o.steps} events${o.withColumns ? " and the columns" : ""}, ${trainingText(o)}`,
    fit: (train, {seed, validation, report}) =>
      runAll(fitSequence("transformer", train, {...o, seed}, {validation}), o.epochs, report)
  };
}

const trainingText = ({epochs, learningRate, dropout, patience}: MlpOptions | SequenceOptions): string =>
  `${epochs} epochs${patience > 0 ? " at most" : ""}, rate ${learningRate}${dropout > 0 ? `, dropout ${dropout}` : ""}`;

async function runAll(run: Generator<FitEpoch, Model>, of: number, report: FitContext["report"]): Promise<Model> {
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
    await report?.({done: value.epochs, of, training: value.training, validation: value.validation});
  }
}
