/** One measured quantity: the median of its runs, the least and the greatest, and what it should stay within. */
export interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly budget: number;
}

/** Summarises the runs of one quantity. Throws `RangeError` where there is none. */
export function measured(name: string, unit: string, budget: number, runs: readonly number[]): Measured {
  if (runs.length === 0) throw new RangeError(`no runs of ${name}`);
  const sorted = [...runs].sort((a, b) => a - b);
  return {name, unit, budget, value: sorted[sorted.length >> 1], low: sorted[0], high: sorted[sorted.length - 1]};
}
