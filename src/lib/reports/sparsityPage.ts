import type {Interval} from "../metrics/intervals.js";

/** A mean over shops with its 95 % interval. */
export interface MeanOverShops extends Interval {
  readonly value: number;
}

/** What a model reaches with some number of positives. */
export interface CurveMark {
  /** Of the shop; held-out users of the same shop test. */
  readonly users: number;
  /** A target's id. */
  readonly target: string;
  readonly model: string;
  /** Whether the shop's training users are all taken, and not only so many that there are about `positives`. */
  readonly whole: boolean;
  /** In training and in the test, mean over shops. */
  readonly positives: number;
  readonly testPositives: number;
  readonly shops: number;
  readonly auc: MeanOverShops;
  /** The area without test examples whose horizon goes on after the log; null where some shop has none to tell. */
  readonly knownAuc: MeanOverShops | null;
  /** Average precision as a multiple of the share of positives, which is what random order has. */
  readonly lift: MeanOverShops;
  /** Of the area between one half and the ceiling, the share that the model has. */
  readonly share: MeanOverShops;
  readonly trainAuc: number;
}

/** A model on a shop larger than those of the curves: one seed, its interval by user. */
export interface LargeMark {
  readonly users: number;
  readonly target: string;
  readonly model: string;
  readonly positives: number;
  readonly testPositives: number;
  readonly auc: MeanOverShops;
}

/** What the shop's own rates reach. */
export interface Ceiling {
  readonly users: number;
  readonly target: string;
  readonly auc: MeanOverShops;
  readonly lift: MeanOverShops;
  readonly prevalence: number;
  readonly testPositives: number;
  /** Share of the test's examples whose horizon goes on after the log, mean over shops. */
  readonly censored: number;
}

/**
 * From how many positives on a model knows a share of what can be known; null where it is never so, on the largest
 * shop.
 */
export interface PositivesNeeded {
  readonly target: string;
  readonly model: string;
  readonly share: number;
  readonly value: number | null;
  /** Where the band's upper and lower edge come to that share. */
  readonly low: number | null;
  readonly high: number | null;
  /** The most that was tried. */
  readonly most: number;
}

export interface RemedyGain {
  readonly remedy: string;
  readonly model: string;
  /** Whether the same examples with the same labels were scored with and without. */
  readonly paired: boolean;
  readonly positives: number;
  readonly testPositives: number;
  readonly baseAuc: MeanOverShops;
  readonly auc: MeanOverShops;
  readonly lift: MeanOverShops;
}

export interface SyntheticMultipliersCell {
  readonly model: string;
  readonly features: "without" | "with";
  readonly labels: "true" | "shuffled";
  readonly testPositives: number;
  readonly auc: MeanOverShops;
}

/** What the Sparsity page is given; made by `loaders/pages/sparsity.ts`. */
export interface SparsityPage {
  readonly shops: number;
  readonly models: readonly {readonly id: string; readonly title: string; readonly setting: string}[];
  readonly curve: readonly CurveMark[];
  /** With all positives of larger shops; none as long as nobody has made them. */
  readonly larger: readonly LargeMark[];
  readonly ceilings: readonly Ceiling[];
  readonly needed: readonly PositivesNeeded[];
  readonly remedies: readonly RemedyGain[];
  readonly madeUp: readonly SyntheticMultipliersCell[];
  /** The made-up multipliers themselves. */
  readonly factors: readonly number[];
  /** What the remedies were tried against. */
  readonly base: {
    readonly users: number;
    readonly baseUsers: number;
    readonly positives: number;
    readonly testPositives: number;
    readonly shops: number;
    /** How many of ten users train. */
    readonly trainingTenths: number;
    readonly features: number;
  };
  /** A model trained as the report's, mean over shops, on true and on shuffled labels. */
  readonly reported: {
    /** How many positives the report says it trained on. */
    readonly claimed: number;
    readonly positives: number;
    readonly weight: number;
    readonly rows: number;
    readonly true: ReportedMeans;
    readonly shuffled: ReportedMeans;
  };
}

export interface ReportedMeans {
  readonly trainAuc: number;
  readonly trainAveragePrecision: number;
  readonly testAuc: MeanOverShops;
  readonly testAveragePrecision: MeanOverShops;
}
