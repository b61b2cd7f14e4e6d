import type {Estimator} from "../../src/lib/models/estimator.js";
import {mlpEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import {exampleRows} from "../onnx/rows.js";

const SMALL = {epochs: 4, width: 24, learningRate: 5e-3, dropout: 0.1};
const LEARNERS: readonly Estimator[] = [
  tabmEstimator({...SMALL, heads: 8, pieces: 8, embedding: 4}),
  tabmEstimator({...SMALL, heads: 1, pieces: 8, embedding: 4}),
  mlpEstimator(SMALL)
];

/** The chances that networks, trained where this runs, give for rows that they have not seen. TensorFlow.js must be ready. */
export async function engineScores(): Promise<number[][]> {
  const found: number[][] = [];
  for (const learner of LEARNERS) {
    const model = await learner.fit(exampleRows(1500, 1), {seed: 3});
    found.push([...model.predict(exampleRows(500, 2))]);
  }
  return found;
}
