import type {AgainRow, ModelsPage} from "../../lib/experiments/modelsPage.js";
import {fixed} from "../format.js";

const again = (rows: readonly AgainRow[], protocol: string, model: string) =>
  rows.find((row) => row.protocol === protocol && row.model === model && row.metric === "auc")!;

/** The page's answer: how often a family beats logistic regression, and what a column or a split moves beside it. */
export function modelsAnswer({summaries, models, shoppers}: ModelsPage): string {
  const beaten = summaries.filter(({better}) => better > 0).length;
  const known = again(shoppers.rows, "2 × 5 folds, with page values", "boosting");
  const hidden = again(shoppers.rows, "2 × 5 folds, without page values", "boosting");
  const linear = again(shoppers.rows, "2 × 5 folds, with page values", "logistic");
  return `Less than what they are told does. Of ${models.length} kinds of models, some beat logistic regression by more than chance on ${beaten} of ${summaries.length} tasks (ROC-AUC, paired tests corrected for their number). On Online Shoppers boosting gains ${fixed(known.value - linear.value, 3)} over it; one column that is itself made from purchases is worth ${fixed(known.value - hidden.value, 3)}.`;
}
