import {count, fixed} from "../format.js";

/** Milliseconds with three digits that count, or microseconds below a hundredth of one: "0.234 ms", "4.31 µs". */
export function time(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return "–";
  if (ms === 0) return "0 ms";
  if (ms < 0.01) return `${digits(1000 * ms)} µs`;
  return `${digits(ms)} ms`;
}

/** Three digits that count, where there are so many: "0.234", "0.1", "12.3", "1,230". */
export function digits(x: number): string {
  if (!Number.isFinite(x)) return "–";
  if (x >= 100) return count(x);
  const places = x === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(x)));
  return fixed(x, places)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

/** A time with its interval, "0.033 ms [0.032, 0.034]"; an open end is an ellipsis. */
export function timeInterval({
  value,
  low,
  high
}: {
  value: number | null;
  low: number | null;
  high: number | null;
}): string {
  if (value === null) return "–";
  const scale = value < 0.01 ? 1000 : 1;
  const end = (ms: number | null) => (ms === null ? "…" : digits(scale * ms));
  return `${time(value)} [${end(low)}, ${end(high)}]`;
}
