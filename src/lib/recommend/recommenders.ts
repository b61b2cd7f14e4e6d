import {associationRules, itemKnn, markovChain, sequentialRules} from "./itemPairs.js";
import {popularity, recency, sessionPopularity} from "./popularity.js";
import type {RecommenderEstimator} from "./recommender.js";
import {sessionKnn, stan, vectorSessionKnn} from "./sessionKnn.js";

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
