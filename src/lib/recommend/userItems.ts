import {UserError} from "../core/errors.js";
import {sessionCount} from "./itemSequences.js";
import {checkItem, type Recommender, type RecommenderTraining} from "./recommender.js";

/** Which items each user clicked in training, and how often: a sparse matrix of users × catalogue by rows. */
export interface UserItems {
  /** The row of each user's id. */
  readonly rows: ReadonlyMap<number, number>;
  /** Where each row starts, and where the last one ends. */
  readonly offsets: Int32Array;
  /** The distinct items of each row, from the lowest. */
  readonly items: Int32Array;
  readonly counts: Float64Array;
  readonly catalogue: number;
}

/**
 * The items of all sessions of each user. Throws `UserError` for a log without users.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 2, 3], items: [2, 2, 0, 1], timesMs: [0, 1, 2, 3], users: [7, 7, 9, 7]});
 * const {rows, offsets, items, counts} = userItems({sequences, catalogue: 3});
 * rows.get(9) // → 1
 * offsets // → [0, 2, 3]
 * items // → [1, 2, 0]
 * counts // → [1, 2, 1]
 * ```
 */
export function userItems({sequences, catalogue}: RecommenderTraining): UserItems {
  const {users, offsets: starts, items} = sequences;
  if (users === undefined)
    throw new UserError("the log does not say whose each session is", "choose a model of sessions alone");
  const rows = new Map<number, number>();
  const byUser: Map<number, number>[] = [];
  for (let s = 0; s < sessionCount(sequences); s++) {
    if (!rows.has(users[s])) {
      rows.set(users[s], byUser.length);
      byUser.push(new Map());
    }
    const own = byUser[rows.get(users[s])!];
    for (let i = starts[s]; i < starts[s + 1]; i++) {
      checkItem(items[i], catalogue);
      own.set(items[i], (own.get(items[i]) ?? 0) + 1);
    }
  }
  const offsets = new Int32Array(byUser.length + 1);
  byUser.forEach(({size}, row) => (offsets[row + 1] = offsets[row] + size));
  const sorted = byUser.map((own) => [...own].sort(([a], [b]) => a - b)).flat();
  return {
    rows,
    offsets,
    items: Int32Array.from(sorted, ([item]) => item),
    counts: Float64Array.from(sorted, ([, count]) => count),
    catalogue
  };
}

/** The same by items: of each item the users, as rows, and how often. */
export function itemUsers({offsets, items, counts, catalogue}: UserItems): Pick<UserItems, "offsets" | "counts"> & {
  readonly users: Int32Array;
} {
  const starts = new Int32Array(catalogue + 1);
  for (const item of items) starts[item + 1]++;
  for (let item = 0; item < catalogue; item++) starts[item + 1] += starts[item];
  const filled = starts.slice();
  const users = new Int32Array(items.length);
  const found = new Float64Array(items.length);
  for (let row = 0; row + 1 < offsets.length; row++)
    for (let i = offsets[row]; i < offsets[row + 1]; i++) {
      const at = filled[items[i]]++;
      users[at] = row;
      found[at] = counts[i];
    }
  return {offsets: starts, users, counts: found};
}

/** What a user is known to have clicked: items with how often. */
export type UserProfile = ReadonlyMap<number, number>;

/**
 * A recommender that scores by what a user clicked, in training and in the session so far. A click on an item that the user
 * has already changes nothing, so that a session that is part of the training is not counted twice. `score` writes into
 * the scores, which hold zeros; `row` is null for a user whom training does not know.
 */
export function profileRecommender(
  id: string,
  known: UserItems,
  score: (profile: UserProfile, row: number | null, scores: Float64Array) => void
): Recommender {
  const {catalogue, rows, offsets, items, counts} = known;
  return {
    id,
    catalogue,
    session(user) {
      const row = (user === undefined ? undefined : rows.get(user)) ?? null;
      const profile = new Map<number, number>();
      if (row !== null) for (let i = offsets[row]; i < offsets[row + 1]; i++) profile.set(items[i], counts[i]);
      const scores = new Float64Array(catalogue);
      let fresh = false;
      return {
        click(item) {
          checkItem(item, catalogue);
          if (!profile.has(item)) {
            profile.set(item, 1);
            fresh = false;
          }
          if (!fresh) {
            scores.fill(0);
            score(profile, row, scores);
            fresh = true;
          }
          return scores;
        }
      };
    }
  };
}
