import {UserError} from "../core/errors.js";
import type {GraphBuilder, GraphValue} from "../onnx/graphBuilder.js";
import {checkTraining} from "./checkTraining.js";
import {constantColumns} from "./constantColumn.js";
import {TABULAR, type Family} from "./family.js";
import {independentColumns} from "./independentColumns.js";
import type {Estimator} from "./estimator.js";
import {
  fitLogistic,
  LOGISTIC_OPTIONS,
  logisticModel,
  type LogisticJson,
  type LogisticModel,
  type LogisticOptions
} from "./logisticRegression.js";
import {takeColumns, withoutWeightless, type TrainingSet} from "./matrix.js";
import {piecewiseEstimator} from "./piecewiseEstimator.js";
import {fitStandardizer} from "./standardize.js";
import {applyTransform, pipelineModel, type Transform} from "./transforms.js";

/** Logistic regression: on standardized columns, with Firth's penalty, on columns bent at their quantiles. */
export const logisticFamily: Family<LogisticModel, LogisticJson> = {
  ...TABULAR,
  name: "logistic",
  estimators: () => [logisticEstimator(), logisticEstimator({penalty: "firth"}), piecewiseEstimator()],
  fromJson: logisticModel,
  addToGraph: (graph, {features}, model) => addLogistic(graph, features, model)
};

/**
 * The chances of a logistic regression of `input`, rows × columns, in 64-bit reals: rows × 1.
 *
 * @example
 * ```ts
 * import {GraphBuilder} from "../onnx/graphBuilder.js";
 * import {logisticModel} from "./logisticRegression.js";
 *
 * const graph = new GraphBuilder();
 * const fitted = {columns: ["views"], coefficients: [1], standardErrors: [0, 0]} as const;
 * const model = logisticModel({family: "logistic", intercept: 0, iterations: 0, ...fitted});
 * addLogistic(graph, graph.input({name: "features", shape: ["rows", 1]}), model).type // → "double"
 * ```
 */
export function addLogistic(
  graph: GraphBuilder,
  input: GraphValue,
  {intercept, coefficients}: LogisticModel
): GraphValue {
  const weights = graph.constant(Float64Array.from(coefficients), [coefficients.length, 1]);
  const product = graph.node("MatMul", [graph.cast(input, "double"), weights], "double");
  const score = graph.node("Add", [product, graph.constant(Float64Array.of(intercept), [1, 1])], "double");
  return graph.node("Sigmoid", [score], "double");
}

/**
 * Logistic regression on standardized columns, missing values at their mean. With Firth's penalty, which has no answer
 * where columns say the same, a column that those before it say already is left out: its coefficient is 0.
 *
 * Fitting throws what `fitLogistic` throws.
 *
 * @example
 * ```ts
 * const train = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6), y: [0, 0, 1, 0, 1, 1]};
 * const model = await logisticEstimator().fit(train, {seed: 1});
 * // as scikit-learn's LogisticRegression behind its StandardScaler
 * model.predict(train).slice(0, 3) // → [0.2188…, 0.3178…, 0.4367…]
 * logisticEstimator({penalty: "firth"}).id // → "firth"
 * ```
 */
export function logisticEstimator(given: Partial<LogisticOptions> = {}): Estimator {
  const o = {...LOGISTIC_OPTIONS, ...given};
  const firth = o.penalty === "firth";
  return {
    id: firth ? "firth" : "logistic",
    title: firth ? "Logistic regression, Firth" : "Logistic regression",
    setting: `columns standardized, ${firth ? "Firth's penalty" : `ridge ${o.l2}`}`,
    async fit(train, {report}) {
      const standardizer = fitStandardizer(train);
      const step: Transform = {step: "standardize", ...standardizer};
      const model = firth
        ? fitIndependent({...train, ...applyTransform(step, train)}, o, constantColumns(withoutWeightless(train)))
        : fitLogistic(train, o, {standardizer});
      await report?.({done: 1, of: 1});
      return pipelineModel([step], model);
    }
  };
}

function fitIndependent(train: TrainingSet, o: LogisticOptions, constant: readonly boolean[]): LogisticModel {
  checkTraining(train, {labels: "classes"});
  const {rows, columns, weights} = train;
  const kept = independentColumns(
    train,
    Float64Array.from({length: rows}, (_, row) => weights?.[row] ?? 1)
  ).filter((f) => !constant[f]);
  if (kept.length === columns.length) return fitLogistic(train, o);
  if (kept.length === 0)
    throw new UserError("no column differs between rows", "choose a longer log, or another part of the data");
  const {intercept, coefficients, standardErrors, iterations} = fitLogistic({...train, ...takeColumns(train, kept)}, o);
  const spread = (of: ArrayLike<number>) => {
    const all = columns.map(() => 0);
    kept.forEach((f, k) => (all[f] = of[k]));
    return all;
  };
  return logisticModel({
    family: "logistic",
    columns,
    intercept,
    coefficients: spread(coefficients),
    standardErrors: [standardErrors[0], ...spread(standardErrors.subarray(1))],
    iterations
  });
}
