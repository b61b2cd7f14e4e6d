import type {DataHeadline} from "../../lib/reports/data.js";
import {count, interval, percent} from "../format.js";

/** The page's answer for the generated shop, which always has sessions and purchases. */
export function shopDataAnswer({events, views, conversion, nobodyBuys}: DataHeadline): string {
  const {value, low, high, sessions} = conversion!;
  return `Mostly looking: of ${count(events)} events in the generated shop ${percent(views)} are views, and ${interval({value, low, high, unit: "share"})} of ${count(sessions)} sessions buy, so “nobody buys” is right for ${percent(nobodyBuys!)} of sessions without looking at any of them.`;
}

/** The page's answer for a log of the reader's own. */
export function ownDataAnswer({events, views, conversion, nobodyBuys}: DataHeadline): string {
  const looking = `Of ${count(events)} events in your log ${percent(views)} are views`;
  if (conversion === null || nobodyBuys === null)
    return `${looking}. It holds no purchases, so nothing can be said of who buys.`;
  const {value, low, high, sessions} = conversion;
  return `${looking}, and ${interval({value, low, high, unit: "share"})} of ${count(sessions)} sessions buy, so “nobody buys” is right for ${percent(nobodyBuys)} of sessions without looking at any of them.`;
}
