import type {SplitOptions} from "../pipeline/split.js";
import type {CeilingShareRow, DifferenceRow} from "../sequence/areaRows.js";
import type {PrefixReport} from "../sequence/prefixReport.js";
import type {TokenAccuracy} from "../sequence/sessionAccuracy.js";

/** What the page on abandonment shows before any control is touched. */
export interface AbandonmentPage {
  readonly shop: {readonly profile: string; readonly seed: number};
  readonly split: SplitOptions;
  readonly models: readonly PrefixModelCard[];
  /** One a target, on the generated shop; scores by event of the page's own model only, alarms of a few. */
  readonly reports: readonly PrefixReport[];
  /** How far each model comes from a random order to the exact posterior, by the number of the event. */
  readonly ways: readonly CeilingShareRow[];
  /** What the page's own model gains on each other, by the number of the event. */
  readonly differences: readonly DifferenceRow[];
  /** The least of the ways of the page's own model from some event on, in words of the study. */
  readonly leastWay: Estimate & {readonly protocol: string};
  readonly accuracies: readonly TokenAccuracy[];
  readonly dual: readonly DualAuc[];
  /** The same network on a twin of the published system's data, and what its training took. */
  readonly twin: {
    /** Of two or more events. */
    readonly sessions: number;
    readonly minutes: number;
    readonly gigabytes: number;
    /** On which machine, in how many epochs, in words of the study. */
    readonly training: string;
    readonly accuracies: readonly TokenAccuracy[];
    /** Accuracy on training sessions less that on test sessions, and a constant's. */
    readonly gap: Estimate;
    readonly constantGap: number;
  };
  readonly carts: {
    readonly rows: readonly CartAuc[];
    readonly models: readonly {readonly id: string; readonly title: string}[];
  };
  readonly claimed: {
    /** Accuracy, as a share, with the interval of its own n. */
    readonly accuracy: Estimate & {readonly n: number};
    /** A precision that is said to be exceeded, as a share. */
    readonly precision: number;
  };
  readonly runtime: {readonly bytes: number; readonly transferBytes: number};
}

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface PrefixModelCard {
  readonly id: string;
  readonly title: string;
  readonly setting: string;
}

/** What one signal, or several made one, tell of a target. */
export interface DualAuc extends Estimate {
  readonly signal: string;
  /** Of the event in its session; null for all events together. */
  readonly number: number | null;
  readonly n: number;
  readonly positives: number;
  /** What the fusion gains on it, paired; null for the fusion itself. */
  readonly gain: Estimate | null;
}

/** Cart sessions of RetailRocket, asked so many events after their first cart whether they buy. */
export interface CartAuc {
  /** Events after the first cart. */
  readonly after: number;
  readonly model: string;
  /** Test sessions that go on so long, and those of them that buy. */
  readonly n: number;
  readonly positives: number;
  readonly auc: Estimate;
  readonly accuracy: Estimate;
  /** The accuracy of saying of everyone that the cart is abandoned. */
  readonly constant: number;
}
