import {parseSplit} from "../../lib/pipeline/parseSplit.js";
import {splitName, type SplitOptions} from "../../lib/pipeline/split.js";
import type {RunDocument} from "../../lib/pipeline/stages.js";

/** What a reader of the Re-run page can assume otherwise. */
export interface Assumptions {
  /** Of the generated shop; null for a log that was not generated. */
  readonly seed: number | null;
  readonly gapMinutes: number;
  readonly split: SplitOptions;
}

/** What was assumed when the published run was made. */
export function publishedAssumptions({seed, options}: RunDocument): Assumptions {
  return {seed, gapMinutes: options.gapMs / 60_000, split: parseSplit(options.split)};
}

/** In words, each assumption that is not the published one, e.g. `a gap of 45 minutes`. */
export function changedAssumptions(published: RunDocument, assumptions: Assumptions): string[] {
  return differingAssumptions(publishedAssumptions(published), assumptions);
}

/** In words, each assumption that is not what it was before. */
export function differingAssumptions(before: Assumptions, {seed, gapMinutes, split}: Assumptions): string[] {
  const changes: string[] = [];
  if (seed !== before.seed) changes.push(`seed ${seed}`);
  if (gapMinutes !== before.gapMinutes) changes.push(`a gap of ${gapMinutes} minutes`);
  if (splitName(split) !== splitName(before.split)) changes.push(`split ${splitName(split)}`);
  return changes;
}
