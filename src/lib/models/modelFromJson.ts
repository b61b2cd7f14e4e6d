import {boostingFromJson, type BoostingJson} from "./boosting.js";
import {forestFromJson, type ForestJson} from "./forest.js";
import {logisticModel, type LogisticJson} from "./logisticRegression.js";
import type {Model} from "./model.js";
import {stackedModel, type StackedJson} from "./stacked.js";
import {pipelineModel, type PipelineJson} from "./transforms.js";
import {votingModel, type VotingJson} from "./voting.js";

/** A model of this room as JSON. */
export type ModelJson = BoostingJson | ForestJson | LogisticJson | PipelineJson | StackedJson | VotingJson;

/**
 * The model that `toJSON` wrote, also after `JSON.stringify` and `parse`. Throws `RangeError` for a family that is not
 * of this room.
 *
 * @example
 * ```ts
 * import {fitForest, TREE_OPTIONS} from "./forest.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * const text = JSON.stringify(fitForest(train, TREE_OPTIONS));
 * modelFromJson(JSON.parse(text)).predict(train) // → [0, 0, 1, 1]
 * modelFromJson({family: "oracle"}) // → throws RangeError: no model of the family oracle
 * ```
 */
export function modelFromJson(json: unknown): Model {
  const of = json as ModelJson | null;
  switch (of?.family) {
    case "logistic":
      return logisticModel(of);
    case "boosting":
      return boostingFromJson(of);
    case "forest":
      return forestFromJson(of);
    case "prepared":
      return pipelineModel(of.steps, modelFromJson(of.model));
    case "voting":
      return votingModel(of.models.map(modelFromJson), of.weights, of.learned);
    case "stacked":
      return stackedModel(modelFromJson(of.model), of.book, of.top);
    default:
      throw new RangeError(`no model of the family ${String((of as {family?: unknown} | null)?.family)}`);
  }
}
