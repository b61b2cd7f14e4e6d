import {aucDifference, rocAuc} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {GIVEN_WEIGHTS, learnWeights, softVote} from "../../src/lib/models/voting.js";
import {publishedMembers} from "../../src/lib/models/votingFamily.js";
import {withCodes, type TrainingDataOptions} from "../training/train.js";
import {tabularParts} from "./tabularTasks.js";
import type {Score} from "./tuningTask.js";

/** A vote of the four models of the published ensemble, on the test part. */
export interface WeightedVote {
  readonly id: string;
  readonly title: string;
  /** One a model; they sum to one. */
  readonly weights: readonly number[];
  readonly test: Score;
}

export interface VotingWeights {
  readonly about: Readonly<Record<string, string | number | null>>;
  readonly models: readonly string[];
  readonly votes: readonly WeightedVote[];
  /** AUC of the learned weights less that of others, on the test part, paired. */
  readonly differences: readonly ({readonly than: string} & Omit<Score, "n">)[];
}

/**
 * The published voting weights beside equal ones, ones learned on the validation part, and the one model that is best there: all four models
 * are fitted on the training part alone.
 *
 * @throws {UserError} as `tabularParts`
 */
export async function votingWeights(options: TrainingDataOptions, seed: number): Promise<VotingWeights> {
  const {train, validation, test, users, codes, about} = await tabularParts(options);
  const members = publishedMembers();
  const fitted = [];
  for (const member of members) fitted.push(await withCodes(member, {codes}).fit(train, {seed, groups: users?.train}));
  const known = fitted.map((model) => model.predict(validation));
  const asked = fitted.map((model) => model.predict(test));
  const areas = known.map((scores) => rocAuc(scores, validation.y).value);
  const alone = areas.indexOf(Math.max(...areas));
  const all: readonly (readonly [string, string, readonly number[]])[] = [
    ["learned", "learned weights", learnWeights(known, validation.y)],
    ["given", "published weights", GIVEN_WEIGHTS],
    ["equal", "equal weights", members.map(() => 1 / members.length)],
    ["alone", `${members[alone].id} alone`, members.map((_, m) => (m === alone ? 1 : 0))]
  ];
  const scores = all.map(([, , weights]) => softVote(asked, weights));
  const ids = users === null ? null : clusters(users.test);
  return {
    about,
    models: members.map(({id}) => id),
    votes: all.map(([id, title, weights], k) => {
      const {value, low, high} = rocAuc(scores[k], test.y, {clusters: users?.test});
      return {id, title, weights, test: {value, low, high, n: test.rows}};
    }),
    differences: all.slice(1).map(([than], k) => {
      const {value, low, high} = aucDifference(scores[0], scores[k + 1], test.y, {clusters: ids});
      return {than, value, low, high};
    })
  };
}
