import type {StudyResult} from "../core/result.js";
import {
  claimedPairs,
  recommendAnswer,
  recommenderRows,
  waterfallAnswer,
  waterfallRows,
  type ClaimedPair,
  type RecommenderRow,
  type WaterfallRow
} from "./recommend.js";

/** Logs that the errors of protocol were tried on, by their names in the study. */
export type WaterfallLog = "retailrocket" | "eshop-clothing" | "paper-2";

/** What the Recommendation page shows of the studies. */
export interface RecommendResults {
  readonly answer: string;
  readonly claimAnswer: string;
  readonly models: Readonly<Record<"keep" | "drop", readonly RecommenderRow[]>>;
  /** Predictions that the models were tested on. */
  readonly predictions: Readonly<Record<"keep" | "drop", number>>;
  readonly steps: Readonly<Record<WaterfallLog, readonly WaterfallRow[]>>;
  readonly claimed: ClaimedPair;
}

/** From the results of the studies `recommend-eshop` and `recommend-waterfall`. */
export function recommendResults(eshop: StudyResult, waterfall: StudyResult): RecommendResults {
  const n = (repeats: "keep" | "drop") => eshop.figures[`${repeats}-popularity-hr5`].n!;
  return {
    answer: recommendAnswer(eshop),
    claimAnswer: waterfallAnswer(waterfall),
    models: {keep: recommenderRows(eshop, "keep"), drop: recommenderRows(eshop, "drop")},
    predictions: {keep: n("keep"), drop: n("drop")},
    steps: {
      retailrocket: waterfallRows(waterfall, {log: "retailrocket"}),
      "eshop-clothing": waterfallRows(waterfall, {log: "eshop-clothing"}),
      "paper-2": waterfallRows(waterfall, {log: "paper-2"})
    },
    claimed: claimedPairs().after
  };
}
