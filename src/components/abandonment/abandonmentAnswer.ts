import type {AbandonmentHeadline} from "../../lib/reports/abandonment.js";
import {count, percent, spokenPercent} from "../format.js";
import {estimateText, shareText} from "./estimateText.js";

/** The page's answer: how well abandoned carts can be told from bought ones early in a session. */
export function abandonmentAnswer({carts}: AbandonmentHeadline): string {
  const rank = `Early in a session, the network ranks an abandoned cart above a bought one in ${spokenPercent(carts.value)} of pairs; a coin toss would manage half.`;
  if (carts.low <= 0.5) return `No, as far as we can see. ${rank}`;
  return `${carts.value >= 0.8 ? "Yes, early and fairly reliably" : "Hardly"}. ${rank}`;
}

/** What stands behind the answer: AUC early on and with every rate known, and what accuracies are worth. */
export function abandonmentDetails({title, early, known, carts, all, hidden, shown}: AbandonmentHeadline): string {
  return `After event ${early.number}, the ${title.toLowerCase()} predicts who will buy with an AUC of ${estimateText(early)}; the best possible is ${estimateText(known)} (n = ${count(early.n)} sessions, ${count(early.positives)} with a purchase). For which carts will be abandoned, its AUC is ${estimateText(carts)} (n = ${count(carts.n)}). Its accuracy of ${shareText(all)} over all ${count(all.n)} sessions sounds better than it is: always answering “no purchase” is right in ${percent(all.constant)}. For carts the network is right in ${shareText(hidden)}, where always giving the more common answer is right in ${percent(hidden.constant)}. Once it can read the purchase itself, it is right in ${shareText(shown)}.`;
}
