import type {Engine} from "../sql/engine.js";
import type {SourceSpec} from "../sources/events.js";
import {PARTS, SPLIT_OPTIONS, splitName, SPLITS, type SplitOptions} from "./split.js";
import {NoTrainingSessions, runStage, STAGES, type RunSettings, type StageOptions, type StageRun} from "./stages.js";

/** How a log of one day is split where nobody said how: a split by date leaves it no training sessions. */
export const FALLBACK_SPLITS: readonly SplitOptions[] = [SPLITS.user, SPLITS.random];

/** Says that it was split so, in a sentence without its full stop. */
export function fallbackNote(split: SplitOptions): string {
  return `all its sessions start on one day, which cannot be split by date: it is split by ${splitName(split)} instead`;
}

/**
 * The stage of the split, on an engine that has those before it: as the options say, or where they say nothing by date. Where a split by date leaves no training sessions, by the
 * first of `FALLBACK_SPLITS` that leaves sessions to train and to test, or to train at least. Throws `NoTrainingSessions` where none does.
 */
export async function runSplit(
  engine: Engine,
  source: SourceSpec,
  options: StageOptions,
  settings: RunSettings = {}
): Promise<{readonly run: StageRun; readonly split: SplitOptions; readonly note: string | null}> {
  const stage = STAGES.find(({name}) => name === "split")!;
  const wanted = options.split ?? SPLIT_OPTIONS;
  const made = async (split: SplitOptions) => ({
    run: await runStage(engine, stage, source, {...options, split}, settings),
    split,
    note: fallbackNote(split)
  });
  try {
    return {run: await runStage(engine, stage, source, options, settings), split: wanted, note: null};
  } catch (error) {
    if (!(error instanceof NoTrainingSessions) || options.split !== undefined) throw error;
    let trains: SplitOptions | null = null;
    for (const split of FALLBACK_SPLITS)
      try {
        const found = await made(split);
        if ((await engine.read(`SELECT part FROM split_sessions WHERE part = ${TEST} LIMIT 1`)).rows > 0) return found;
        trains ??= split;
      } catch (other) {
        if (!(other instanceof NoTrainingSessions)) throw other;
      }
    if (trains === null) throw error;
    return made(trains);
  }
}

const TEST = PARTS.indexOf("test");
