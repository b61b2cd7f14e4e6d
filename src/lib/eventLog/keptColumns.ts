/** The columns that the table of kept columns has of itself, see `readLog`. */
const OWN_COLUMNS: readonly string[] = ["line", "user_id", "ts_ms", "event", "item_id"];

/** Most columns without a role that are kept of one log. */
export const MOST_KEPT = 40;

/**
 * Why columns without a role cannot be kept beside each other in `extra_columns`, in words for their owner; null where they can. Names in a database are the same in
 * capitals and small letters, so that one of them would be taken for another.
 *
 * @example
 * ```ts
 * keptProblem(["score", "note"]) // → null
 * keptProblem(["Event"]) // → 'a column called "Event" cannot be kept: …'
 * ```
 */
export function keptProblem(kept: readonly string[]): string | null {
  if (kept.length > MOST_KEPT) return `${kept.length} columns are to be kept; keep ${MOST_KEPT} at most`;
  const seen = new Map<string, string>();
  for (const name of kept) {
    const folded = name.toLowerCase();
    if (OWN_COLUMNS.includes(folded))
      return `a column called ${JSON.stringify(name)} cannot be kept: the table of kept columns has one of that name itself; rename it in the file`;
    const other = seen.get(folded);
    if (other !== undefined && other !== name)
      return `the columns ${JSON.stringify(other)} and ${JSON.stringify(name)} cannot both be kept: a database takes their names for one; rename one in the file`;
    seen.set(folded, name);
  }
  return null;
}
