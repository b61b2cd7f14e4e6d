import {correctGuess} from "./correctGuess.js";
import {unsureRoles, type MappingGuess} from "./guessMapping.js";
import type {LogInspection} from "./inspectLog.js";
import {mappingProblems, type LogMapping, type Role} from "./mapping.js";
import {isMissing} from "./missingWords.js";
import type {WordCount} from "./readConfirmed.js";
import {wordsToDecide} from "./wordsToDecide.js";

/** How a log would be read under some corrections, and what its owner must still decide. */
export interface CheckedGuess {
  readonly guess: MappingGuess;
  readonly mapping: LogMapping;
  /** Why it cannot be read so, see `mappingProblems`. */
  readonly problems: readonly string[];
  /** Roles whose guess is too unsure to be acted upon. */
  readonly unsure: readonly Role[];
  /** Words for events in the sample, the most frequent first, and how many rows the sample has. */
  readonly words: readonly WordCount[];
  readonly sampleRows: number;
  /** Of these, what must be decided. */
  readonly undecided: readonly WordCount[];
}

/** Words of a sample that are listed. */
const MOST_WORDS = 100;

/**
 * Corrects a guess by text, as `--map` does, and says what is left to be decided before the log can be read. Throws `UserError` for text that makes no sense.
 */
export function checkGuess(inspection: Pick<LogInspection, "columns" | "rows" | "format">, text: string): CheckedGuess {
  const {columns, rows} = inspection;
  const {guess, mapping, undecided} = correctGuess(inspection, text);
  const words = wordsOf(inspection, mapping.event);
  const unknown = new Set(undecided.map((word) => word.trim()));
  return {
    guess,
    mapping,
    problems: guessProblems(guess, mapping, columns),
    unsure: unsureRoles(guess),
    words: words.slice(0, MOST_WORDS),
    sampleRows: rows.length,
    undecided: wordsToDecide({
      rows: rows.length,
      unknown: words.filter(({word}) => unknown.has(word) && !Object.hasOwn(mapping.eventNames, word))
    })
  };
}

/** Why a log cannot be read so, see `mappingProblems`; a time without a year is said to be one. */
export function guessProblems({yearless}: MappingGuess, mapping: LogMapping, columns: readonly string[]): string[] {
  const problems = mappingProblems(mapping, columns);
  if (mapping.time !== null || yearless === null) return problems;
  const {column, value} = yearless;
  return [
    `no column is the time of an event: ${JSON.stringify(column)} has months and days without a year, such as ${JSON.stringify(value)}; write the year before them, as in 2024-08-29`,
    ...problems.filter((text) => !text.startsWith("no column is the time"))
  ];
}

function wordsOf({columns, rows}: Pick<LogInspection, "columns" | "rows">, event: string | null): WordCount[] {
  const at = event === null ? -1 : columns.indexOf(event);
  if (at === -1) return [];
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (isMissing(row[at])) continue;
    const word = row[at]!.trim();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, rows]) => ({word, rows})).sort((a, b) => b.rows - a.rows);
}
