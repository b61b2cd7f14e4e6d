import {rowsOf} from "../core/table.js";
import {UNUSED_EVENT} from "../pipeline/clean.js";
import type {Engine} from "../sql/engine.js";
import {speaksOfPages} from "./columnNames.js";
import {eventMeaning} from "./eventNames.js";
import type {LogInspection} from "./inspectLog.js";
import type {LogFile} from "./logFile.js";
import type {LogMapping} from "./mapping.js";
import {readLog, type ReadLogOptions} from "./readLog.js";
import {readingNoticeText} from "./readingPlan.js";

/** A word for events, and how many rows have it. */
export interface WordCount {
  readonly word: string;
  readonly rows: number;
}

export interface ConfirmedReading {
  /** As the whole file has it. */
  readonly mapping: LogMapping;
  /** What only the whole file could tell, and what of the guess it overturned, a sentence each. */
  readonly notices: readonly string[];
  /** Words that nobody knows and nobody has decided, the most frequent first; their rows are set aside. */
  readonly unknown: readonly WordCount[];
}

interface ReadConfirmedOptions extends ReadLogOptions {
  /** Whether words that nobody knows are left out, and not set aside as faults. */
  readonly leaveOut?: boolean;
}

const UNKNOWN_EVENT = "unknown event type";
/** Words that are looked at again. */
const MOST_WORDS = 200;

/**
 * Reads a log as guessed from its first rows, and looks again at the words for events that these did not show: those that are known are taken for what they
 * are, in a second pass; the others are counted. Beside the tables of `readLog` makes `left_out_words` (word, rows) where a column says what events are. Throws
 * what `readLog` throws.
 */
export async function readConfirmed(
  engine: Engine,
  file: LogFile,
  {format, columns}: Pick<LogInspection, "format" | "columns">,
  guessed: LogMapping,
  {leaveOut = false, ...options}: ReadConfirmedOptions = {}
): Promise<ConfirmedReading> {
  let read = await readLog(engine, file, format, columns, guessed, options);
  let unknown = await wordsSetAside(engine, guessed);
  const hasPurchase = Object.values(guessed.eventNames).includes("transaction");
  const arePages = speaksOfPages(guessed.event ?? "");
  const decided = unknown.flatMap(({word}) => {
    const meaning = eventMeaning(word, {hasPurchase, arePages});
    return meaning !== undefined || leaveOut ? [[word, meaning ?? null] as const] : [];
  });
  if (decided.length > 0) {
    const eventNames = Object.fromEntries([...Object.entries(guessed.eventNames), ...decided]);
    read = await readLog(engine, file, format, columns, {...guessed, eventNames}, options);
    unknown = await wordsSetAside(engine, guessed);
  }
  if (guessed.event !== null)
    await engine.run(`${engine.dialect.createTable(
      "left_out_words",
      `SELECT word, rows FROM words_aside WHERE reason = ${engine.dialect.literal(UNUSED_EVENT)}`
    )}
${engine.dialect.dropTable("words_aside")}`);
  return {mapping: read.mapping, notices: [...read.said, ...read.notices.map(readingNoticeText)], unknown};
}

/** Words that nobody knows, the most frequent first. Leaves `words_aside` (reason, word, rows), and those of every other reason. */
async function wordsSetAside(engine: Engine, {event}: LogMapping): Promise<WordCount[]> {
  if (event === null) return [];
  const {literal, createTable} = engine.dialect;
  await engine.run(
    createTable(
      "words_aside",
      // of all reasons: to ask for two of them costs a look at every row of the file
      `SELECT reason, event_of_rejected AS word, count(*) AS rows FROM rejected_texts GROUP BY 1, 2`
    )
  );
  const found = await engine.read(`SELECT word, rows FROM words_aside
WHERE reason = ${literal(UNKNOWN_EVENT)} ORDER BY rows DESC, word LIMIT ${MOST_WORDS}`);
  return rowsOf(found).map(({word, rows}) => ({word: String(word), rows: Number(rows)}));
}
