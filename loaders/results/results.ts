import {mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {UserError} from "../../src/lib/core/errors.js";
import type {StudyResult} from "../../src/lib/core/result.js";

/** Where committed results live. */
export const RESULTS = join(dirname(fileURLToPath(import.meta.url)), "../../data/results");

/** The committed result of a study, or null where there is none. Throws `UserError` for a file that is not a result. */
export function readResult(study: string, folder = RESULTS): StudyResult | null {
  const file = join(folder, `${study}.json`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  let result: StudyResult;
  try {
    result = JSON.parse(text) as StudyResult;
  } catch {
    throw new UserError(`data/results/${study}.json is not JSON`, `make it anew with: npm run study -- ${study}`);
  }
  if (result.study !== study || typeof result.key !== "string" || typeof result.figures !== "object")
    throw new UserError(
      `data/results/${study}.json is not the result of ${study}`,
      `make it anew with: npm run study -- ${study}`
    );
  return result;
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

/** Writes a result whole or not at all. */
export function writeResult(result: StudyResult, folder = RESULTS): string {
  mkdirSync(folder, {recursive: true});
  const file = join(folder, `${result.study}.json`);
  writeFileSync(`${file}.part`, formatResult(result));
  renameSync(`${file}.part`, file);
  return file;
}

/** JSON that reads well in a diff: one line for each list of plain values. */
export function formatResult(result: StudyResult): string {
  return (
    JSON.stringify(result, null, 1).replace(
      /\[\s+([^[\]{}]*?)\s+\]/g,
      (_, list: string) => `[${list.replace(/\s*\n\s*/g, " ")}]`
    ) + "\n"
  );
}
