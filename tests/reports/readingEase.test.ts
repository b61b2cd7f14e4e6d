import {expect, test} from "vitest";
import {readingEase, sentencesOf, syllablesOf, wordsOf} from "./readingEase.js";

// counted by hand, by saying the word
test.each([
  ["cat", 1],
  ["the", 1],
  ["model", 2],
  ["purchase", 2],
  ["purchases", 3],
  ["people", 2],
  ["table", 2],
  ["trained", 1],
  ["predicted", 3],
  ["examples", 3],
  ["session", 2],
  ["sessions", 2],
  ["prediction", 3],
  ["reliably", 4],
  ["period", 3],
  ["usual", 3],
  ["features", 2],
  ["browsing", 2],
  ["visitor", 3],
  ["AUC", 3],
  ["shop's", 1],
  ["12,330", 1]
])("%s has %i syllables", (word, syllables) => expect(syllablesOf(word)).toBe(syllables));

test("words and sentences are counted as a reader would", () => {
  expect(wordsOf("No: 4.8 % of “visits” don't buy.")).toEqual(["No", "4.8", "of", "visits", "don't", "buy"]);
  expect(sentencesOf("It has 4.8 % of them. Is that much? No!")).toBe(3);
  expect(sentencesOf("It says “no purchase.” Then it ends.")).toBe(2);
});

test("the formula is Flesch's", () => {
  // 6 words in one sentence with 6 syllables
  expect(readingEase("The cat sat on the mat.")).toBeCloseTo(206.835 - 1.015 * 6 - 84.6, 9);
  // 7 words in two sentences with 1 + 2 + 2 + 3 and 1 + 1 + 4 syllables
  expect(readingEase("A model predicts purchases. It learns reliably.")).toBeCloseTo(
    206.835 - (1.015 * 7) / 2 - (84.6 * 14) / 7,
    9
  );
  expect(() => readingEase("…")).toThrow(RangeError);
});
