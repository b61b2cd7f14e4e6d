import {UserError} from "../lib/core/errors.js";
import {logisticEstimator} from "../lib/models/logisticFamily.js";
import {
  fitSessionNetwork,
  type SessionNetworkModel,
  type SessionNetworkOptions
} from "../lib/sequence/sessionNetwork.js";
import type {TrainingState} from "../lib/nn/trainer.js";
import {targetsWithBothClasses} from "../lib/sequence/targetsWithBothClasses.js";
import {probabilitiesOf, type SessionModel} from "../lib/sequence/sessionModel.js";
import {constantEstimator, lastEventEstimator} from "../lib/sequence/baselines.js";
import {prefixReport, type PrefixReport} from "../lib/sequence/prefixReport.js";
import {prefixTableEstimator} from "../lib/sequence/prefixTable.js";
import {POPULATIONS, sessionAccuracy, type Population, type SessionAccuracy} from "../lib/sequence/sessionAccuracy.js";
import {eventsOf, sessionsOfPart, type SessionSequences} from "../lib/sequence/sessionSequences.js";
import {SESSION_TARGETS} from "../lib/sequence/sessionTargets.js";
import {subsampleSessions} from "../lib/sequence/subsampleSessions.js";
import {answerQuestions} from "./answerQuestions.js";
import {listenForPause, yieldToMessages} from "./pauseControl.js";
import {openTfjsToTrain, type TfjsBackend} from "./tfjs.js";

/**
 * A module worker: trains a network over the events of sessions, step by step, beside simple rules on the same
 * sessions.
 */
export interface AbandonmentQuestion {
  /** Of all parts. */
  readonly sequences: SessionSequences;
  readonly options: Pick<SessionNetworkOptions, "shape" | "epochs" | "seed">;
  /** Of the training part; the others are thinned to as many. */
  readonly mostSessions: number;
  readonly backend: TfjsBackend;
  /** A `TrainingOrder` sent to it is heard after the step that the training is at. */
  readonly pauses: MessagePort;
  /** An epoch's state of a training of the same sessions and options, to go on from. */
  readonly resume: TrainingState | null;
}

/** A point of the curves: mean loss of an event, all targets taken together. */
export interface LossPoint {
  readonly epoch: number;
  readonly training: number;
  readonly validation: number;
}

export type AbandonmentProgress =
  | {readonly kind: "work"; readonly text: string}
  /** Epochs done, and the share of the next one. */
  | {readonly kind: "step"; readonly epochs: number; readonly share: number}
  /** `state` is for going on from after the work was stopped. */
  | {readonly kind: "epoch"; readonly point: LossPoint; readonly state: TrainingState}
  | {readonly kind: "paused"};

export interface PartCounts {
  readonly sessions: number;
  readonly events: number;
}

export interface AbandonmentReply {
  /** One for each target that the sessions can be asked. */
  readonly reports: readonly PrefixReport[];
  readonly models: readonly {readonly id: string; readonly title: string; readonly setting: string}[];
  /** Of the network's last word on whether a session buys; none where that cannot be asked. */
  readonly accuracies: readonly (SessionAccuracy & {readonly population: Population})[];
  readonly counts: {readonly train: PartCounts; readonly validation: PartCounts; readonly test: PartCounts};
  /** The epoch whose weights were kept. */
  readonly best: number;
  /** Whether the reader ended it, so that it can go on. */
  readonly endedByReader: boolean;
  /** What the training took, without starting TensorFlow.js, without pauses and without the other models. */
  readonly ms: number;
  readonly backend: TfjsBackend;
}

/** How often the worker hears messages and tells how far it is. */
const TURN_MS = 80;
/** Steps of fewer events than where there are many sessions, as there are fewer steps. */
const FEW_SESSIONS = {batch: 512, learningRate: 3e-3, dropout: 0, patience: 3};

const tell = answerQuestions<AbandonmentQuestion, AbandonmentProgress>(async (question): Promise<AbandonmentReply> => {
  const {sequences, mostSessions, options, backend} = question;
  const [train, validation, test] = [0, 1, 2].map((part) =>
    subsampleSessions(sessionsOfPart(sequences, part), mostSessions)
  );
  const targets = targetsWithBothClasses(SESSION_TARGETS, [train, validation, test]);
  if (targets.length === 0)
    throw new UserError(
      "the sessions of a part all end alike, so that there is nothing to tell apart",
      "take a longer log, or more sessions"
    );
  tell({kind: "work", text: `Starting TensorFlow.js on ${backend}`});
  await openTfjsToTrain(backend);
  const network = await trainNetworkOf(question, {train, validation, targets});
  const {shape, epochs} = options;
  const fitted: Record<string, SessionModel> = {tcn: network.model};
  const models = [
    {
      id: "tcn",
      title: "Temporal convolutional network",
      setting: `${shape.blocks} blocks of ${shape.width} channels, ${epochs} epochs at most`
    }
  ];
  for (const learner of [
    prefixTableEstimator(logisticEstimator(), {targets, withStart: true}),
    lastEventEstimator(targets),
    constantEstimator(targets)
  ]) {
    tell({kind: "work", text: `Fitting beside it: ${learner.title}`});
    await yieldToMessages();
    const {id, title, setting} = learner;
    models.push({id, title, setting});
    fitted[id] = await learner.fit(train, {seed: options.seed});
  }
  tell({kind: "work", text: "Scoring every event of the test, and judging"});
  const probabilities = Object.entries(fitted).map(
    ([id, model]) => [id, model, {train: model.predict(train), test: model.predict(test)}] as const
  );
  const reports = targets.flatMap((target) => {
    const found = prefixReport(
      target,
      {train, test},
      Object.fromEntries(
        probabilities.map(([id, model, of]) => [
          id,
          {train: probabilitiesOf(model, of.train, target.ask), test: probabilitiesOf(model, of.test, target.ask)}
        ])
      )
    );
    return found === null ? [] : [found];
  });
  const purchase = targets.find(({ask}) => ask === "purchase");
  const accuracies =
    purchase === undefined
      ? []
      : POPULATIONS.flatMap((population) => {
          const said = probabilitiesOf(network.model, probabilities[0][2].test, "purchase");
          const found = sessionAccuracy(test, purchase, said, population);
          return found === null ? [] : [{...found, population}];
        });
  const counts = (part: SessionSequences): PartCounts => ({sessions: part.sessions, events: eventsOf(part)});
  return {
    reports,
    models,
    accuracies,
    counts: {train: counts(train), validation: counts(validation), test: counts(test)},
    best: network.best,
    endedByReader: network.endedByReader,
    ms: network.ms,
    backend
  };
});

async function trainNetworkOf(
  {options, pauses, resume}: AbandonmentQuestion,
  {
    train,
    validation,
    targets
  }: {
    readonly train: SessionSequences;
    readonly validation: SessionSequences;
    readonly targets: SessionNetworkOptions["targets"];
  }
): Promise<{model: SessionNetworkModel; best: number; endedByReader: boolean; ms: number}> {
  const pause = listenForPause(pauses);
  const begun = performance.now();
  const fit = (epochs: number, from: TrainingState | undefined) =>
    fitSessionNetwork(
      train,
      {...options, epochs, targets, ...FEW_SESSIONS, withStart: true},
      {validation, resume: from}
    );
  let last = resume ?? undefined;
  let run = fit(options.epochs, last);
  let [turned, waited, epochs] = [begun, 0, resume?.epochs ?? 0];
  let best = resume?.best.epochs ?? options.epochs;
  for (;;) {
    const {done, value} = run.next();
    if (done) return {model: value, best, endedByReader: pause.finishes(), ms: performance.now() - begun - waited};
    if (value.epoch !== null) {
      const {training, validation: held, state} = value.epoch;
      ({epochs} = value.epoch);
      last = state;
      best = state.best.epochs;
      tell({kind: "epoch", point: {epoch: epochs, training, validation: held!}, state});
    }
    if (performance.now() - turned < TURN_MS) continue;
    if (value.epoch === null) tell({kind: "step", epochs, share: value.rows / value.of});
    await yieldToMessages();
    if (pause.asked()) {
      tell({kind: "paused"});
      const from = performance.now();
      await pause.over();
      waited += performance.now() - from;
    }
    // a run of the epochs that are done has nothing to do but to give its best weights
    if (pause.finishes() && last !== undefined) run = fit(last.epochs, last);
    turned = performance.now();
  }
}
