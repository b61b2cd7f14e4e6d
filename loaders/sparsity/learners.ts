import {boostingLearner, logisticLearner} from "../../src/lib/models/learners.js";
import type {Learner} from "../../src/lib/models/learner.js";

/** Small trees and slow steps. */
export const BOOSTING = {trees: 100, leaves: 15, learningRate: 0.05, l2: 1};

/** The models whose curves are drawn, set for few positives: a strong ridge, small trees. */
export const LEARNERS: readonly Learner[] = [logisticLearner({l2: 100}), boostingLearner(BOOSTING)];
