import {TABULAR, type Family} from "../family.js";
import {addMlp} from "./addNetwork.js";
import {mlpEstimator} from "./neuralEstimators.js";
import {neuralFromJson, type MlpJson, type NeuralModel} from "./neuralModel.js";

/** Multilayer perceptrons. */
export const mlpFamily: Family<NeuralModel, MlpJson> = {
  ...TABULAR,
  name: "mlp",
  estimators: () => [mlpEstimator()],
  fromJson: neuralFromJson,
  addToGraph: (graph, {features}, model) => addMlp(graph, features, model.toJSON() as MlpJson)
};
