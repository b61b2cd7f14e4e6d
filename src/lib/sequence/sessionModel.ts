import type {Estimator} from "../models/estimator.js";
import type {FittedModel} from "../models/model.js";
import type {SessionSequences} from "./sessionSequences.js";
import type {SessionTarget} from "./sessionTargets.js";

/** A model that answers after every event of a session, from that event and those before it. */
export interface SessionModel extends FittedModel<SessionSequences, Float64Array> {
  readonly targets: readonly SessionTarget[];
  /**
   * Chances, events × targets, row-major: after every event of every session, also where a target is not asked.
   */
  predict(sequences: SessionSequences): Float64Array;
}

/** One way of making such a model, with its options chosen. */
export type SessionEstimator<M extends SessionModel = SessionModel> = Estimator<SessionSequences, Float64Array, M>;

/** The column of one target of a model's chances, one value an event. Throws `RangeError` for a target it has not. */
export function probabilitiesOf(
  {targets}: Pick<SessionModel, "targets">,
  probabilities: Float64Array,
  ask: SessionTarget["ask"]
): Float64Array {
  const k = targets.findIndex((target) => target.ask === ask);
  if (k === -1) throw new RangeError(`the model is not asked for ${ask}`);
  const out = new Float64Array(probabilities.length / targets.length);
  for (let i = 0; i < out.length; i++) out[i] = probabilities[i * targets.length + k];
  return out;
}
