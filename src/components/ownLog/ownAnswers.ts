import {wilsonInterval} from "../../lib/metrics/intervals.js";
import {sum, type DataSet} from "../data/dataSet.js";
import {count, interval, percent} from "../format.js";
import {atGap} from "../sessions/gapFigures.js";
import type {SessionsPage} from "../sessions/sessionsPage.js";

/** The Data page's answer for a log of the reader's own. */
export function ownDataAnswer({description, cleaning, lacks}: DataSet): string {
  const sessions = sum(description.lengths.sessions);
  const buying = sum(description.lengths.buying);
  const views = `Of ${count(cleaning.cleanRows)} events in your log ${percent(sum(description.daily.view) / cleaning.cleanRows)} are views`;
  if (lacks.includes("purchases") || sessions === 0)
    return `${views}. It holds no purchases, so nothing can be said of who buys.`;
  const share = interval({value: buying / sessions, ...wilsonInterval(buying / sessions, sessions), unit: "share"});
  return `${views}, and ${share} of ${count(sessions)} sessions buy, so “nobody buys” is right for ${percent(1 - buying / sessions)} of sessions without looking at any of them.`;
}

/** The Sessions page's answer for a log of the reader's own. */
export function ownSessionsAnswer(page: SessionsPage): string {
  const {usualGap} = page;
  const at = (gap: number) => `${count(atGap(page, gap).sessions)} at ${gap}`;
  return `Your log cannot say, for like every real log it does not know its visits. A gap of ${usualGap} minutes finds ${count(atGap(page, usualGap).sessions)} sessions in it, against ${at(usualGap / 2)} and ${at(2 * usualGap)}: the closer these numbers, the less hangs on the choice.`;
}
