import {bprMf} from "./bprMf.js";
import {coldItemHybrid} from "./coldItems.js";
import {implicitAls} from "./implicitAls.js";
import {associationRules, itemKnn, markovChain, sequentialRules} from "./itemPairs.js";
import {popularity, recency, sessionPopularity} from "./popularity.js";
import type {RecommenderEstimator} from "./recommender.js";
import {sessionKnn, stan, vectorSessionKnn} from "./sessionKnn.js";
import {userKnn} from "./userKnn.js";

/** The recommenders that learn by counting, at their default options. */
export function countingRecommenders(): readonly RecommenderEstimator[] {
  return [
    popularity(),
    sessionPopularity(),
    recency(),
    associationRules(),
    sequentialRules(),
    markovChain(),
    itemKnn(),
    sessionKnn(),
    vectorSessionKnn(),
    stan()
  ];
}

/** The recommenders that learn what each user likes, for logs that say whose sessions are; at their default options. */
export function userRecommenders(): readonly RecommenderEstimator[] {
  return [userKnn(), implicitAls(), bprMf()];
}

/** The recommenders that go by what items are like, for logs that say something of them; at their default options. */
export function itemRecommenders(): readonly RecommenderEstimator[] {
  return [coldItemHybrid()];
}
