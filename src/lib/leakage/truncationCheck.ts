import {numbers} from "../core/table.js";
import {quoted} from "../sql/dialect.js";
import type {Audit} from "./openAudit.js";
import {differsSql} from "./sameValue.js";

/** What deleting everything from some times on changed in all examples before. */
export interface TruncationCheck {
  readonly cuts: readonly {readonly cutMs: number; readonly examples: number}[];
  /** Values compared. */
  readonly cells: number;
  /** Features with a difference: how many, and the first examples that have one. */
  readonly byFeature: readonly {
    readonly feature: string;
    readonly differences: number;
    readonly examples: readonly number[];
  }[];
}

const NAMED = 3;

/**
 * Deletes everything from a time on, makes the features of all examples whose moment is not later, and compares them with those of the whole log; at
 * `cuts` times that part the examples evenly. It looks at every example, but for most of them a part of their future is still there. Throws the signal's reason between two
 * times once it is aborted.
 */
export async function truncationCheck(
  audit: Audit,
  {
    cuts,
    onProgress,
    signal
  }: {readonly cuts: number; readonly onProgress?: (share: number) => void; readonly signal?: AbortSignal}
): Promise<TruncationCheck> {
  const {engine, home, columns, whole, examples} = audit;
  const types = await engine.read(`SELECT column_name, column_type FROM (DESCRIBE ${whole})`);
  const type = new Map(
    Array.from({length: types.rows}, (_, i) => [
      String(types.columns.column_name[i]),
      String(types.columns.column_type[i])
    ])
  );
  const byFeature = new Map(columns.map((feature) => [feature, {feature, differences: 0, examples: [] as number[]}]));
  const done: {cutMs: number; examples: number}[] = [];
  for (let k = 1; k <= cuts; k++) {
    signal?.throwIfAborted();
    const found = await engine.read(
      `SELECT as_of_ms FROM ${home}.examples ORDER BY as_of_ms LIMIT 1 OFFSET ${Math.floor((examples * k) / (cuts + 1))}`
    );
    const cutMs = numbers(found, "as_of_ms")[0];
    await audit.enterBefore(cutMs);
    const differ = (feature: string) =>
      differsSql(`before.${quoted(feature)}`, `whole.${quoted(feature)}`, type.get(feature)!);
    // an example without a row differs wherever the whole log gives it a value
    const pairs = `examples JOIN ${whole} AS whole USING (example_id) LEFT JOIN features AS before USING (example_id)`;
    const counted = await engine.read(`SELECT count(*) AS examples,
  ${columns.map((feature, i) => `count(CASE WHEN ${differ(feature)} THEN 1 END) AS c${i}`).join(",\n  ")}
FROM ${pairs}`);
    done.push({cutMs, examples: numbers(counted, "examples")[0]});
    for (const [i, feature] of columns.entries()) {
      const differences = numbers(counted, `c${i}`)[0];
      if (differences === 0) continue;
      const entry = byFeature.get(feature)!;
      entry.differences += differences;
      const first = await engine.read(
        `SELECT example_id FROM ${pairs} WHERE ${differ(feature)} ORDER BY example_id LIMIT ${NAMED}`
      );
      entry.examples.push(...numbers(first, "example_id"));
    }
    onProgress?.(k / cuts);
  }
  const compared = done.reduce((sum, cut) => sum + cut.examples, 0);
  return {
    cuts: done,
    cells: compared * columns.length,
    byFeature: [...byFeature.values()].filter(({differences}) => differences > 0)
  };
}
