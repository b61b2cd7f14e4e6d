import {random} from "../core/random.js";
import {sessionCount, takeSessions, type ItemSequences} from "./itemSequences.js";

const STREAM = 45;

/**
 * Whole sessions drawn at random until they hold at least so many predictions (clicks after a session's first), in their old order; all
 * of them where they hold fewer.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const all = itemSequences({sessions: [1, 1, 2, 2, 3, 3], items: [0, 1, 2, 3, 4, 5], timesMs: [1, 2, 3, 4, 5, 6]});
 * sampleSessions(all, 2, 1).offsets // → [0, 2, 4]
 * sampleSessions(all, 9, 1).items // → [0, 1, 2, 3, 4, 5]
 * ```
 */
export function sampleSessions(sequences: ItemSequences, predictions: number, seed: number): ItemSequences {
  const {offsets} = sequences;
  const n = sessionCount(sequences);
  const draws = random(seed, STREAM);
  const numbers = Int32Array.from({length: n}, (_, s) => s);
  let taken = 0;
  for (let held = 0; taken < n && held < predictions; taken++) {
    const other = taken + draws.below(n - taken);
    [numbers[taken], numbers[other]] = [numbers[other], numbers[taken]];
    held += Math.max(0, offsets[numbers[taken] + 1] - offsets[numbers[taken]] - 1);
  }
  return taken === n ? sequences : takeSessions(sequences, numbers.slice(0, taken).sort());
}
