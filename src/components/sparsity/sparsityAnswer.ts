import type {SparsityPage} from "../../lib/targets/sparsityPage.js";
import {count, interval} from "../format.js";
import {targetTitle} from "./sparsityLabels.js";

const NARROW = "item-3-sessions";
const WIDE = "purchase-this-session";

/**
 * The page's answer: what nine positives give, how many it takes, what all of the largest shop give, and what could be
 * known.
 */
export function sparsityAnswer(page: SparsityPage, model: string): string {
  const largest = Math.max(...page.curve.map(({users}) => users));
  const curve = (target: string) =>
    page.curve.filter((mark) => mark.target === target && mark.model === model && mark.users === largest);
  const ceiling = (target: string) => page.ceilings.find((one) => one.target === target && one.users === largest)!.auc;
  const takes = (target: string, share: number) => {
    const {value, most} = page.needed.find(
      (one) => one.target === target && one.model === model && one.share === share
    )!;
    return value === null ? `more than the ${count(most)} there are` : `about ${count(value)}`;
  };
  const [first] = curve(NARROW);
  const last = curve(NARROW).at(-1)!;
  const wide = curve(WIDE).at(-1)!;
  const told = first.auc.low > 0.5 ? "above chance" : "not told from chance";
  return `When there are positives enough to find out what can be known, and when that is much. “${capital(targetTitle(NARROW))}” has AUC ${interval(first.auc)} from ${count(first.positives)} positives, ${told}, and ${interval(last.auc)} from the ${count(last.positives)} of ${count(largest)} users, where the shop's own rates give ${interval(ceiling(NARROW))}; half of what can be known takes ${takes(NARROW, 0.5)} positives, four fifths ${takes(NARROW, 0.8)} (n = ${count(last.testPositives)} positives tested on each of ${page.shops} generated shops; 95 % intervals). “${capital(targetTitle(WIDE))}” has ${count(wide.positives)} positives and little to know: ${interval(wide.auc)} of at most ${interval(ceiling(WIDE))} (n = ${count(wide.testPositives)}).`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
