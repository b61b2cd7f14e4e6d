import type {Figure} from "../../src/lib/core/result.js";
import type {Measure} from "../../src/lib/metrics/measure.js";

/**
 * A study's figure of a metric, whose protocol goes on with how its interval was made and
 * what to mind. Throws `RangeError` for what cannot be said.
 */
export function measuredFigure(
  measure: Measure,
  {unit, dataset, protocol}: Pick<Figure, "unit" | "dataset" | "protocol">
): Figure {
  if (!measure.said) throw new RangeError(`no ${unit} of ${dataset}, ${protocol}: ${measure.why}`);
  const {value, interval, n, method, baseline, caution} = measure;
  return {
    value,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    n,
    unit,
    dataset,
    protocol: `${protocol}; ${method}${caution === null ? "" : `; caution: ${caution}`}`,
    baseline: {name: baseline.name, value: baseline.value}
  };
}
