import {fixed} from "../format.js";

/** A difference with its sign and its interval: `+0.0044 [0.0003, 0.0084]`. */
export function differenceText({
  value,
  low,
  high
}: {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}): string {
  return `${value > 0 ? "+" : ""}${fixed(value, 4)} [${fixed(low, 4)}, ${fixed(high, 4)}]`;
}
