import type {Row} from "../pipeline/oracle.js";

/** Cells in which two tables differ, in words: the first few say more than both tables. */
export function differences(found: readonly Row[], wanted: readonly Row[]): string[] {
  if (found.length !== wanted.length) return [`${found.length} rows, not ${wanted.length}`];
  return wanted.flatMap((row, i) =>
    [...new Set([...Object.keys(row), ...Object.keys(found[i])])]
      .filter((name) => row[name] !== found[i][name])
      .map((name) => `example ${row.example_id}, ${name}: ${found[i][name]}, not ${row[name]}`)
  );
}
