import type {IntentPage, IntentRow} from "../../lib/reports/intentPage.js";
import {fixed} from "../format.js";
import {differenceText} from "./differenceText.js";
import {shortInterval} from "../models/modelMetrics.js";

/** The row of a model in one metric. */
export function rowOf(
  {rows}: IntentPage,
  protocol: IntentRow["protocol"],
  variant: IntentRow["variant"],
  model: string,
  metric = "auc"
): IntentRow {
  const found = rows.find(
    (row) => row.protocol === protocol && row.variant === variant && row.model === model && row.metric === metric
  );
  if (found === undefined) throw new RangeError(`no ${metric} of ${model}, ${protocol}, ${variant} page values`);
  return found;
}

/** The page's answer: how well TabM does, whether it beats boosting, and what hangs on page values and on the split. */
export function intentAnswer(page: IntentPage): string {
  const tabm = rowOf(page, "folds", "with", "tabm");
  const {difference} = tabm;
  const bare = rowOf(page, "folds", "without", "tabm");
  const months = rowOf(page, "months", "with", "tabm");
  const than = "than gradient boosting has on the same folds";
  const verdict =
    difference!.low > 0
      ? `more ${than}`
      : difference!.high < 0
        ? `less ${than}`
        : `no more ${than} as far as can be told`;
  return `With every column TabM ranks Online Shoppers’ sessions with an area of ${shortInterval(tabm)} on random folds (random order 0.5): ${verdict}, the difference being ${differenceText(difference!)}. Without page values, which are made from purchases, ${fixed(bare.value, 3)} is left; and trained up to October, asked of November and December, it has ${fixed(months.value, 3)} with them.`;
}
