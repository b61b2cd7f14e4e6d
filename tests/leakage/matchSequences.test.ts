import {describe, expect, test} from "vitest";
import {random, type Random} from "../../src/lib/core/random.js";
import {matchSequences} from "../../src/lib/leakage/matchSequences.js";
import {resampler} from "../../src/lib/leakage/resampleSequences.js";
import {LIKENESSES, type Sequences} from "../../src/lib/leakage/sequences.js";
import {runs} from "../thorough.js";

type Owned = readonly [user: number, items: readonly number[]];

function sequencesOf(list: readonly Owned[]): Sequences {
  const starts = [0];
  for (const [, items] of list) starts.push(starts.at(-1)! + items.length);
  return {
    items: Int32Array.from(list.flatMap(([, items]) => items)),
    starts: Int32Array.from(starts),
    users: Float64Array.from(list, ([user]) => user)
  };
}

/** Edits that make one sequence the other, by dynamic programming over all of both. */
function editDistance(a: readonly number[], b: readonly number[]): number {
  let row = Array.from({length: b.length + 1}, (_, j) => j);
  a.forEach((item, i) => {
    const next = [i + 1];
    b.forEach((other, j) => next.push(Math.min(row[j + 1] + 1, next[j] + 1, row[j] + (item === other ? 0 : 1))));
    row = next;
  });
  return row[b.length];
}

/** Every test sequence against every one of training. */
function slowly(tests: readonly Owned[], trains: readonly Owned[]): (string | null)[] {
  const begins = (short: readonly number[], long: readonly number[]) =>
    short.length >= 3 && short.length < long.length && short.every((item, i) => item === long[i]);
  return tests.map(([user, a]) => {
    const others = trains.filter(([other]) => other !== user).map(([, b]) => b);
    if (a.length >= 3 && others.some((b) => b.join() === a.join())) return "identical";
    if (others.some((b) => begins(a, b) || begins(b, a))) return "prefix";
    if (a.length >= 5 && others.some((b) => b.length >= 5 && editDistance(a, b) === 1)) return "near";
    return null;
  });
}

/** Sequences over few items, many of them made of others by a cut or an edit, some of them the same user's. */
function someSequences(source: Random, count: number): Owned[] {
  const list: Owned[] = [];
  const kinds = 2 + source.below(8);
  const users = 1 + source.below(12);
  for (let i = 0; i < count; i++) {
    const user = source.below(users);
    if (list.length > 0 && source.below(3) > 0) {
      const items = [...list[source.below(list.length)][1]];
      const at = source.below(items.length + 1);
      const edit = source.below(5);
      if (edit === 0) items.splice(at, 1);
      if (edit === 1) items.splice(at, 0, source.below(kinds));
      if (edit === 2) items[Math.min(at, items.length - 1)] = source.below(kinds);
      if (edit === 3) items.splice(Math.max(1, at));
      list.push([user, items.length === 0 ? [0] : items]);
    } else list.push([user, Array.from({length: 1 + source.below(9)}, () => source.below(kinds))]);
  }
  return list;
}

describe("sequences like one of another user in training", () => {
  test("are those that a comparison of all pairs finds, with one that is like it", () => {
    const counts = new Map<string | null, number>();
    for (let seed = 0; seed < runs(150, 2000); seed++) {
      const source = random(seed, 7);
      const all = someSequences(source, 2 + source.below(60));
      const tests = all.filter(() => source.below(2) === 0);
      const trains = all.filter((owned) => !tests.includes(owned));
      const {likeness, train} = matchSequences(sequencesOf(tests), sequencesOf(trains));
      const expected = slowly(tests, trains);
      expect(Array.from(likeness, (kind) => (kind === -1 ? null : LIKENESSES[kind]))).toEqual(expected);
      expected.forEach((kind, i) => {
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        expect(train[i] === -1).toBe(kind === null);
        if (kind !== null) expect(slowly([tests[i]], [trains[train[i]]])).toEqual([kind]);
      });
    }
    // each kind was there to be found
    for (const kind of [null, ...LIKENESSES]) expect(counts.get(kind)).toBeGreaterThan(100);
  });

  test("are found where the first of training is the user's own", () => {
    const items = [1, 2, 3, 4, 5];
    const trains: Owned[] = [
      [1, items],
      [1, [...items, 6]],
      [1, [1, 2, 9, 4, 5]],
      [2, [1, 2, 8, 4, 5]]
    ];
    const {likeness, train} = matchSequences(sequencesOf([[1, items]]), sequencesOf(trains));
    expect([LIKENESSES[likeness[0]], train[0]]).toEqual(["near", 3]);
    expect(matchSequences(sequencesOf([[2, items]]), sequencesOf(trains)).train[0]).toBe(0);
  });
});

describe("sequences that are drawn anew", () => {
  const alike = (test: Sequences, train: Sequences) =>
    matchSequences(test, train).likeness.filter((kind) => kind !== -1).length;
  const byChance = (test: Sequences, train: Sequences, draws: number) => {
    const resample = resampler(train);
    let sum = 0;
    for (let i = 0; i < draws; i++) sum += alike(...resample(test, train, random(i, 3)));
    return sum / draws;
  };

  test("have the same lengths and users, items that training has, and none twice", () => {
    const source = random(5);
    const distinct = (user: number): Owned => [
      user,
      [...new Set(Array.from({length: 1 + source.below(6)}, () => source.below(200)))]
    ];
    const train = sequencesOf(Array.from({length: 300}, (_, user) => distinct(user)));
    const test = sequencesOf(Array.from({length: 100}, (_, user) => distinct(300 + user)));
    for (const [drawn, like] of [
      [resampler(train)(test, train, random(1))[0], test],
      [resampler(train)(test, train, random(1))[1], train]
    ]) {
      expect([...drawn.starts]).toEqual([...like.starts]);
      expect([...drawn.users]).toEqual([...like.users]);
      const items = new Set([...train.items, ...test.items]);
      for (let i = 0; i < drawn.users.length; i++) {
        const own = [...drawn.items.subarray(drawn.starts[i], drawn.starts[i + 1])];
        expect(new Set(own).size).toBe(own.length);
        expect(own.every((item) => items.has(item))).toBe(true);
      }
    }
  });

  test("are as alike as two samples of one chain are, and do not bring copies about", () => {
    // from each of 60 items three others may follow, one of them mostly
    const walk = (source: Random) => {
      const items = [source.below(60)];
      while (items.length < 4) {
        const step = source.below(10);
        const next = (items.at(-1)! * 7 + (step < 6 ? 1 : step < 8 ? 2 : 3)) % 60;
        if (items.includes(next)) break;
        items.push(next);
      }
      return items;
    };
    const source = random(11);
    const train = Array.from({length: 800}, (_, user): Owned => [user, walk(source)]);
    const test = Array.from({length: 200}, (_, user): Owned => [1000 + user, walk(source)]);
    const found = alike(sequencesOf(test), sequencesOf(train));
    const chance = byChance(sequencesOf(test), sequencesOf(train), 20);
    expect(found).toBeGreaterThan(40);
    expect(Math.abs(found - chance)).toBeLessThan(0.25 * found);
    // everybody in training looks at what nobody else does, and a user of the test is each of them
    const own = Array.from({length: 200}, (_, user): Owned => [user, [0, 1, 2, 3, 4].map((k) => 5 * user + k)]);
    const copies = own.map(([user, items]): Owned => [1000 + user, items]);
    expect(alike(sequencesOf(copies), sequencesOf(own))).toBe(200);
    expect(byChance(sequencesOf(copies), sequencesOf(own), 20)).toBeLessThan(1);
  });
});
