import {futureWithout, leakKindOf, futureWithOnly, FUTURE_FACTS, type LeakKind, type FutureFact} from "./leakKind.js";
import type {Audit} from "./openAudit.js";
import {sameValue} from "./sameValue.js";
import {predictionTimesOf} from "./samplePredictionTimes.js";
import {DELETED_FUTURE, type KnownFuture, type PredictionTime, type PastScope} from "./counterfactualLog.js";

/** A leaking feature, and what it was seen to notice. */
export interface ClassifiedLeak {
  readonly feature: string;
  readonly kind: LeakKind;
  /** Kinds of later facts that change it when they alone are put back. */
  readonly noticed: readonly FutureFact[];
}

/** Examples of a feature that are looked at closely. */
const CLOSE = 3;

/**
 * Names the leaks of features by trying, on some examples of each, which kind of later fact alone changes it. Invented facts are tried first, as they hold every
 * kind of event apart; where a feature does not mind those, the log's own are put back into the past one kind at a time, and taken out of the whole log.
 *
 * @param leaks features and examples whose values differed
 * @throws the signal's reason between two worlds once it is aborted
 */
export async function classifyLeakage(
  audit: Audit,
  leaks: ReadonlyMap<string, readonly number[]>,
  {signal}: {readonly signal?: AbortSignal} = {}
): Promise<ClassifiedLeak[]> {
  if (leaks.size === 0) return [];
  const noticed = new Map([...leaks.keys()].map((feature) => [feature, new Set<FutureFact>()]));
  const featuresOf = new Map<number, string[]>();
  for (const [feature, differing] of leaks)
    for (const example of new Set(differing.slice(0, CLOSE)))
      featuresOf.set(example, [...(featuresOf.get(example) ?? []), feature]);
  const moments = await predictionTimesOf(audit, [...featuresOf.keys()]);
  const valuesIn = async (
    moment: PredictionTime,
    future: KnownFuture,
    reach: PastScope,
    features: readonly string[]
  ) => {
    signal?.throwIfAborted();
    await audit.enter({moment, future, reach}, features);
    return audit.values("world", features, moment.examples);
  };
  for (const moment of moments) {
    const [example] = moment.examples;
    const features = featuresOf.get(example)!;
    const past = await valuesIn(moment, DELETED_FUTURE, "own events", features);
    for (const sense of FUTURE_FACTS) {
      const added = await valuesIn(moment, futureWithOnly(sense, "invention", moment.atMs), "own events", features);
      for (const feature of features)
        if (!sameValue(past(feature, example), added(feature, example))) noticed.get(feature)!.add(sense);
    }
  }
  const blind = new Set([...noticed].filter(([, senses]) => senses.size === 0).map(([feature]) => feature));
  for (const moment of moments) {
    const [example] = moment.examples;
    const features = featuresOf.get(example)!.filter((feature) => blind.has(feature));
    if (features.length === 0) continue;
    const past = await valuesIn(moment, DELETED_FUTURE, "all events and examples", features);
    const whole = await audit.values("whole", features, [example]);
    for (const sense of FUTURE_FACTS) {
      const added = await valuesIn(
        moment,
        futureWithOnly(sense, "log", moment.atMs),
        "all events and examples",
        features
      );
      const left = await valuesIn(moment, futureWithout(sense, moment.atMs), "all events and examples", features);
      for (const feature of features) {
        const changed = !sameValue(past(feature, example), added(feature, example));
        if (changed || !sameValue(whole(feature, example), left(feature, example))) noticed.get(feature)!.add(sense);
      }
    }
  }
  return [...noticed].map(([feature, senses]) => ({
    feature,
    kind: leakKindOf(senses),
    noticed: FUTURE_FACTS.filter((sense) => senses.has(sense))
  }));
}
