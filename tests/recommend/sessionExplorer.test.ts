import {describe, expect, test} from "vitest";
import {DAY_MS} from "../../src/lib/core/time.js";
import {random} from "../../src/lib/core/random.js";
import {itemSequences} from "../../src/lib/recommend/itemSequences.js";
import {countingRecommenders} from "../../src/lib/recommend/recommenders.js";
import {explorerSplit, SessionExplorer} from "../../src/lib/recommend/sessionExplorer.js";
import {topItems} from "../../src/lib/recommend/topItems.js";

const CATALOGUE = 15;
const draws = random(5, 1);
const clicks = Array.from({length: 80}, (_, s) =>
  Array.from({length: 2 + (s % 6)}, (_, i) => ({
    session: s,
    item: Math.floor((CATALOGUE - 1) * draws.uniform() ** 2),
    timeMs: s * 1e6 + i
  }))
).flat();
const sequences = itemSequences({
  sessions: clicks.map(({session}) => session),
  items: clicks.map(({item}) => item),
  timesMs: clicks.map(({timeMs}) => timeMs)
});
const estimators = countingRecommenders();
const ids = estimators.map(({id}) => id);
const explorer = new SessionExplorer({sequences, catalogue: CATALOGUE}, estimators);
const session = explorer.timed([2, 5, 2, 7]);

/** Scores after some clicks, of a session of their own. */
function scoresAfter(id: string, of: typeof session): number[] {
  const scorer = estimators
    .find((one) => one.id === id)!
    .fit({sequences, catalogue: CATALOGUE})
    .session();
  let scores: ArrayLike<number> = [];
  for (const {item, timeMs} of of) scores = scorer.click(item, timeMs);
  return Array.from(scores);
}

describe.each(ids)("%s", (id) => {
  const ask = (n: number, seen: boolean, truth: number | null) =>
    explorer.recommend(session.slice(0, n), {models: [id], top: 20, seen, truth})[0];

  test.each([
    ["click by click, back, and after another session", [1, 2, 3, 4, 2, 4]],
    ["at once", [4]]
  ])("answers as a session of its own does, asked %s", (_, steps) => {
    for (const n of steps) {
      const scores = scoresAfter(id, session.slice(0, n));
      const order = scores
        .map((_, item) => item)
        .filter((item) => scores[item] !== 0)
        .sort((a, b) => scores[b] - scores[a] || a - b);
      expect(ask(n, true, null).items).toEqual(order.map((item) => ({item, score: scores[item]})));
      explorer.recommend(explorer.timed([1]), {models: [id], top: 1, seen: true, truth: null});
    }
  });

  test("ranks the true next item among what may be shown, behind its equals", () => {
    const scores = scoresAfter(id, session);
    for (let truth = 0; truth < CATALOGUE; truth++) {
      const rank = (shown: (item: number) => boolean) =>
        scores.filter((score, item) => shown(item) && score >= scores[truth]).length;
      const isNew = (item: number) => ![2, 5, 7].includes(item);
      expect(ask(4, true, truth).truthRank).toBe(rank(() => true));
      expect(ask(4, false, truth).truthRank).toBe(isNew(truth) ? rank(isNew) : null);
      expect(ask(4, false, truth).items.every(({item}) => isNew(item))).toBe(true);
    }
  });
});

test("an item that no session has leaves pair rules with nothing to say, and says so", () => {
  const [answer] = explorer.recommend(explorer.timed([CATALOGUE - 1]), {
    models: ["markov-chain"],
    top: 20,
    seen: true,
    truth: null
  });
  expect(answer.items).toEqual([]);
  expect(answer.tied).toBe(true);
});

test("nothing clicked, an unknown model and an unknown item are errors", () => {
  const asked = {models: ["stan"], top: 1, seen: true, truth: null};
  expect(() => explorer.recommend([], asked)).toThrow("nothing was clicked yet");
  expect(() => explorer.recommend(session, {...asked, models: ["gru"]})).toThrow("there is no model gru");
  expect(() => explorer.recommend(explorer.timed([99]), asked)).toThrow("item 99 of a catalogue of 15");
});

test("top items are those of a sort", () => {
  const scores = Array.from({length: 200}, () => Math.floor(20 * draws.uniform()));
  const sorted = scores.map((_, item) => item).sort((a, b) => scores[b] - scores[a] || a - b);
  for (const k of [1, 7, 200, 300]) expect(topItems(scores, k)).toEqual(sorted.slice(0, k));
  const odd = (item: number) => item % 2 === 1;
  expect(topItems(scores, 9, odd)).toEqual(sorted.filter(odd).slice(0, 9));
});

describe("sessions to look at", () => {
  const days = (...starts: number[]) =>
    itemSequences({
      sessions: starts.flatMap((_, s) => [s, s]),
      items: starts.flatMap((_, s) => [s % 3, (s + 1) % 3]),
      timesMs: starts.flatMap((day) => [day * DAY_MS, day * DAY_MS + 1])
    });

  test("are those of the last days, at most 14", () => {
    const long = explorerSplit(days(...Array.from({length: 90}, (_, d) => d)));
    expect(long.days).toBe(14);
    expect(long.test.offsets.length - 1).toBe(14);
    expect(long.train.offsets.length - 1).toBe(76);
  });
  test("are all of them where the log is too short to keep some apart", () => {
    const short = explorerSplit(days(0, 0, 0));
    expect(short.days).toBe(0);
    expect(short.test).toEqual(short.train);
  });
  test("are none where no session has two views", () => {
    const single = itemSequences({sessions: [1, 2], items: [0, 1], timesMs: [0, 1]});
    expect(() => explorerSplit(single)).toThrow("no session of this log has two views of items");
  });
});
