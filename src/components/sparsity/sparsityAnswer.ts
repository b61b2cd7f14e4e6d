import {NARROW, WIDE, type SparsityHeadline} from "../../lib/reports/sparsity.js";
import type {PositivesNeeded} from "../../lib/reports/sparsityPage.js";
import {count, interval} from "../format.js";
import {targetTitle} from "./sparsityLabels.js";

const STANDINGS = {
  above: "it already beats chance",
  below: "it is worse than chance",
  untold: "it cannot be distinguished from chance"
} as const;

/** The page's answer: how many positives it takes to learn half of what can be known, and what the fewest give. */
export function sparsityAnswer({half, told}: SparsityHeadline): string {
  const needed =
    half.value === null
      ? `in the generated shop even ${count(half.most)} purchases are not enough`
      : `in the generated shop a model needs about ${count(half.value)} purchases (the margin of error is wide)`;
  return `When there are enough examples to learn from: ${needed} to learn half of what can be known about who ${targetTitle(NARROW)}. With the fewest that we tried, ${STANDINGS[told]}.`;
}

/** What stands behind the answer: scores with the fewest and all positives, the ceilings, and the wide target. */
export function sparsityDetails(headline: SparsityHeadline): string {
  const {users, shops, first, last, wide, ceilings, most} = headline;
  const takes = ({value, most}: PositivesNeeded) =>
    value === null ? `more than the ${count(most)} that there are` : `about ${count(value)} positives`;
  return `For “${targetTitle(NARROW)}”, the model reaches an AUC of ${interval(first.auc)} with ${count(first.positives)} positives and ${interval(last.auc)} with the ${count(last.positives)} of ${count(users)} users; the best possible is ${interval(ceilings.narrow)}. Learning 80 % of what can be known takes ${takes(most)} (${count(last.testPositives)} positives tested in each of ${shops} generated shops). For “${targetTitle(WIDE)}”, there are ${count(wide.positives)} positives but less to know: ${interval(wide.auc)} of at most ${interval(ceilings.wide)} (${count(wide.testPositives)} positives tested).`;
}
