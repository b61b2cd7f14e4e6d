import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {itemCosines, itemMap, neighboursAlike} from "../../src/lib/recommend/itemMap.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";

/** Two kinds of sessions: of the first six items, and of the others. */
const draws = random(2, 9);
const sessions = Array.from({length: 120}, (_, s) =>
  Array.from({length: 4}, () => (s % 2 === 0 ? 0 : 6) + Math.floor(6 * draws.uniform()))
);
const sequences = itemSequences({
  sessions: sessions.flatMap((items, s) => items.map(() => s)),
  items: sessions.flat(),
  timesMs: sessions.flat().map((_, i) => i)
});
const chosen = Array.from({length: 12}, (_, item) => item);

test("cosines are those of items as vectors over sessions", () => {
  const found = itemCosines(sequences, chosen);
  const has = (item: number) => sessions.map((items) => Number(items.includes(item)));
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  for (const a of chosen)
    for (const b of chosen)
      expect(found[a * 12 + b]).toBeCloseTo(
        dot(has(a), has(b)) / Math.sqrt(dot(has(a), has(a)) * dot(has(b), has(b))),
        12
      );
});

test("the map's two directions are principal components, the first with more of the variance", () => {
  const {x, y, shares} = itemMap(sequences, chosen);
  const rows = Array.from(itemCosines(sequences, chosen));
  const mean = chosen.map((b) => chosen.reduce((sum, a) => sum + rows[a * 12 + b] / 12, 0));
  const centred = rows.map((value, i) => value - mean[i % 12]);
  const total = centred.reduce((sum, value) => sum + value * value, 0);
  // scores are eigenvectors of the Gram matrix, with the squared length as eigenvalue
  for (const [score, share] of [
    [x, shares[0]],
    [y, shares[1]]
  ] as const) {
    const length = score.reduce((sum, value) => sum + value * value, 0);
    for (const a of chosen) {
      const gram = chosen.map((b) => chosen.reduce((sum, c) => sum + centred[a * 12 + c] * centred[b * 12 + c], 0));
      expect(gram.reduce((sum, g, b) => sum + g * score[b], 0)).toBeCloseTo(length * score[a], 6);
    }
    expect(share).toBeCloseTo(length / total, 9);
  }
  expect(x.reduce((sum, value, i) => sum + value * y[i], 0)).toBeCloseTo(0, 6);
  expect(shares[0]).toBeGreaterThan(shares[1]);
});

test("items of one kind lie beside each other", () => {
  const kind = chosen.map((item) => Number(item >= 6));
  const alike = neighboursAlike(itemMap(sequences, chosen), kind)!;
  expect(alike).toEqual({share: 1, chance: expect.closeTo(5 / 11, 9), n: 12});
  expect(
    neighboursAlike(
      itemMap(sequences, chosen),
      kind.map(() => -1)
    )
  ).toBeNull();
});
