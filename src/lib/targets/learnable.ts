import {aucInterval} from "../metrics/aucInterval.js";
import {positivesForAuc} from "../metrics/positivesForAuc.js";
import {rileySampleSize, type RileySampleSize} from "../metrics/rileySampleSize.js";

export type Learnability = "learnable" | "borderline" | "not learnable";

/** What a part of the split holds. */
export interface Held {
  readonly examples: number;
  readonly positives: number;
}

export interface LearnableOptions {
  /** Columns of the model matrix. */
  readonly parameters: number;
  /** The area under the ROC curve at which the width of its interval is judged. */
  readonly auc: number;
}

/** 36 numbers and one column for each of the generated shop's eight departments. */
export const LEARNABLE_OPTIONS: LearnableOptions = {parameters: 44, auc: 0.7};

/** The half width of the test's 95 % interval of the area under the ROC curve that a verdict needs: at most the first, or the second to be borderline. */
export const HALF_WIDTHS = [0.05, 0.1] as const;
/** The share of the positives asked for by Riley's criteria that is still borderline. */
export const BORDERLINE_SHARE = 1 / 3;

export interface LearnableVerdict {
  readonly verdict: Learnability;
  /** Why, one sentence for training and one for the test. */
  readonly reasons: readonly string[];
  /** What training would need at this rate of positives; null where there is no rate to go by. */
  readonly riley: RileySampleSize | null;
  /** Positives a test at this rate would need for the narrower half width; null likewise. */
  readonly testPositives: number | null;
  /** Half the width of the test's interval at the assumed area; null where a class is empty. */
  readonly halfWidth: number | null;
}

/**
 * Whether a target can be learned from so many examples, before any model is fitted. Learnable: training has the positives that Riley's three criteria
 * ask for, and the test's 95 % interval of an area of `auc` is at most ±0.05 wide. Borderline: at least a third of those positives and at most ±0.1.
 * Else not learnable, and so is a part of one class only. Throws `RangeError` for counts that are no whole numbers or more positives than examples.
 */
export function learnable(
  training: Held,
  test: Held,
  {parameters, auc}: LearnableOptions = LEARNABLE_OPTIONS
): LearnableVerdict {
  for (const {examples, positives} of [training, test]) {
    if (!(Number.isInteger(positives) && Number.isInteger(examples) && positives >= 0 && positives <= examples))
      throw new RangeError(`invalid counts: ${positives} positives of ${examples} examples`);
  }
  const reasons: string[] = [];
  const rated = training.positives > 0 && training.positives < training.examples;
  const riley = rated ? rileySampleSize({prevalence: training.positives / training.examples, parameters}) : null;
  const taught = riley === null ? 0 : training.examples / riley.rows;
  reasons.push(
    riley === null
      ? training.positives === 0
        ? "Training has no positives."
        : "Training has no negatives."
      : `Training has ${show(training.positives)} positives where ${show(riley.positives)} are needed for ${parameters} parameters at this rate (${riley.criterion}).`
  );
  const negatives = test.examples - test.positives;
  const judged = test.positives > 0 && negatives > 0;
  const halfWidth = judged ? widthAt(auc, test.positives, negatives) : null;
  const testPositives = judged
    ? positivesForAuc(auc, HALF_WIDTHS[0], {negativesPerPositive: negatives / test.positives})
    : null;
  reasons.push(
    halfWidth === null
      ? `The test has no ${test.positives === 0 ? "positives" : "negatives"}, so nothing can be judged.`
      : `The test has ${show(test.positives)} positives: an area of ${auc} would be known to ±${halfWidth.toFixed(3)}; ±${HALF_WIDTHS[0]} takes ${show(testPositives!)}.`
  );
  const verdict =
    halfWidth === null || riley === null
      ? "not learnable"
      : taught >= 1 && halfWidth <= HALF_WIDTHS[0]
        ? "learnable"
        : taught >= BORDERLINE_SHARE && halfWidth <= HALF_WIDTHS[1]
          ? "borderline"
          : "not learnable";
  return {verdict, reasons, riley, testPositives, halfWidth};
}

function widthAt(auc: number, positives: number, negatives: number): number {
  const {low, high} = aucInterval(auc, positives, negatives);
  return (high - low) / 2;
}

const show = (n: number) => n.toLocaleString("en-US");
