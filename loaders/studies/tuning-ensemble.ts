import type {Figure} from "../../src/lib/core/result.js";
import {shoppersByMonth} from "../../src/lib/datasets/shoppersDataset.js";
import {aucDifference, rocAuc} from "../../src/lib/metrics/auc.js";
import {boostingEstimator, SMALL_BOOSTING} from "../../src/lib/models/boostingFamily.js";
import {forestEstimator, SMALL_FOREST} from "../../src/lib/models/forestFamily.js";
import {GIVEN_WEIGHTS} from "../../src/lib/models/voting.js";
import {votingEstimator} from "../../src/lib/models/votingFamily.js";
import {readShoppers, SHOPPERS_INPUT, SHOPPERS_TITLE} from "../datasets/shoppers.js";
import type {Study} from "./study.js";

const {symmetric, level, leaf} = SMALL_BOOSTING;
/** In the order of the published weights. */
const MEMBERS = [...[symmetric, level, leaf].map((one) => boostingEstimator(one)), forestEstimator(SMALL_FOREST)];
const VOTES = {
  given: votingEstimator({members: MEMBERS, weights: GIVEN_WEIGHTS}),
  equal: votingEstimator({members: MEMBERS, weights: MEMBERS.map(() => 1)}),
  learned: votingEstimator({members: MEMBERS, weights: "learned"})
};
const VARIANTS = {with: [], without: ["page_values"]} as const;

/** Whether a vote of four tree models with published weights ranks better than one of them, and than other weights. */
export const study: Study = {
  name: "tuning-ensemble",
  title: "Compares a vote of four tree models with its members and with other weights on Online Shoppers (UCI 468).",
  options: {
    members: MEMBERS.map(({id, setting}) => ({id, setting})),
    votes: Object.fromEntries(Object.entries(VOTES).map(([name, {setting}]) => [name, setting])),
    variants: VARIANTS
  },
  inputs: SHOPPERS_INPUT,
  measured: false,
  async run({progress}) {
    const sessions = await readShoppers();
    const figures: Record<string, Figure> = {};
    for (const [variant, leftOut] of Object.entries(VARIANTS)) {
      const {train, test} = shoppersByMonth(sessions, {leftOut, logarithms: false});
      const scores: Record<string, Float64Array> = {};
      for (const [name, estimator] of [...MEMBERS.map((one) => [one.id, one] as const), ...Object.entries(VOTES)]) {
        progress(`${variant} page values, ${name}`);
        scores[name] = (await estimator.fit(train, {seed: 1})).predict(test);
      }
      const how = `${variant} page values; training February to October, test November and December`;
      const about = {n: test.rows, unit: "AUC", dataset: SHOPPERS_TITLE};
      for (const [name, own] of Object.entries(scores)) {
        const {value, low, high} = rocAuc(own, test.y);
        figures[`${variant}-${name}`] = {
          value,
          low,
          high,
          ...about,
          protocol: `AUC of ${name}; ${how}; DeLong on the logit scale`,
          baseline: {name: "random order", value: 0.5}
        };
      }
      for (const other of [...MEMBERS.map(({id}) => id), "equal", "learned"]) {
        const {value, low, high} = aucDifference(scores.given, scores[other], test.y);
        figures[`${variant}-given-less-${other}`] = {
          value,
          low,
          high,
          ...about,
          protocol: `AUC of the vote weighing ${GIVEN_WEIGHTS.join(", ")} less that of ${other}, on the same rows; ${how}; DeLong`,
          baseline: {name: "no difference", value: 0}
        };
      }
    }
    return {figures, tables: {}};
  }
};
