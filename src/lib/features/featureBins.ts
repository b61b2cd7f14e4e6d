import type {Feature} from "./feature.js";

/** Neighbouring ranges of a feature's values, and which of them each row belongs to. */
export interface FeatureBins {
  /** As tables and figures write them, e.g. `3` or `4–7`. */
  readonly labels: readonly string[];
  /** By row. */
  readonly of: Int32Array;
}

/** Values that get a range each; more than these share ranges, unless they are hours of the day. */
const MOST_BINS = 12;
const HOURS = 24;

/**
 * Puts the values of a feature into ranges: each value by itself where there are at most a dozen, or hours of the day; else 0, 1, 2–3, 4–7 and so on, each range twice as wide as the one before,
 * from the least to the greatest that occurs. A code has no order: its most frequent values have a range each, the others share the last.
 */
export function featureBins(
  {unit, categorical = false}: Pick<Feature, "unit" | "categorical">,
  values: ArrayLike<number>
): FeatureBins {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) counts.set(values[i], (counts.get(values[i]) ?? 0) + 1);
  const distinct = [...counts.keys()].sort((a, b) => a - b);
  if (distinct.length <= (unit === "hour" ? HOURS : MOST_BINS))
    return placed(values, distinct.map(String), new Map(distinct.map((v, i) => [v, i])));
  if (categorical) {
    const kept = [...distinct]
      .sort((a, b) => counts.get(b)! - counts.get(a)! || a - b)
      .slice(0, MOST_BINS - 1)
      .sort((a, b) => a - b);
    const place = new Map(distinct.map((value) => [value, kept.length]));
    kept.forEach((value, i) => place.set(value, i));
    return placed(values, [...kept.map(String), "others"], place);
  }
  // 32 − the number of leading zeros is 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7 …; below zero likewise, counted downwards
  const target = (value: number) => (value < 0 ? -1 : 1) * (32 - Math.clz32(Math.abs(value)));
  const first = target(distinct[0]);
  const last = target(distinct[distinct.length - 1]);
  const labels = Array.from({length: last - first + 1}, (_, i) => rangeText(first + i));
  return placed(values, labels, new Map(distinct.map((value) => [value, target(value) - first])));
}

function rangeText(target: number): string {
  const size = Math.abs(target);
  if (size <= 1) return String(target);
  const from = (1 << (size - 1)) >>> 0;
  const to = 2 * from - 1;
  const text = (n: number) => n.toLocaleString("en-US");
  return target > 0 ? `${text(from)}–${text(to)}` : `−${text(to)} to −${text(from)}`;
}

function placed(values: ArrayLike<number>, labels: readonly string[], place: ReadonlyMap<number, number>): FeatureBins {
  const of = new Int32Array(values.length);
  for (let i = 0; i < of.length; i++) of[i] = place.get(values[i])!;
  return {labels, of};
}
