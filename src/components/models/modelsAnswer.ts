import type {ModelsHeadline} from "../../lib/reports/models.js";
import {count, interval} from "../format.js";

/** The page's answer: what a family and what a feature changes on real sessions. */
export function modelsAnswer({boosting, pageValues}: ModelsHeadline): string {
  const shops = "On real shop visits, one feature that is computed from purchases";
  if (boosting.low > 0 && pageValues.low > boosting.high)
    return `The choice of model matters less than the features. ${shops} changes the score about ${count(pageValues.value / boosting.value)} times as much as the step from logistic regression to gradient boosting.`;
  if (boosting.low <= 0)
    return `The choice of model hardly matters. On real shop visits, gradient boosting is not distinguishable from logistic regression${pageValues.low > 0 ? ", while a single feature makes a clear difference" : ""}.`;
  return pageValues.high < boosting.low
    ? `Gradient boosting, and the choice of model can matter more than a feature. ${shops} changes the score less than the step from logistic regression to gradient boosting.`
    : `The choice of model matters about as much as a feature. ${shops} changes the score about as much as the step from logistic regression to gradient boosting.`;
}

/** What stands behind the answer: on how many tasks some model beats logistic regression, and the two differences. */
export function modelsDetails({models, beaten, beatenOnReal, tasks, boosting, pageValues, n}: ModelsHeadline): string {
  return `${tasks} of the tasks in the table have enough test positives to be tested. On ${beaten} of them, at least one of ${models} kinds of models is significantly better than logistic regression (ROC-AUC, paired tests corrected for their number)${beatenOnReal === beaten ? "; all of these are real data" : ""}. On Online Shoppers, boosting raises the AUC by ${interval(boosting, 3)}; the feature “page values”, which is computed from purchases, raises it by ${interval(pageValues, 3)} (n = ${count(n)} sessions, paired folds, 95 % intervals).`;
}
