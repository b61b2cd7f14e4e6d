import {TABULAR, type Family} from "../family.js";
import {addSequence} from "./addNetwork.js";
import {channelsOf} from "./eventEncoder.js";
import {gruEstimator, transformerEstimator} from "./neuralEstimators.js";
import {neuralFromJson, type NeuralModel, type SequenceJson} from "./neuralModel.js";

/**
 * Networks over the events before each row. Their files take two more inputs: `events` (rows × steps × channels), as
 * `encodeEvents` makes them with the encoder in the metadata, and `mask` (rows × steps), 1 where there is an event.
 */
const OVER_EVENTS = {
  ...TABULAR,
  fromJson: neuralFromJson,
  inputs(model) {
    const {encoder} = model.toJSON() as SequenceJson;
    return [
      ...TABULAR.inputs(model),
      {name: "events", shape: ["rows", encoder.steps, channelsOf(encoder)]},
      {name: "mask", shape: ["rows", encoder.steps]}
    ];
  },
  addToGraph: (graph, inputs, model) => addSequence(graph, inputs, model.toJSON() as SequenceJson),
  metadata: (model) => ({
    ...TABULAR.metadata(model),
    encoder: JSON.stringify((model.toJSON() as SequenceJson).encoder)
  })
} satisfies Omit<Family<NeuralModel, SequenceJson>, "name" | "estimators">;

/** Gated recurrent units over events. */
export const gruFamily: Family<NeuralModel, SequenceJson> = {
  ...OVER_EVENTS,
  name: "gru",
  estimators: () => [gruEstimator()]
};

/** Transformers over events. */
export const transformerFamily: Family<NeuralModel, SequenceJson> = {
  ...OVER_EVENTS,
  name: "transformer",
  estimators: () => [transformerEstimator()]
};
