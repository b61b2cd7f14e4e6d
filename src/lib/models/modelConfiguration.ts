import type {Model} from "./model.js";
import type {ModelJson} from "./modelFromJson.js";

/**
 * How a model was set, without what it has learned: options, steps, weights of a vote, rules; those of models inside it
 * too. Plain JSON. A family without options gives its name alone.
 *
 * @example
 * ```ts
 * import {logisticLearner} from "./learners.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 1, 0, 1]};
 * modelConfiguration(await logisticLearner().fit(train, {seed: 1}))
 * // → {family: "prepared", steps: ["standardize"], model: {family: "logistic"}}
 * ```
 */
export function modelConfiguration(model: Pick<Model, "toJSON">): unknown {
  return configurationOf(model.toJSON());
}

function configurationOf(json: unknown): unknown {
  const of = json as ModelJson | {readonly family: string; readonly options?: unknown};
  const {family} = of;
  switch (family) {
    case "prepared": {
      const {steps, model} = of as Extract<ModelJson, {family: "prepared"}>;
      return {family, steps: steps.map(({step}) => step), model: configurationOf(model)};
    }
    case "voting": {
      const {weights, learned, models} = of as Extract<ModelJson, {family: "voting"}>;
      return {family, weights, learned, models: models.map(configurationOf)};
    }
    case "stacked": {
      const {model, book} = of as Extract<ModelJson, {family: "stacked"}>;
      return {family, model: configurationOf(model), rules: book.rules, missing: book.missing};
    }
    default:
      return "options" in of ? {family, options: of.options} : {family};
  }
}
