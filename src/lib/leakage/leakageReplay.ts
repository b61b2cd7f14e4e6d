import type {Audit} from "./openAudit.js";
import {sameValue, type FeatureValue} from "./sameValue.js";
import {
  DELETED_FUTURE,
  SYNTHETIC_FUTURE,
  PAST_SCOPES,
  type KnownFuture,
  type PredictionTime
} from "./counterfactualLog.js";

/** The worlds in which every moment is replayed. */
export const COUNTERFACTUALS = {deleted: DELETED_FUTURE, invented: SYNTHETIC_FUTURE} as const satisfies Record<
  string,
  KnownFuture
>;
export type CounterfactualName = keyof typeof COUNTERFACTUALS;

/** A value that is not the same on the whole log and in a world. */
export interface Difference {
  readonly feature: string;
  readonly example: number;
  readonly world: CounterfactualName;
  readonly whole: FeatureValue;
  readonly replayed: FeatureValue;
}

/** What replaying some moments found. */
export interface Replay {
  readonly examples: number;
  readonly moments: number;
  /** Moments with any difference. */
  readonly differing: number;
  /** Values compared: examples × features × worlds. */
  readonly cells: number;
  /** In the order of the features, how many values differed in each world. */
  readonly byFeature: readonly {readonly feature: string; readonly deleted: number; readonly invented: number}[];
  /** Of each feature the first `SHOWN` differences in each world. */
  readonly shown: readonly Difference[];
}

/** Differences of a feature in a world that are kept one by one. */
const SHOWN = 5;

/**
 * Replays moments: deletes every event at or after the moment, makes all features of its examples anew by the same SQL, and compares them with those of the whole log. Then
 * once more in a world where a made-up future takes the place of the deleted one, because a log rarely holds an event at exactly the moment.
 *
 * A moment is first replayed on the past of its own user and items alone. A value that comes out the same there needs nothing else, and least of all
 * the future. A feature for which it does not is replayed on the whole past, then with the examples of earlier moments too, which decides; a feature that once needed more is given it
 * from then on.
 *
 * @param options.onProgress hears the share done, 0 to 1, and the examples so far
 * @throws the signal's reason between two worlds once it is aborted
 */
export async function leakageReplay(
  audit: Audit,
  moments: readonly PredictionTime[],
  {
    onProgress,
    signal
  }: {readonly onProgress?: (share: number, examples: number) => void; readonly signal?: AbortSignal} = {}
): Promise<Replay> {
  const {columns} = audit;
  const counts = new Map(columns.map((feature) => [feature, {feature, deleted: 0, invented: 0}]));
  const shown: Difference[] = [];
  /** Of each feature, which of `PAST_SCOPES` it needs. */
  const needs = new Map(columns.map((feature) => [feature, 0]));
  let examples = 0;
  let differing = 0;
  for (const [done, moment] of moments.entries()) {
    const whole = await audit.values("whole", columns, moment.examples);
    const compare = async (world: CounterfactualName, reach: number, chosen: readonly string[]) => {
      signal?.throwIfAborted();
      await audit.enter({moment, future: COUNTERFACTUALS[world], reach: PAST_SCOPES[reach]}, chosen);
      const replayed = await audit.values("world", chosen, moment.examples);
      const found: Difference[] = [];
      for (const feature of chosen)
        for (const example of moment.examples) {
          const difference = {
            feature,
            example,
            world,
            whole: whole(feature, example),
            replayed: replayed(feature, example)
          };
          if (!sameValue(difference.whole, difference.replayed)) found.push(difference);
        }
      return found;
    };
    let same = true;
    for (const world of Object.keys(COUNTERFACTUALS) as CounterfactualName[])
      for (let reach = 0; reach < PAST_SCOPES.length; reach++) {
        const chosen = columns.filter((feature) => needs.get(feature) === reach);
        if (chosen.length === 0) continue;
        for (const difference of await compare(world, reach, chosen)) {
          if (reach < PAST_SCOPES.length - 1) {
            needs.set(difference.feature, reach + 1);
            continue;
          }
          same = false;
          if (counts.get(difference.feature)![world]++ < SHOWN) shown.push(difference);
        }
      }
    if (!same) differing++;
    examples += moment.examples.length;
    onProgress?.((done + 1) / moments.length, examples);
  }
  return {
    examples,
    moments: moments.length,
    differing,
    cells: examples * columns.length * Object.keys(COUNTERFACTUALS).length,
    byFeature: [...counts.values()],
    shown
  };
}
