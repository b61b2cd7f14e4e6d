import {UserError} from "../core/errors.js";
import type {Parameters, SearchSpace} from "./searchSpace.js";
import type {Direction, Trial} from "./trial.js";

/** The first line of a journal: what the study is. Two studies with the same header choose the same trials. */
export interface JournalHeader {
  /** Of this layout. */
  readonly journal: 1;
  /** What is tuned on what, by name: model, source, metric, hash of the data. */
  readonly about: Readonly<Record<string, string | number | null>>;
  readonly space: SearchSpace;
  readonly directions: readonly Direction[];
  readonly sampler: string;
  readonly pruner: string;
  readonly seed: number;
  readonly batch: number;
  readonly enqueued: readonly Parameters[];
}

/** Every other line: a trial that has ended, with when and where it ran. */
export interface JournalEntry {
  readonly trial: Trial;
  /** Milliseconds since 1970 UTC. */
  readonly startMs: number;
  readonly endMs: number;
  /** Which worker ran it, from 0. */
  readonly worker: number;
}

/** What a journal holds. */
export interface Journal {
  readonly header: JournalHeader;
  /** In the order in which trials ended. */
  readonly entries: readonly JournalEntry[];
}

/**
 * The first line of a journal, with its line end.
 *
 * @example
 * ```ts
 * const header = {journal: 1, about: {}, space: {x: {kind: "float", low: 0, high: 1}}, directions: ["minimize"]} as const;
 * const text = headerLine({...header, sampler: "random", pruner: "none", seed: 1, batch: 1, enqueued: []});
 * readJournal(text, "trials").entries // → []
 * ```
 */
export function headerLine(header: JournalHeader): string {
  return `${JSON.stringify(header)}\n`;
}

/** A trial as a line of a journal, with its line end. */
export function entryLine({trial, ...when}: JournalEntry): string {
  const {values, reports, constraints} = trial;
  const written = {
    ...trial,
    values: values?.map(numberText) ?? null,
    reports: reports.map(({step, value}) => [step, numberText(value)]),
    constraints: constraints.map(numberText)
  };
  return `${JSON.stringify({...written, ...when})}\n`;
}

/** JSON has no infinite numbers and no NaN; they are written as words. */
const numberText = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
const numberOf = (value: unknown): number => {
  const found = ["NaN", "Infinity", "-Infinity"].includes(value as string) ? Number(value) : value;
  if (typeof found !== "number") throw new TypeError(`${JSON.stringify(value)} where a number should be`);
  return found;
};

/**
 * Reads a journal, also one that is being written or whose writer was killed: a last line without its end is left out, as that trial
 * was not finished.
 *
 * @param name of the file, for errors
 * @throws {UserError} for a text that is no journal, is of a newer layout, or has a damaged line
 */
export function readJournal(text: string, name: string): Journal {
  const lines = text.split("\n").slice(0, -1);
  const wrong = (what: string) =>
    new UserError(`${name} ${what}`, "move it elsewhere and start a new study, or restore it from a copy");
  if (lines.length === 0) throw wrong("is no journal of a study: it has no whole line");
  const header = parsed(lines[0]) as Partial<JournalHeader> | null;
  if (header === null || typeof header.journal !== "number") throw wrong("is no journal of a study");
  if (header.journal !== 1) throw wrong(`has layout ${header.journal}, which a newer version wrote`);
  const numbers = new Set<number>();
  const entries = lines.slice(1).map((line, i) => {
    try {
      const entry = entryOf(line);
      if (numbers.has(entry.trial.number)) throw new TypeError(`trial ${entry.trial.number} is there twice`);
      numbers.add(entry.trial.number);
      return entry;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw wrong(`is damaged in line ${i + 2}: ${error.message}`);
    }
  });
  return {header: header as JournalHeader, entries};
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

type Written = Omit<Trial, "values" | "reports" | "constraints"> &
  Omit<JournalEntry, "trial"> & {
    readonly values: readonly unknown[] | null;
    readonly reports: readonly (readonly [number, unknown])[];
    readonly constraints: readonly unknown[];
  };

/** Throws `TypeError` for a line that is no trial. */
function entryOf(line: string): JournalEntry {
  const found = parsed(line) as Written | null;
  if (found === null || !Number.isSafeInteger(found.number)) throw new TypeError("it is no trial");
  const {values, reports, constraints, startMs, endMs, worker, ...rest} = found;
  return {
    trial: {
      ...rest,
      values: values?.map(numberOf) ?? null,
      reports: reports.map(([step, value]) => ({step, value: numberOf(value)})),
      constraints: constraints.map(numberOf)
    },
    startMs,
    endMs,
    worker
  };
}

/** What is said of each part of a header that differs. */
const PARTS: readonly (readonly [keyof JournalHeader, string])[] = [
  ["about", "another subject"],
  ["directions", "other objectives"],
  ["sampler", "another sampler"],
  ["pruner", "another pruner"],
  ["seed", "another seed"],
  ["batch", "batches of another size"],
  ["enqueued", "other trials enqueued"]
];

/**
 * In which way a study is not the one of a journal; null where it is.
 *
 * @example
 * ```ts
 * const space = {depth: {kind: "int", low: 4, high: 10}} as const;
 * const header = {journal: 1, about: {}, space, directions: ["minimize"], sampler: "tpe", pruner: "none"} as const;
 * const one = {...header, seed: 1, batch: 1, enqueued: []} as const;
 * headerDifference(one, one) // → null
 * headerDifference(one, {...one, seed: 2}) // → "another seed: 1, here 2"
 * headerDifference(one, {...one, space: {depth: {...space.depth, high: 8}}})
 * // → "another search space: depth is {\"kind\":\"int\",\"low\":4,\"high\":10}, here {\"kind\":\"int\",\"low\":4,\"high\":8}"
 * ```
 */
export function headerDifference(written: JournalHeader, here: JournalHeader): string | null {
  const text = (value: unknown) => (value === undefined ? "not there" : JSON.stringify(value));
  const first = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])].find((name) => text(a[name]) !== text(b[name]));
  const name = first(written.space, here.space);
  if (name !== undefined)
    return `another search space: ${name} is ${text(written.space[name])}, here ${text(here.space[name])}`;
  const about = first(written.about, here.about);
  if (about !== undefined)
    return `another subject: ${about} is ${text(written.about[about])}, here ${text(here.about[about])}`;
  for (const [part, what] of PARTS)
    if (text(written[part]) !== text(here[part])) return `${what}: ${text(written[part])}, here ${text(here[part])}`;
  return null;
}
