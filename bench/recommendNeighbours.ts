import {random} from "../src/lib/core/random.js";
import type {ItemSequences} from "../src/lib/recommend/itemSequences.js";
import {sessionKnn, stan, vectorSessionKnn} from "../src/lib/recommend/sessionKnn.js";

/** A neighbour model on generated sessions. */
export interface NeighboursOnce {
  readonly id: string;
  /** To build the index, processor time. */
  readonly seconds: number;
  /** Of predictions, the median of each piece of a hundred. */
  readonly ms: readonly number[];
}

const [ITEMS, SESSIONS, PIECES, PIECE] = [235_000, 1_700_000, 15, 100];
const MINUTE_MS = 60_000;

const source = random(1);
/** A few items are clicked most: the chance falls with the number of the item. */
const item = () => Math.floor(ITEMS ** source.uniform()) - 1;
const length = (more: number) => {
  let n = 1;
  while (source.uniform() < more) n++;
  return n;
};

function sessions(count: number, more: number): ItemSequences {
  const offsets = new Int32Array(count + 1);
  for (let s = 0; s < count; s++) offsets[s + 1] = offsets[s] + length(more);
  const clicks = offsets[count];
  const timesMs = new Float64Array(clicks);
  for (let s = 0; s < count; s++)
    for (let i = offsets[s]; i < offsets[s + 1]; i++) timesMs[i] = s * MINUTE_MS + 1000 * (i - offsets[s]);
  return {offsets, items: Int32Array.from({length: clicks}, item), timesMs};
}

const train = {sequences: sessions(SESSIONS, 0.38), catalogue: ITEMS};
const now = SESSIONS * MINUTE_MS;
const found: NeighboursOnce[] = [sessionKnn(), vectorSessionKnn(), stan()].map((estimator) => {
  const before = process.cpuUsage();
  const model = estimator.fit(train);
  const {user, system} = process.cpuUsage(before);
  const ms: number[] = [];
  for (let piece = 0; piece < PIECES; piece++) {
    const times: number[] = [];
    while (times.length < PIECE) {
      const session = model.session();
      for (let left = length(0.7); left > 0; left--) {
        const clicked = item();
        const start = performance.now();
        session.click(clicked, now);
        times.push(performance.now() - start);
      }
    }
    // what is compiled at first use does not count
    if (piece >= 2) ms.push(times.sort((a, b) => a - b)[times.length >> 1]);
  }
  return {id: estimator.id, seconds: (user + system) / 1e6, ms};
});
console.log(JSON.stringify(found));
