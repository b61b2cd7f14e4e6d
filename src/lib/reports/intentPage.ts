import type {Interval} from "../metrics/intervals.js";

/** A value with its interval, what knowing nothing reaches and n. */
export interface IntentMeasure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly baseline: number;
}

export type IntentProtocol = "folds" | "months";
export type IntentVariant = "with" | "without";

/** One metric of one model. */
export interface IntentRow extends IntentMeasure {
  readonly protocol: IntentProtocol;
  /** With or without page values. */
  readonly variant: IntentVariant;
  readonly model: string;
  readonly metric: string;
  /** Less the reference's on the same folds, or the same test rows; null for the reference, and where there is none. */
  readonly difference: (Interval & {readonly value: number}) | null;
}

export interface IntentModel {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
}

/** What a TabM of so many heads comes to. */
export interface IntentHeads extends IntentMeasure {
  readonly variant: IntentVariant;
  readonly heads: number;
  /** With so many from the start, cut from the one with the most, or its heads' mean weights. */
  readonly way: "trained" | "cut" | "mean";
  /** Less the uncut model's, on the same folds; null for itself. */
  readonly difference: (Interval & {readonly value: number}) | null;
}

/** A bin of a calibration curve. */
export interface IntentBin {
  readonly variant: IntentVariant;
  readonly model: string;
  /** Mean probability, and share that bought with its interval. */
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** The one in twenty rows with the highest scores, and the slope of calibration, over all folds together. */
export interface IntentTop {
  readonly variant: IntentVariant;
  readonly model: string;
  readonly lift: IntentMeasure;
  readonly precision: IntentMeasure;
  readonly slope: IntentMeasure;
}

/** What a report says, with an interval for as many rows as it can have had. */
export interface IntentClaim extends Interval {
  readonly id: string;
  readonly metric: string;
  readonly value: number;
  readonly printed: string;
  readonly n: number;
}

/** A column of rows, as a form asks for it. */
export interface IntentField {
  readonly name: string;
  readonly unit: string;
  /** The middle value of the rows of training: of a visitor to begin with. */
  readonly middle: number;
}

/** A trained model that the site hands out. */
export interface IntentFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** `shoppers` or `shop`: which rows it takes. */
  readonly rows: "shoppers" | "shop";
  readonly columns: readonly string[];
  readonly bytes: number;
}

/** What the page on purchase intent shows before a control is touched. */
export interface IntentPage {
  readonly models: readonly IntentModel[];
  /** The model that differences are taken from. */
  readonly reference: string;
  readonly rows: readonly IntentRow[];
  readonly heads: readonly IntentHeads[];
  readonly calibration: readonly IntentBin[];
  readonly claims: readonly IntentClaim[];
  readonly top: readonly IntentTop[];
  /** AUC, on the test rows of the fold that a tab trains for, of TabMs trained with so many heads. */
  readonly fold: readonly {readonly variant: IntentVariant; readonly heads: number; readonly auc: number}[];
  readonly sessions: number;
  readonly positives: number;
  /** How many of how many folds were tried. */
  readonly folds: {readonly used: number; readonly of: number};
  /** SHA-256 of the file that the study read. */
  readonly sha256: string;
  /** What training the uncut TabM took for one fold, in seconds, on the mean. */
  readonly trainingSeconds: number;
  /** The generated shop's rows: what a card says of them, and their columns. */
  readonly shop: {
    readonly profile: string;
    readonly seed: number;
    readonly split: string;
    readonly target: {readonly id: string; readonly title: string};
    readonly fields: readonly IntentField[];
  };
  readonly files: readonly IntentFile[];
  readonly runtime: {readonly bytes: number; readonly transferBytes: number};
}
