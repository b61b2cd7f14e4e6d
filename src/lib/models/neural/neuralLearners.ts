import type {FitContext, Learner} from "../learner.js";
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

/** A multilayer perceptron; stops early where the context has validation rows and `patience` is above 0. */
export function mlpLearner(given: Partial<MlpOptions> = {}): Learner {
  const o = {...MLP_OPTIONS, ...given};
  return {
    id: "mlp",
    title: "Multilayer perceptron",
    setting: `${o.depth} layers of ${o.width}, ${trainingText(o)}`,
    fit: (train, {seed, validation, report}) => runAll(fitMlp(train, {...o, seed}, {validation}), o.epochs, report)
  };
}

/** A gated recurrent unit over the events before each row. Validation rows need sequences too. */
export function gruLearner(given: Partial<SequenceOptions> = {}): Learner<SequenceMatrix> {
  const o = {...GRU_OPTIONS, ...given};
  return {
    id: "gru",
    title: "GRU over events",
    setting: `${o.width} units over ${o.steps} events${o.withColumns ? " and the columns" : ""}, ${trainingText(o)}`,
    fit: (train, {seed, validation, report}) =>
      runAll(fitSequence("gru", train, {...o, seed}, {validation}), o.epochs, report)
  };
}

/** A transformer encoder over the events before each row. Validation rows need sequences too. */
export function transformerLearner(given: Partial<TransformerOptions> = {}): Learner<SequenceMatrix> {
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
