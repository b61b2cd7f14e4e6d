/** How numbers are written on every page. All functions are pure and give the same text in every locale. */

/** Formats by their options: making one takes a browser a hundred times as long as writing a number with it. */
const formats = new Map<string, Intl.NumberFormat>();

/** English numbers with such options of `Intl.NumberFormat`, made once. */
export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat("en-US", options);
  formats.set(key, known);
  return known;
}

/** `313,036`; a missing number is "–". */
export function count(n: number): string {
  return Number.isFinite(n) ? numberFormat({maximumFractionDigits: 0}).format(n) : "–";
}

/** With so many digits after the point: `fixed(0.7149, 2)` is "0.71". Minus is a true minus sign. */
export function fixed(x: number, digits = 2): string {
  if (!Number.isFinite(x)) return "–";
  const text = numberFormat({minimumFractionDigits: digits, maximumFractionDigits: digits}).format(x);
  // -0.001 at two digits is zero, and zero has no sign.
  return /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", "");
}

/** A share of one as a percentage: `percent(0.0512)` is "5.1 %". */
export function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${fixed(100 * share, digits)} %` : "–";
}

/**
 * A figure with what it takes to judge it: `interval({value: .71, low: .65, high: .77, n: 120})` is "0.71 [0.65, 0.77], n = 120".
 * Exact counts have no interval and show none. With `unit: "share"` the three are written as percentages; any other unit follows
 * the number.
 */
export function interval(
  {
    value,
    low,
    high,
    n,
    unit = ""
  }: {value: number; low?: number | null; high?: number | null; n?: number; unit?: string},
  digits = unit === "share" ? 1 : 2
): string {
  const scale = unit === "share" ? 100 : 1;
  const suffix = unit === "share" ? " %" : unit === "" ? "" : ` ${unit}`;
  const number = (x: number) =>
    Number.isInteger(x) && scale === 1 ? count(x).replace("-", "−") : fixed(scale * x, digits);
  const range = low == null || high == null ? "" : ` [${number(low)}, ${number(high)}]`;
  return `${number(value)}${range}${suffix}${n === undefined ? "" : `, n = ${count(n)}`}`;
}

/** Milliseconds in the one or two largest units that matter: "450 ms", "2.4 s", "30 min", "1 h 30 min", "2 d 4 h". */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  const sign = ms < 0 ? "−" : "";
  const size = Math.abs(ms);
  if (size < 999.5) return `${sign}${Math.round(size)} ms`;
  if (size < 59_950) return `${sign}${trim(size / 1000)} s`;
  const minutes = Math.round(size / 60_000);
  if (minutes < 60) return `${sign}${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${sign}${pair(hours, "h", minutes % 60, "min")}`;
  const wholeHours = Math.round(minutes / 60);
  return `${sign}${pair(Math.floor(wholeHours / 24), "d", wholeHours % 24, "h")}`;
}

/** Decimal units, as browsers and disks count: "820 B", "46 kB", "7.6 MB". */
export function bytes(n: number): string {
  if (!Number.isFinite(n)) return "–";
  let size = n;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 10 ? count(size) : trim(size)} ${UNITS[unit]}`;
}
const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** The UTC day of a time as `2025-01-31`. */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The UTC midnight of `2025-01-31` in milliseconds; NaN where the text is no real day. */
export function dayMs(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isFinite(ms) && day(ms) === text ? ms : NaN;
}

const trim = (x: number) => fixed(x, 1).replace(/\.0$/, "");
const pair = (a: number, unitA: string, b: number, unitB: string) =>
  b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`;

/**
 * A share of one as a person would say it: `spokenPercent(0.0484)` is "5 %". A share that is not nothing is never rounded to nothing, nor
 * one that is not all to all: "less than 1 %", "more than 99 %".
 */
export function spokenPercent(share: number): string {
  if (share > 0 && share < 0.005) return "less than 1 %";
  if (share < 1 && share > 0.995) return "more than 99 %";
  return percent(share, 0);
}
