import {rowsOf} from "../core/table.js";
import type {Engine} from "../sql/engine.js";
import {UNUSED_EVENT} from "../pipeline/clean.js";
import type {Decided} from "./correctGuess.js";
import {eventMeaning} from "./eventNames.js";
import type {LogInspection} from "./inspectLog.js";
import type {LogFile} from "./logFile.js";
import {ID_ROLES, type IdRole, type LogMapping} from "./mapping.js";
import {readLog, type ReadLogOptions} from "./readLog.js";
import {sampleTimes} from "./sampleTimes.js";
import {TIME_READINGS} from "./timeFormats.js";

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

export interface ReadConfirmedOptions extends ReadLogOptions {
  readonly decided: Decided;
  /** Whether words that nobody knows are left out, and not set aside as faults. */
  readonly leaveOut?: boolean;
}

/** Reasons that a guess may be to blame for. */
const UNKNOWN_EVENT = "unknown event type";
const noWholeNumber = (role: IdRole) => `${role} is no whole number`;
/** Texts that are looked at again. */
const LOOKED_AT = 2_000;
/** Words that are asked about. */
const MOST_WORDS = 200;

/**
 * Reads a log as guessed from its first rows, and lets the rest of the file overturn the guess: what the first rows looked like is no reason to lose
 * later ones. Rows that were set aside are looked at again: for ids that are no numbers, times in another format that fits all of them, words for events
 * that are known. Only where that changes something is the file read a second time. Makes the tables of `readLog`, and `left_out_words` (word, rows)
 * where a column says what events are. Throws what `readLog` throws.
 */
export async function readConfirmed(
  engine: Engine,
  file: LogFile,
  {format, columns, rows}: Pick<LogInspection, "format" | "columns" | "rows">,
  guessed: LogMapping,
  {decided, leaveOut = false, ...options}: ReadConfirmedOptions
): Promise<ConfirmedReading> {
  const notices: string[] = [];
  let ofFile: readonly string[] = [];
  let mapping = guessed;
  let unknown: WordCount[] = [];
  for (let pass = 1; ; pass++) {
    ofFile = await readLog(engine, file, format, columns, mapping, options);
    const reasons = new Map(
      rowsOf(await engine.read("SELECT reason, count(*) AS rows FROM rejected_rows GROUP BY reason")).map(
        ({reason, rows}) => [String(reason), Number(rows)] as const
      )
    );
    unknown = reasons.has(UNKNOWN_EVENT) ? await wordsSetAside(engine, UNKNOWN_EVENT) : [];
    if (pass === 3) break;
    const next = {...mapping} as {-readonly [K in keyof LogMapping]: LogMapping[K]};
    let changed = false;

    const known = unknown.filter(({word}) => eventMeaning(word) !== undefined);
    const left = leaveOut ? unknown.filter(({word}) => eventMeaning(word) === undefined) : [];
    if (known.length + left.length > 0) {
      const added = [...known, ...left].map(({word}) => [word, eventMeaning(word) ?? null] as const);
      next.eventNames = Object.fromEntries([...Object.entries(mapping.eventNames), ...added]);
      changed = true;
    }
    const named = decided.ids
      ? []
      : ID_ROLES.filter((role) => reasons.has(noWholeNumber(role)) && !mapping.textIds.includes(role));
    if (named.length > 0) {
      next.textIds = ID_ROLES.filter((role) => mapping.textIds.includes(role) || named.includes(role));
      notices.push(
        `the first ${rows.length} rows have whole numbers as ${named.join(" and ")}, later ones have not: all are read as names`
      );
      changed = true;
    }
    const unread = reasons.get(`time is not in ${TIME_READINGS[mapping.timeFormat].title}`) ?? 0;
    if (unread > 0 && !decided.timeFormat) {
      const at = columns.indexOf(mapping.time!);
      const sample = rows.map((row) => row[at]).filter((value): value is string => value !== null);
      const others = await textsSetAside(engine, mapping);
      const found = sampleTimes([...sample, ...others]);
      if (found !== null && found.format !== mapping.timeFormat && found.share > shareOf(sample, others)) {
        notices.push(
          `the first ${rows.length} rows fit ${TIME_READINGS[mapping.timeFormat].title}, ${unread} others do not: all are read as ${TIME_READINGS[found.format].title}`
        );
        next.timeFormat = found.format;
        changed = true;
      }
    }
    if (!changed) break;
    mapping = next;
  }
  if (mapping.event !== null)
    await engine.run(
      engine.dialect.createTable(
        "left_out_words",
        `SELECT event_of_rejected AS word, count(*) AS rows FROM rejected_texts
WHERE reason = ${engine.dialect.literal(UNUSED_EVENT)} GROUP BY 1`
      )
    );
  return {mapping, notices: [...ofFile, ...notices], unknown};
}

/** Of sample and rows set aside, the share that the present format reads. */
function shareOf(sample: readonly string[], others: readonly string[]): number {
  return sample.length / (sample.length + others.length);
}

async function wordsSetAside(engine: Engine, reason: string): Promise<WordCount[]> {
  const {literal} = engine.dialect;
  const found = await engine.read(`SELECT event_of_rejected AS word, count(*) AS rows FROM rejected_texts
WHERE reason = ${literal(reason)} GROUP BY 1 ORDER BY rows DESC, word LIMIT ${MOST_WORDS}`);
  return rowsOf(found).map(({word, rows}) => ({word: String(word), rows: Number(rows)}));
}

/** Texts of rows whose time could not be read. */
async function textsSetAside(engine: Engine, {timeFormat}: LogMapping): Promise<string[]> {
  const {literal} = engine.dialect;
  const found = await engine.read(`SELECT time_of_rejected AS text FROM rejected_texts
WHERE reason = ${literal(`time is not in ${TIME_READINGS[timeFormat].title}`)} ORDER BY line LIMIT ${LOOKED_AT}`);
  return rowsOf(found).map(({text}) => String(text));
}
