import type {OnnxPort} from "../onnx/onnxModel.js";
import {boostingEstimator, SMALL_BOOSTING} from "./boostingFamily.js";
import {FOLDS, outOfFold, share, withWeight} from "./crossValidation.js";
import {TABULAR, type Family} from "./family.js";
import {forestEstimator, SMALL_FOREST} from "./forestFamily.js";
import type {Estimator} from "./estimator.js";
import type {Model} from "./model.js";
import {GIVEN_WEIGHTS, learnWeights, votingModel, type VotingJson, type VotingModel} from "./voting.js";

/** Models that vote, with weights that were given or learned. */
export const votingFamily: Family<Model, VotingJson> = {
  ...TABULAR,
  name: "voting",
  estimators() {
    const {symmetric, level, leaf} = SMALL_BOOSTING;
    const members = [
      ...[symmetric, level, leaf].map((options) => boostingEstimator(options)),
      forestEstimator(SMALL_FOREST)
    ];
    return [votingEstimator({members}), votingEstimator({members, weights: "learned"})];
  },
  fromJson: ({models, weights, learned}, inner) => votingModel(models.map(inner), weights, learned),
  configuration: ({weights, learned, models}, inner) => ({weights, learned, models: models.map(inner)}),
  inputs(voting, inner) {
    const ports = (voting as VotingModel).models.flatMap(inner);
    return [...new Map(ports.map((port): [string, OnnxPort] => [port.name, port])).values()];
  },
  addToGraph(graph, inputs, voting, inner) {
    const {models, weights} = voting as VotingModel;
    const whole = weights.reduce((a, b) => a + b, 0);
    const votes = graph.beside(models.map((model) => graph.cast(inner(graph, inputs, model), "double")));
    const shares = graph.constant(
      Float64Array.from(weights, (weight) => weight / whole),
      [weights.length, 1]
    );
    return graph.node("MatMul", [votes, shares], "double");
  }
};

/**
 * The kinds of the published ensemble, in its order: symmetric trees, level by level, leaf by leaf, forest.
 *
 * @example
 * ```ts
 * publishedMembers().map(({id}) => id) // → ["boosting-symmetric", "boosting-level", "boosting", "forest"]
 * ```
 */
export function publishedMembers(): readonly Estimator[] {
  return [
    boostingEstimator({growth: "symmetric"}),
    boostingEstimator({growth: "level"}),
    boostingEstimator(),
    forestEstimator({trees: 200})
  ];
}

export interface VotingOptions {
  readonly members: readonly Estimator[];
  /** One a member, or learned on training rows that the members have not seen. */
  readonly weights: readonly number[] | "learned";
}

/**
 * Soft voting: the weighted mean of the chances that several models give.
 *
 * Fitting throws what its members' throw, and what `votingModel` throws for weights.
 *
 * @example
 * ```ts
 * import {treeEstimator} from "./forestFamily.js";
 * import {logisticEstimator} from "./logisticFamily.js";
 *
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const learner = votingEstimator({members: [logisticEstimator(), treeEstimator({leastRows: 1})], weights: [3, 1]});
 * learner.setting // → "logistic, tree, weighing 3, 1"
 * const model = await learner.fit(train, {seed: 1});
 * // the logistic regression gives 0.2188…, the tree, which has a leaf for every row, 0
 * model.predict(train)[0] // → 0.1641…
 * ```
 */
export function votingEstimator(given: Partial<VotingOptions> = {}): Estimator {
  const {members, weights} = {members: publishedMembers(), weights: GIVEN_WEIGHTS, ...given};
  const learned = weights === "learned";
  const named = members.map(({id}) => id).join(", ");
  return {
    id: learned ? "voting-learned" : "voting",
    title: learned ? "Soft voting, learned weights" : "Soft voting, given weights",
    setting: learned
      ? `${named}; weights by likelihood on ${FOLDS} folds of the training rows`
      : `${named}, weighing ${weights.join(", ")}`,
    async fit(all, given) {
      const {train, context} = learned ? withWeight(all, given) : {train: all, context: given};
      const parts = learned ? 2 * members.length : members.length;
      let part = 0;
      const next = () => ({...context, report: share(context.report, part++, parts)});
      let found: readonly number[];
      if (learned) {
        const probabilities: Float64Array[] = [];
        for (const member of members) probabilities.push(await outOfFold(member, train, next()));
        found = learnWeights(probabilities, train.y, {rowWeights: train.weights});
      } else found = weights;
      const models: Model[] = [];
      for (const member of members) models.push(await member.fit(train, next()));
      return votingModel(models, found, learned);
    }
  };
}
