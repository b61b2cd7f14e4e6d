import {aucInterval} from "../metrics/auc.js";
import {positivesForAuc, rileySampleSize, type RileySampleSize} from "../metrics/sampleSize.js";

export type Learnability = "learnable" | "borderline" | "not learnable";

/** What a part of the split holds. */
export interface PartSize {
  readonly examples: number;
  readonly positives: number;
  /** How many users the positives are of. Left out where each is of a user of its own. */
  readonly positiveUsers?: number;
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

/** With fewer users that hold a positive, a model learns those by heart, and a test says nothing. */
export const MIN_POSITIVE_USERS = {train: 10, test: 5} as const;

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
  /** The same if the positives of one user are counted once. */
  readonly cautiousHalfWidth: number | null;
}

/**
 * Whether a target can be learned from so many examples, before any model is fitted. Learnable: even if the positives of one user are counted once, as
 * they are not independent, training has as many as Riley's three criteria ask for, and the test's 95 % interval of an area of `auc` is at most ±0.05 wide.
 * Borderline: with every positive counted, training has at least a third of those, and the interval is at most ±0.1 wide. Else not learnable, and so is a part
 * of one class only. Throws `RangeError` for counts that are no whole numbers, more positives than examples or more users than positives.
 */
export function learnable(
  training: PartSize,
  test: PartSize,
  {parameters, auc}: LearnableOptions = LEARNABLE_OPTIONS
): LearnableVerdict {
  for (const {examples, positives, positiveUsers = positives} of [training, test]) {
    if (!(Number.isInteger(positives) && Number.isInteger(examples) && positives >= 0 && positives <= examples))
      throw new RangeError(`invalid counts: ${positives} positives of ${examples} examples`);
    if (!(Number.isInteger(positiveUsers) && positiveUsers >= Math.min(1, positives) && positiveUsers <= positives))
      throw new RangeError(`invalid counts: ${positives} positives of ${positiveUsers} users`);
  }
  const rated = training.positives > 0 && training.positives < training.examples;
  const riley = rated ? rileySampleSize({prevalence: training.positives / training.examples, parameters}) : null;
  const negatives = test.examples - test.positives;
  const judged = test.positives > 0 && negatives > 0;
  const widthWith = (positives: number) => (judged ? widthAt(auc, positives, negatives) : null);
  const halfWidth = widthWith(test.positives);
  const cautiousHalfWidth = widthWith(users(test));
  const testPositives = judged
    ? positivesForAuc(auc, HALF_WIDTHS[0], {negativesPerPositive: negatives / test.positives})
    : null;
  const reasons = [
    riley === null
      ? `Training has no ${training.positives === 0 ? "positives" : "negatives"}.`
      : `Training has ${shown(training)} where ${count(riley.positives)} are needed for ${parameters} parameters at this rate (${riley.criterion}).`,
    halfWidth === null
      ? `The test has no ${test.positives === 0 ? "positives" : "negatives"}, so nothing can be judged.`
      : `The test has ${shown(test)}: an area of ${auc} would be known to ±${halfWidth.toFixed(3)}${
          users(test) < test.positives ? `, or ±${cautiousHalfWidth!.toFixed(3)} if each user counts once` : ""
        }; ±${HALF_WIDTHS[0]} takes ${count(testPositives!)}.`
  ];
  // of the positives asked for at this rate, the share that is there
  const taught = riley === null ? 0 : training.examples / riley.rows;
  const cautiouslyTaught = riley === null ? 0 : (taught * users(training)) / training.positives;
  const verdict =
    riley === null || halfWidth === null || cautiousHalfWidth === null
      ? "not learnable"
      : cautiouslyTaught >= 1 && cautiousHalfWidth <= HALF_WIDTHS[0]
        ? "learnable"
        : taught >= BORDERLINE_SHARE && halfWidth <= HALF_WIDTHS[1]
          ? "borderline"
          : "not learnable";
  return {verdict, reasons, riley, testPositives, halfWidth, cautiousHalfWidth};
}

const users = ({positives, positiveUsers = positives}: PartSize) => positiveUsers;

const shown = (held: PartSize) =>
  `${count(held.positives)} ${held.positives === 1 ? "positive" : "positives"}${
    users(held) < held.positives ? ` of ${count(users(held))} ${users(held) === 1 ? "user" : "users"}` : ""
  }`;

function widthAt(auc: number, positives: number, negatives: number): number {
  const {low, high} = aucInterval(auc, positives, negatives);
  return (high - low) / 2;
}

const count = (n: number) => n.toLocaleString("en-US");
