/**
 * Flesch reading ease of English text: 206.835 − 1.015 × words per sentence − 84.6 × syllables per word (Flesch 1948). About 60 to 70
 * is plain English, 30 to 50 is difficult. Throws `RangeError` for a text without words.
 */
export function readingEase(text: string): number {
  const words = wordsOf(text);
  if (words.length === 0) throw new RangeError("a text without words has no reading ease");
  const sentences = Math.max(1, sentencesOf(text));
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  return 206.835 - (1.015 * words.length) / sentences - (84.6 * syllables) / words.length;
}

/** Words and numbers; a hyphen separates words, an apostrophe does not, and signs such as % and quotation marks are none. */
export function wordsOf(text: string): string[] {
  return text.replace(/<[^>]*>/g, "").match(/\d[\d,.]*\d|\d|\p{L}+(?:['’]\p{L}+)*/gu) ?? [];
}

/** Sentences end with a full stop, a question mark or an exclamation mark before a space or the end; colons and semicolons end none. */
export function sentencesOf(text: string): number {
  return (text.match(/[.?!][”"’)]*(?=\s|$)/g) ?? []).length;
}

/**
 * Syllables by rule, not by dictionary: groups of vowels (y included), with "ia", "io", "iu" and "ua" as two unless they follow
 * c, t, s or g, or q; a silent final -e, -es and -ed is none; every word has one at least. Abbreviations in capitals have one for each
 * letter, and a number counts as one.
 */
export function syllablesOf(word: string): number {
  if (/^\d/.test(word)) return 1;
  if (/^[A-Z]{2,}$/.test(word)) return word.length;
  const plain = word
    .toLowerCase()
    .replace(/['’]s?$/, "")
    .replace(/[^a-z]/g, "");
  const spoken = plain
    .replace(/(?<=[^aeiouy])e$/, (e, at: number) => (/[^aeiouyrl]l$/.test(plain.slice(0, at)) ? e : ""))
    .replace(/(?<=[^aeiouysxzcg])(?<![^aeiouyrl]l)es$/, "s")
    .replace(/(?<=[^aeioutdy])ed$/, "d");
  const groups = spoken.match(/[aeiouy]+/g)?.length ?? 0;
  const split = spoken.match(/(?<![ctsgq])(?:ia|io|iu)|(?<![gq])ua/g)?.length ?? 0;
  return Math.max(1, groups + split);
}
