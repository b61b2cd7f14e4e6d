import {wilsonInterval, type Interval} from "../metrics/intervals.js";
import type {GapCurve} from "../pipeline/gapCurve.js";
import type {SplitSummary} from "../pipeline/splitSummary.js";
import type {SessionsPage} from "./sessionsPage.js";

/** The test's number among the parts. */
const TEST = 2;

/** Where a gap is on the curve; `exact` is null for a log that does not know its visits. Throws `RangeError` for a gap that is not on it. */
export function atGap(
  {curve}: Pick<SessionsPage, "curve">,
  gap: number
): {readonly sessions: number; readonly single: number; readonly buying: number; readonly exact: number | null} {
  const i = curve.gap.indexOf(gap);
  if (i === -1) throw new RangeError(`no gap of ${gap} minutes on the curve`);
  return {sessions: curve.sessions[i], single: curve.single[i], buying: curve.buying[i], exact: curve.exact[i] ?? null};
}

/** The gaps, from and to, that recover at least `share` of what the best one does, around the best. */
export function plateau(
  {gap, exact}: Pick<GapCurve, "gap" | "exact">,
  share = 1
): {readonly from: number; readonly to: number} {
  const best = Math.max(...exact);
  const good = gap.filter((_, i) => exact[i] >= share * best);
  return {from: good[0], to: good[good.length - 1]};
}

/** A share with its 95 % Wilson interval and how many it is of. */
export interface ShareOf extends Interval {
  readonly value: number;
  readonly n: number;
}

const shareOf = (some: number, n: number): ShareOf => ({value: some / n, ...wilsonInterval(some / n, n), n});

/** What the page on sessions answers with of the generated shop, whose visits are known. */
export interface ShopSessionsHeadline {
  /** Minutes. */
  readonly usualGap: number;
  /** True visits that the usual gap recovers event for event. */
  readonly exact: ShareOf;
  /** The gaps that recover at least 99 % of what the best one does. */
  readonly near: {readonly from: number; readonly to: number};
}

/** The numbers of the page's answer for a log that knows its visits. */
export function shopSessionsHeadline(page: Pick<SessionsPage, "curve" | "usualGap">): ShopSessionsHeadline {
  const {curve, usualGap} = page;
  return {
    usualGap,
    exact: shareOf(atGap(page, usualGap).exact!, curve.visits),
    near: plateau(curve, 0.99)
  };
}

/** What the page answers with of a log that does not know its visits: sessions at the usual gap, at half and at twice of it. */
export interface OwnSessionsHeadline {
  readonly usualGap: number;
  readonly usual: number;
  readonly half: {readonly gap: number; readonly sessions: number};
  readonly double: {readonly gap: number; readonly sessions: number};
}

/** The numbers of the page's answer for any other log. */
export function ownSessionsHeadline(page: Pick<SessionsPage, "curve" | "usualGap">): OwnSessionsHeadline {
  const {usualGap} = page;
  const at = (gap: number) => ({gap, sessions: atGap(page, gap).sessions});
  return {usualGap, usual: at(usualGap).sessions, half: at(usualGap / 2), double: at(2 * usualGap)};
}

/** How many of the test's users were trained on, over all folds; null where no session is in a test. */
export function returningShare({parts}: Pick<SplitSummary, "parts">): ShareOf | null {
  const total = (values: readonly number[]) =>
    values.reduce((sum, value, i) => (parts.part[i] === TEST ? sum + value : sum), 0);
  const users = total(parts.users);
  return users === 0 ? null : shareOf(total(parts.seen), users);
}
