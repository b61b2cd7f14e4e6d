import {UserError} from "../core/errors.js";
import {exp, log} from "../core/portableMath.js";
import {permutation, random} from "../core/random.js";
import {
  batchesByLength,
  byLength,
  lengthOf,
  padSessions,
  scatterScores,
  scoringBatches,
  type PaddedSessions
} from "./padSessions.js";
import type {SessionModel} from "./sessionModel.js";
import {encodeSessions, fitSessionEncoder, sessionChannels, type SessionEncoder} from "./sessionEncoder.js";
import {eventsOf, type SessionSequences} from "./sessionSequences.js";
import {oneAnswer, SESSION_TARGETS, sessionLabels, type SessionTarget} from "./sessionTargets.js";
import type {Weights} from "../nn/optimizers.js";
import {gruEventNetwork} from "../nn/gruEventNetwork.js";
import {sigmoid, type Batch, type Network} from "../nn/network.js";
import type {TensorJson} from "../models/neural/neuralModel.js";
import {checkNeural, type TrainingOptions} from "../nn/neuralOptions.js";
import {checkTcn, tcnNetwork, type TcnShape} from "../nn/tcnNetwork.js";
import {
  predictLogOdds,
  trainingSteps,
  type Epoch,
  type Examples,
  type Objective,
  type TrainingState,
  type TrainingStep
} from "../nn/trainer.js";

/** How a network that answers after every event is made and trained. Its `batch` is events, not sessions. */
export interface SessionNetworkOptions extends TrainingOptions {
  readonly family: "tcn" | "gru";
  /** Of a recurrent network `width` is the size of its state, and the others say nothing. */
  readonly shape: TcnShape;
  readonly targets: readonly SessionTarget[];
  /** Whether each event also tells what was known at the session's start. */
  readonly withStart: boolean;
  /** Whether the learning rate falls from epoch to epoch, in equal steps towards 0 after the last. */
  readonly decay: boolean;
  /** Every step takes this times the learning rate off each weight. */
  readonly weightDecay: number;
  /** A gradient that is longer than this over all weights is shortened to it. */
  readonly clip: number;
}

export const TCN_OPTIONS: SessionNetworkOptions = {
  family: "tcn",
  shape: {width: 32, blocks: 4, kernel: 3},
  targets: SESSION_TARGETS,
  withStart: false,
  epochs: 20,
  batch: 2048,
  learningRate: 2e-3,
  decay: false,
  l2: 0,
  dropout: 0.1,
  scalePosWeight: 1,
  patience: 4,
  seed: 1,
  weightDecay: 1e-2,
  clip: 1
};

/** The recurrent baseline, trained alike. */
export const EVENT_GRU_OPTIONS: SessionNetworkOptions = {...TCN_OPTIONS, family: "gru"};

/** A network that answers after every event, as JSON. */
export interface SessionNetworkJson {
  readonly family: "tcn" | "gru-events";
  readonly options: SessionNetworkOptions;
  readonly encoder: SessionEncoder;
  /** Whether transactions were among the events that it learned from. */
  readonly transactionToken: boolean;
  readonly weights: Readonly<Record<string, TensorJson>>;
}

/** What a network over the events of sessions has learned; `predict` needs a ready backend of TensorFlow.js. */
export interface SessionNetworkModel extends SessionModel {
  readonly family: SessionNetworkJson["family"];
  readonly options: SessionNetworkOptions;
  readonly encoder: SessionEncoder;
  readonly transactionToken: boolean;
  readonly weights: Weights;
  toJSON(): SessionNetworkJson;
}

/** The network of these options, for so many numbers an event. Throws `UserError` for a shape out of its range. */
function sessionNetworkOf({family, shape, targets}: SessionNetworkOptions, channels: number): Network {
  checkTcn(shape);
  return family === "tcn"
    ? tcnNetwork(channels, targets.length, shape)
    : gruEventNetwork(channels, targets.length, shape);
}

const STEPS_STREAM = 31;
/** Batches that are drawn together and parted by length. */
const POOL = 64;
/** Sessions of one step at most. */
const MAX_SESSIONS = 1024;

/** Sessions as a network takes them; the steps of an epoch hold sessions of like length. */
export function sessionExamples(
  encoder: SessionEncoder,
  sequences: SessionSequences,
  {batch, seed}: Pick<TrainingOptions, "batch" | "seed">
): Examples {
  const {sessions} = sequences;
  const encoded = encodeSessions(encoder, sequences);
  return {
    rows: sessions,
    batch: (chosen) => eventBatch(padSessions(encoder, encoded, sequences, chosen)),
    *steps(epoch) {
      const source = random(seed, STEPS_STREAM, epoch);
      const order = permutation(sessions, source);
      for (let first = 0; first < sessions;) {
        let [end, events] = [first, 0];
        for (; end < sessions && events < POOL * batch; end++) events += lengthOf(sequences, order[end]);
        const pool = byLength(sequences, order.subarray(first, end));
        const steps = batchesByLength(sequences, pool, {events: batch, sessions: MAX_SESSIONS});
        for (const k of permutation(steps.length, source)) yield steps[k];
        first = end;
      }
    }
  };
}

/** Nothing is masked: what follows a session's last event has no part in any answer that is asked for. */
const NO_MASK = new Float32Array(0);

const eventBatch = ({rows, x}: PaddedSessions): Batch => ({rows, x: null, events: {x, mask: NO_MASK}});

/**
 * Log loss of all targets after every event that asks for them: its sum over the targets, as a mean over the events.
 */
export function sessionLogLoss(
  sequences: SessionSequences,
  targets: readonly SessionTarget[],
  scalePosWeight = 1
): Objective {
  const {from} = sequences;
  const answers = targets.map((target) => sessionLabels(sequences, target));
  return {
    measure(rows, logOdds) {
      const gradient = new Float32Array(logOdds.length);
      const steps = logOdds.length / rows.length / targets.length;
      let events = 0;
      for (let i = 0; i < rows.length; i++) events += from[rows[i] + 1] - from[rows[i]];
      let loss = 0;
      for (let i = 0; i < rows.length; i++) {
        const [first, end] = [from[rows[i]], from[rows[i] + 1]];
        for (let at = first; at < end; at++)
          answers.forEach(({asked, y}, k) => {
            if (asked[at] === 0) return;
            const cell = (i * steps + at - first) * targets.length + k;
            const z = logOdds[cell];
            const weight = (y[at] === 1 ? scalePosWeight : 1) / events;
            loss += weight * (Math.max(z, 0) - z * y[at] + log(1 + exp(-Math.abs(z))));
            gradient[cell] = weight * (sigmoid(z) - y[at]);
          });
      }
      return {loss, gradient};
    }
  };
}

/** Log-odds after every event, events × targets. */
function scoreAll(
  network: Network,
  weights: Weights,
  {encoder, targets}: {readonly encoder: SessionEncoder; readonly targets: number},
  {sequences, encoded}: {readonly sequences: SessionSequences; readonly encoded: Float32Array}
): Float32Array {
  const out = new Float32Array(eventsOf(sequences) * targets);
  for (const batch of scoringBatches(encoder, encoded, sequences)) {
    const found = predictLogOdds(network, weights, {rows: batch.rows, batch: () => eventBatch(batch)});
    scatterScores(out, found, sequences, {...batch, targets});
  }
  return out;
}

/** Mean loss over all events of some sessions. */
function validationLoss(
  network: Network,
  encoder: SessionEncoder,
  sequences: SessionSequences,
  {targets, scalePosWeight}: SessionNetworkOptions
): (weights: Weights) => number {
  const objective = sessionLogLoss(sequences, targets, scalePosWeight);
  const encoded = encodeSessions(encoder, sequences);
  const width = targets.length;
  return (weights) => {
    const scores = scoreAll(network, weights, {encoder, targets: width}, {sequences, encoded});
    let sum = 0;
    for (let s = 0; s < sequences.sessions; s++) {
      const [first, end] = [sequences.from[s], sequences.from[s + 1]];
      sum += objective.measure([s], scores.slice(first * width, end * width)).loss * (end - first);
    }
    return sum / eventsOf(sequences);
  };
}

/** An epoch of a fit; `model` is as it is after it, and the next epoch changes it. */
export interface SessionEpoch extends Epoch {
  readonly model: SessionNetworkModel;
}

export interface SessionFit {
  /** Sessions that decide which epoch was the best. */
  readonly validation?: SessionSequences;
  /** An epoch's state, to go on from. */
  readonly resume?: TrainingState;
}

/**
 * Fits a network that answers after every event. Yields after every step and after every epoch; see `trainingSteps`.
 * What it knows of departments, prices and pauses is from the sessions of training alone. Throws `UserError` for options
 * out of range, for sessions without events and where a target has one answer only.
 */
export function* fitSessionNetwork(
  train: SessionSequences,
  given: Partial<SessionNetworkOptions> = {},
  {validation, resume}: SessionFit = {}
): Generator<TrainingStep | {readonly epoch: SessionEpoch}, SessionNetworkModel> {
  const options: SessionNetworkOptions = {...TCN_OPTIONS, ...given};
  checkSessionNetwork(options);
  const encoder = fitSessionEncoder(train, options);
  checkAnswers(train, options.targets);
  const network = sessionNetworkOf(options, sessionChannels(encoder).length);
  const parts = {
    family: options.family === "tcn" ? "tcn" : "gru-events",
    options,
    encoder,
    transactionToken: train.transactionToken
  } as const;
  const objective = sessionLogLoss(train, options.targets, options.scalePosWeight);
  // a mean over sessions would not compare with the one over events of the validation
  let [sum, events] = [0, 0];
  const counted: Objective = {
    measure(rows, logOdds) {
      const measured = objective.measure(rows, logOdds);
      let own = 0;
      for (let i = 0; i < rows.length; i++) own += train.from[rows[i] + 1] - train.from[rows[i]];
      sum += own * measured.loss;
      events += own;
      return measured;
    }
  };
  const plan = {
    network,
    examples: sessionExamples(encoder, train, options),
    objective: counted,
    validate: validation && validationLoss(network, encoder, validation, options),
    weightDecay: options.weightDecay,
    clip: options.clip
  };
  let [state, weights]: [TrainingState | undefined, Weights] = [resume, {}];
  for (const stage of stagesOf(options).slice(Math.min(resume?.epochs ?? 0, options.epochs - 1))) {
    const run = trainingSteps({...plan, options: {...options, ...stage}, resume: state});
    try {
      for (;;) {
        const {done, value} = run.next();
        if (done) {
          weights = value;
          break;
        }
        if (value.epoch === null) {
          yield value;
          continue;
        }
        const training = sum / events;
        [sum, events] = [0, 0];
        state = value.epoch.state;
        yield {epoch: {...value.epoch, training, model: sessionNetworkModel(parts, value.epoch.weights)}};
      }
    } finally {
      // where it is ended within an epoch, the weights leave the backend
      run.return(weights);
    }
  }
  return sessionNetworkModel(parts, weights);
}

/** One an epoch: how many are done after it, and its learning rate. */
function stagesOf({epochs, learningRate, decay}: SessionNetworkOptions): {epochs: number; learningRate: number}[] {
  return Array.from({length: epochs}, (_, epoch) => ({
    epochs: epoch + 1,
    learningRate: decay ? learningRate * (1 - epoch / epochs) : learningRate
  }));
}

function checkSessionNetwork(options: SessionNetworkOptions): void {
  const {targets, weightDecay, clip} = options;
  checkNeural({...options, width: options.shape.width});
  checkTcn(options.shape);
  if (targets.length === 0) throw new UserError("no target", "ask for at least one");
  if (!(weightDecay >= 0 && weightDecay <= 1))
    throw new UserError(`weightDecay: ${weightDecay}`, "give a number from 0 to 1");
  if (!(clip > 0)) throw new UserError(`clip: ${clip}`, "give a number above 0");
}

function checkAnswers(sequences: SessionSequences, targets: readonly SessionTarget[]): void {
  for (const target of targets) {
    const why = oneAnswer(sequences, target);
    if (why !== null) throw new UserError(why, "take more sessions, or leave the target out");
  }
}

/** The model of weights. */
function sessionNetworkModel(parts: Omit<SessionNetworkJson, "weights">, weights: Weights): SessionNetworkModel {
  const {family, options, encoder, transactionToken} = parts;
  const network = sessionNetworkOf(options, sessionChannels(encoder).length);
  return {
    family,
    options,
    encoder,
    transactionToken,
    targets: options.targets,
    weights,
    predict(sequences) {
      if (sequences.transactionToken !== transactionToken)
        throw new RangeError(`the model learned ${transactionToken ? "with" : "without"} transactions in its input`);
      const encoded = encodeSessions(encoder, sequences);
      const scores = scoreAll(network, weights, {encoder, targets: options.targets.length}, {sequences, encoded});
      return Float64Array.from(scores, sigmoid);
    },
    toJSON: () => ({
      ...parts,
      weights: Object.fromEntries(
        Object.entries(network.shapes).map(([name, shape]) => [name, {shape, values: Array.from(weights[name])}])
      )
    })
  };
}

/** The model that `toJSON` wrote. */
export function sessionNetworkFromJson({weights, ...parts}: SessionNetworkJson): SessionNetworkModel {
  return sessionNetworkModel(
    parts,
    Object.fromEntries(Object.entries(weights).map(([name, {values}]) => [name, Float32Array.from(values)]))
  );
}
