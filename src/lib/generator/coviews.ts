import {permutation, random} from "../core/random.js";
import {STREAMS} from "./streams.js";

/**
 * Draws the co-view neighbours of every item: items × places, rows of the catalogue. Each department is put in a random order, as if by style; a
 * neighbour is the more popular of two items drawn from the 2 × places next ones on either side. Neighbours of neighbours are near as well, so
 * that sessions stay in a part of the department: there is more to learn than which items are popular. A department of one item has only
 * itself.
 */
export function drawCoviews(
  seed: number,
  places: number,
  departmentStart: Int32Array,
  popularityRank: Int32Array
): Int32Array {
  const source = random(seed, STREAMS.coviews);
  const coviews = new Int32Array(popularityRank.length * places);
  for (let d = 0; d + 1 < departmentStart.length; d++) {
    const from = departmentStart[d];
    const size = departmentStart[d + 1] - from;
    const order = permutation(size, source);
    const span = Math.min(2 * places, Math.max(1, Math.floor((size - 1) / 2)));
    for (let at = 0; at < size; at++) {
      const near = (): number => {
        const away = 1 + source.below(span);
        return from + order[(at + (source.below(2) === 0 ? away : size - (away % size))) % size];
      };
      for (let k = 0; k < places; k++) {
        const [a, b] = [near(), near()];
        coviews[(from + order[at]) * places + k] = popularityRank[b] < popularityRank[a] ? b : a;
      }
    }
  }
  return coviews;
}
