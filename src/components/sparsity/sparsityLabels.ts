import {TARGETS} from "../../lib/targets/target.js";
import {COLOURS} from "../colours.js";

export const METRIC_LABELS = {
  auc: {title: "AUC", axis: "area under the ROC curve", chance: 0.5, digits: 2},
  lift: {
    title: "average precision over chance",
    axis: "average precision, times that of random order",
    chance: 1,
    digits: 1
  }
} as const;
export type SparsityMetric = keyof typeof METRIC_LABELS;

/** A model's colour, dash and mark. */
export const MODEL_LOOKS: Readonly<Record<string, {readonly colour: string; readonly symbol: "circle" | "square"}>> = {
  logistic: {colour: COLOURS.recomputed, symbol: "circle"},
  boosting: {colour: COLOURS.published, symbol: "square"}
};

/** What a target asks, as in a sentence: “buys this item within 3 sessions”. */
export const targetTitle = (id: string): string => TARGETS.find((target) => target.id === id)?.title ?? id;

/** How remedies are named on the page, in the order in which they are shown. */
export const REMEDY_TITLES: Readonly<Record<string, string>> = {
  "more data": "three times the users",
  "more buyers": "twice the buyers",
  "longer horizon": "30 days in place of 3 sessions",
  "broader target": "the category in place of the item",
  "dwell time": "features of dwell time",
  "price sensitivity": "features of price",
  content: "features of content",
  seasonality: "features of season",
  "collaborative filtering": "collaborative filtering",
  "item embeddings": "item embeddings",
  "all features": "all of these features",
  "all features, more data": "all features, three times the users",
  "rules and model": "rules and model",
  "cart and purchase together": "cart and purchase learned together",
  "sequence model": "a GRU over the user's events",
  "made-up multipliers": "made-up multipliers"
};
