/** A part of a page under one heading, as the search index has it. */
export interface SearchSection {
  /** Address below the site, without a slash at its start. */
  readonly page: string;
  readonly title: string;
  /** The heading it stands under; empty for what comes before the first one. */
  readonly heading: string;
  /** The heading's id; empty where there is none. */
  readonly id: string;
  readonly text: string;
}

export interface Found {
  readonly section: SearchSection;
  /** A part of the text around what was found, split so that every second part is a word that was asked for. */
  readonly snippet: readonly string[];
}

/** Words are compared without case and accents. */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();

/**
 * Sections that hold words beginning with every word of the query, the best first: words in titles weigh more than in headings, and these
 * more than in the text. Where no section has them all, those with most of them.
 *
 * @param limit at most so many, and of one page at most three
 */
export function searchSections(sections: readonly SearchSection[], query: string, limit = 12): Found[] {
  const words = [...new Set(plain(query).split(/[^\p{L}\p{N}]+/u))].filter((word) => word !== "");
  if (words.length === 0) return [];
  const patterns = words.map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${word}`, "gu"));
  const scored = sections.map((section) => {
    const fields: [string, number][] = [
      [plain(section.title), section.heading === "" ? 12 : 3],
      [plain(section.heading), 8],
      [plain(section.text), 1]
    ];
    let hits = 0;
    let score = 0;
    for (const pattern of patterns) {
      const found = fields.reduce((sum, [text, weight]) => sum + weight * Math.min(5, matches(text, pattern)), 0);
      if (found > 0) hits++;
      score += found;
    }
    return {section, hits, score};
  });
  const most = Math.max(0, ...scored.map(({hits}) => hits));
  if (most === 0) return [];
  const ofPage = new Map<string, number>();
  return scored
    .filter(({hits}) => hits === most)
    .sort((a, b) => b.score - a.score)
    .filter(({section: {page}}) => {
      const before = ofPage.get(page) ?? 0;
      ofPage.set(page, before + 1);
      return before < 3;
    })
    .slice(0, limit)
    .map(({section}) => ({section, snippet: snippetOf(section.text, words)}));
}

const matches = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** About 110 characters of a text around the first of the words. */
function snippetOf(text: string, words: readonly string[]): string[] {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])((?:${words.join("|")})[\\p{L}\\p{N}]*)`, "giu");
  const first = text.search(pattern);
  let from = Math.max(0, first - 40);
  if (from > 0) from = text.indexOf(" ", from) + 1;
  let to = Math.min(text.length, from + 110);
  if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), first + 1);
  const parts = text.slice(from, to).split(pattern);
  if (from > 0) parts[0] = `… ${parts[0]}`;
  if (to < text.length) parts[parts.length - 1] += " …";
  return parts;
}
