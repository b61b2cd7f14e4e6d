import {UserError} from "../core/errors.js";
import type {Edges} from "./binEdges.js";

export type Loss = "logistic" | "squared" | "poisson" | "quantile";

export interface BoostingOptions {
  /** What is predicted: a chance, a mean, the mean of a count, or a quantile. */
  readonly loss: Loss;
  /** Of the quantile loss. */
  readonly level: number;
  readonly trees: number;
  readonly learningRate: number;
  /**
   * `leaf`: the leaf that gains most is cut next, up to `leaves`. `level`: level by level, down to `depth`.
   * `symmetric`: all leaves of a level are cut alike, down to `depth`.
   */
  readonly growth: "leaf" | "level" | "symmetric";
  readonly leaves: number;
  readonly depth: number;
  /** Penalties on the values of leaves; under the quantile loss they only weigh in where to cut. */
  readonly l1: number;
  readonly l2: number;
  /** A leaf has at least so many rows, counted by weight, and so much hessian. */
  readonly leastRows: number;
  readonly leastHessian: number;
  /**
   * Whether the rows of a leaf that is to be made are counted, as scikit-learn does; else they are estimated from its
   * hessian, as LightGBM does, which is faster. Under the logistic loss the two differ where chances within a leaf do.
   */
  readonly countRows: boolean;
  /** A cut must lower twice the loss by more than this. */
  readonly leastGain: number;
  /** Shares of rows and of columns that each tree sees, drawn without replacement. */
  readonly rowSample: number;
  readonly columnSample: number;
  /** What positives weigh against negatives. */
  readonly scalePosWeight: number;
  /** By column: 1 where predictions may not fall with it, −1 where they may not rise. */
  readonly monotone: Readonly<Record<string, 1 | -1>>;
  /**
   * Stops after so many trees without a better validation loss, where there is a validation set; the trees up to the
   * best are kept.
   */
  readonly patience: number;
  readonly bins: number;
  readonly edges: Edges;
  readonly seed: number;
}

export const BOOSTING_OPTIONS: BoostingOptions = {
  loss: "logistic",
  level: 0.5,
  trees: 200,
  learningRate: 0.1,
  growth: "leaf",
  leaves: 31,
  depth: 6,
  l1: 0,
  l2: 0,
  leastRows: 20,
  leastHessian: 1e-3,
  countRows: false,
  leastGain: 0,
  rowSample: 1,
  columnSample: 1,
  scalePosWeight: 1,
  monotone: {},
  patience: 0,
  bins: 255,
  edges: "filled",
  seed: 1
};

/** What makes leaf-wise trees those of scikit-learn's histogram boosting, other options alike, but for ties. */
export const AS_SCIKIT_LEARN = {edges: "percentiles", countRows: true} as const satisfies Partial<BoostingOptions>;

/**
 * Throws `UserError` for an option out of its range, naming it.
 *
 * @example
 * ```ts
 * checkBoosting(BOOSTING_OPTIONS, ["views"]) // → undefined
 * checkBoosting({...BOOSTING_OPTIONS, trees: 0}, ["views"])
 * // → throws UserError: trees: 0; give a whole number from 1 to 10000
 * checkBoosting({...BOOSTING_OPTIONS, monotone: {price: 1}}, ["views"])
 * // → throws UserError: monotone names price; there are the columns views
 * ```
 */
export function checkBoosting(o: BoostingOptions, columns: readonly string[]): void {
  const within = (name: keyof BoostingOptions, low: number, high: number, whole = false) => {
    const value = o[name] as number;
    if (!(value >= low && value <= high) || (whole && !Number.isInteger(value)))
      throw new UserError(`${name}: ${value}`, `give a ${whole ? "whole " : ""}number from ${low} to ${high}`);
  };
  within("trees", 1, 10_000, true);
  within("learningRate", 1e-6, 1);
  within("leaves", 2, 1024, true);
  within("depth", 1, o.growth === "symmetric" ? 10 : 32, true);
  within("l1", 0, 1e12);
  within("l2", 0, 1e12);
  within("leastRows", 1, 1e9);
  within("leastHessian", 0, 1e12);
  within("leastGain", 0, 1e12);
  within("rowSample", 1e-6, 1);
  within("columnSample", 1e-6, 1);
  within("scalePosWeight", 1e-9, 1e9);
  within("patience", 0, 10_000, true);
  within("bins", 2, 255, true);
  within("seed", 0, 2_147_483_647, true);
  if (o.loss === "quantile") within("level", 1e-6, 1 - 1e-6);
  const constrained = Object.keys(o.monotone);
  if (o.loss === "quantile" && constrained.length > 0)
    throw new UserError(`monotone: ${constrained.join(", ")}`, "the quantile loss takes no monotone columns");
  for (const name of constrained)
    if (!columns.includes(name))
      throw new UserError(`monotone names ${name}`, `there are the columns ${columns.join(", ")}`);
}
