import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {endMs, itemSequences, sessionCount} from "../../src/lib/recommend/itemSequences.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import type {Reason} from "../../src/lib/recommend/reason.js";

const CATALOGUE = 12;

/** Sessions of a few items, with repeats; the last item of the catalogue is in none of them. */
function sessions(seed: number, n: number) {
  const draws = random(seed, 7);
  const columns = {sessions: [] as number[], items: [] as number[], timesMs: [] as number[]};
  for (let s = 0; s < n; s++) {
    const start = Math.floor(draws.uniform() * 1e9);
    const clicks = 2 + Math.floor(7 * draws.uniform());
    for (let i = 0; i < clicks; i++) {
      columns.sessions.push(s);
      columns.items.push(Math.floor((CATALOGUE - 1) * draws.uniform() ** 2));
      columns.timesMs.push(start + 1000 * i);
    }
  }
  return itemSequences(columns);
}

const sequences = sessions(1, 60);
const listOf = (s: number) => Array.from(sequences.items.subarray(sequences.offsets[s], sequences.offsets[s + 1]));
const all = Array.from({length: sessionCount(sequences)}, (_, s) => listOf(s));
const now = Math.max(...all.map((_, s) => endMs(sequences, s))) + 1e6;

/** Every reason that a model gives after each click of a session, for every item. */
function* explained(id: string) {
  const model = countingRecommenders()
    .find((one) => one.id === id)!
    .fit({sequences, catalogue: CATALOGUE});
  const clicked = [3, 0, 3, 5];
  const scorer = model.session();
  for (let k = 0; k < clicked.length; k++) {
    const scores = scorer.click(clicked[k], now).slice();
    for (let item = 0; item < CATALOGUE; item++)
      yield {before: clicked.slice(0, k + 1), item, score: scores[item], reasons: scorer.explain!(item)};
  }
}

describe.each(countingRecommenders().map(({id}) => id))("%s", (id) => {
  test("gives reasons that add up to the score", () => {
    let some = 0;
    for (const {item, score, reasons} of explained(id)) {
      const sum = reasons.reduce((total, {contribution}) => total + contribution, 0);
      expect(sum, `item ${item}`).toBeCloseTo(score, 9);
      expect(reasons.every(({contribution}) => contribution > 0)).toBe(true);
      const sizes = reasons.map(({contribution}) => contribution);
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      some += reasons.length;
    }
    expect(some).toBeGreaterThan(30);
  });

  test("has none before the first click, and none for what is no item", () => {
    const scorer = countingRecommenders()
      .find((one) => one.id === id)!
      .fit({sequences, catalogue: CATALOGUE})
      .session();
    expect(() => scorer.explain!(0)).toThrow("nothing was clicked yet");
    scorer.click(0, now);
    expect(() => scorer.explain!(CATALOGUE)).toThrow(RangeError);
  });
});

/** The facts of one kind of reason, recounted from the sessions as plain lists. */
const FACTS: {
  [K in Reason["kind"]]: (reason: Extract<Reason, {kind: K}>, item: number, before: readonly number[]) => void;
} = {
  popularity: ({clicks}, item) => expect(clicks).toBe(all.flat().filter((one) => one === item).length),
  seen: ({places}, item, before) =>
    expect(places).toEqual(before.map((one, i) => (one === item ? i + 1 : 0)).filter((place) => place > 0)),
  pairs: ({from, order, distance, pairs}, item, before) => {
    expect(from).toBe(before.at(-1));
    const [first, second] = order === "after" ? [from, item] : [item, from];
    let n = 0;
    for (const list of all)
      list.forEach((a, i) =>
        list.forEach((b, j) => {
          if (a === first && b === second && i < j && (distance === null || j - i === distance)) n++;
        })
      );
    expect(pairs).toBe(n);
  },
  together: ({from, sessions: n, clicks}, item, before) => {
    expect(from).toBe(before.at(-1));
    const both = all.filter((list) => list.includes(from) && list.includes(item));
    expect(n).toBe(both.length);
    expect(clicks).toBe(both.flat().filter((one) => one === from).length);
  },
  neighbour: ({session, shared}, item, before) => {
    expect(all[session]).toContain(item);
    expect(shared).toEqual([...new Set(before)].filter((one) => all[session].includes(one)));
  }
};

test.each(countingRecommenders().map(({id}) => id))("what %s counts is in the sessions", (id) => {
  for (const {item, reasons, before} of explained(id))
    for (const reason of reasons) (FACTS[reason.kind] as (...of: unknown[]) => void)(reason, item, before);
});

test("session-kNN's similarity is the cosine of the two sets", () => {
  for (const {before, reasons} of explained("sknn"))
    for (const reason of reasons) {
      if (reason.kind !== "neighbour") throw new Error(reason.kind);
      const own = new Set(before);
      const theirs = new Set(all[reason.session]);
      const shared = [...own].filter((one) => theirs.has(one)).length;
      expect(reason.similarity).toBeCloseTo(shared / Math.sqrt(own.size * theirs.size), 12);
    }
});
