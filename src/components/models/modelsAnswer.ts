import type {ModelsHeadline} from "../../lib/reports/models.js";
import {interval} from "../format.js";

/**
 * The page's answer: how often a family beats logistic regression, and what a family and a column move on real
 * sessions.
 */
export function modelsAnswer({models, beaten, tasks, boosting, pageValues, n}: ModelsHeadline): string {
  return `Less than what they are told does. Of ${models} kinds of models, some beat logistic regression by more than chance on ${beaten} of ${tasks} tasks (ROC-AUC, paired tests corrected for their number). On Online Shoppers boosting gains ${interval(boosting, 3)} over it; one column that is itself made from purchases is worth ${interval({...pageValues, n}, 3)} sessions (AUC, folds paired, 95 % intervals).`;
}
