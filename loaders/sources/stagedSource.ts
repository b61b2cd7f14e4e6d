import {itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import type {ModelCard} from "../../src/lib/models/modelCard.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {runSplit} from "../../src/lib/pipeline/fallbackSplit.js";
import {splitName} from "../../src/lib/pipeline/split.js";
import {runStage, STAGES, type StageOptions} from "../../src/lib/pipeline/stages.js";
import {openDuckDB} from "../engines/duckdb.js";
import {openSource, type SourceOptions} from "./openSource.js";

/** Where rows come from, as cards and studies say it. */
export type SourceOfRows = Pick<ModelCard["data"], "source" | "generated" | "profile" | "seed" | "split">;

export type StagedSourceOptions = SourceOptions &
  Pick<StageOptions, "split"> & {
    /** Of the database, e.g. 2GB. */
    readonly memoryLimit?: string;
    /** Told something that a person should know before the run. */
    readonly onNote?: (note: string) => void;
  };

/**
 * Reads or generates a source and runs the stages on it, its items' attributes beside them, for as long as `work` takes.
 * Throws `UserError` for a source that cannot be, and what `work` throws.
 */
export async function stagedSource<T>(
  {split, memoryLimit, onNote, ...options}: StagedSourceOptions,
  work: (engine: Engine, of: SourceOfRows) => Promise<T>
): Promise<T> {
  const source = await openSource(options);
  if (source.note !== undefined) onNote?.(source.note);
  const engine = await openDuckDB({memoryLimit});
  try {
    for (const notice of (await source.load(engine)) ?? []) onNote?.(notice);
    for (const stage of STAGES.slice(0, -1)) await runStage(engine, stage, source.spec, {}, {hash: false});
    const made = await runSplit(engine, source.spec, {split}, {hash: false});
    if (made.note !== null) onNote?.(made.note);
    await engine.run(itemAttributesSql(source.attributes));
    const {generated} = source.spec;
    return await work(engine, {
      source: source.spec.name,
      generated,
      profile: generated ? source.profile : null,
      seed: generated ? source.seed : null,
      split: splitName(made.split)
    });
  } finally {
    await engine.close();
  }
}
