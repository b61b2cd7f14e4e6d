import type {Random} from "../core/random.js";
import {mix32, type Sequences} from "./sequences.js";

/** How often a draw is repeated that does not fit. */
const TRIES = 16;

/**
 * Draws the sequences of test and training anew, of the same lengths and users, as two walks of one Markov chain of order 1, which is estimated from training: what comes next is what followed
 * some occurrence of the last item. First items are those of `test` or `train`, dealt out with replacement. No item comes twice in a sequence, if that can be helped.
 *
 * The chain of the test is estimated from one half of the training users and that of training from the other, dealt anew each time: were both estimated from the same users, a move
 * that was seen once would look certain in both, and a copy that is looked for would come about by itself. Where none of its half goes on from an item, what follows is drawn among what
 * followed all items of its popularity (bands of a factor of two).
 *
 * So lengths, popularity, and moves from item to item that many users make are as frequent as in the log; what else two sequences have in common is gone. The idea is that of S. F.
 * Altschul, B. W. Erickson (1985), Significance of nucleotide sequence alignments, who keep the counts of pairs.
 *
 * @param chain all sequences of training, also those too short to be compared
 */
export function resampler(
  chain: Sequences
): (test: Sequences, train: Sequences, random: Random) => readonly [test: Sequences, train: Sequences] {
  const {items, starts, users} = chain;
  let most = 0;
  for (const item of items) most = Math.max(most, item + 1);
  const seen = new Int32Array(most);
  for (const item of items) seen[item]++;
  const bands = Int32Array.from(seen, bandOf);
  const sequenceOf = new Int32Array(items.length);
  for (let sequence = 0; sequence < users.length; sequence++)
    sequenceOf.fill(sequence, starts[sequence], starts[sequence + 1]);
  const isLast = (at: number) => at + 1 === starts[sequenceOf[at] + 1];
  const ofItem = grouped(items, most, isLast);
  const ofBand = grouped(
    Int32Array.from(items, (item) => bands[item]),
    BANDS,
    isLast
  );

  function walk(like: Sequences, random: Random, inHalf: (user: number) => boolean): Sequences {
    const drawn = new Int32Array(like.items.length);
    const count = like.users.length;
    // by item, the number of sequences begun when it was last drawn
    let largest = most;
    for (const item of like.items) largest = Math.max(largest, item + 1);
    const drawnIn = new Int32Array(largest);
    for (let sequence = 0; sequence < count; sequence++) {
      const start = like.starts[sequence];
      const end = like.starts[sequence + 1];
      const fits = (place: number) => drawnIn[items[place + 1]] !== sequence + 1 && inHalf(users[sequenceOf[place]]);
      for (let at = start; at < end; at++) {
        let item: number;
        if (at === start) item = like.items[like.starts[random.below(count)]];
        else {
          const last = drawn[at - 1];
          const place =
            last < most ? (draw(ofItem, last, random, fits) ?? draw(ofBand, bands[last], random, fits)) : undefined;
          item = items[place === undefined ? random.below(items.length) : place + 1];
        }
        drawn[at] = item;
        drawnIn[item] = sequence + 1;
      }
    }
    return {items: drawn, starts: like.starts, users: like.users};
  }

  return (test, train, random) => {
    const salt = random.uint32() | 0;
    const half = (user: number) => mix32((user | 0) ^ salt) & 1;
    return [walk(test, random, (user) => half(user) === 1), walk(train, random, (user) => half(user) === 0)];
  };
}

const BANDS = 32;

/** Items seen once, twice or three times, four to seven times, …: 0 to 31. */
const bandOf = (seen: number) => 31 - Math.clz32(Math.max(1, seen));

/** Places by group: those of group g stand in `places` from `from[g]` to before `from[g + 1]`. */
interface Places {
  readonly from: Int32Array;
  readonly places: Int32Array;
}

function grouped(groups: Int32Array, count: number, leaveOut: (at: number) => boolean): Places {
  const from = new Int32Array(count + 1);
  for (let at = 0; at < groups.length; at++) if (!leaveOut(at)) from[groups[at] + 1]++;
  for (let group = 0; group < count; group++) from[group + 1] += from[group];
  const next = from.slice();
  const places = new Int32Array(from[count]);
  for (let at = 0; at < groups.length; at++) if (!leaveOut(at)) places[next[groups[at]]++] = at;
  return {from, places};
}

/** A place of a group that fits, if one is met within some tries. */
function draw(
  {from, places}: Places,
  group: number,
  random: Random,
  fits: (place: number) => boolean
): number | undefined {
  const choice = from[group + 1] - from[group];
  for (let tries = Math.min(TRIES, 3 * choice); tries > 0; tries--) {
    const place = places[from[group] + random.below(choice)];
    if (fits(place)) return place;
  }
  return undefined;
}
