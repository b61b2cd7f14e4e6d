import type {BoostingModel} from "../models/boosting.js";
import type {ForestModel} from "../models/forest.js";
import type {LogisticModel} from "../models/logisticRegression.js";
import {takeRows, type Matrix} from "../models/matrix.js";
import {checkColumns, type Model} from "../models/model.js";
import {toFloat32} from "../models/toFloat32.js";
import {applyTransform, type PipelineModel, type Transform} from "../models/transforms.js";
import {interventionalShap} from "./interventionalShap.js";
import {exactShapley, kernelShap, MOST_EXACT, type KernelShapOptions, type Predict} from "./shapley.js";
import {treeExplainer, type Contributions, type TreeSum} from "./treeShap.js";

/** What contributions add up to. */
export type ContributionScale = "log-odds" | "probability" | "log of the mean" | "value";

/** How they are worked out. */
export type ShapMethod = "tree paths" | "interventional trees" | "linear" | "exact" | "kernel";

export interface Explanation extends Contributions {
  readonly scale: ContributionScale;
  readonly method: ShapMethod;
  /** rows × columns, of a sample of coalitions; null where there is none, as the values are exact. */
  readonly standardErrors: Float64Array | null;
}

export interface ExplainOptions {
  /**
   * `fast` takes what the model's family has: trees by their own paths, a linear model by its coefficients, others by a
   * sample of coalitions. `interventional` compares each row with the background's rows, whatever the family. `probability`
   * is the same on the scale of probabilities.
   */
  readonly how: "fast" | "interventional" | "probability";
  readonly kernel: Partial<KernelShapOptions>;
}

/**
 * The Shapley values of a model's columns for each row: what a column adds to the prediction, against rows of which it is
 * not known. The columns are those that the model takes, before its own preparation: what a code or a piece of a column
 * adds inside is the column's.
 *
 * @param background rows that unknown columns are filled from, some of those of training; trees by their paths need none
 * @throws {RangeError} for other columns than the model's, or a background without rows where one is needed
 *
 * @example
 * ```ts
 * import {logisticModel} from "../models/logisticRegression.js";
 *
 * const columns = ["price", "views"];
 * const fitted = {family: "logistic", standardErrors: [0, 0, 0], iterations: 0} as const;
 * const model = logisticModel({...fitted, columns, intercept: 1, coefficients: [2, 3]});
 * const of = (...x: number[]) => ({rows: x.length / 2, columns, x: Float64Array.from(x)});
 * await explainModel(model, of(1, 1), of(0, 0, 0, 1))
 * // → {base: 2.5, values: [2, 1.5], scale: "log-odds", method: "linear", standardErrors: null}
 * ```
 */
export async function explainModel(
  model: Model,
  matrix: Matrix,
  background: Matrix,
  {how = "fast", kernel = {}}: Partial<ExplainOptions> = {}
): Promise<Explanation> {
  checkColumns(model.columns, matrix);
  checkColumns(model.columns, background);
  const own = ofFamily(model, matrix, background, how);
  if (own !== null) return {...own, standardErrors: null};
  const scale = isNumber(model) ? "value" : "probability";
  const predict: Predict = (of) => model.predict(of);
  if (matrix.columns.length <= MOST_EXACT && kernel.coalitions === undefined)
    return {...(await exactShapley(predict, matrix, background)), standardErrors: null, scale, method: "exact"};
  return {...(await kernelShap(predict, matrix, background, kernel)), scale, method: "kernel"};
}

/** By what a family of models has of its own; null where there is nothing, and coalitions have to be tried. */
function ofFamily(
  model: Model,
  matrix: Matrix,
  background: Matrix,
  how: ExplainOptions["how"]
): Omit<Explanation, "standardErrors"> | null {
  if (model.family === "prepared") {
    const {steps, model: inner} = model as PipelineModel;
    // a rule score mixes columns, which only the whole model can tell apart
    if (steps.some(({step}) => step === "rules")) return null;
    const prepared = (of: Matrix) => steps.reduce((m: Matrix, step) => applyTransform(step, m), toFloat32(of));
    const found = ofFamily(inner, prepared(matrix), prepared(background), how);
    return found && {...found, values: gather(found.values, sourcesOf(steps), matrix)};
  }
  if (model.family === "logistic" && how !== "probability")
    return {...linearShap(model as LogisticModel, matrix, background), scale: "log-odds", method: "linear"};
  const trees = treesOf(model);
  if (trees === null) return null;
  const {sum, scale} = trees;
  if (how === "fast") return {...treeExplainer(sum).explain(matrix), scale, method: "tree paths"};
  const method = "interventional trees";
  if (how === "probability" && scale === "log-odds")
    return {...interventionalShap(sum, matrix, background, "probability"), scale: "probability", method};
  if (how === "probability" && scale !== "probability") return null;
  return {...interventionalShap(sum, matrix, background), scale, method};
}

/** What the columns of a linear model add to its score, against the means of a background: coefficient × (value − mean). */
function linearShap(
  {intercept, coefficients}: Pick<LogisticModel, "intercept" | "coefficients">,
  {rows, columns, x}: Matrix,
  background: Matrix
): Contributions {
  if (background.rows === 0) throw new RangeError("the background has no rows");
  const width = columns.length;
  const means = new Float64Array(width);
  for (let i = 0; i < background.rows * width; i++) means[i % width] += background.x[i] / background.rows;
  return {
    base: coefficients.reduce((sum, coefficient, f) => sum + coefficient * means[f], intercept),
    values: Float64Array.from({length: rows * width}, (_, i) => coefficients[i % width] * (x[i] - means[i % width]))
  };
}

/**
 * Rows of the training set for a background, evenly spread over it.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6)};
 * backgroundOf(train, 3).x // → [1, 3, 5]
 * backgroundOf(train, 100).rows // → 6
 * ```
 */
export function backgroundOf(train: Matrix, rows: number): Matrix {
  const count = Math.min(rows, train.rows);
  return takeRows(
    train,
    Int32Array.from({length: count}, (_, i) => Math.floor((i * train.rows) / count))
  );
}

/** The trees of a model that is a sum or mean of them, and what they add up to; null for another. */
function treesOf(model: Model): {readonly sum: TreeSum; readonly scale: ContributionScale} | null {
  if (model.family === "boosting") {
    const {trees, start, options} = model as BoostingModel;
    const scale = options.loss === "logistic" ? "log-odds" : options.loss === "poisson" ? "log of the mean" : "value";
    return {sum: {trees, start, scale: 1}, scale};
  }
  if (model.family === "forest") {
    const {trees} = model as ForestModel;
    return {sum: {trees, start: 0, scale: 1 / trees.length}, scale: "probability"};
  }
  return null;
}

/** Whether predictions are numbers and not chances. */
function isNumber(model: Model): boolean {
  return model.family === "boosting" && (model as BoostingModel).options.loss !== "logistic";
}

/** Of each column that comes out of the steps, the number of that which it was made from. */
function sourcesOf(steps: readonly Transform[]): readonly number[] {
  let sources = steps[0].columns.map((_, f) => f);
  for (const step of steps) {
    if (step.step === "oneHot")
      sources = step.columns.flatMap((name, f) => step.codes[name]?.map(() => sources[f]) ?? [sources[f]]);
    else if (step.step === "piecewiseLinear")
      sources = step.bounds.flatMap((bounds, f) => Array.from({length: bounds.length - 1}, () => sources[f]));
  }
  return sources;
}

/** Values of the columns that came out, summed by the column they were made from. */
function gather(values: Float64Array, sources: readonly number[], {rows, columns}: Matrix): Float64Array {
  const width = columns.length;
  const sums = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++)
    sources.forEach((f, i) => (sums[row * width + f] += values[row * sources.length + i]));
  return sums;
}
