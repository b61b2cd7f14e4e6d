import {evaluate, type Evaluation} from "../metrics/evaluate.js";
import {evaluateRegression, type RegressionEvaluation} from "../metrics/evaluateRegression.js";
import type {Estimator, FitContext, Training} from "../models/estimator.js";
import type {FittedModel, Model} from "../models/model.js";
import type {Dataset, DatasetRows, TargetKind} from "./dataset.js";
import {scoresHash} from "./scoresHash.js";
import {evaluateWithCensored} from "./withCensored.js";

/** The share of rows whose precision is given: one in twenty, as published tables have it. */
export const TOP = 0.05;

/** An estimator tried on a dataset. */
export interface EvaluatedModel<E = Evaluation> {
  readonly model: Model;
  /** Of the test rows. */
  readonly scores: Float64Array;
  readonly evaluation: E;
  /** The same with censored rows, counted as negatives unless positive by the end of the part; null where there are none. */
  readonly withCensored: Evaluation | null;
  /** Of the scores, see `scoresHash`. */
  readonly sha256: string;
}

/** What an evaluation takes: what a model answers to the test, and the test. */
export type Evaluate<Part, Output, E> = (
  answers: Output,
  test: Part,
  options: {readonly clusters?: ArrayLike<number>; readonly train: Part}
) => E;

/**
 * Fits any estimator on the training part, asks its model about the test and has the answers evaluated, by group where
 * rows have groups. The validation part, where there is one, says when to stop. Throws what the estimator throws.
 */
export async function fitAndEvaluateWith<Input, Output, Fitted extends FittedModel<Input, Output>, E>(
  estimator: Estimator<Input, Output, Fitted>,
  dataset: Pick<Dataset<Training<Input>>, "train" | "validation" | "test" | "groups">,
  {
    evaluate: judge,
    seed,
    report
  }: Pick<FitContext, "seed" | "report"> & {readonly evaluate: Evaluate<Training<Input>, Output, E>}
): Promise<{readonly model: Fitted; readonly answers: Output; readonly evaluation: E}> {
  const {train, validation, test, groups} = dataset;
  const model = await estimator.fit(train, {
    seed,
    groups: groups?.train,
    report,
    ...(validation === undefined ? {} : {validation})
  });
  // a part to learn from is what a model can be asked about, with its answers besides
  const answers = model.predict(test as Input);
  return {model, answers, evaluation: judge(answers, test, {clusters: groups?.test, train})};
}

/**
 * Fits on the training rows and evaluates on those of the test, by group where rows have groups, with the metrics that
 * fit the kind of label: those of a yes-or-no forecast, or those of a number, whose baseline is the mean of the training
 * labels; a yes-or-no forecast once more with the censored rows of the test. Throws what the estimator throws.
 */
export async function fitAndEvaluate<Kind extends TargetKind = "binary">(
  estimator: Estimator,
  dataset: Dataset<DatasetRows, Kind>,
  context: Pick<FitContext, "seed" | "report">
): Promise<EvaluatedModel<Kind extends "binary" ? Evaluation : RegressionEvaluation>> {
  const {kind = "binary"} = dataset;
  const {model, answers, evaluation} = await fitAndEvaluateWith(estimator, dataset, {
    ...context,
    evaluate: (scores: Float64Array, test: DatasetRows, {clusters, train}): Evaluation | RegressionEvaluation =>
      kind === "binary"
        ? evaluate(scores, test.y, {clusters, shares: [TOP]})
        : evaluateRegression(scores, test.y, {clusters, constant: meanLabel(train)})
  });
  return {
    model,
    scores: answers,
    evaluation: evaluation as Kind extends "binary" ? Evaluation : RegressionEvaluation,
    withCensored: kind === "binary" ? withCensoredRows(dataset as Dataset, {model, scores: answers}) : null,
    sha256: scoresHash(answers)
  };
}

function withCensoredRows(
  dataset: Dataset,
  {model, scores}: {readonly model: Model; readonly scores: Float64Array}
): Evaluation | null {
  const {censored} = dataset;
  if (censored === undefined || censored.test.rows === 0) return null;
  return evaluateWithCensored(dataset, {test: scores, censored: model.predict(censored.test)}, {shares: [TOP]});
}

/** The mean of the labels, by weight where rows have weights. */
function meanLabel({rows, y, weights}: DatasetRows): number {
  let [sum, whole] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    sum += weight * y[row];
    whole += weight;
  }
  return sum / whole;
}
