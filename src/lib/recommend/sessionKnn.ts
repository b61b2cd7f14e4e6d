import {endMs, sessionCount, startMs} from "./itemSequences.js";
import {rankedReasons, type Reason} from "./reason.js";
import {
  checkExplained,
  checkItem,
  clicksByItem,
  type Recommender,
  type RecommenderEstimator,
  type RecommenderTraining
} from "./recommender.js";

/**
 * Recommenders that look for training sessions like the one under way, and score what was clicked in these. Sources:
 * Jannach and Ludewig (2017), When recurrent neural networks meet the neighborhood (SKNN); Ludewig and Jannach (2018),
 * Evaluation of session-based recommendation algorithms (V-SKNN); Garg et al. (2019), Sequence and time aware
 * neighborhood for session-based recommendations (STAN).
 */

export interface NeighbourOptions {
  /** How many sessions are taken over at most, the most similar ones. */
  readonly neighbours: number;
  /** How many sessions are compared at most: the most recent that share an item. */
  readonly candidates: number;
}

/** The session under way: its distinct items with the place of their last click, counted from 1. */
interface Current {
  readonly items: readonly number[];
  readonly places: readonly number[];
  /** Clicks so far. */
  readonly clicks: number;
  readonly timeMs: number;
}

/** How sessions are compared, and what their items get. */
interface Similarity {
  /** What a shared item adds. */
  weight(place: number, clicks: number): number;
  /** The sum of the shared items' weights made a similarity. */
  scale(sum: number, own: Current, ownSquares: number, session: number, index: SessionIndex): number;
  /** By what the similarity is multiplied for one item of the neighbour; `shared` are places of the last shared click in the session under way and in the neighbour. */
  item(
    item: number,
    place: number,
    shared: {readonly own: number; readonly theirs: number; readonly clicks: number}
  ): number;
}

/** Training sessions from the oldest to the newest, by their last click, and each item's sessions in that order. */
interface SessionIndex {
  /** The number of each among the sequences that taught. */
  readonly order: Int32Array;
  readonly offsets: Int32Array;
  /** The distinct items of each session, and the place of the last click on each, from 1. */
  readonly items: Int32Array;
  readonly places: Int32Array;
  readonly endsMs: Float64Array;
  readonly listStarts: Int32Array;
  readonly lists: Int32Array;
}

function sessionIndex({sequences, catalogue}: RecommenderTraining): SessionIndex {
  const sessions = sessionCount(sequences);
  const ends = Float64Array.from({length: sessions}, (_, s) => endMs(sequences, s));
  const starts = Float64Array.from({length: sessions}, (_, s) => startMs(sequences, s));
  const order = Int32Array.from({length: sessions}, (_, s) => s).sort(
    (a, b) => ends[a] - ends[b] || starts[a] - starts[b] || a - b
  );
  const offsets = new Int32Array(sessions + 1);
  const items = new Int32Array(sequences.items.length);
  const places = new Int32Array(sequences.items.length);
  const listStarts = new Int32Array(catalogue + 1);
  const at = new Int32Array(catalogue).fill(-1);
  for (let k = 0; k < sessions; k++) {
    const from = sequences.offsets[order[k]];
    const to = sequences.offsets[order[k] + 1];
    let size = offsets[k];
    for (let i = from; i < to; i++) {
      const item = sequences.items[i];
      if (at[item] < offsets[k]) {
        at[item] = size;
        items[size++] = item;
        listStarts[item + 1]++;
      }
      places[at[item]] = i - from + 1;
    }
    offsets[k + 1] = size;
  }
  for (let item = 0; item < catalogue; item++) listStarts[item + 1] += listStarts[item];
  const lists = new Int32Array(offsets[sessions]);
  const filled = listStarts.slice();
  for (let k = 0; k < sessions; k++) for (let i = offsets[k]; i < offsets[k + 1]; i++) lists[filled[items[i]]++] = k;
  return {
    order,
    offsets,
    items: items.slice(0, offsets[sessions]),
    places: places.slice(0, offsets[sessions]),
    endsMs: Float64Array.from(order, (s) => ends[s]),
    listStarts,
    lists
  };
}

/** A neighbour, and where its items were last shared. */
interface Neighbours {
  readonly sessions: Int32Array;
  readonly similarities: Float64Array;
  readonly own: Int32Array;
  readonly theirs: Int32Array;
  count: number;
}

class NearestSessions {
  private readonly heads: number[] = [];
  private readonly heap: Neighbours;

  constructor(
    private readonly index: SessionIndex,
    private readonly similarity: Similarity,
    private readonly options: NeighbourOptions
  ) {
    const n = options.neighbours;
    this.heap = {
      sessions: new Int32Array(n),
      similarities: new Float64Array(n),
      own: new Int32Array(n),
      theirs: new Int32Array(n),
      count: 0
    };
  }

  /**
   * The most similar of the most recent sessions that share an item, ties to the more recent: each item's list of
   * sessions is walked from its end, all lists side by side.
   */
  of(own: Current): Neighbours {
    const {index, similarity, heads, heap} = this;
    const {lists, listStarts} = index;
    const {items, places, clicks} = own;
    const weights = places.map((place) => similarity.weight(place, clicks));
    const squares = weights.reduce((sum, w) => sum + w * w, 0);
    heads.length = 0;
    for (const item of items) heads.push(listStarts[item + 1] - 1);
    heap.count = 0;
    for (let met = 0; met < this.options.candidates; met++) {
      let session = -1;
      for (let k = 0; k < items.length; k++)
        if (heads[k] >= listStarts[items[k]] && lists[heads[k]] > session) session = lists[heads[k]];
      if (session < 0) break;
      let sum = 0;
      let place = 0;
      for (let k = 0; k < items.length; k++) {
        if (heads[k] < listStarts[items[k]] || lists[heads[k]] !== session) continue;
        heads[k]--;
        sum += weights[k];
        place = Math.max(place, places[k]);
      }
      this.offer(session, similarity.scale(sum, own, squares, session, index), place, own);
    }
    return heap;
  }

  /** Sessions are offered from the newest to the oldest, so that one replaces another only where it is more similar. */
  private offer(session: number, similarity: number, place: number, own: Current): void {
    const {heap} = this;
    const {sessions, similarities} = heap;
    let at: number;
    if (heap.count < sessions.length) {
      at = heap.count++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!this.worse(similarity, session, parent)) break;
        this.move(parent, at);
        at = parent;
      }
    } else {
      if (!(similarity > similarities[0])) return;
      at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.count) break;
        if (child + 1 < heap.count && this.worse(similarities[child + 1], sessions[child + 1], child)) child++;
        if (this.worse(similarity, session, child)) break;
        this.move(child, at);
        at = child;
      }
    }
    sessions[at] = session;
    similarities[at] = similarity;
    heap.own[at] = place;
    heap.theirs[at] = this.lastShared(session, own.items);
  }

  private worse(similarity: number, session: number, than: number): boolean {
    const {sessions, similarities} = this.heap;
    return similarity < similarities[than] || (similarity === similarities[than] && session < sessions[than]);
  }

  private move(from: number, to: number): void {
    const {sessions, similarities, own, theirs} = this.heap;
    sessions[to] = sessions[from];
    similarities[to] = similarities[from];
    own[to] = own[from];
    theirs[to] = theirs[from];
  }

  private lastShared(session: number, own: readonly number[]): number {
    const {offsets, items, places} = this.index;
    let last = 0;
    for (let i = offsets[session]; i < offsets[session + 1]; i++)
      if (places[i] > last && own.includes(items[i])) last = places[i];
    return last;
  }
}

function neighbourRecommender(
  id: string,
  train: RecommenderTraining,
  similarity: Similarity,
  options: NeighbourOptions
): Recommender {
  const {catalogue} = train;
  clicksByItem(train); // throws for an item outside the catalogue
  const index = sessionIndex(train);
  return {
    id,
    catalogue,
    session() {
      const nearest = new NearestSessions(index, similarity, options);
      const scores = new Float64Array(catalogue);
      const scored: number[] = [];
      const seen: number[] = [];
      const places: number[] = [];
      let clicks = 0;
      let found: Neighbours | undefined;
      return {
        click(item, timeMs) {
          checkItem(item, catalogue);
          clicks++;
          const at = seen.indexOf(item);
          if (at < 0) {
            seen.push(item);
            places.push(clicks);
          } else places[at] = clicks;
          for (const i of scored) scores[i] = 0;
          scored.length = 0;
          found = nearest.of({items: seen, places, clicks, timeMs});
          const {offsets, items, places: theirPlaces} = index;
          for (let k = 0; k < found.count; k++) {
            const session = found.sessions[k];
            const shared = {own: found.own[k], theirs: found.theirs[k], clicks};
            for (let i = offsets[session]; i < offsets[session + 1]; i++) {
              const score = found.similarities[k] * similarity.item(items[i], theirPlaces[i], shared);
              if (scores[items[i]] === 0) scored.push(items[i]);
              scores[items[i]] += score;
            }
          }
          return scores;
        },
        explain(item) {
          checkExplained(item, catalogue, clicks);
          const {order, offsets, items, places: theirPlaces} = index;
          const reasons: Reason[] = [];
          for (let k = 0; k < found!.count; k++) {
            const session = found!.sessions[k];
            const own = items.subarray(offsets[session], offsets[session + 1]);
            const at = own.indexOf(item);
            if (at < 0) continue;
            const shared = {own: found!.own[k], theirs: found!.theirs[k], clicks};
            const worth = similarity.item(item, theirPlaces[offsets[session] + at], shared);
            reasons.push({
              kind: "neighbour",
              session: order[session],
              similarity: found!.similarities[k],
              shared: seen.filter((one) => own.includes(one)),
              contribution: found!.similarities[k] * worth
            });
          }
          return rankedReasons(reasons);
        }
      };
    }
  };
}

const settingOf = ({neighbours, candidates}: NeighbourOptions) =>
  `${neighbours} neighbours of ${candidates} recent sessions`;

/**
 * Session-kNN: sessions are compared by the cosine of their sets of items, and each item of a neighbour gets its
 * similarity.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2, 2], items: [0, 1, 2, 3], timesMs: [0, 1, 2, 3]});
 * sessionKnn().fit({sequences, catalogue: 4}).session().click(0, 9) // → [0.7071…, 0.7071…, 0, 0] (1/√2)
 * ```
 */
export function sessionKnn(options: NeighbourOptions = {neighbours: 100, candidates: 1000}): RecommenderEstimator {
  return {
    id: "sknn",
    title: "Session-kNN",
    setting: settingOf(options),
    fit: (train) =>
      neighbourRecommender(
        "sknn",
        train,
        {
          weight: () => 1,
          scale: (sum, {items}, _, session, {offsets}) =>
            sum / Math.sqrt(items.length * (offsets[session + 1] - offsets[session])),
          item: () => 1
        },
        options
      )
  };
}

/**
 * Vector session-kNN: a shared item counts by the square of its place in the session, and an item of a neighbour the
 * more, the later the last shared click is, and the rarer the item is.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2, 2], items: [0, 1, 2, 2], timesMs: [0, 1, 2, 3]});
 * const [, next] = vectorSessionKnn().fit({sequences, catalogue: 3}).session().click(0, 9);
 * next // → 4.4657… (1 + 5 ln 2: one click of item 1 in two sessions)
 * ```
 */
export function vectorSessionKnn(
  {idf = 5, ...options}: NeighbourOptions & {readonly idf?: number} = {neighbours: 500, candidates: 5000}
): RecommenderEstimator {
  return {
    id: "vsknn",
    title: "V-SKNN",
    setting: `${settingOf(options)}, idf ${idf}`,
    fit(train) {
      const sessions = sessionCount(train.sequences);
      const factors = clicksByItem(train).map((n) => (n === 0 ? 0 : 1 + idf * Math.log(sessions / n)));
      return neighbourRecommender(
        "vsknn",
        train,
        {
          weight: (place, clicks) => (place / clicks) ** 2,
          scale: (sum, {items}) => sum / items.length,
          item: (item, _, {own, clicks}) => factors[item] / (clicks - own + 1)
        },
        options
      );
    }
  };
}

const DAY_MS = 86_400_000;

export interface StanOptions extends NeighbourOptions {
  /** In how many clicks a shared item's weight falls to 1/e. */
  readonly sessionDecay: number;
  /** In how many days a neighbour's weight falls to 1/e. */
  readonly ageDecayDays: number;
  /** In how many clicks from the last shared one the weight of a neighbour's item falls to 1/e. */
  readonly itemDecay: number;
}

export const STAN_OPTIONS: StanOptions = {
  neighbours: 500,
  candidates: 5000,
  sessionDecay: 1.02,
  ageDecayDays: 80,
  itemDecay: 2.05
};

/**
 * STAN: recent clicks of the session count more, so do recent neighbours, and so do a neighbour's items near the last
 * shared one.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2, 2], items: [0, 1, 2, 3], timesMs: [0, 0, 2, 3]});
 * const [same, next] = stan().fit({sequences, catalogue: 4}).session().click(0, 0);
 * same // → 0.7071… (1/√2, of the same day)
 * next / same // → 0.6139… (e to the power of −1/2.05)
 * ```
 */
export function stan(options: StanOptions = STAN_OPTIONS): RecommenderEstimator {
  const {sessionDecay, ageDecayDays, itemDecay} = options;
  return {
    id: "stan",
    title: "STAN",
    setting: `${settingOf(options)}, ${sessionDecay} clicks, ${ageDecayDays} days, ${itemDecay} clicks`,
    fit: (train) =>
      neighbourRecommender(
        "stan",
        train,
        {
          weight: (place, clicks) => Math.exp((place - clicks) / sessionDecay),
          scale: (sum, {timeMs}, squares, session, {offsets, endsMs}) =>
            (sum / (Math.sqrt(squares) * Math.sqrt(offsets[session + 1] - offsets[session]))) *
            Math.exp(-(timeMs - endsMs[session]) / (ageDecayDays * DAY_MS)),
          item: (_, place, {theirs}) => Math.exp(-Math.abs(place - theirs) / itemDecay)
        },
        options
      )
  };
}
