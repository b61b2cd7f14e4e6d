/** Nothing is said before so much has passed: the first steps of a long work are seldom typical. */
const SETTLE_MS = 1500;

/**
 * Estimates how long work will still take, from the shares of it that are reported.
 *
 * @param now the clock, in milliseconds
 * @returns given a share from 0 to 1, the milliseconds that are left at the pace so far; null while that cannot be told. Where the share
 *   falls, a new work has begun, and the pace is measured anew.
 */
export function timeLeft(now: () => number): (share: number) => number | null {
  let start: {readonly ms: number; readonly share: number} | null = null;
  let last = 0;
  return (share) => {
    if (start === null || share < last) start = {ms: now(), share};
    last = share;
    const passed = now() - start.ms;
    const done = share - start.share;
    return passed < SETTLE_MS || !(done > 0) ? null : (passed / done) * (1 - share);
  };
}
