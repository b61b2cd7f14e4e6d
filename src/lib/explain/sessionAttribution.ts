/** How the events of a session moved a score, one value an event; null where nothing can be said of an event. */
export interface PrefixDifferences {
  /** What stands for the score before anything was known. */
  readonly base: number;
  /** The score after each event less the score before it. They sum to `last` less `base`. */
  readonly changes: readonly (number | null)[];
  /** The score after the last event that has one; the base where none has. */
  readonly last: number;
}

/**
 * Splits the score of a session among its events by the order in which they came: an event has what the score was after it
 * less what it was before. An event without a score, as the question is not asked there, has none; what happened meanwhile
 * is part of the next event's. This is not what the score would be without the event, for which see `occlusionEffects`.
 *
 * @param scores after each event, what is said of the events so far
 * @throws {RangeError} for a base that is no finite number
 *
 * @example
 * ```ts
 * prefixDifferences([0.5, 0.25, null, 1], 0.75) // → {base: 0.75, changes: [-0.25, -0.25, null, 0.75], last: 1}
 * ```
 */
export function prefixDifferences(scores: readonly (number | null)[], base: number): PrefixDifferences {
  if (!Number.isFinite(base)) throw new RangeError(`a base of ${base}`);
  let last = base;
  const changes = scores.map((score) => {
    if (score === null) return null;
    const change = score - last;
    last = score;
    return change;
  });
  return {base, changes, last};
}

/**
 * What each event adds to a score in the presence of all the others: the score of the whole less the score without the
 * event ("occlusion", "leave one out"). Two events that say the same add little each, although both together may decide, so
 * the effects do not sum to anything.
 *
 * @param whole the score of all events
 * @param without the score of all events but this one; null where there is none
 *
 * @example
 * ```ts
 * // each of the first two events is enough by itself
 * occlusionEffects(0.75, [0.75, 0.75, 0.25, null]) // → [0, 0, 0.5, null]
 * ```
 */
export function occlusionEffects(whole: number, without: readonly (number | null)[]): (number | null)[] {
  return without.map((score) => (score === null ? null : whole - score));
}

/**
 * The numbers of the events that moved a score most, from 1, the largest change first; those that did not move it are not
 * among them.
 *
 * @example
 * ```ts
 * largestChanges([0.25, null, -0.5, 0], 5) // → [3, 1]
 * ```
 */
export function largestChanges(changes: readonly (number | null)[], most: number): number[] {
  return changes
    .map((change, i) => ({number: i + 1, size: Math.abs(change ?? 0)}))
    .filter(({size}) => size > 0)
    .sort((a, b) => b.size - a.size || a.number - b.number)
    .slice(0, most)
    .map(({number}) => number);
}
