import type {ExampleOptions} from "../features/examples.js";
import type {Engine} from "../sql/engine.js";
import type {AuditedFeatures} from "./auditedFeatures.js";
import {leakageReplay, type Difference, type Replay} from "./leakageReplay.js";
import {traceExample, type TracedExample} from "./traceExample.js";
import {classifyLeakage, type ClassifiedLeak} from "./classifyLeakage.js";
import {openAudit} from "./openAudit.js";
import {predictionTimesOf, samplePredictionTimes} from "./samplePredictionTimes.js";
import {truncationCheck, type TruncationCheck} from "./truncationCheck.js";

export interface LeakageOptions {
  /** The moment of the examples that the engine holds. */
  readonly moment: ExampleOptions["moment"];
  /** Examples to replay one by one; all that share their moments come with them. */
  readonly examples: number;
  readonly seed: number;
  /** Times from which everything is deleted for all examples at once; 0 for none. */
  readonly cuts: number;
}

export const LEAKAGE_OPTIONS: LeakageOptions = {moment: "end", examples: 200, seed: 1, cuts: 3};

export interface LeakageSettings {
  /** A clock in milliseconds; this module has none of its own. */
  readonly now?: () => number;
  readonly onProgress?: (text: string, share: number) => void;
  readonly signal?: AbortSignal;
}

export interface LeakageReport extends Replay {
  readonly audited: string;
  readonly features: number;
  readonly options: LeakageOptions;
  /** Examples of the log. */
  readonly ofExamples: number;
  readonly wide: TruncationCheck;
  /** Features with a difference anywhere, and what kind of leak each is; none where nothing looks ahead. */
  readonly leaks: readonly ClassifiedLeak[];
  /** One example to be shown: one that differs where there is any. */
  readonly look: TracedExample | null;
  /** Times of the parts; 0 where no clock was given. */
  readonly ms: {readonly whole: number; readonly replay: number; readonly wide: number; readonly naming: number};
}

/**
 * Finds out whether features look ahead, on an engine with `sessionized_events`, `examples`, `item_attributes` and `log_clock`: replays a sample of examples one
 * moment at a time, deletes everything from a few times on for all of them, and names what leaks. The engine's tables stay as they are, also where it fails
 * or is aborted, which rejects with the signal's reason. Throws `UserError` for a log without examples and for features that cannot be made.
 */
export async function auditLeakage(
  engine: Engine,
  audited: AuditedFeatures,
  options: LeakageOptions = LEAKAGE_OPTIONS,
  {now = () => 0, onProgress, signal}: LeakageSettings = {}
): Promise<LeakageReport> {
  signal?.throwIfAborted();
  const begun = now();
  onProgress?.(`Making ${audited.name} on the whole log`, 0);
  return openAudit(engine, audited, options, async (audit) => {
    const made = now();
    const moments = await samplePredictionTimes(audit, options);
    const all = moments.reduce((sum, moment) => sum + moment.examples.length, 0);
    const replay = await leakageReplay(audit, moments, {
      signal,
      onProgress: (share, examples) => onProgress?.(`Replayed ${examples} of ${all} examples`, 0.1 + 0.7 * share)
    });
    const replayed = now();
    const wide = await truncationCheck(audit, {
      cuts: options.cuts,
      signal,
      onProgress: (share) => onProgress?.("Deleting everything from a time on, for all examples", 0.8 + 0.1 * share)
    });
    const checked = now();
    const found = differing(replay.shown, wide);
    if (found.size > 0) onProgress?.("Naming what leaks", 0.9);
    const leaks = await classifyLeakage(audit, found, {signal});
    const named = now();
    const shown = found.size === 0 ? moments : await predictionTimesOf(audit, [...found.values()].flat());
    const look = await traceExample(audit, shown, [...found.keys()]);
    onProgress?.("Done", 1);
    return {
      audited: audited.name,
      features: audit.columns.length,
      options,
      ofExamples: audit.examples,
      ...replay,
      wide,
      leaks,
      look,
      ms: {whole: made - begun, replay: replayed - made, wide: checked - replayed, naming: named - checked}
    };
  });
}

/** Features that differ and examples in which they do, those of the deleted world first: they are what the log itself shows. */
function differing(shown: readonly Difference[], wide: TruncationCheck): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const add = (feature: string, example: number) => found.set(feature, [...(found.get(feature) ?? []), example]);
  for (const world of ["deleted", "invented"] as const)
    for (const difference of shown) if (difference.world === world) add(difference.feature, difference.example);
  for (const {feature, examples} of wide.byFeature) for (const example of examples) add(feature, example);
  return found;
}
