import {firstChange} from "./firstChange.js";
import type {StudyResult} from "./result.js";

/** How a sample of a result compares with the whole. */
export interface SampleComparison {
  /** Figures, rows and hashes that were compared. */
  readonly compared: number;
  /** Where the sample first says something else, in words; null where the whole holds all of it. */
  readonly difference: string | null;
}

type Sample = Partial<Pick<StudyResult, "figures" | "tables" | "hashes">>;

/**
 * Compares a part of a result that was made anew with the whole: every figure and hash of the sample must be the whole's, and every row
 * of its tables one of the whole's rows, in all columns that the sample has. Numbers are compared bit for bit.
 *
 * @example
 * ```ts
 * const whole = {figures: {}, tables: {rows: {seed: [1, 2], auc: [0.5, 0.75]}}};
 * sampleDifference(whole, {tables: {rows: {seed: [2], auc: [0.75]}}}) // → {compared: 1, difference: null}
 * ```
 */
export function sampleDifference(
  whole: Pick<StudyResult, "figures" | "tables" | "hashes">,
  sample: Sample
): SampleComparison {
  let compared = 0;
  for (const [name, figure] of Object.entries(sample.figures ?? {})) {
    compared++;
    const change = firstChange(whole.figures[name], figure, 0, `.figures.${name}`);
    if (change !== null) return {compared, difference: change};
  }
  for (const [name, table] of Object.entries(sample.tables ?? {})) {
    const columns = Object.keys(table);
    const of = whole.tables[name] ?? {};
    const missing = columns.find((column) => !(column in of));
    if (missing !== undefined) return {compared, difference: `table ${name} has no column ${missing}`};
    const key = (from: typeof table, row: number) => JSON.stringify(columns.map((column) => from[column][row]));
    const known = new Set(Array.from(of[columns[0]] ?? [], (_, row) => key(of, row)));
    for (let row = 0; row < (table[columns[0]]?.length ?? 0); row++) {
      compared++;
      if (known.has(key(table, row))) continue;
      const described = columns.map((column) => `${column} ${table[column][row]}`).join(", ");
      return {compared, difference: `table ${name} has no row with ${described}`};
    }
  }
  return compareHashes(whole.hashes, sample.hashes, "hashes", compared);
}

function compareHashes(whole: unknown, sample: unknown, path: string, compared: number): SampleComparison {
  if (sample === undefined) return {compared, difference: null};
  if (typeof sample !== "object" || sample === null) {
    const same = whole === sample;
    return {
      compared: compared + 1,
      difference: same ? null : `${path}: ${JSON.stringify(whole)} and ${JSON.stringify(sample)}`
    };
  }
  let sum = compared;
  for (const [name, value] of Object.entries(sample)) {
    const found = compareHashes((whole as Record<string, unknown> | undefined)?.[name], value, `${path}.${name}`, sum);
    if (found.difference !== null) return found;
    sum = found.compared;
  }
  return {compared: sum, difference: null};
}
