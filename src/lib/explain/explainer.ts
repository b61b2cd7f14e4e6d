import {UserError} from "../core/errors.js";
import type {BoostingModel} from "../models/boosting.js";
import type {ForestModel} from "../models/forest.js";
import type {LogisticModel} from "../models/logisticRegression.js";
import {takeRows, type Matrix} from "../models/matrix.js";
import {checkColumns, type Model} from "../models/model.js";
import {toFloat32} from "../models/toFloat32.js";
import {applyTransform, type PipelineModel, type Transform} from "../models/transforms.js";
import {boundedTreeExplainer} from "./boundedTreeExplainer.js";
import {interventionalShap} from "./interventionalShap.js";
import {exactShapley, kernelShap, MOST_EXACT, type KernelShapOptions, type Predict} from "./shapley.js";
import type {Contributions, TreeSum} from "./treeShap.js";

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

/** A model of which all is worked out that can be before a row is seen. */
export interface ReadyExplainer {
  readonly scale: ContributionScale;
  readonly method: ShapMethod;
  explain(matrix: Matrix): Contributions;
  /** See `treeShapInteractions`; null where the model is no sum of trees, or trees are not explained by their paths. */
  readonly interactions: ((matrix: Matrix) => Contributions) | null;
}

/** How the models of one family are explained. */
type FamilyExplainer =
  /** By what the family has of its own; null where a model of it has nothing, so that coalitions are tried. */
  | ((model: Model, background: Matrix, how: ExplainOptions["how"]) => ReadyExplainer | null)
  /** By trying coalitions of columns. */
  | "coalitions"
  /** It answers about events: what it says after each event, less what it said before, is what the event added. */
  | "events";

/** The face that explains, beside each family of `models` and `sequence`; a test wants every family here. */
const EXPLAINERS: Readonly<Record<string, FamilyExplainer>> = {
  prepared: preparedExplainer,
  logistic: linearExplainer,
  forest: treesExplainer,
  boosting: treesExplainer,
  voting: "coalitions",
  stacked: "coalitions",
  mlp: "coalitions",
  tabm: "coalitions",
  gru: "events",
  transformer: "events",
  tcn: "events",
  "gru-events": "events"
};

/**
 * How models of a family are explained: by `columns` of a row, or by the `events` before it. Throws `RangeError` for a
 * family that has no explainer.
 *
 * @example
 * ```ts
 * explainedBy("boosting") // → "columns"
 * explainedBy("tcn") // → "events"
 * explainedBy("oracle") // → throws RangeError: no explainer for models of the family oracle
 * ```
 */
export function explainedBy(family: string): "columns" | "events" {
  return explainerFor(family) === "events" ? "events" : "columns";
}

function explainerFor(family: string): FamilyExplainer {
  if (!Object.hasOwn(EXPLAINERS, family)) throw new RangeError(`no explainer for models of the family ${family}`);
  return EXPLAINERS[family];
}

/**
 * What a model's family has of its own to explain rows with; null where there is nothing, so that coalitions of columns
 * have to be tried. The page, the command line and cards all explain by this.
 *
 * @param background rows that unknown columns are filled from; trees by their paths need none
 * @throws {UserError} for a model that answers about events
 * @throws {RangeError} for other columns than the model's, a background without rows where one is needed, or a family
 *   without an explainer
 *
 * @example
 * ```ts
 * import {fitForest, TREE_OPTIONS} from "../models/forest.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * const explainer = readyExplainer(fitForest(train, TREE_OPTIONS), train)!;
 * explainer.method // → "tree paths"
 * explainer.explain({rows: 1, columns: ["views"], x: Float64Array.of(4)}) // → {base: 0.5, values: [0.5]}
 * ```
 */
export function readyExplainer(
  model: Model,
  background: Matrix,
  how: ExplainOptions["how"] = "fast"
): ReadyExplainer | null {
  checkColumns(model.columns, background);
  const explainer = explainerFor(model.family);
  if (explainer === "events")
    throw new UserError(
      `a model of the family ${model.family} answers about events, not about columns`,
      "look at how its score moves from event to event"
    );
  return explainer === "coalitions" ? null : explainer(model, background, how);
}

/**
 * The Shapley values of a model's columns for each row: what a column adds to the prediction, against rows of which it is
 * not known. The columns are those that the model takes, before its own preparation: what a code or a piece of a column
 * adds inside is the column's.
 *
 * @param background rows that unknown columns are filled from, some of those of training; trees by their paths need none
 * @throws {UserError} for a model that answers about events
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
  const ready = readyExplainer(model, background, how);
  if (ready === null)
    return explainPredictions((of) => model.predict(of), matrix, background, {
      scale: isNumber(model) ? "value" : "probability",
      kernel
    });
  const {scale, method} = ready;
  return {...ready.explain(matrix), scale, method, standardErrors: null};
}

/**
 * The Shapley values of whatever answers with one number a row, such as a file in a runtime: by all coalitions of up to
 * 12 columns, else by a sample of them with its standard errors.
 *
 * @throws {UserError} for a prediction that is no number
 * @throws {RangeError} for a background without rows, or of other columns
 *
 * @example
 * ```ts
 * const columns = ["price", "views"];
 * const of = (...x: number[]) => ({rows: x.length / 2, columns, x: Float64Array.from(x)});
 * const product = ({rows, x}: Matrix) => Array.from({length: rows}, (_, row) => x[2 * row] * x[2 * row + 1]);
 * await explainPredictions(product, of(3, 4), of(1, 1, 1, 3), {scale: "value"})
 * // → {base: 2, values: [6, 4], scale: "value", method: "exact", standardErrors: null}
 * ```
 */
export async function explainPredictions(
  predict: Predict,
  matrix: Matrix,
  background: Matrix,
  {scale, kernel = {}}: {readonly scale: ContributionScale; readonly kernel?: Partial<KernelShapOptions>}
): Promise<Explanation> {
  const checked: Predict = async (of) => {
    const predicted = await predict(of);
    for (let row = 0; row < of.rows; row++)
      if (!Number.isFinite(predicted[row]))
        throw new UserError(
          `the model answers ${predicted[row]} to a row between those explained and the background`,
          "fill missing and infinite values first, or choose a model that takes them"
        );
    return predicted;
  };
  if (matrix.columns.length <= MOST_EXACT && kernel.coalitions === undefined)
    return {...(await exactShapley(checked, matrix, background)), standardErrors: null, scale, method: "exact"};
  return {...(await kernelShap(checked, matrix, background, kernel)), scale, method: "kernel"};
}

/** Of the model behind the preparation, each of its columns counted to that which it was made from. */
function preparedExplainer(model: Model, background: Matrix, how: ExplainOptions["how"]): ReadyExplainer | null {
  const {steps, model: inner} = model as PipelineModel;
  // a rule score mixes columns, which only the whole model can tell apart
  if (steps.some(({step}) => step === "rules")) return null;
  const prepared = (of: Matrix) => steps.reduce((m: Matrix, step) => applyTransform(step, m), toFloat32(of));
  const ready = readyExplainer(inner, prepared(background), how);
  if (ready === null) return null;
  const sources = sourcesOf(steps);
  return {
    ...ready,
    explain(matrix) {
      const {base, values} = ready.explain(prepared(matrix));
      return {base, values: gather(values, sources, matrix)};
    },
    interactions: null
  };
}

function linearExplainer(model: Model, background: Matrix, how: ExplainOptions["how"]): ReadyExplainer | null {
  if (how === "probability") return null;
  const explain = (matrix: Matrix) => linearShap(model as LogisticModel, matrix, background);
  return {scale: "log-odds", method: "linear", explain, interactions: null};
}

function treesExplainer(model: Model, background: Matrix, how: ExplainOptions["how"]): ReadyExplainer | null {
  const {sum, scale} = treesOf(model);
  if (how === "fast") {
    const {explain, interactions} = boundedTreeExplainer(sum, model.columns.length);
    return {scale, method: "tree paths", explain, interactions};
  }
  const method = "interventional trees";
  if (how === "interventional" || scale === "probability")
    return {scale, method, explain: (matrix) => interventionalShap(sum, matrix, background), interactions: null};
  if (scale !== "log-odds") return null;
  const explain = (matrix: Matrix) => interventionalShap(sum, matrix, background, "probability");
  return {scale: "probability", method, explain, interactions: null};
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

/**
 * The trees that a model is a sum of as it takes its columns, and the scale of that sum; null for another model.
 *
 * @example
 * ```ts
 * import {fitForest, TREE_OPTIONS} from "../models/forest.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * treeSumOf(fitForest(train, TREE_OPTIONS))!.scale // → "probability"
 * ```
 */
export function treeSumOf(model: Model): {readonly sum: TreeSum; readonly scale: ContributionScale} | null {
  return explainerFor(model.family) === treesExplainer ? treesOf(model) : null;
}

/** The trees of boosting or a forest, and what they add up to. */
function treesOf(model: Model): {readonly sum: TreeSum; readonly scale: ContributionScale} {
  if (model.family === "boosting") {
    const {trees, start, options} = model as BoostingModel;
    const scale = options.loss === "logistic" ? "log-odds" : options.loss === "poisson" ? "log of the mean" : "value";
    return {sum: {trees, start, scale: 1}, scale};
  }
  const {trees} = model as ForestModel;
  return {sum: {trees, start: 0, scale: 1 / trees.length}, scale: "probability"};
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
