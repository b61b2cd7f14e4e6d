import type {DataHeadline} from "../../lib/reports/data.js";
import {spokenPercent} from "../format.js";

/** The page's answer for the generated shop, which always has sessions and purchases. */
export function shopDataAnswer({views, conversion}: DataHeadline): string {
  return `${views > 0.5 ? "Mostly browsing" : "Not only browsing"}: about ${spokenPercent(conversion!.value)} of sessions in the generated shop include a purchase. A model that always says “no purchase” is right for all the others, so every accuracy must be compared with that.`;
}

/** The page's answer for a log of the reader's own. */
export function ownDataAnswer({views, conversion}: DataHeadline): string {
  if (conversion === null)
    return `${views > 0.5 ? "Mostly browsing" : "Not only browsing"}: your log holds no purchases, so it cannot show who buys.`;
  return `About ${spokenPercent(conversion.value)} of sessions in your log include a purchase. A model that always says “no purchase” is right for all the others, so every accuracy must be compared with that.`;
}
