/**
 * A committed result of a study, `data/results/<study>.json`. Pages, cards and the ledger read their numbers from it, and from
 * nowhere else unless they compute them live.
 */
export interface StudyResult {
  readonly study: string;
  /** SHA-256 over inputs, options and code: what makes staleness a fact. */
  readonly key: string;
  /** SHA-256 of every input that is not code, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly options: unknown;
  /** SHA-256 over the transitive imports of the study's file and the versions of the packages they use. */
  readonly code: string;
  /** SHA-256 over `figures`, `tables` and `hashes`, added where the result is written: what makes an edited figure a fact. */
  readonly sha256?: string;
  /** Where code changed and figures did not: the code that they were made with, and the check that showed it. */
  readonly rekeyed?: {readonly from: string; readonly check: string};
  readonly figures: Readonly<Record<string, Figure>>;
  /** Column-wise tables for charts. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, readonly (number | string | null)[]>>>>;
  /** Hashes of stages, published for the re-run. */
  readonly hashes?: unknown;
}

/** One number with what it takes to judge it. `low` and `high` are null for exact counts and for settings. */
export interface Figure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Rows, sessions or whatever the protocol counts. */
  readonly n: number;
  readonly unit: string;
  readonly dataset: string;
  /** How it was measured, including the kind of interval, in one sentence. */
  readonly protocol: string;
  /** What a constant, random or naive rule reaches at the same task. */
  readonly baseline?: {readonly name: string; readonly value: number};
}

/** The figure of a study by `study#figure`. Throws `RangeError` naming what is missing. */
export function figure(results: Readonly<Record<string, StudyResult>>, reference: string): Figure {
  const [study, name] = reference.split("#");
  const found = results[study]?.figures[name];
  if (found === undefined) throw new RangeError(`no figure ${reference} in the result store; run the study ${study}`);
  return found;
}
