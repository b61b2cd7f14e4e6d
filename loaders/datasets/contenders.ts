import type {DatasetRows} from "../../src/lib/datasets/dataset.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";
import {gruEstimator, mlpEstimator, transformerEstimator} from "../../src/lib/models/neural/neuralEstimators.js";

/** A learner as it enters the comparison, set beforehand and the same for every task. */
export interface Contender {
  /** What it needs of the rows. */
  readonly wants: "columns" | "carts" | "events";
  /** Fits rows that have what it wants. */
  readonly learner: Estimator<DatasetRows>;
}

/** Every family, from the simplest: those that a page can train by name, and the networks. */
export const CONTENDERS: readonly Contender[] = [
  ...trainableEstimators().map((learner): Contender => ({
    wants: learner.id === "multi-task" ? "carts" : "columns",
    learner: learner as Estimator<DatasetRows>
  })),
  {wants: "columns", learner: mlpEstimator({epochs: 10})},
  {wants: "events", learner: gruEstimator({epochs: 5, steps: 16, width: 16}) as Estimator<DatasetRows>},
  {wants: "events", learner: transformerEstimator({epochs: 5, steps: 16, width: 16}) as Estimator<DatasetRows>}
];

/** Why a contender cannot be fitted to such rows; null where it can. */
export function cannotFit({wants}: Contender, {cart, sequences}: DatasetRows): string | null {
  if (wants === "carts" && cart === undefined) return "it wants to know what was put into the cart, beside the label";
  return wants === "events" && sequences === undefined ? "it wants the events before each example" : null;
}
