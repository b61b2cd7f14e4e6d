import {rowsOf} from "../core/table.js";
import {EVENT_TYPES} from "../sources/events.js";
import type {Engine} from "../sql/engine.js";
import type {ConfirmedReading, WordCount} from "./readConfirmed.js";

/** The words for events of a log that play no part in it. */
export interface LogWords {
  /** Of the file, or of a sample of it. */
  readonly rows: number;
  /** Words that stand for nothing here, the most frequent first. */
  readonly leftOut: readonly WordCount[];
  /** Words that nobody knows and nobody has decided, the most frequent first. */
  readonly unknown: readonly WordCount[];
}

/** The words of a log that `readConfirmed` has read into an engine. */
export async function wordCounts(engine: Engine, {mapping, unknown}: ConfirmedReading): Promise<LogWords> {
  // as many as there are events and rows that were set aside, and known without a walk over them
  const {columns} = await engine.read(
    "SELECT (SELECT count(*) FROM read_rows) + (SELECT count(*) FROM unread_rows) AS rows"
  );
  const leftOut =
    mapping.event === null
      ? []
      : rowsOf(await engine.read("SELECT word, rows FROM left_out_words ORDER BY rows DESC, word")).map(
          ({word, rows}) => ({word: String(word), rows: Number(rows)})
        );
  return {rows: Number(columns.rows[0]), leftOut, unknown};
}

/**
 * Words that are the log's own and not noise: they come again, and have letters, or are the codes of a column of codes. Any other is set aside like a value
 * that cannot be read.
 */
export function wordsToDecide({rows: all, unknown}: Pick<LogWords, "rows" | "unknown">): readonly WordCount[] {
  const again = unknown.filter(({rows}) => rows >= 2 && rows >= 0.0005 * all);
  const isCode = ({word}: WordCount) => /^\d+$/.test(word);
  const codes = again.filter(isCode);
  const areCodes = codes.reduce((sum, {rows}) => sum + rows, 0) > 0.5 * all;
  return again.filter((word) =>
    isCode(word)
      ? areCodes
      : /\p{L}.*\p{L}.*\p{L}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word.word)
  );
}

/** From this share of the rows on, what is left out is said. */
const MUCH = 0.1;

/**
 * What is said of rows whose words for events stand for nothing here: nothing below a tenth of all rows.
 *
 * @param remedy how one of the words is taken after all
 */
export function leftOutNotice({rows, leftOut}: Pick<LogWords, "rows" | "leftOut">, remedy: string): string[] {
  const sum = leftOut.reduce((sum, word) => sum + word.rows, 0);
  return sum < MUCH * rows
    ? []
    : [
        `${sum} of ${rows} rows (${Math.round((100 * sum) / rows)} %) are left out, as their words for events stand for none of ${EVENT_TYPES.join(", ")}: ${shortWords(leftOut, rows)}; ${remedy}`
      ];
}

/** Words with their counts, in one line. */
export function shortWords(words: readonly WordCount[], rows: number): string {
  const most = 12;
  const shown = words.slice(0, most).map(({word, rows}) => `${JSON.stringify(word)} in ${rows}`);
  return `${shown.join(", ")}${words.length > most ? ` and ${words.length - most} more` : ""} of ${rows} rows`;
}
