import {UserError} from "../core/errors.js";

export const METRIC_KINDS = ["proportion", "mean", "ratio", "quantile"] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** What is measured of each unit, and how. */
export interface MetricSpec {
  readonly name: string;
  /**
   * `proportion`: units with a 1 in any of their rows; `mean`: sum over a unit's rows, averaged over units; `ratio`: sum over sum; `quantile`:
   * over rows, clustered by unit.
   */
  readonly kind: MetricKind;
  readonly column: string;
  /** Of a ratio; without it, rows are counted. */
  readonly denominator?: string;
  /** Of a proportion or a mean: what was known of a unit before (CUPED). */
  readonly covariate?: string;
  /** Of a quantile, in (0, 1); 0.5 where not given. */
  readonly quantile?: number;
  /** Which way is good; `higher` where not given. */
  readonly better?: "higher" | "lower";
  /** Of a guardrail: the relative loss that is tolerated, such as 0.01. */
  readonly margin?: number;
}

/** Rows of units: one or several each. */
export interface MetricTable {
  readonly units: readonly string[];
  /** NaN where a row has no value. */
  readonly columns: Readonly<Record<string, ArrayLike<number>>>;
}

const TRUTHS: Readonly<Record<string, number>> = {true: 1, false: 0, yes: 1, no: 0};

/**
 * Text as numbers, NaN where there is none; true, false, yes and no are 1 and 0. Throws `UserError` that names the first row with something
 * else.
 *
 * @example
 * ```ts
 * numbersOf("bought", ["1", "true", "0.5"]) // → [1, 1, 0.5]
 * numbersOf("bought", ["1", "maybe"]) // → throws UserError: bought is "maybe" in row 2
 * ```
 */
export function numbersOf(name: string, texts: readonly (string | null)[]): Float64Array {
  return Float64Array.from(texts, (text, row) => {
    const plain = text?.trim() ?? "";
    if (plain === "") return NaN;
    const value = TRUTHS[plain.toLowerCase()] ?? Number(plain);
    if (!Number.isFinite(value))
      throw new UserError(
        `${name} is ${JSON.stringify(plain.slice(0, 40))} in row ${row + 1}`,
        "write numbers with a decimal point, and nothing where there is no value"
      );
    return value;
  });
}

/**
 * The kind that a column's values suggest: a proportion where they are 0 and 1 only, else a mean.
 *
 * @example
 * ```ts
 * kindOf([0, 1, NaN, 1]) // → "proportion"
 * kindOf([0, 1, 2]) // → "mean"
 * ```
 */
export function kindOf(values: ArrayLike<number>): "proportion" | "mean" {
  for (let i = 0; i < values.length; i++)
    if (!(values[i] === 0 || values[i] === 1 || Number.isNaN(values[i]))) return "mean";
  return "proportion";
}
