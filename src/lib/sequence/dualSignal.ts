import {log} from "../core/portableMath.js";
import type {Estimator} from "../models/estimator.js";
import {fitLogistic, logisticModel, type LogisticJson, type LogisticModel} from "../models/logisticRegression.js";
import type {Matrix} from "../models/matrix.js";
import type {Model} from "../models/model.js";
import {SUREST} from "../models/stacked.js";
import {eventsOf, type SessionSequences} from "./sessionSequences.js";
import {sessionLabels, type SessionTarget} from "./sessionTargets.js";
import {startFeatures} from "./startFeatures.js";

/**
 * The static signal: a model of what is known when a session starts, for the chance that the session buys. `learner` is
 * any of columns.
 */
export function fitStartIntent(train: SessionSequences, learner: Estimator, seed: number): Promise<Model> {
  return learner.fit(
    {...startFeatures(train), y: Uint8Array.from(train.outcomes.transactions, (n) => (n > 0 ? 1 : 0))},
    {seed}
  );
}

/** The chances that the static signal gives, one an event: the same at every event of a session. */
export function startIntent(model: Model, sequences: SessionSequences): Float64Array {
  const bySession = model.predict(startFeatures(sequences));
  const out = new Float64Array(eventsOf(sequences));
  for (let s = 0; s < sequences.sessions; s++) out.fill(bySession[s], sequences.from[s], sequences.from[s + 1]);
  return out;
}

/** What the fusion sees of an event: the log-odds of both signals. */
const DUAL_COLUMNS: readonly string[] = ["static log-odds", "running log-odds"];

/** Two signals made one: a logistic regression on both log-odds. */
export interface DualSignal {
  readonly fusion: LogisticModel;
  /** Chances after every event from those of the two signals, one an event. */
  probabilities(fixed: Float64Array, running: Float64Array): Float64Array;
  toJSON(): LogisticJson;
}

/**
 * Learns how much each of two signals says of a target. The sessions must be held out: neither signal may have been
 * fitted on them. `fixed` and `running` are chances after every event. Throws what `fitLogistic` throws.
 */
export function fitDualSignal(
  held: SessionSequences,
  target: SessionTarget,
  {fixed, running}: {readonly fixed: Float64Array; readonly running: Float64Array}
): DualSignal {
  const {asked, y} = sessionLabels(held, target);
  const rows = Array.from(asked.keys()).filter((at) => asked[at] === 1);
  const train = signals(
    Float64Array.from(rows, (at) => fixed[at]),
    Float64Array.from(rows, (at) => running[at])
  );
  return dualSignal(fitLogistic({...train, y: Uint8Array.from(rows, (at) => y[at])}));
}

/** The fusion that `toJSON` wrote. */
export function dualSignalFromJson(json: LogisticJson): DualSignal {
  return dualSignal(logisticModel(json));
}

function dualSignal(fusion: LogisticModel): DualSignal {
  return {
    fusion,
    probabilities: (fixed, running) => fusion.predict(signals(fixed, running)),
    toJSON: () => fusion.toJSON() as LogisticJson
  };
}

function signals(fixed: Float64Array, running: Float64Array): Matrix {
  const x = new Float64Array(fixed.length * 2);
  for (let i = 0; i < fixed.length; i++) {
    x[2 * i] = logOdds(fixed[i]);
    x[2 * i + 1] = logOdds(running[i]);
  }
  return {rows: fixed.length, columns: DUAL_COLUMNS, x};
}

function logOdds(chance: number): number {
  const sure = Math.min(1 - SUREST, Math.max(SUREST, chance));
  return log(sure / (1 - sure));
}
