/**
 * The recommenders that learn by counting, written from their definitions with arrays and maps and no thought of speed:
 * the oracle of `src/lib/recommend`. Each gives the scores of all items after the clicks of a session.
 */

/** A session: its items in order, and when it began and ended. */
export interface SlowSession {
  readonly items: readonly number[];
  readonly timesMs: readonly number[];
}

interface Neighbours {
  readonly neighbours: number;
  readonly candidates: number;
}

export type SlowModel = (
  train: readonly SlowSession[],
  catalogue: number,
  clicked: readonly number[],
  nowMs: number
) => number[];

const zeros = (catalogue: number) => new Array<number>(catalogue).fill(0);
const count = (items: readonly number[], item: number) => items.filter((one) => one === item).length;
const clicksOf = (train: readonly SlowSession[], item: number) =>
  train.reduce((sum, {items}) => sum + count(items, item), 0);
const everyItem = (catalogue: number) => Array.from({length: catalogue}, (_, item) => item);

const popularity: SlowModel = (train, catalogue) => everyItem(catalogue).map((item) => clicksOf(train, item));

const belowOne = (train: readonly SlowSession[], item: number) => clicksOf(train, item) / (1 + clicksOf(train, item));

const sessionPopularity: SlowModel = (train, catalogue, clicked) =>
  everyItem(catalogue).map((item) => count(clicked, item) + belowOne(train, item));

const recency: SlowModel = (train, catalogue, clicked) =>
  everyItem(catalogue).map((item) => (clicked.includes(item) ? clicked.lastIndexOf(item) + 1 : belowOne(train, item)));

/** Adds a weight for each ordered pair of clicks of a session of which one is on the last item. */
const pairs =
  (weight: (distance: number) => number): SlowModel =>
  (train, catalogue, clicked) => {
    const scores = zeros(catalogue);
    const last = clicked[clicked.length - 1];
    for (const {items} of train)
      for (let i = 0; i < items.length; i++)
        for (let j = 0; j < items.length; j++) if (i !== j && items[i] === last) scores[items[j]] += weight(j - i);
    return scores;
  };

const itemKnn: SlowModel = (train, catalogue, clicked) => {
  const last = clicked[clicked.length - 1];
  return everyItem(catalogue).map((item) => {
    if (item === last) return 0;
    const together = train.reduce((sum, {items}) => sum + (items.includes(item) ? count(items, last) : 0), 0);
    return together / (Math.sqrt(clicksOf(train, last) + 20) * Math.sqrt(clicksOf(train, item) + 20));
  });
};

interface Similar {
  readonly session: SlowSession;
  readonly similarity: number;
}

/** The most recent sessions, by their last click, that share an item; then the most similar, the more recent of equals. */
function nearest(
  train: readonly SlowSession[],
  clicked: readonly number[],
  {neighbours, candidates}: Neighbours,
  similarity: (session: SlowSession) => number
): Similar[] {
  const end = ({timesMs}: SlowSession) => timesMs[timesMs.length - 1];
  return train
    .map((session, k) => ({session, k}))
    .filter(({session}) => session.items.some((item) => clicked.includes(item)))
    .sort((a, b) => end(b.session) - end(a.session) || b.session.timesMs[0] - a.session.timesMs[0] || b.k - a.k)
    .slice(0, candidates)
    .map(({session}) => ({session, similarity: similarity(session)}))
    .sort((a, b) => b.similarity - a.similarity) // stable: the more recent of equals stays first
    .slice(0, neighbours);
}

const distinct = (items: readonly number[]) => [...new Set(items)];

const sknn =
  (options: Neighbours): SlowModel =>
  (train, catalogue, clicked) => {
    const scores = zeros(catalogue);
    const own = distinct(clicked);
    const cosine = ({items}: SlowSession) =>
      own.filter((item) => items.includes(item)).length / Math.sqrt(own.length * distinct(items).length);
    for (const {session, similarity} of nearest(train, clicked, options, cosine))
      for (const item of distinct(session.items)) scores[item] += similarity;
    return scores;
  };

const vsknn =
  (options: Neighbours): SlowModel =>
  (train, catalogue, clicked) => {
    const scores = zeros(catalogue);
    const m = clicked.length;
    const own = distinct(clicked);
    const similarityOf = ({items}: SlowSession) =>
      own
        .filter((item) => items.includes(item))
        .reduce((sum, item) => sum + ((clicked.lastIndexOf(item) + 1) / m) ** 2, 0) / own.length;
    for (const {session, similarity} of nearest(train, clicked, options, similarityOf)) {
      const latest = Math.max(...own.filter((item) => session.items.includes(item)).map((x) => clicked.lastIndexOf(x)));
      for (const item of distinct(session.items))
        scores[item] += (similarity / (m - latest)) * (1 + 5 * Math.log(train.length / clicksOf(train, item)));
    }
    return scores;
  };

const DAY_MS = 86_400_000;

const stan =
  (options: Neighbours): SlowModel =>
  (train, catalogue, clicked, nowMs) => {
    const scores = zeros(catalogue);
    const m = clicked.length;
    const own = distinct(clicked);
    const weight = (item: number) => Math.exp((clicked.lastIndexOf(item) + 1 - m) / 1.02);
    const length = Math.sqrt(own.reduce((sum, item) => sum + weight(item) ** 2, 0));
    const similarityOf = ({items, timesMs}: SlowSession) => {
      const shared = own.filter((item) => items.includes(item)).reduce((sum, item) => sum + weight(item), 0);
      const days = (nowMs - timesMs[timesMs.length - 1]) / DAY_MS;
      return (shared / (length * Math.sqrt(distinct(items).length))) * Math.exp(-days / 80);
    };
    for (const {session, similarity} of nearest(train, clicked, options, similarityOf)) {
      const {items} = session;
      const shared = Math.max(...own.filter((item) => items.includes(item)).map((item) => items.lastIndexOf(item)));
      for (const item of distinct(items))
        scores[item] += similarity * Math.exp(-Math.abs(items.lastIndexOf(item) - shared) / 2.05);
    }
    return scores;
  };

/** By the ids of the models, with the neighbours that each takes. */
export const slowModels = (few: Neighbours): Readonly<Record<string, SlowModel>> => ({
  popularity,
  "session-popularity": sessionPopularity,
  recency,
  "association-rules": pairs(() => 1),
  "sequential-rules": pairs((distance) => (distance >= 1 && distance <= 10 ? 1 / distance : 0)),
  "markov-chain": pairs((distance) => (distance === 1 ? 1 : 0)),
  "item-knn": itemKnn,
  sknn: sknn(few),
  vsknn: vsknn(few),
  stan: stan(few)
});
