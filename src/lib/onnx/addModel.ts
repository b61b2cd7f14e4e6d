import type {BoostingModel} from "../models/boosting.js";
import type {ForestModel} from "../models/forest.js";
import type {LogisticModel} from "../models/logisticRegression.js";
import type {Model} from "../models/model.js";
import {SUREST, type StackedModel} from "../models/stacked.js";
import type {PipelineModel} from "../models/transforms.js";
import type {VotingModel} from "../models/voting.js";
import type {MlpJson, NeuralModel, SequenceJson} from "../models/neural/neuralModel.js";
import type {TabmModel} from "../models/neural/tabmModel.js";
import {addMlp, addSequence} from "./addNetwork.js";
import {addStep} from "./addTransform.js";
import {addTabm} from "./addTabm.js";
import {addTrees} from "./addTrees.js";
import type {GraphBuilder, GraphValue} from "./graphBuilder.js";

/** A model of this workbench, by its family. */
type Known =
  BoostingModel | ForestModel | LogisticModel | PipelineModel | StackedModel | VotingModel | NeuralModel | TabmModel;

/**
 * What a model predicts of `input` (rows × its columns), rows × 1. An infinite value, which linear models reject,
 * passes through trees as it does here and through a linear part as arithmetic has it: to 0, 1 or NaN. Throws
 * `RangeError` for a family without an exporter.
 */
export function addModel(graph: GraphBuilder, input: GraphValue, model: Model): GraphValue {
  const known = model as Known;
  switch (known.family) {
    case "logistic":
      return addLogistic(graph, input, known);
    case "boosting":
      return addBoosting(graph, input, known);
    case "forest":
      return graph.cast(addTrees(graph, input, known.trees, {combine: "mean"}), "double");
    case "prepared": {
      // a model inside another takes what it is given in 32 bits, too
      const start = graph.cast(input, "float");
      return addModel(
        graph,
        known.steps.reduce((value, step) => addStep(graph, value, step), start),
        known.model
      );
    }
    case "voting":
      return addVoting(graph, input, known);
    case "stacked":
      return addStacked(graph, input, known);
    case "mlp":
      return addMlp(graph, input, known.toJSON() as MlpJson);
    case "gru":
    case "transformer":
      return addSequence(graph, input, known.toJSON() as SequenceJson);
    case "tabm":
      return addTabm(graph, input, known.toJSON());
    default:
      throw new RangeError(`no ONNX exporter for the family ${model.family}`);
  }
}

function addLogistic(graph: GraphBuilder, input: GraphValue, {intercept, coefficients}: LogisticModel): GraphValue {
  const weights = graph.constant(Float64Array.from(coefficients), [coefficients.length, 1]);
  const product = graph.node("MatMul", [graph.cast(input, "double"), weights], "double");
  const score = graph.node("Add", [product, graph.constant(Float64Array.of(intercept), [1, 1])], "double");
  return graph.node("Sigmoid", [score], "double");
}

function addBoosting(
  graph: GraphBuilder,
  input: GraphValue,
  {trees, start, options: {loss}}: BoostingModel
): GraphValue {
  const score = graph.cast(addTrees(graph, input, trees, {combine: "sum", start}), "double");
  if (loss === "logistic") return graph.node("Sigmoid", [score], "double");
  return loss === "poisson" ? graph.node("Exp", [score], "double") : score;
}

function addVoting(graph: GraphBuilder, input: GraphValue, {models, weights}: VotingModel): GraphValue {
  const whole = weights.reduce((a, b) => a + b, 0);
  const votes = graph.beside(models.map((model) => graph.cast(addModel(graph, input, model), "double")));
  const shares = graph.constant(
    Float64Array.from(weights, (weight) => weight / whole),
    [weights.length, 1]
  );
  return graph.node("MatMul", [votes, shares], "double");
}

function addStacked(graph: GraphBuilder, input: GraphValue, {model, book, top}: StackedModel): GraphValue {
  const chance = graph.cast(addModel(graph, input, model), "double");
  const number = (value: number) => graph.constant(Float64Array.of(value), [1, 1]);
  const least = graph.node("Max", [chance, number(SUREST)], "double");
  const most = graph.node("Min", [least, number(1 - SUREST)], "double");
  const odds = graph.node("Div", [most, graph.node("Sub", [number(1), most], "double")], "double");
  const points = addStep(graph, graph.cast(input, "float"), {step: "rules", ...book});
  return addLogistic(graph, graph.beside([graph.node("Log", [odds], "double"), points]), top);
}
