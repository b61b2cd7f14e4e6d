import {readFileSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {
  entryLine,
  headerDifference,
  headerLine,
  readJournal,
  type Journal,
  type JournalEntry,
  type JournalHeader
} from "../../src/lib/tuning/journal.js";
import {growingFile} from "../runs/growingFile.js";
import type {RunRecord} from "../runs/runRecord.js";
import {readRuns, RUN_STORE} from "../runs/runStore.js";
import {fileError} from "../tools/contents.js";

/** What the journal of a study is called in its run's folder. */
export const STUDY_FILE = "trials.ndjson";

/** The journal of a study that goes on. */
export interface StudyFile {
  /** Keeps a trial that has ended; it is on the disk when this returns. Throws as `growingFile`. */
  append(entry: JournalEntry): void;
  close(): void;
}

/**
 * Makes the journal of a run, with the trials of the study that it goes on with. The earlier run's journal is left as it is: a run is
 * written by its own process only. Throws as `growingFile`.
 */
export function studyFile(folder: string, header: JournalHeader, earlier: readonly JournalEntry[] = []): StudyFile {
  const file = growingFile(join(folder, STUDY_FILE), [headerLine(header), ...earlier.map(entryLine)].join(""));
  return {append: (entry) => file.append(entryLine(entry)), close: () => file.close()};
}

/**
 * The trials of a run so far, whether it is over or not; null where it has kept none yet.
 *
 * @throws {UserError} for a file that cannot be read or is damaged
 */
export function readStudyFile(folder: string): Journal | null {
  const path = join(folder, STUDY_FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw fileError(error, path);
  }
  return readJournal(text, path);
}

/** A study of the store. */
export interface StoredStudy extends Journal {
  readonly run: RunRecord;
}

/** The studies of a store that have a journal, the oldest first; of one subject where it is given. Throws as `readRuns` and `readStudyFile`. */
export function storedStudies(
  store = RUN_STORE,
  subject: {readonly source?: string | null; readonly model?: string | null} = {}
): StoredStudy[] {
  return readRuns(store).runs.flatMap((run) => {
    const {model = run.subject.model, source = run.subject.source} = subject;
    if (run.command !== "tune" || run.subject.model !== model || run.subject.source !== source) return [];
    const journal = readStudyFile(join(store, run.id));
    return journal === null ? [] : [{run, ...journal}];
  });
}

/**
 * The study to go on with: the latest of its model and source.
 *
 * @throws {UserError} where there is none, where it still runs, and where it is another one
 */
export function studyToResume(
  header: JournalHeader,
  subject: {readonly source: string; readonly model: string},
  store = RUN_STORE
): StoredStudy {
  const found = storedStudies(store, subject).at(-1);
  if (found === undefined)
    throw new UserError(`there is no study of ${subject.model} on ${subject.source} yet`, "leave --resume out");
  if (found.run.status === "running")
    throw new UserError(`the study ${found.run.id} still runs`, "wait for its end, or leave --resume out");
  const difference = headerDifference(found.header, header);
  if (difference !== null)
    throw new UserError(
      `the study ${found.run.id} has ${difference}`,
      "give the same flags as then, or leave --resume out for a new study"
    );
  return found;
}
