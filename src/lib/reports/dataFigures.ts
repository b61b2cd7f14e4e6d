import {MINUTE_MS} from "../core/time.js";
import {rateRatioInterval} from "../metrics/intervals.js";
import {expectedTopShare} from "../metrics/topShare.js";
import {GAP_EDGES, type Description} from "../pipeline/describe.js";
import {sum} from "./data.js";
import {standing} from "./standing.js";

/** Where bands of gaps end: one minute, five minutes. */
export const GAP_BOUNDS = [MINUTE_MS, 5 * MINUTE_MS];

/** Gaps in each band: under one minute, one to five, five or more. */
export function gapBands({gaps}: Pick<Description, "gaps">): number[] {
  const bounds = [0, ...GAP_BOUNDS.map((bound) => GAP_EDGES.indexOf(bound) + 1), gaps.gaps.length];
  return [0, 1, 2].map((k) => sum(gaps.gaps.slice(bounds[k], bounds[k + 1])));
}

/** Upper bounds of the classes of views; each holds what is above the one before. */
const CLASSES = [2, 3, 4, 6, 8, 11, 15, 20, 30, 45, 70, 110, Infinity];

export interface LoyaltyClass {
  readonly from: number;
  readonly to: number;
  /** Sessions or users. */
  readonly n: number;
  /** Mean number of views. */
  readonly views: number;
  /** Mean share of views in the own top department, with its 95 % interval over sessions or users. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** The mean share if each view were drawn from the mix of all views. */
  readonly expected: number;
}

/** Mean share of views in the top department by number of views, and what chance alone would give with as many views. */
export function loyaltyClasses(
  {views, top, n}: {readonly views: readonly number[]; readonly top: readonly number[]; readonly n: readonly number[]},
  mix: readonly number[],
  bounds: readonly number[] = CLASSES
): LoyaltyClass[] {
  const ns = [...new Set(views)];
  const expected = new Map(expectedTopShare(mix, ns).map((share, i) => [ns[i], share]));
  return bounds
    .map((to, k) => {
      const from = k === 0 ? 2 : bounds[k - 1] + 1;
      let size = 0;
      let total = 0;
      let squares = 0;
      let sumViews = 0;
      let chance = 0;
      views.forEach((v, i) => {
        if (v < from || v > to) return;
        const share = top[i] / v;
        size += n[i];
        sumViews += n[i] * v;
        total += n[i] * share;
        squares += n[i] * share * share;
        chance += n[i] * expected.get(v)!;
      });
      const share = total / size;
      const half = size > 1 ? 1.959964 * Math.sqrt(Math.max(0, squares / size - share * share) / (size - 1)) : NaN;
      return {
        from,
        to,
        n: size,
        views: sumViews / size,
        share,
        low: share - half,
        high: Math.min(1, share + half),
        expected: chance / size
      };
    })
    .filter(({n: size}) => size > 0);
}

/** Whole-hour offsets from UTC that some place on Earth keeps. */
export const ZONES: readonly [number, number] = [-12, 14];
const EVENING: readonly [number, number] = [19, 22];
const LUNCH: readonly [number, number] = [12, 14];

/** Counts by hour of the week (from Monday 00:00) as clocks `zone` hours ahead of UTC show them: the same counts, moved round. */
export function atZone(hours: readonly number[], zone: number): number[] {
  if (hours.length !== 168 || !Number.isInteger(zone))
    throw new RangeError(`invalid hours or zone: ${hours.length}, ${zone}`);
  return hours.map((_, hour) => hours[(((hour - zone) % 168) + 168) % 168]);
}

/** Counts by hour of the day, from counts by hour of the week. */
export function byHour(week: readonly number[]): number[] {
  return Array.from({length: 24}, (_, hour) => sum([0, 1, 2, 3, 4, 5, 6].map((weekday) => week[weekday * 24 + hour])));
}

const within = (day: readonly number[], [from, until]: readonly [number, number]) => sum(day.slice(from, until));

/** Whether no three hours in a row have more events than 19:00 to 22:00. */
export function eveningIsPeak(day: readonly number[]): boolean {
  const three = (hour: number) => day[hour] + day[(hour + 1) % 24] + day[(hour + 2) % 24];
  return day.every((_, hour) => three(hour) <= three(EVENING[0]));
}

/** How many events fall into the hours that claims speak of. */
export interface HourSummary {
  /** 19:00 to 22:00, and 12:00 to 14:00. */
  readonly evening: number;
  readonly lunch: number;
  /** Saturday and Sunday. */
  readonly weekend: number;
}

/** Adds up counts by hour of the week, from Monday 00:00. */
export function hourSummary(week: readonly number[]): HourSummary {
  const day = byHour(week);
  return {evening: within(day, EVENING), lunch: within(day, LUNCH), weekend: sum(week.slice(5 * 24))};
}

/** In how many of all zones the evening would be the day's busiest stretch, from counts by hour of the week in UTC. */
export function eveningPeaks(hours: readonly number[]): {readonly peaks: number; readonly zones: number} {
  const zones = Array.from({length: ZONES[1] - ZONES[0] + 1}, (_, i) => ZONES[0] + i);
  return {peaks: zones.filter((zone) => eveningIsPeak(byHour(atZone(hours, zone)))).length, zones: zones.length};
}

/** Items with fewer views over both windows are not compared: their intervals say nothing. */
export const LEAST_VIEWS = 20;

export interface Trend {
  readonly item: number;
  readonly recent: number;
  readonly before: number;
  /** Recent views over those before. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Each item's views in the later window over those in the earlier one. The intervals hold together at 95 %: with m items each is
 * drawn at 1 − 0.05 / m (Bonferroni), as the items shown are those that stand out among all.
 */
export function trends({items}: Description, least = LEAST_VIEWS): Trend[] {
  const rows = items.item
    .map((item, i) => ({item, recent: items.recent[i], before: items.before[i]}))
    .filter((r) => r.recent + r.before >= least);
  const level = 1 - 0.05 / Math.max(1, rows.length);
  return rows.map((r) => ({
    ...r,
    ratio: r.before === 0 ? Infinity : r.recent / r.before,
    ...rateRatioInterval(r.recent, r.before, {level})
  }));
}

/** Items whose views changed surely by another factor than all views did. */
export interface TrendsTold {
  readonly changed: number;
  readonly upwards: number;
}

/** Counts trends whose whole interval lies above, or below, the change of all views; one that ends there does not count. */
export function trendsTold(all: readonly Pick<Trend, "low" | "high">[], overall: number): TrendsTold {
  const told = all.map((trend) => standing(trend, overall));
  return {
    changed: told.filter((one) => one !== "untold").length,
    upwards: told.filter((one) => one === "above").length
  };
}

/** Mean of each value and those before it, `window` in all; NaN where there are not so many yet. */
export function movingAverage(values: readonly number[], window: number): number[] {
  if (!(Number.isInteger(window) && window > 0)) throw new RangeError(`invalid window: ${window}`);
  let total = 0;
  return values.map((value, i) => {
    total += value - (i >= window ? values[i - window] : 0);
    return i < window - 1 ? NaN : total / window;
  });
}
