import {createHash} from "node:crypto";
import {UserError} from "../../src/lib/core/errors.js";
import type {StudyResult} from "../../src/lib/core/result.js";

/** What is wrong with a committed result. */
export class ResultError extends UserError {
  /** @param study whose result it is  @param figure the figure at fault, or null for the whole file  @param what what is wrong */
  constructor(
    readonly study: string,
    readonly figure: string | null,
    what: string,
    remedy = `make it anew with: npm run study -- ${study}`
  ) {
    super(`data/results/${study}.json ${what}`, remedy);
  }
}

/** What a study's result is keyed by: SHA-256 over its inputs, its options and its code. */
export function resultKey({study, inputs, options, code}: Pick<StudyResult, "study" | "inputs" | "options" | "code">) {
  return createHash("sha256").update(JSON.stringify({study, inputs, options, code})).digest("hex");
}

/** SHA-256 over all that a study measured: its figures, tables and hashes, as JSON without white space. */
export function measuredHash({figures, tables, hashes}: Pick<StudyResult, "figures" | "tables" | "hashes">): string {
  return createHash("sha256").update(JSON.stringify({figures, tables, hashes})).digest("hex");
}

/**
 * Checks a result that was read: that it is one, that each figure is made of numbers, that its key is that of its own inputs,
 * options and code, and that figures, tables and hashes are those that were written. Throws `ResultError` naming the file, the
 * figure where one is at fault, and what to do.
 */
export function verifyResult(study: string, found: unknown): StudyResult {
  const result = readableResult(study, found);
  for (const [name, figure] of Object.entries(result.figures)) {
    const {value, low, high, n} = figure;
    for (const [field, x, open] of [
      ["value", value, false],
      ["low", low, true],
      ["high", high, true],
      ["n", n, false]
    ] as const)
      if (!(typeof x === "number" && Number.isFinite(x)) && !(open && x === null))
        throw new ResultError(study, name, `has no number as ${field} of the figure ${name}: ${JSON.stringify(x)}`);
  }
  if (result.key !== resultKey(result))
    throw new ResultError(
      study,
      null,
      `has the key ${result.key.slice(0, 12)}, which is not that of its inputs, options and code`
    );
  if (result.sha256 === undefined)
    throw new ResultError(study, null, "has no hash over its figures", "add it with: npm run study -- --seal");
  if (result.sha256 !== measuredHash(result))
    throw new ResultError(study, null, "was edited: its figures are not those that were written");
  return result;
}

/** As `verifyResult`, but asks only whether it is a result at all. */
export function readableResult(study: string, found: unknown): StudyResult {
  const result = found as StudyResult;
  if (
    typeof found !== "object" ||
    found === null ||
    result.study !== study ||
    typeof result.key !== "string" ||
    typeof result.figures !== "object" ||
    result.figures === null ||
    Object.values(result.figures).some((figure) => typeof figure !== "object" || figure === null)
  )
    throw new ResultError(study, null, `is not the result of ${study}`);
  return result;
}
