import type {FeaturesOfLog} from "../targets/featuresOfLog.js";
import type {FeatureAuc, UnivariateAucs} from "../targets/univariateAucs.js";

const fromHalf = ({auc}: FeatureAuc) => (auc === null ? 0 : Math.abs(auc.value - 0.5));

/** Features by how far the area of each alone lies from one half, the farthest first. */
export function byAuc({features}: Pick<UnivariateAucs, "features">): readonly FeatureAuc[] {
  return [...features].sort((a, b) => fromHalf(b) - fromHalf(a));
}

/** A feature whose area could be measured. */
export type MeasuredAuc = FeatureAuc & {readonly auc: NonNullable<FeatureAuc["auc"]>};

/** What the page on features answers with. */
export interface FeaturesHeadline {
  /** Pairs of a session and an item. */
  readonly examples: number;
  /** Null where a class is empty. */
  readonly best: {
    readonly feature: MeasuredAuc;
    /** How far its area lies from one half, on either side. */
    readonly fromHalf: number;
    readonly positives: number;
    /** How many areas could be measured, and within what distance of one half the best of so many meaningless ones stays in 95 %. */
    readonly looks: number;
    readonly chance: number;
  } | null;
}

/** The numbers of the page's answer for the target of some id. */
export function featuresHeadline({examples, featureAucs}: FeaturesOfLog, id: string): FeaturesHeadline {
  const {positives, chance, features} = featureAucs[id];
  const [best] = byAuc({features});
  if (best?.auc == null || chance === null) return {examples, best: null};
  return {
    examples,
    best: {
      feature: {...best, auc: best.auc},
      fromHalf: fromHalf(best),
      positives,
      looks: features.filter(({auc}) => auc !== null).length,
      chance
    }
  };
}

/** The features that could be measured, the farthest from one half first, and how many of them seem to tell something. */
export interface Looks {
  readonly measured: readonly MeasuredAuc[];
  /** By a p corrected for all looks, at most 0.05. */
  readonly corrected: number;
  /** By an interval of their own that leaves out one half. */
  readonly alone: number;
}

/** Counts the features that tell something, knowing of the other looks and not. */
export function looksOf(found: Pick<UnivariateAucs, "features">): Looks {
  const measured = byAuc(found).flatMap((feature) => (feature.auc === null ? [] : [{...feature, auc: feature.auc}]));
  return {
    measured,
    corrected: measured.filter(({adjustedP}) => adjustedP! <= 0.05).length,
    alone: measured.filter(({auc}) => auc.low > 0.5 || auc.high < 0.5).length
  };
}
