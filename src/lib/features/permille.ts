import {cast, multiply, nullif, quotient} from "../sql/expression.js";
import type {FeatureExpression} from "./feature.js";

/** Thousandths of `whole` that `part` is, rounded down; NULL where the whole is 0 or one of them is missing. In 64 bits, as a thousand times a count may not fit 32. */
export function permille(part: FeatureExpression, whole: FeatureExpression): FeatureExpression {
  return quotient(multiply(1000, cast(part, "bigint")), nullif(whole, 0));
}
