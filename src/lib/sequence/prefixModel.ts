import type {FitProgress} from "../models/learner.js";
import type {SessionSequences} from "./sessionSequences.js";
import type {SessionTarget} from "./sessionTargets.js";

/** A model that answers after every event of a session, from that event and those before it. */
export interface PrefixModel {
  readonly family: string;
  readonly targets: readonly SessionTarget[];
  /**
   * Chances, events × targets, row-major: after every event of every session, also where a target is not asked.
   */
  probabilities(sequences: SessionSequences): Float64Array;
}

/** The column of one target of a model's chances, one value an event. Throws `RangeError` for a target it has not. */
export function probabilitiesOf(
  {targets}: Pick<PrefixModel, "targets">,
  probabilities: Float64Array,
  ask: SessionTarget["ask"]
): Float64Array {
  const k = targets.findIndex((target) => target.ask === ask);
  if (k === -1) throw new RangeError(`the model is not asked for ${ask}`);
  const out = new Float64Array(probabilities.length / targets.length);
  for (let i = 0; i < out.length; i++) out[i] = probabilities[i * targets.length + k];
  return out;
}

/** One way of making such a model, with its options chosen. */
export interface PrefixLearner {
  /** As files and results name it: `tcn`. */
  readonly id: string;
  /** As a page names it: "Temporal convolutional network". */
  readonly title: string;
  readonly setting: string;
  /** Throws `UserError` where there is nothing to learn. */
  fit(train: SessionSequences, context: PrefixContext): Promise<PrefixModel>;
}

export interface PrefixContext {
  readonly seed: number;
  /** Sessions that decide when to stop, never those of the test. */
  readonly validation?: SessionSequences;
  /** Awaited between two steps; whatever it throws ends the fit. */
  readonly report?: (progress: FitProgress) => void | Promise<void>;
}
