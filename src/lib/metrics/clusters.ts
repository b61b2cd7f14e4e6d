/** Rows that share a user, a session or whatever makes them alike, numbered from 0. */
export interface Clusters {
  /** The cluster of each row. */
  readonly of: Int32Array;
  readonly count: number;
}

/** Numbers the clusters of rows in the order in which they first appear. `ids` are any numbers or strings, one a row. */
export function clusters(ids: ArrayLike<number | string>): Clusters {
  const of = new Int32Array(ids.length);
  const seen = new Map<number | string, number>();
  for (let i = 0; i < ids.length; ++i) {
    let index = seen.get(ids[i]);
    if (index === undefined) seen.set(ids[i], (index = seen.size));
    of[i] = index;
  }
  return {of, count: seen.size};
}
