import type {StudyResult} from "../../src/lib/core/result.js";

export interface StudyContext {
  /** Tells a person what is going on, one line. */
  progress(text: string): void;
}

/** A long experiment whose result is committed. One a file in this folder, named as the file. */
export interface Study {
  readonly name: string;
  /** One sentence: what it finds out. */
  readonly title: string;
  /** Everything that could be chosen otherwise; part of the key. */
  readonly options: unknown;
  /** The SHA-256 that each input which is not code must have, by name; part of the key. Generated data need none. */
  readonly inputs: Readonly<Record<string, string>>;
  /** True where figures are times or memory: a second run gives others, and only the run itself can be checked. */
  readonly measured: boolean;
  /** Throws `UserError` where an input is missing or has another hash. */
  run(context: StudyContext): Promise<Pick<StudyResult, "figures" | "tables" | "hashes">>;
  /** For a study that takes many minutes: a part of its result, made anew in a few. */
  readonly sample?: StudySample;
}

export interface StudySample {
  /** One sentence: which part. */
  readonly title: string;
  /** Figures, rows of tables and hashes that the whole result must hold exactly so. Throws what `run` throws. */
  run(context: StudyContext): Promise<Partial<Pick<StudyResult, "figures" | "tables" | "hashes">>>;
}
