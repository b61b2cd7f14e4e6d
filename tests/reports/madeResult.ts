import type {StudyResult} from "../../src/lib/core/result.js";

/** A study's result with these parts, for tests of what pages make of it. */
export const madeResult = (study: string, parts: Partial<StudyResult>): StudyResult => ({
  study,
  key: "",
  inputs: {},
  options: {},
  code: "",
  figures: {},
  tables: {},
  ...parts
});
