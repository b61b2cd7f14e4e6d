import {rerun, rerunOwn, type Rerun, type RerunSettings} from "../../browser/rerun.js";
import type {LogReading} from "../../browser/ownLog/ownLogWorker.js";
import type {LogSummary} from "../../browser/ownLog/logFiles.js";
import {logSpec} from "../../lib/eventLog/mapping.js";
import type {Results} from "../../lib/claims/judge.js";
import type {Difference} from "../../lib/pipeline/firstDifference.js";
import {STAGES, type RunDocument, type StageOptions} from "../../lib/pipeline/stages.js";
import type {SourceSpec} from "../../lib/sources/events.js";
import {SHOP_SOURCE} from "../../lib/generator/shop.js";
import {judgeFollowed, type Followed} from "../../lib/reports/followed.js";
import type {RecomputeOptions} from "../../lib/reports/recomputedFigures.js";
import {stageOf} from "../../lib/reports/rerun.js";
import {answer, ownAnswer} from "./answer.js";
import type {Assumptions} from "./assumptions.js";
import {phases, type Phases} from "./phases.js";
import type {Compared, PublishedRun} from "./stageTable.js";

/** A log that can be run again, and what the run is compared with. */
export interface RerunSource {
  readonly compared: Compared;
  readonly spec: SourceSpec;
  /** What the run assumes beside the assumptions of the page. */
  readonly options: StageOptions;
  /** The run that is compared with; one of the reader's own log has its hashes once it has been run again. */
  first(): RunDocument & Partial<Pick<PublishedRun, "bytes">>;
  answer(recomputed: RunDocument | null, assumed: Assumptions): string;
  phases(): Phases;
  run(assumptions: Assumptions, settings: RerunSettings): Promise<RunDocument>;
  /** The first difference in a stage of the last run, and whether that is known without fetching anything. */
  difference(stage: string): Promise<Difference | null>;
  readonly differencesKnown: boolean;
  /** Goes on from the tables of the last run to figures and claims; not there for a log that no claim is about. */
  follow?(): Promise<Followed>;
  /** Frees what the last run holds. */
  stop(): void;
}

/** What going on from tables to figures needs. */
export interface FollowData {
  readonly options: Omit<RecomputeOptions, "onProgress">;
  readonly results: Results;
}

/**
 * The generated shop against what this site published of it.
 *
 * @param fetchFollow fetches what going on to figures and claims needs, called only when that is asked for
 * @param fetchTable by stage, what fetches the published table as Parquet, called only when a difference is to be found in it
 */
export function shopSource(
  published: PublishedRun,
  fetchTable: Readonly<Record<string, () => Promise<ArrayBuffer>>>,
  fetchFollow: () => Promise<FollowData>
): RerunSource {
  let current: Rerun | null = null;
  return {
    compared: "published",
    spec: SHOP_SOURCE,
    options: {},
    first: () => published,
    answer: (recomputed, assumed) => answer(published, recomputed, assumed),
    phases: () => phases("shop"),
    run({seed, gapMinutes, split}, settings) {
      const options = {profile: published.profile!, seed: seed!, gapMs: gapMinutes * 60_000, split};
      current = rerun(options, settings);
      return current.document;
    },
    difference: async (stage) => current!.compare(stage, await fetchTable[stage]()),
    differencesKnown: false,
    async follow() {
      const {options, results} = await fetchFollow();
      return judgeFollowed(results, await current!.figures(options));
    },
    stop: () => current?.stop()
  };
}

/** The reader's own log against the run that was made when it was read. */
export function ownSource({id, file}: LogSummary, made: RunDocument, {mapping, options}: LogReading): RerunSource {
  let first = made;
  let differences = new Map<string, Difference | null>();
  return {
    compared: "first run",
    spec: logSpec(file.name, mapping),
    options,
    first: () => first,
    answer: (recomputed, assumed) => ownAnswer(first, recomputed, assumed),
    phases: () => phases("own"),
    async run({gapMinutes, split}, settings) {
      const found = await rerunOwn(id, {gapMs: gapMinutes * 60_000, split}, settings);
      first = found.first;
      differences = new Map(found.differences);
      return found.again;
    },
    difference: (stage) => Promise.resolve(differences.get(stage) ?? null),
    differencesKnown: true,
    stop: () => {}
  };
}

/** The stages of a source with the SQL that makes their tables; the first has none, as its table is the source's to make. */
export function stageTexts({spec, options, first}: RerunSource, {gapMinutes, split}: Assumptions) {
  const all = {...options, gapMs: gapMinutes * 60_000, split};
  return STAGES.slice(1).map((stage, i) => ({
    name: stage.name,
    from: first().stages[i].table,
    to: stageOf(first(), stage.name).table,
    sql: stage.sql(spec, all)
  }));
}
