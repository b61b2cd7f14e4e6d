import {backgroundOf, readyExplainer, type ReadyExplainer} from "../../lib/explain/explainer.js";
import {boostingFromJson, type BoostingModel} from "../../lib/models/boosting.js";
import type {Matrix} from "../../lib/models/matrix.js";
import type {ExplainPage, SampledRows} from "../../lib/reports/explainPage.js";

export {bySize} from "./bySize.js";

/** What contributions are measured on. */
export const EXPLAIN_SCALES = {"log-odds": "log-odds", probability: "probability"} as const;
export type ExplainScale = keyof typeof EXPLAIN_SCALES;

/** Rows of training that a row is compared with on the scale of probabilities. */
export const BACKGROUND_ROWS = 100;

/** The page's model, ready to be explained. */
export interface ExplainedModel {
  readonly model: BoostingModel;
  readonly columns: readonly string[];
  readonly units: readonly string[];
  readonly test: Matrix;
  readonly training: Matrix;
  /** By the trees' paths, on log-odds. */
  readonly explainer: ReadyExplainer;
  /** Against rows of training, on probabilities. */
  readonly probabilities: ReadyExplainer;
  /** Numbers and labels of the test rows. */
  readonly of: SampledRows;
}

/** Contributions to one prediction: base and values sum to `predicted`. */
export interface ExplainedRow {
  readonly scale: ExplainScale;
  readonly x: Float64Array;
  readonly base: number;
  readonly values: Float64Array;
  /** What the model itself says, on the same scale. */
  readonly predicted: number;
  readonly probability: number;
}

/** Makes the model of a page from its JSON. */
export function explainedModel({model: json, units, test, training}: ExplainPage): ExplainedModel {
  const model = boostingFromJson(json);
  const {columns} = model;
  const matrix = ({x}: SampledRows): Matrix => ({rows: x.length / columns.length, columns, x: Float64Array.from(x)});
  const taught = matrix(training);
  return {
    model,
    columns,
    units,
    test: matrix(test),
    training: taught,
    // boosting has both of its own
    explainer: readyExplainer(model, taught)!,
    probabilities: readyExplainer(model, backgroundOf(taught, BACKGROUND_ROWS), "probability")!,
    of: test
  };
}

/** The values of a test row, by its place in the sample. */
export function valuesOf({test}: ExplainedModel, row: number): Float64Array {
  const width = test.columns.length;
  return Float64Array.from(test.x.subarray(row * width, (row + 1) * width));
}

/** Takes one prediction apart. */
export function explainRow(
  {model, columns, explainer, probabilities}: ExplainedModel,
  x: Float64Array,
  scale: ExplainScale
): ExplainedRow {
  const row = {rows: 1, columns, x};
  const [probability] = model.predict(row);
  const [score] = model.score(row);
  const {base, values} = (scale === "log-odds" ? explainer : probabilities).explain(row);
  return {scale, x, base, values, predicted: scale === "log-odds" ? score : probability, probability};
}
