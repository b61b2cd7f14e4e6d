import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {bprMf, BPR_OPTIONS, bprStep} from "../../src/lib/recommend/bprMf.js";
import {rankNextItems} from "../../src/lib/recommend/evaluateNextItem.js";
import {ALS_OPTIONS, fitAls, implicitAls} from "../../src/lib/recommend/implicitAls.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import {maximalMarginalRelevance} from "../../src/lib/recommend/maximalMarginalRelevance.js";
import {popularity} from "../../src/lib/recommend/popularity.js";
import {splitSequences} from "../../src/lib/recommend/protocols.js";
import {userRecommenders} from "../../src/lib/recommend/recommenders.js";
import {userItems} from "../../src/lib/recommend/userItems.js";
import {userKnn} from "../../src/lib/recommend/userKnn.js";
import {withoutSeen} from "../../src/lib/recommend/withoutSeen.js";
import {random} from "../../src/lib/core/random.js";
import {madeSessions} from "./madeSessions.js";

const vectors = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")) as T;
const worst = (own: ArrayLike<number>, theirs: readonly number[]) =>
  theirs.reduce((most, value, k) => Math.max(most, Math.abs(own[k] - value)), own.length === theirs.length ? 0 : NaN);

const CATALOGUE = 30;
const sequences = madeSessions(120, CATALOGUE);
const training = {sequences, catalogue: CATALOGUE};

test("implicit ALS is that of the library implicit", () => {
  const {counts, options, start, users, items} = vectors<{
    readonly counts: readonly number[][];
    readonly options: Parameters<typeof fitAls>[2];
    readonly start: number[];
    readonly users: number[];
    readonly items: number[];
  }>("implicitAls");
  const clicks = counts.flatMap((row, user) =>
    row.flatMap((count, item) => Array.from({length: count}, () => ({user, item})))
  );
  const known = userItems({
    sequences: itemSequences({
      sessions: clicks.map(({user}) => user),
      items: clicks.map(({item}) => item),
      timesMs: clicks.map((_, k) => k),
      users: clicks.map(({user}) => user)
    }),
    catalogue: counts[0].length
  });
  const found = {users: new Float64Array(users.length), items: Float64Array.from(start)};
  fitAls(known, found, options);
  expect(worst(found.users, users)).toBeLessThan(1e-6);
  expect(worst(found.items, items)).toBeLessThan(1e-6);
});

test("a step of BPR is that of PyTorch's gradient", () => {
  const {options, start, steps, end} = vectors<{
    readonly options: Parameters<typeof bprStep>[2];
    readonly start: Record<"users" | "items" | "bias", number[]>;
    readonly steps: readonly (readonly [number, number, number])[];
    readonly end: Record<"users" | "items" | "bias", number[]>;
  }>("bpr");
  const weights = {
    users: Float64Array.from(start.users),
    items: Float64Array.from(start.items),
    bias: Float64Array.from(start.bias)
  };
  for (const [user, item, other] of steps) bprStep(weights, {user, item, other}, options);
  for (const name of ["users", "items", "bias"] as const)
    expect(worst(weights[name], end[name]), name).toBeLessThan(1e-7);
});

describe("user-kNN", () => {
  /** Sets of items, compared one by one, as the definition has it. */
  function slowScores(user: number | undefined, clicked: readonly number[], neighbours: number): number[] {
    const sets = new Map<number, Set<number>>();
    sequences.users!.forEach((one, s) => {
      const own = sets.get(one) ?? new Set();
      sequences.items.subarray(sequences.offsets[s], sequences.offsets[s + 1]).forEach((item) => own.add(item));
      sets.set(one, own);
    });
    const own = new Set([...((user === undefined ? undefined : sets.get(user)) ?? []), ...clicked]);
    const others = [...sets].filter(([one]) => one !== user);
    const near = others.map(([, items], place) => ({
      items,
      place,
      similarity: [...own].filter((item) => items.has(item)).length / Math.sqrt(own.size * items.size)
    }));
    near.sort((a, b) => b.similarity - a.similarity || a.place - b.place);
    return Array.from({length: CATALOGUE}, (_, item) =>
      near.slice(0, neighbours).reduce((sum, {items, similarity}) => sum + (items.has(item) ? similarity : 0), 0)
    );
  }

  test.each([undefined, 3])("scores as its slow definition has it, user %s", (user) => {
    const session = userKnn({neighbours: 4}).fit(training).session(user);
    const clicked: number[] = [];
    for (const item of [5, 5, 17, 29]) {
      clicked.push(item);
      expect(worst(session.click(item, 0), slowScores(user, clicked, 4))).toBeLessThan(1e-12);
    }
  });
});

describe("models of users", () => {
  const {train} = splitSequences(sequences, {by: "leave-one-out"});

  test.each(userRecommenders())("$id: a click on what a user has changes nothing", ({fit}) => {
    const counts = new Map<number, number>();
    train.users!.forEach((user, s) => {
      if (user === 3)
        for (const item of train.items.subarray(train.offsets[s], train.offsets[s + 1]))
          counts.set(item, (counts.get(item) ?? 0) + 1);
    });
    const [[often], [once]] = [...counts]
      .sort(([, a], [, b]) => b - a)
      .flatMap((one, k, all) => (k % (all.length - 1) === 0 ? [one] : []));
    expect([counts.get(often)! > 1, counts.get(once)]).toEqual([true, 1]);
    const model = fit({sequences: train, catalogue: CATALOGUE});
    const first = model.session(3).click(often, 0).slice();
    const session = model.session(3);
    expect(session.click(once, 0)).toEqual(first);
    expect(session.click(once, 0)).toEqual(first);
  });

  test.each(userRecommenders())("$id needs users", ({fit}) => {
    const {users: _, ...without} = sequences;
    expect(() => fit({sequences: without, catalogue: CATALOGUE})).toThrow("the log does not say whose each session is");
  });

  test.each(userRecommenders())("$id has an answer for a user whom training does not know", ({fit}) => {
    const scores = fit({sequences: train, catalogue: CATALOGUE}).session(4711).click(2, 0);
    expect(Array.from(scores).every(Number.isFinite)).toBe(true);
    expect(new Set(scores).size).toBeGreaterThan(2);
  });

  test.each([
    ["als", implicitAls({...ALS_OPTIONS, factors: 8})],
    ["bpr-mf", bprMf({...BPR_OPTIONS, factors: 8})]
  ])("%s learns who likes what", (_, estimator) => {
    // two kinds of users and of items; each user's last item is of the user's kind
    const source = random(2);
    const clicks = Array.from({length: 40}, (_, user) =>
      Array.from({length: 9}, (_, k) => ({user, item: 15 * (user % 2) + source.below(15), k}))
    ).flat();
    const made = itemSequences({
      sessions: clicks.map(({user}) => user),
      items: clicks.map(({item}) => item),
      timesMs: clicks.map(({k}) => k),
      users: clicks.map(({user}) => user)
    });
    const model = estimator.fit({sequences: made, catalogue: 30});
    for (const user of [0, 1, 6, 7]) {
      const scores = model.session(user).click(made.items[made.offsets[user]], 0);
      const mean = (from: number) => scores.subarray(from, from + 15).reduce((a, b) => a + b, 0) / 15;
      expect(mean(15 * (user % 2))).toBeGreaterThan(mean(15 * (1 - (user % 2))) + 0.2);
    }
  });

  test("options out of their range are refused", () => {
    expect(() => implicitAls({...ALS_OPTIONS, factors: 0})).toThrow("factors is 0; give a whole number above 0");
    expect(() => implicitAls({...ALS_OPTIONS, alpha: -1})).toThrow("alpha is -1; give a number above 0");
    expect(() => bprMf({...BPR_OPTIONS, learningRate: NaN})).toThrow("learningRate is NaN; give a number above 0");
  });

  test("items seen are put last, those of training too", () => {
    const fitted = withoutSeen(popularity()).fit({sequences: train, catalogue: CATALOGUE});
    const plain = popularity().fit({sequences: train, catalogue: CATALOGUE});
    const had = new Set<number>();
    train.users!.forEach((user, s) => {
      if (user === 3) train.items.subarray(train.offsets[s], train.offsets[s + 1]).forEach((item) => had.add(item));
    });
    for (const [user, seen] of [
      [3, had],
      [undefined, new Set<number>()]
    ] as const) {
      const scores = fitted.session(user).click(1, 0);
      const own = plain.session(user).click(1, 0);
      scores.forEach((score, item) => expect(score).toBe(item === 1 || seen.has(item) ? -Infinity : own[item]));
    }
    // a target that was seen is behind all others
    const {ranks} = rankNextItems(fitted, itemSequences({sessions: [1, 1], items: [2, 2], timesMs: [0, 1]}));
    expect(ranks[0]).toBe(CATALOGUE);
  });
});

describe("maximal marginal relevance", () => {
  const source = random(9);
  const similar = Array.from({length: 12}, () => Array.from({length: 12}, () => source.uniform()));
  const similarity = (a: number, b: number) => similar[Math.min(a, b)][Math.max(a, b)];
  const items = [7, 3, 11, 0, 5, 9];
  const relevance = [3, 2.5, 2.4, 1, 0.5, -1];

  test.each([0, 0.3, 0.7, 1])("chooses as its definition has it, lambda %s", (lambda) => {
    const chosen: number[] = [];
    while (chosen.length < 4) {
      let best = -1;
      let most = -Infinity;
      items.forEach((item, at) => {
        if (chosen.includes(item)) return;
        const nearest = chosen.length === 0 ? 0 : Math.max(...chosen.map((one) => similarity(item, one)));
        const worth = (lambda * (relevance[at] + 1)) / 4 - (1 - lambda) * nearest;
        if (worth > most) [best, most] = [item, worth];
      });
      chosen.push(best);
    }
    expect(maximalMarginalRelevance(items, relevance, similarity, {lambda, k: 4})).toEqual(chosen);
  });

  test("leaves masked items out, takes equals in their order and all where there are few", () => {
    const options = {lambda: 1, k: 9};
    expect(maximalMarginalRelevance([4, 2, 8], [1, -Infinity, 1], similarity, options)).toEqual([4, 8]);
    expect(maximalMarginalRelevance([], [], similarity, options)).toEqual([]);
    expect(() => maximalMarginalRelevance([1], [1], similarity, {lambda: 2, k: 1})).toThrow("lambda is 2");
  });
});
