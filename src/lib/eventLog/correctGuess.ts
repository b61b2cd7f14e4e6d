import {guessMapping, readingOf, type MappingGuess} from "./guessMapping.js";
import type {LogInspection} from "./inspectLog.js";
import {ROLES, type IdRole, type LogMapping} from "./mapping.js";
import {isMissing} from "./missingWords.js";
import {mappingParts, parseMapping, rolesTold} from "./parseMapping.js";

interface CorrectedGuess {
  readonly guess: MappingGuess;
  /** With the corrections; words for events that nobody has decided are not in it. */
  readonly mapping: LogMapping;
  /** Words in the sample that must be decided. */
  readonly undecided: readonly string[];
}

/**
 * A guess with corrections: what is said by text stands, what follows from a column is taken from its values, and the other roles are guessed around it.
 * Throws `UserError` for text that makes no sense.
 *
 * @param leaveOut whether words that must be decided are left out of the log instead
 */
export function correctGuess(
  {columns, rows, format}: Pick<LogInspection, "columns" | "rows" | "format">,
  text: string,
  {leaveOut = false}: {readonly leaveOut?: boolean} = {}
): CorrectedGuess {
  const parts = mappingParts(text);
  const told = rolesTold(parts);
  const header = format.kind !== "csv" && format.kind !== "xlsx" ? true : format.header;
  const guess = guessMapping(columns, rows, {header, told});
  const base = {...guess.mapping, eventNames: {...guess.mapping.eventNames}} as {
    -readonly [K in keyof LogMapping]: LogMapping[K];
  };
  for (const role of ROLES) {
    const at = columns.indexOf(told[role] ?? "");
    if (at === -1) continue;
    const values = rows.map((row) => row[at]).filter((value): value is string => !isMissing(value));
    const {names, ...reading} = readingOf(role, values, told[role] ?? "");
    if (role === "time") {
      delete base.timeCandidates;
      delete base.timeWith;
    }
    if (role !== "event" || guess.mapping.event !== told.event) Object.assign(base, reading);
    if (names !== undefined) {
      const others = base.textIds.filter((id) => id !== role);
      base.textIds = names ? [...others, role as IdRole] : others;
    }
  }
  const words = new Set(parts.flatMap(({key}) => (key.startsWith("event.") ? [key.slice("event.".length)] : [])));
  const undecided = guess.undecided.filter((word) => !words.has(word));
  if (!leaveOut)
    base.eventNames = Object.fromEntries(Object.entries(base.eventNames).filter(([word]) => !undecided.includes(word)));
  return {
    guess,
    mapping: parseMapping(text, base),
    undecided
  };
}
