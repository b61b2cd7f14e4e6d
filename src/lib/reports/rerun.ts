import type {RunDocument, StageRun} from "../pipeline/stages.js";

/** A run's figures of a stage. Throws `RangeError` where it has none. */
export function stageOf({stages}: Pick<RunDocument, "stages">, stage: string): StageRun {
  const found = stages.find(({name}) => name === stage);
  if (found === undefined) throw new RangeError(`the run has no stage ${stage}`);
  return found;
}

/** Stages of a run whose hash is not the first one's, in their order. */
export function differingStages(first: Pick<RunDocument, "stages">, again: Pick<RunDocument, "stages">): string[] {
  return again.stages.filter(({name, sha256}) => sha256 !== stageOf(first, name).sha256).map(({name}) => name);
}

/** What the page on re-running answers with. */
export interface RerunHeadline {
  readonly tables: number;
  readonly events: number;
  /** Null before the second run. */
  readonly again: {
    /** Tables that are the same, bit for bit, and those that differ. */
    readonly same: number;
    readonly differing: number;
    /** The table of the first stage that differs; null where none does. */
    readonly firstDiffering: string | null;
    /** Making and hashing all tables, in milliseconds. */
    readonly ms: number;
  } | null;
}

/** The numbers of the page's answer: a run against the one that was made first. */
export function rerunHeadline(first: RunDocument, again: RunDocument | null): RerunHeadline {
  const about = {tables: first.stages.length, events: first.totals.events};
  if (again === null) return {...about, again};
  const differing = differingStages(first, again);
  return {
    ...about,
    again: {
      same: first.stages.length - differing.length,
      differing: differing.length,
      firstDiffering: differing.length === 0 ? null : stageOf(first, differing[0]).table,
      ms: again.stages.reduce((sum, {ms, hashMs}) => sum + ms + hashMs, 0)
    }
  };
}
