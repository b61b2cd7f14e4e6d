const FIRST = 100_000;

/** Logs that every run of the tests reads; the bench has others. */
export const TEST_SEEDS: readonly number[] = Array.from({length: 150}, (_, i) => FIRST + i);

/** Those that a tab reads too. */
export const TAB_SEEDS: readonly number[] = TEST_SEEDS.filter((_, i) => i % 10 === 0);
