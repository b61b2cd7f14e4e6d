import {parseArgs, type ParseArgsConfig} from "node:util";
import {UsageError} from "../../src/lib/core/errors.js";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads flags, and nothing but flags, of a command. Throws `UsageError` that names what was wrong: an unknown flag with the nearest there is, a flag
 * without its value, a word that is no flag.
 */
export function parseFlags<O extends Options>(argv: readonly string[], options: O) {
  for (const word of argv) {
    const name = /^--(?:no-)?([^=]+)/.exec(word)?.[1];
    if (name !== undefined && !(name in options)) {
      throw new UsageError(`unknown flag --${name}; did you mean --${nearest(name, Object.keys(options))}?`);
    }
  }
  try {
    return parseArgs({args: [...argv], options, strict: true, allowPositionals: false}).values;
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code?.startsWith("ERR_PARSE_ARGS")) throw new UsageError(message.split(/\. |\.?\n/)[0]);
    throw error;
  }
}

/** The word that the fewest insertions, deletions and replacements of letters turn into `word`; the first of several. */
export function nearest(word: string, words: readonly string[]): string {
  return words.reduce((best, other) => (editDistance(word, other) < editDistance(word, best) ? other : best));
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
