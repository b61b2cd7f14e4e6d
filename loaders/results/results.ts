import {mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {UserError} from "../../src/lib/core/errors.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {measuredHash, readableResult, ResultError, verifyResult} from "./verifyResult.js";

/** Where committed results live. */
export const RESULTS = join(dirname(fileURLToPath(import.meta.url)), "../../data/results");

/**
 * The committed result of a study, or null where there is none. Throws `ResultError` for a file that is not a result, or not the one
 * that was written, see `verifyResult`.
 */
export function readResult(study: string, folder = RESULTS): StudyResult | null {
  const found = parsed(study, folder);
  return found === undefined ? null : verifyResult(study, found);
}

/**
 * Adds the hash over its figures to a result that was written before there was one, and changes nothing else. Returns whether it
 * had to. Throws `ResultError` for a file that is not a result, and for one whose hash is there and wrong.
 */
export function sealResult(study: string, folder = RESULTS): boolean {
  const result = readableResult(study, parsed(study, folder));
  if (result.sha256 === undefined) {
    writeResult(result, folder);
    verifyResult(study, parsed(study, folder));
    return true;
  }
  verifyResult(study, result);
  return false;
}

function parsed(study: string, folder: string): unknown {
  let text: string;
  try {
    text = readFileSync(join(folder, `${study}.json`), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ResultError(study, null, "is not JSON");
  }
}

/** As `readResult`, for what cannot do without; throws `UserError` where there is no result too. */
export function requireResult(study: string): StudyResult {
  const result = readResult(study);
  if (result === null) throw new UserError(`there is no result of ${study}`, `make it with: npm run study -- ${study}`);
  return result;
}

/** All committed results by name of study. */
export function readResults(folder = RESULTS): Record<string, StudyResult> {
  const results: Record<string, StudyResult> = {};
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith(".json")) continue;
    const result = readResult(name.slice(0, -".json".length), folder);
    if (result !== null) results[result.study] = result;
  }
  return results;
}

/** Writes a result, with the hash over its figures, whole or not at all. */
export function writeResult(result: StudyResult, folder = RESULTS): string {
  mkdirSync(folder, {recursive: true});
  const file = join(folder, `${result.study}.json`);
  writeFileSync(`${file}.part`, formatResult(result));
  renameSync(`${file}.part`, file);
  return file;
}

/** JSON that reads well in a diff, with the hash over its figures before them: one line for each list of plain values. */
export function formatResult(result: StudyResult): string {
  const {study, key, inputs, options, code, rekeyed, figures, tables, hashes} = result;
  const sealed = {study, key, inputs, options, code, rekeyed, sha256: measuredHash(result), figures, tables, hashes};
  return (
    JSON.stringify(sealed, null, 1).replace(
      /\[\s+([^[\]{}]*?)\s+\]/g,
      (_, list: string) => `[${list.replace(/\s*\n\s*/g, " ")}]`
    ) + "\n"
  );
}
