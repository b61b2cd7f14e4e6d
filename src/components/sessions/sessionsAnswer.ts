import type {OwnSessionsHeadline, ShopSessionsHeadline} from "../../lib/reports/sessions.js";
import {count, interval} from "../format.js";

/** The page's answer for the generated shop, which knows its visits. */
export function shopSessionsAnswer({usualGap, exact, near}: ShopSessionsHeadline): string {
  return `In the generated shop, yes: cutting at ${usualGap} minutes recovers ${interval({...exact, unit: "share"})} of the true visits event for event, as that shop is built to pause less within a visit and more between two; and any gap from ${near.from} to ${near.to} minutes would have done within 1 % as well. No real log can answer, for none knows its visits.`;
}

/** The page's answer for a log of the reader's own. */
export function ownSessionsAnswer({usualGap, usual, half, double}: OwnSessionsHeadline): string {
  const at = ({gap, sessions}: OwnSessionsHeadline["half"]) => `${count(sessions)} at ${gap}`;
  return `Your log cannot say, for like every real log it does not know its visits. A gap of ${usualGap} minutes finds ${count(usual)} sessions in it, against ${at(half)} and ${at(double)}: the closer these numbers, the less hangs on the choice.`;
}
