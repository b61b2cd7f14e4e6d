import type {BoostingJson} from "../models/boosting.js";

/** Rows of a part of the data, by their numbers in it. */
export interface SampledRows {
  readonly numbers: readonly number[];
  /** rows × columns of the model */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What the page on explanations is given; made by `loaders/pages/explain.ts`. */
export interface ExplainPage {
  readonly profile: string;
  readonly seed: number;
  readonly split: string;
  readonly target: string;
  readonly model: BoostingJson;
  /** By the model's columns. */
  readonly units: readonly string[];
  /** At even steps of the ranking by score, the lowest first. */
  readonly test: SampledRows;
  /** Evenly spread over training: what rows are compared with. */
  readonly training: SampledRows;
  /** Of the whole test part. */
  readonly testRows: number;
}
