/** SQL: what a column of a running table has grown by over the last `days`; 0 where there is no row. */
export function within(counted: string, column: string, days: number): string {
  return `coalesce(${counted}_now.${column}, 0) - coalesce(${counted}_${days}d.${column}, 0)`;
}

/** SQL: thousandths of `whole` that `part` is, rounded down; NULL where the whole is 0 or one of them is missing. In 64 bits, as a thousand times a count may not fit 32. */
export function permille(part: string, whole: string): string {
  return `1000 * CAST(${part} AS BIGINT) // nullif(${whole}, 0)`;
}
