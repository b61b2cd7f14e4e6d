import {boost} from "../models/boosting.js";
import {inverseLink} from "../models/losses.js";
import type {TrainingSet} from "../models/matrix.js";
import {addTree} from "../models/tree.js";
import type {StagedProbabilities} from "./trainingCurve.js";
import type {OverfitSettings} from "./overfitSettings.js";

/** Trees of the first go; each go after it has twice as many. */
const FIRST = 10;

/**
 * The chances of both parts after each tree of a boosting. The trees are grown in goes, each from the start and with
 * twice as many as the one before, of which the first trees are the same: so chances are there before all trees are.
 */
export function* boostingSteps(
  train: TrainingSet,
  test: TrainingSet,
  {steps, size, l2, weight, seed}: OverfitSettings
): Generator<StagedProbabilities> {
  const options = {leaves: size, l2, scalePosWeight: weight, leastRows: 1, leastHessian: 0, seed};
  let done = 0;
  for (let trees = Math.min(FIRST, steps); ; trees = Math.min(2 * trees, steps)) {
    const run = boost(train, {...options, trees});
    let next = run.next();
    while (!next.done) next = run.next();
    const model = next.value;
    const scores = [train, test].map((part) => model.score(part, done));
    for (; done < trees; done++) {
      [train, test].forEach((part, p) => addTree(model.trees[done], part, scores[p]));
      const [inTraining, inTest] = scores.map((s) => inverseLink("logistic", s.slice()));
      yield {step: done + 1, train: inTraining, test: inTest};
    }
    if (done === steps) return;
  }
}
