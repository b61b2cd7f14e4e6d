import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import type {Estimator} from "../../src/lib/models/estimator.js";

/** Small trees and slow steps. */
export const BOOSTING = {trees: 100, leaves: 15, learningRate: 0.05, l2: 1};

/** The models whose curves are drawn, set for few positives: a strong ridge, small trees. */
export const LEARNERS: readonly Estimator[] = [logisticEstimator({l2: 100}), boostingEstimator(BOOSTING)];
