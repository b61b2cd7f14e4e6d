import type {Learner} from "./learner.js";
import {boostingLearner, forestLearner} from "./learners.js";
import type {Model} from "./model.js";
import {FOLDS, outOfFold, share} from "./crossValidation.js";
import {GIVEN_WEIGHTS, learnWeights, votingModel} from "./voting.js";

/** The kinds of the published ensemble, in its order: symmetric trees, level by level, leaf by leaf, forest. */
export function publishedMembers(): readonly Learner[] {
  return [
    boostingLearner({growth: "symmetric"}),
    boostingLearner({growth: "level"}),
    boostingLearner(),
    forestLearner({trees: 200})
  ];
}

export interface VotingOptions {
  readonly members: readonly Learner[];
  /** One a member, or learned on training rows that the members have not seen. */
  readonly weights: readonly number[] | "learned";
}

/** Soft voting: the weighted mean of the chances that several models give. */
export function votingLearner(given: Partial<VotingOptions> = {}): Learner {
  const {members, weights} = {members: publishedMembers(), weights: GIVEN_WEIGHTS, ...given};
  const learned = weights === "learned";
  const named = members.map(({id}) => id).join(", ");
  return {
    id: learned ? "voting-learned" : "voting",
    title: learned ? "Soft voting, learned weights" : "Soft voting, given weights",
    setting: learned
      ? `${named}; weights by likelihood on ${FOLDS} folds of the training rows`
      : `${named}, weighing ${weights.join(", ")}`,
    async fit(train, context) {
      const parts = learned ? 2 * members.length : members.length;
      let part = 0;
      const next = () => ({...context, report: share(context.report, part++, parts)});
      let found: readonly number[];
      if (learned) {
        const probabilities: Float64Array[] = [];
        for (const member of members) probabilities.push(await outOfFold(member, train, next()));
        found = learnWeights(probabilities, train.y);
      } else found = weights;
      const models: Model[] = [];
      for (const member of members) models.push(await member.fit(train, next()));
      return votingModel(models, found, learned);
    }
  };
}
