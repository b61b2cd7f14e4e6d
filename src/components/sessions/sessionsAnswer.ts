import type {OwnSessionsHeadline, ShopSessionsHeadline} from "../../lib/reports/sessions.js";
import {spokenPercent} from "../format.js";

/** The page's answer for the generated shop, which knows its visits. */
export function shopSessionsAnswer({usualGap, exact, near}: ShopSessionsHeadline): string {
  const finds =
    exact.value > 0.5
      ? `Yes in the generated shop, which was built that way: the gap finds ${spokenPercent(exact.value)} of the true visits`
      : `No, not even in the generated shop: the gap finds only ${spokenPercent(exact.value)} of the true visits`;
  const others =
    near.from < usualGap && usualGap < near.to
      ? "A slightly shorter or longer gap does almost as well"
      : near.from <= usualGap && usualGap <= near.to
        ? "No other gap does clearly better"
        : "Another gap does better";
  return `${finds}. ${others}. No real log can answer this, because it does not record where visits begin and end.`;
}

/** The page's answer for a log of the reader's own. */
export function ownSessionsAnswer({usual, half, double}: OwnSessionsHeadline): string {
  const change = Math.max(...[half, double].map(({sessions}) => Math.abs(sessions / usual - 1)));
  const matters =
    change === 0
      ? "Half or twice the gap gives the same number of sessions, so the choice hardly matters."
      : `Half or twice the gap changes the number of sessions by up to ${spokenPercent(change)}; the smaller that is, the less the choice matters.`;
  return `Your log cannot say: like every real log, it does not record where visits begin and end. ${matters}`;
}
