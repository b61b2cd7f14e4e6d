import {addStep} from "./addTransform.js";
import {TABULAR, type Family} from "./family.js";
import type {Model} from "./model.js";
import {rulesEstimator} from "./rulesEstimator.js";
import {pipelineModel, type PipelineJson, type PipelineModel, type Transform} from "./transforms.js";

/** A model behind its preparation. */
export const pipelineFamily: Family<Model, PipelineJson> = {
  ...TABULAR,
  name: "prepared",
  estimators: () => [rulesEstimator()],
  fromJson: ({steps, model}, inner) => pipelineModel(steps, inner(model)),
  configuration: ({steps, model}, inner) => ({steps: steps.map(({step}) => step), model: inner(model)}),
  inputs: (model, inner) => [...TABULAR.inputs(model), ...inner((model as PipelineModel).model).slice(1)],
  addToGraph(graph, {features, ...others}, prepared, inner) {
    const {steps, model} = prepared as PipelineModel;
    // a model inside another takes what it is given in 32 bits, too
    const start = graph.cast(features, "float");
    return inner(
      graph,
      {...others, features: steps.reduce((value, step) => addStep(graph, value, step), start)},
      model
    );
  },
  metadata: (model) => ({
    ...TABULAR.metadata(model),
    preparation: JSON.stringify(stepsOf(model).map(({columns: _, ...step}) => step))
  })
};

/** The steps in front of a model, outermost first. */
function stepsOf(model: Model): readonly Transform[] {
  if (model.family !== "prepared") return [];
  const {steps, model: inner} = model as PipelineModel;
  return [...steps, ...stepsOf(inner)];
}
