import {random} from "../../src/lib/core/random.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import type {Row} from "../pipeline/oracle.js";

export const START = Date.UTC(2025, 0, 1);
export const LATER = START + 30 * DAY_MS;

/** One session that looks at items, with a pause in seconds that no other has. */
export const session = (user_id: number, from: number, items: readonly number[], pause = 20 + (user_id % 37)): Row[] =>
  items.map((item_id, k) => ({
    user_id,
    ts_ms: from + k * pause * 1000,
    tick: 0,
    event: 0,
    item_id,
    price_cents: null,
    dwell_ms: null,
    session_key: null
  }));

/** What somebody looks at: six of 300 items, each in one of twenty groups that belong together. */
export function visit(seed: number): number[] {
  const source = random(seed, 9);
  const group = source.below(20);
  const items = new Set<number>();
  while (items.size < 6) items.add(group * 15 + source.below(15));
  return [...items];
}
