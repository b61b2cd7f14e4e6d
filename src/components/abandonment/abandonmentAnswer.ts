import type {AbandonmentHeadline} from "../../lib/reports/abandonment.js";
import {count, percent} from "../format.js";
import {estimateText, shareText} from "./estimateText.js";

/**
 * The page's answer: what is known of a cart early on, how near that is to all there is to know, and what accuracies
 * are worth.
 */
export function abandonmentAnswer({title, early, known, carts, all, hidden, shown}: AbandonmentHeadline): string {
  return `Earlier than its end, somewhat; surely, no. After event ${early.number} of a session of the generated shop a ${title.toLowerCase()} tells who will buy with AUC ${estimateText(early)}, where whoever knew every rate would have ${estimateText(known)} (n = ${count(early.n)} sessions, ${count(early.positives)} buying), and which carts will be left with ${estimateText(carts)} (n = ${count(carts.n)}). Its accuracy of ${shareText(all)} over all ${count(all.n)} sessions sounds better than it is: saying “no” to everyone has ${percent(all.constant)}. Of carts it is right in ${shareText(hidden)}, against ${percent(hidden.constant)} for a constant, and in ${shareText(shown)} once the transaction itself is among the events it reads.`;
}
