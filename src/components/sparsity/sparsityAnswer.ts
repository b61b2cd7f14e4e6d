import {NARROW, WIDE, type SparsityHeadline} from "../../lib/reports/sparsity.js";
import type {PositivesNeeded} from "../../lib/reports/sparsityPage.js";
import {count, interval} from "../format.js";
import {targetTitle} from "./sparsityLabels.js";

/**
 * The page's answer: what nine positives give, how many it takes, what all of the largest shop give, and what could be
 * known.
 */
export function sparsityAnswer(headline: SparsityHeadline): string {
  const {users, shops, first, last, wide, ceilings, half, most} = headline;
  const takes = ({value, most}: PositivesNeeded) =>
    value === null ? `more than the ${count(most)} there are` : `about ${count(value)}`;
  const told = headline.told === "above" ? "above chance" : "not told from chance";
  return `When there are positives enough to find out what can be known, and when that is much. “${capital(targetTitle(NARROW))}” has AUC ${interval(first.auc)} from ${count(first.positives)} positives, ${told}, and ${interval(last.auc)} from the ${count(last.positives)} of ${count(users)} users, where the shop's own rates give ${interval(ceilings.narrow)}; half of what can be known takes ${takes(half)} positives, four fifths ${takes(most)} (n = ${count(last.testPositives)} positives tested on each of ${shops} generated shops; 95 % intervals). “${capital(targetTitle(WIDE))}” has ${count(wide.positives)} positives and little to know: ${interval(wide.auc)} of at most ${interval(ceilings.wide)} (n = ${count(wide.testPositives)}).`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
