/** Reads a clock, in milliseconds. */
export type Clock = () => number;

const STEPS = 50;
const MOST_READINGS = 2_000_000;

/**
 * The smallest step by which a clock was seen to go on, in milliseconds: how coarse it is, or, of a fine clock, how long
 * reading it takes. Throws `RangeError` for a clock that stands still.
 */
export function clockTick(now: Clock): number {
  let tick = Infinity;
  let last = now();
  for (let steps = 0, read = 0; steps < STEPS && read < MOST_READINGS; read++) {
    const at = now();
    if (at <= last) continue;
    tick = Math.min(tick, at - last);
    last = at;
    steps++;
  }
  if (tick === Infinity) throw new RangeError(`the clock stands still at ${last} ms`);
  return tick;
}
