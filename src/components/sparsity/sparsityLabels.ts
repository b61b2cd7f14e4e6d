import {TARGETS} from "../../lib/targets/target.js";
import {COLOURS} from "../colours.js";

export const METRIC_LABELS = {
  auc: {title: "AUC", axis: "AUC (area under the ROC curve)", chance: 0.5, digits: 2},
  lift: {
    title: "average precision relative to chance",
    axis: "average precision / that of chance",
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
  "longer horizon": "30 days instead of 3 sessions",
  "broader target": "the category instead of the item",
  "dwell time": "dwell-time features",
  "price sensitivity": "price features",
  content: "content features",
  seasonality: "seasonal features",
  "collaborative filtering": "collaborative filtering",
  "item embeddings": "item embeddings",
  "all features": "all of these features",
  "all features, more data": "all of these features and three times the users",
  "rules and model": "rules next to the model",
  "cart and purchase together": "cart and purchase learned together",
  "sequence model": "a GRU over the user's events",
  "made-up multipliers": "made-up multipliers"
};
