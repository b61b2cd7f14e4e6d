/** What one fit took and how good it is on rows it has not seen. */
export interface ModelOnce {
  /** Processor time of the fit, binning and scaling included. */
  readonly seconds: number;
  /** The median of five more fits in the same process, where a fit is so short that compiling code weighs in. */
  readonly again: number | null;
  /** AUC, or mean Poisson deviance. */
  readonly quality: number;
}

/** Shapes of the data sets, as `models.ts` writes them: features row by row and labels, 64-bit reals. */
export const SHAPES = {
  classes: {columns: 41, train: 60_000, test: 60_000},
  counts: {columns: 20, train: 1_000_000, test: 200_000},
  few: {columns: 41, train: 20_000, test: 60_000}
} as const;
export type Data = keyof typeof SHAPES;

/** A model with its settings; the peer's are the same. */
export type Fit = "leaf" | "level" | "symmetric" | "poisson" | "forest" | "logistic";

/** Fits that are also timed again in the same process. */
export const SHORT: readonly Fit[] = ["logistic"];
