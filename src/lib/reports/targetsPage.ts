import type {ShopSize} from "../targets/opportunityFactor.js";
import type {PartCounts} from "../targets/countTargets.js";
import type {SixCounts} from "../targets/countingProtocols.js";

/** A generated shop whose targets have been counted by the usual protocol. */
export interface CountedShop {
  readonly profile: string;
  readonly seed: number;
  readonly size: ShopSize;
  /** By the targets' ids. */
  readonly counts: Readonly<Record<string, readonly PartCounts[]>>;
}

/** What the Targets page is given; made by `loaders/pages/targets.ts`. */
export interface TargetsPage {
  /** The first is the one that is shown and planned from. */
  readonly shops: readonly CountedShop[];
  /** The counts of a report, and the protocols that were tried for them on the first shop, the nearest first. */
  readonly reported: SixCounts;
  readonly protocols: Readonly<Record<string, readonly (number | string | null)[]>>;
  /** Training positives by the nearest protocol over several seeds: where one more shop is expected with 95 %. */
  readonly otherSeeds: {readonly seeds: number; readonly low: number; readonly high: number};
  /** Of the first shop's sessions that have a later one in their part, the share of which buys in it; with its 95 % interval. */
  readonly nextIfThereIsOne: {readonly value: number; readonly low: number; readonly high: number; readonly n: number};
}
