import type {Interval} from "../metrics/intervals.js";

/** How an area, a gain or a difference stands to what knowing nothing reaches, by its interval. */
export type Standing = "above" | "below" | "untold";

/** Above or below what knowing nothing reaches with the whole interval; one that ends on it is not told from it. */
export function standing({low, high}: Interval, nothing: number): Standing {
  return low > nothing ? "above" : high < nothing ? "below" : "untold";
}
