import {createHash} from "node:crypto";
import {createReadStream, readFileSync} from "node:fs";
import {open} from "node:fs/promises";
import {basename, extname} from "node:path";
import {Readable} from "node:stream";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {guessProblems} from "../../src/lib/eventLog/checkGuess.js";
import {correctGuess} from "../../src/lib/eventLog/correctGuess.js";
import {unsureRoles, type MappingGuess} from "../../src/lib/eventLog/guessMapping.js";
import {inspectLog, type LogInspection} from "../../src/lib/eventLog/inspectLog.js";
import {namedOnOneLine, type LogFile} from "../../src/lib/eventLog/logFile.js";
import {formatTitle} from "../../src/lib/eventLog/logFormat.js";
import {columnsNotRead, logSpec, ROLES, type LogMapping, type Role} from "../../src/lib/eventLog/mapping.js";
import {mapFlag, sureness} from "../../src/lib/eventLog/mapFlag.js";
import {mappingTemplate as templateOf} from "../../src/lib/eventLog/mappingTemplate.js";
import {quoted} from "../../src/lib/eventLog/parseMapping.js";
import {readConfirmed} from "../../src/lib/eventLog/readConfirmed.js";
import {leftOutNotice, shortWords, wordCounts, wordsToDecide} from "../../src/lib/eventLog/wordsToDecide.js";
import {DUPLICATE_ROWS_SQL} from "../../src/lib/pipeline/duplicateRows.js";
import {WITHOUT_ITEM_SQL} from "../../src/lib/pipeline/eventsWithoutItem.js";
import {codeHash} from "../tools/codeHash.js";
import {checkFile, fileError} from "../tools/contents.js";
import type {Source} from "./source.js";

/** A file on this machine as the library takes it. Throws `UserError` for a path that is no readable file. */
export function logFile(path: string): LogFile {
  const {bytes} = checkFile(path);
  return namedOnOneLine({
    name: basename(path),
    size: bytes,
    path,
    stream: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
    async slice(from, to) {
      const file = await open(path);
      try {
        const wanted = new Uint8Array(Math.max(0, to - from));
        let at = 0;
        while (at < wanted.length) {
          const {bytesRead} = await file.read(wanted, at, wanted.length - at, from + at);
          if (bytesRead === 0) break;
          at += bytesRead;
        }
        return wanted.slice(0, at).buffer;
      } finally {
        await file.close();
      }
    }
  });
}

interface EventLogOptions {
  /** Corrects the guess, see `parseMapping`; `@FILE` for a file that holds it. */
  readonly map?: string;
  /** Names of columns without a role that are brought all the same. */
  readonly columns?: readonly string[];
  /** Takes the guess however unsure it is, and leaves out the words for events that nobody knows. */
  readonly yes?: boolean;
}

/**
 * Anyone's log: CSV, NDJSON or another document of JSON, gzipped, zipped or not, a workbook or Parquet. Its columns are guessed, and `map` corrects the
 * guess. Throws `UserError` for a file that cannot be read and for columns that cannot be told, and `UsageError` for a guess that is too unsure to be acted
 * upon, with the line that confirms it; so does `load` for words for events that must be decided.
 */
export async function eventLog(
  path: string,
  {map: given = "", columns = [], yes = false}: EventLogOptions = {}
): Promise<Source> {
  const file = logFile(path);
  const map = mappingOf(given);
  const inspection = await inspectLog(file);
  const {guess, mapping} = correctGuess(inspection, map, {leaveOut: yes});
  const [problem] = guessProblems(guess, mapping, inspection.columns);
  if (problem !== undefined)
    throw new UserError(
      `${file.name}: ${problem}`,
      `its columns are ${shortList(inspection.columns)}; correct the guess with --map "time=…, user=…"`
    );
  const unknown = columns.find((name) => !inspection.columns.includes(name));
  if (unknown !== undefined)
    throw new UserError(
      `${file.name} has no column ${JSON.stringify(unknown)}`,
      `its columns are ${shortList(inspection.columns)}`
    );
  const unsure = unsureRoles(guess);
  // taken as it is, the log would be of nobody or of nothing, though a column may well say it
  const lost = unsure.filter(
    (role) => (role === "item" || (role === "user" && mapping.session === null)) && mapping[role] === null
  );
  if (yes && lost.length > 0)
    throw new UsageError(
      `--yes does not decide what the ${lost.join(" and the ")} of ${file.name} ${lost.length === 1 ? "is" : "are"}, as no column is surely it: ${lost.map((role) => doubt(role, guess)).join("; ")}; say ${lost.map((role) => `${role}=COLUMN`).join(", ")} with --map, or none where it has none`
    );
  if (unsure.length > 0 && !yes) {
    const others = columnsNotRead(mapping, inspection.columns);
    const asked = `it is not sure what the columns of ${file.name} stand for: ${unsure.map((role) => doubt(role, guess)).join("; ")}; if all of this is right, confirm it with ${mapFlag(proposed(mapping, guess, lost), map)}${lost.length === 0 ? ", or with --yes" : ""}; else correct it there`;
    const rest = others.length === 0 ? "" : ` (other columns: ${shortList(others)})`;
    throw new UsageError(asked.length + rest.length > LONGEST_QUESTION ? asked : asked + rest);
  }
  const spec = logSpec(sourceName(file.name), mapping);
  const notRead = columnsNotRead(mapping, inspection.columns).filter((name) => !columns.includes(name));
  const notices = [...inspection.fileNotices, ...guess.notices];
  const words: Record<string, string> =
    mapping.event === null ? {} : {left_out_words: "SELECT word, rows FROM left_out_words ORDER BY rows DESC, word"};
  const arrivals: Record<string, string> =
    mapping.ingested === null
      ? {}
      : {event_arrivals: "SELECT line, event, ts_ms, ingested_ms FROM event_arrivals ORDER BY line"};
  return {
    spec,
    profile: "full",
    seed: null,
    identity: await identity(file, inspection, mapping, yes),
    note: [
      `${file.name} is read as ${said(inspection, mapping, guess)}`,
      ...(notRead.length === 0 ? [] : [`not read: ${shortList(notRead)}`]),
      ...notices,
      `the same as a flag: ${mapFlag(mapping, map)}`
    ].join("; "),
    notices,
    notRead,
    hasArrivals: mapping.ingested !== null,
    outputs: {...arrivals, ...words},
    counts: {
      ...(mapping.deduplicate ? {} : {exactDuplicates: DUPLICATE_ROWS_SQL}),
      ...(mapping.item === null ? {} : {eventsWithoutItem: WITHOUT_ITEM_SQL})
    },
    attributes: {from: "catalogue", columns: ["department_id"]},
    async load(engine) {
      const read = await readConfirmed(engine, file, inspection, mapping, {
        leaveOut: yes,
        engineReadsParquet: true,
        extra: columns
      });
      const counts = await wordCounts(engine, read);
      const asked = wordsToDecide(counts);
      if (asked.length > 0)
        throw new UsageError(
          `${file.name} has words for events that say nothing by themselves: ${shortWords(asked, counts.rows)}; say what each stands for, ${mapFlag(
            mapping,
            map,
            asked.map(({word}) => `event.${quoted(word)}=view|addtocart|removefromcart|transaction|none`)
          )}, or leave them out with --yes`
        );
      return [...read.notices, ...leftOutNotice(counts, `--map "event.WORD=view" takes one of them`)];
    }
  };
}

/** `@FILE` as what the file holds. */
function mappingOf(given: string): string {
  if (!given.startsWith("@")) return given;
  const path = given.slice(1);
  const {bytes} = checkFile(path);
  if (bytes > 1_000_000)
    throw new UserError(`${path} has ${bytes} bytes`, "a file for --map is a short list of corrections");
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw fileError(error, path);
  }
}

/** How a guess would be written, to be corrected and given back as `--map @FILE`. */
export async function mappingTemplate(path: string, given = ""): Promise<string> {
  return templateOf(basename(path), await inspectLog(logFile(path)), mappingOf(given));
}

/** The mapping that a question proposes: where a needed role is empty, the column that comes next for it, which is no worse than a log without. */
function proposed(mapping: LogMapping, {runnersUp}: MappingGuess, lost: readonly Role[]): LogMapping {
  let found = mapping;
  for (const role of lost) {
    const next = runnersUp[role];
    if (next !== undefined && !ROLES.some((other) => found[other] === next)) found = {...found, [role]: next};
  }
  return found;
}

function doubt(role: Role, {mapping, confidence, runnersUp, reasons}: MappingGuess): string {
  const column = mapping[role];
  const next = runnersUp[role];
  const other =
    next === undefined
      ? ""
      : column === null
        ? `, and could be ${JSON.stringify(next)}`
        : `, or ${JSON.stringify(next)}`;
  return `${role} is ${column === null ? "none" : JSON.stringify(column)}${other} (${Math.floor(100 * confidence[role])} % sure; ${reasons[role]})`;
}

/** The name of the folder of a log's outputs: the file's, as far as every file system takes it. */
function sourceName(name: string): string {
  const stem = name.replace(/\.gz$/i, "");
  const plain = stem
    .slice(0, stem.length - extname(stem).length)
    .replace(/[^\w-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `log-${(plain === "" ? "unnamed" : plain).slice(0, 60)}`;
}

async function identity(
  file: LogFile,
  {format, columns}: LogInspection,
  mapping: LogMapping,
  yes: boolean
): Promise<string> {
  const bytes = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file.path)) bytes.update(chunk as Buffer);
  } catch (error) {
    throw fileError(error, file.path);
  }
  return createHash("sha256")
    .update(bytes.digest())
    .update(JSON.stringify([format, columns, mapping, yes, await codeHash("src/lib/eventLog/readConfirmed.ts")]))
    .digest("hex");
}

/** A question of more characters does without what can be looked up in the file. */
const LONGEST_QUESTION = 600;

/** Role by role, what each column was taken for, and how sure that is where it is not certain. */
function said({format}: LogInspection, mapping: LogMapping, {confidence}: MappingGuess): string {
  const shown = ROLES.filter((role) => role !== "ingested" || mapping.ingested !== null);
  const roles = shown.map((role) => {
    const column =
      role === "event" && mapping.always !== undefined
        ? `always:${mapping.always}`
        : [mapping[role] ?? "none", ...(role === "time" ? (mapping.timeWith ?? []) : [])].join("+");
    return `${role}=${column}${mapping[role] === null || confidence[role] > 0.995 ? "" : ` (${sureness(confidence[role])})`}`;
  });
  return `${formatTitle(format)}: ${roles.join(", ")}${mapping.quantity === undefined ? "" : `, quantity=${mapping.quantity}`}, time-format=${mapping.timeFormat}${mapping.ingested === null ? "" : `, ingested-format=${mapping.ingestedFormat}`}, zone=${mapping.zoneMinutes}, deduplicate=${mapping.deduplicate ? "yes" : "no"}, names=${mapping.textIds.join(" ") || "none"}`;
}

function shortList(columns: readonly string[]): string {
  const most = 12;
  return `${columns.slice(0, most).join(", ")}${columns.length > most ? ` and ${columns.length - most} more` : ""}`;
}
