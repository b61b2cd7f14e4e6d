import type {AbandonmentPage} from "../../lib/sequence/abandonmentPage.js";
import {count, percent} from "../format.js";
import {estimateText, shareText} from "./estimateText.js";
import {rowsOf, POSTERIOR} from "./shownReport.js";

/** The number of the event at which the answer looks. */
const LOOK = 5;

/**
 * The page's answer: what is known of a cart early on, how near that is to all there is to know, and what accuracies
 * are worth.
 */
export function abandonmentAnswer({reports, accuracies, models}: AbandonmentPage): string {
  const [{id, title}] = models;
  const purchase = reports.find(({target}) => target.ask === "purchase")!;
  const cart = reports.find(({target}) => target.ask === "abandonment")!;
  const area = ({areas}: typeof purchase, model: string) => rowsOf(areas, model).find(({number}) => number >= LOOK)!;
  const [early, known] = [area(purchase, id), area(purchase, POSTERIOR)];
  const carts = area(cart, id);
  const all = accuracies.find((row) => row.population === "all" && !row.token && row.model === id)!;
  const shown = accuracies.find((row) => row.population === "cart" && row.token && row.model === id)!;
  const hidden = accuracies.find((row) => row.population === "cart" && !row.token && row.model === id)!;
  return `Earlier than its end, somewhat; surely, no. After event ${early.number} of a session of the generated shop a ${title.toLowerCase()} tells who will buy with AUC ${estimateText(early)}, where whoever knew every rate would have ${estimateText(known)} (n = ${count(early.n)} sessions, ${count(early.positives)} buying), and which carts will be left with ${estimateText(carts)} (n = ${count(carts.n)}). Its accuracy of ${shareText(all)} over all ${count(all.n)} sessions sounds better than it is: saying “no” to everyone has ${percent(all.constant)}. Of carts it is right in ${shareText(hidden)}, against ${percent(hidden.constant)} for a constant, and in ${shareText(shown)} once the transaction itself is among the events it reads.`;
}
