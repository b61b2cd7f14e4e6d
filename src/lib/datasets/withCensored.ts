import {evaluate, type EvaluateOptions, type Evaluation} from "../metrics/evaluate.js";
import type {Dataset} from "./dataset.js";

/**
 * The evaluation of the test rows and the censored ones together, the latter by what is known when the part ends: as
 * negatives unless positive by then, as most reports count them. Some of those negatives are positives that came later. Null where no label of the test is
 * censored. Throws `RangeError` unless there is a score for every row.
 *
 * @param scores of the test rows
 * @param censored of the censored rows of the test
 */
export function evaluateWithCensored(
  {test, groups, censored}: Pick<Dataset, "test" | "groups" | "censored">,
  scores: {readonly test: ArrayLike<number>; readonly censored: ArrayLike<number>},
  options: Omit<Partial<EvaluateOptions>, "clusters"> = {}
): Evaluation | null {
  if (censored === undefined || censored.test.rows === 0) return null;
  if (scores.test.length !== test.rows || scores.censored.length !== censored.test.rows)
    throw new RangeError(
      `${scores.test.length} and ${scores.censored.length} scores for ${test.rows} and ${censored.test.rows} rows`
    );
  const joined = (first: ArrayLike<number>, second: ArrayLike<number>) => [...Array.from(first), ...Array.from(second)];
  return evaluate(joined(scores.test, scores.censored), joined(test.y, censored.test.y), {
    ...options,
    clusters: groups === null || censored.groups === null ? undefined : joined(groups.test, censored.groups)
  });
}
