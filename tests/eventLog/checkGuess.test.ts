import {describe, expect, test} from "vitest";
import {checkGuess} from "../../src/lib/eventLog/checkGuess.js";
import {wordsToDecide} from "../../src/lib/eventLog/wordsToDecide.js";

const format = {kind: "csv", delimiter: ",", header: true, gzip: false} as const;
const time = (i: number) => new Date(Date.UTC(2024, 2, 1) + i * 431_000).toISOString();
/** By row, a time, a user, a word and an item. */
function sample(word: (i: number) => string) {
  const rows = Array.from({length: 400}, (_, i) => [time(i), `u${(i * 7) % 40}`, word(i), `i${(i * 11) % 30}`]);
  return {columns: ["timestamp", "user_id", "event", "item_id"], rows, format};
}

describe("what must be decided before a log is read", () => {
  test("a word that nobody knows and that comes again, with its count; noise is not asked about", () => {
    const log = sample((i) =>
      i === 17 ? "x7" : i === 18 ? "onceonly" : i % 10 === 0 ? " wink " : i % 3 === 0 ? "purchase" : "view"
    );
    const {undecided, unsure, words, sampleRows, problems} = checkGuess(log, "");
    expect(problems).toEqual([]);
    expect(unsure).toEqual([]);
    expect(undecided).toEqual([{word: "wink", rows: 40}]);
    expect(words[0].word).toBe("view");
    expect(words.reduce((sum, {rows}) => sum + rows, 0)).toBe(sampleRows);
    // what is not decided is not left out in silence
    expect(checkGuess(log, "").mapping.eventNames).not.toHaveProperty("wink");
    for (const [said, type] of [
      ["addtocart", "addtocart"],
      ["none", null]
    ] as const) {
      const decided = checkGuess(log, `event.wink=${said}`);
      expect(decided.undecided).toEqual([]);
      expect(decided.mapping.eventNames.wink).toBe(type);
    }
  });

  test("a role that is told is not asked about, and the others are guessed around it", () => {
    const rows = Array.from({length: 300}, (_, i) => [time(i), String((i * 7) % 40), String((i * 5) % 44)]);
    const log = {columns: ["timestamp", "k1", "k2"], rows, format};
    const open = checkGuess(log, "");
    expect(open.unsure).toContain("user");
    const told = checkGuess(log, "user=k2, item=k1");
    expect(told.unsure).toEqual([]);
    expect([told.mapping.user, told.mapping.item]).toEqual(["k2", "k1"]);
  });

  test("text that makes no sense is refused, and a mapping that cannot be says why", () => {
    const log = sample(() => "view");
    expect(() => checkGuess(log, "user")).toThrow(/the mapping says "user"/);
    expect(checkGuess(log, "time=none").problems.join()).toMatch(/no column is the time/);
  });
});

describe("words of a whole file", () => {
  const decide = (rows: number, ...words: [string, number][]) =>
    wordsToDecide({rows, unknown: words.map(([word, rows]) => ({word, rows}))}).map(({word}) => word);

  test("come again, and have letters or are the codes of a column of codes", () => {
    expect(decide(100_000, ["wink", 50], ["nudge", 49], ["ok", 70], ["!!", 80], ["放", 90])).toEqual(["wink", "放"]);
    expect(decide(100, ["7", 60], ["9", 20])).toEqual(["7", "9"]);
    expect(decide(100, ["7", 30], ["9", 20])).toEqual([]);
    expect(decide(10, ["once", 1])).toEqual([]);
  });
});
