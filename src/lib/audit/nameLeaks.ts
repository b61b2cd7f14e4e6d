import {futureWithout, kindOf, onlyFuture, SENSES, type LeakKind, type Sense} from "./leakKind.js";
import type {Audit} from "./openAudit.js";
import {sameValue} from "./sameValue.js";
import {momentsOf} from "./sampleMoments.js";
import {DELETED, type Future, type Moment, type Reach} from "./world.js";

/** A leaking feature, and what it was seen to notice. */
export interface NamedLeak {
  readonly feature: string;
  readonly kind: LeakKind;
  /** Kinds of later facts that change it when they alone are put back. */
  readonly noticed: readonly Sense[];
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
export async function nameLeaks(
  audit: Audit,
  leaks: ReadonlyMap<string, readonly number[]>,
  {signal}: {readonly signal?: AbortSignal} = {}
): Promise<NamedLeak[]> {
  if (leaks.size === 0) return [];
  const noticed = new Map([...leaks.keys()].map((feature) => [feature, new Set<Sense>()]));
  const featuresOf = new Map<number, string[]>();
  for (const [feature, differing] of leaks)
    for (const example of new Set(differing.slice(0, CLOSE)))
      featuresOf.set(example, [...(featuresOf.get(example) ?? []), feature]);
  const moments = await momentsOf(audit, [...featuresOf.keys()]);
  const valuesIn = async (moment: Moment, future: Future, reach: Reach, features: readonly string[]) => {
    signal?.throwIfAborted();
    await audit.enter({moment, future, reach}, features);
    return audit.values("world", features, moment.examples);
  };
  for (const moment of moments) {
    const [example] = moment.examples;
    const features = featuresOf.get(example)!;
    const past = await valuesIn(moment, DELETED, "own events", features);
    for (const sense of SENSES) {
      const added = await valuesIn(moment, onlyFuture(sense, "invention", moment.atMs), "own events", features);
      for (const feature of features)
        if (!sameValue(past(feature, example), added(feature, example))) noticed.get(feature)!.add(sense);
    }
  }
  const blind = new Set([...noticed].filter(([, senses]) => senses.size === 0).map(([feature]) => feature));
  for (const moment of moments) {
    const [example] = moment.examples;
    const features = featuresOf.get(example)!.filter((feature) => blind.has(feature));
    if (features.length === 0) continue;
    const past = await valuesIn(moment, DELETED, "all events and examples", features);
    const whole = await audit.values("whole", features, [example]);
    for (const sense of SENSES) {
      const added = await valuesIn(moment, onlyFuture(sense, "log", moment.atMs), "all events and examples", features);
      const left = await valuesIn(moment, futureWithout(sense, moment.atMs), "all events and examples", features);
      for (const feature of features) {
        const changed = !sameValue(past(feature, example), added(feature, example));
        if (changed || !sameValue(whole(feature, example), left(feature, example))) noticed.get(feature)!.add(sense);
      }
    }
  }
  return [...noticed].map(([feature, senses]) => ({
    feature,
    kind: kindOf(senses),
    noticed: SENSES.filter((sense) => senses.has(sense))
  }));
}
