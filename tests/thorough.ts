/** Whether tests run in full, as every night: `CLICKPROOF_THOROUGH=1`. */
export const THOROUGH = process.env.CLICKPROOF_THOROUGH === "1";

/** How often a test that repeats itself on other cases does so: a few times in a usual run, and in full every night. */
export function runs(usual: number, thorough: number): number {
  return THOROUGH ? thorough : usual;
}

/** `runs` as fast-check takes it; the usual cases are the same ones each time, those of the night others each night. */
export function cases(usual: number, thorough: number): {numRuns: number; seed?: number} {
  return THOROUGH ? {numRuns: thorough} : {numRuns: usual, seed: 1};
}
