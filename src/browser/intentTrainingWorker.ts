import {describeDataset} from "../lib/datasets/describeDataset.js";
import {TOP} from "../lib/datasets/fitAndEvaluate.js";
import type {Dataset} from "../lib/datasets/dataset.js";
import {evaluate, type Evaluation} from "../lib/metrics/evaluate.js";
import {modelCard, type ModelCard} from "../lib/models/modelCard.js";
import {modelFacts} from "../lib/models/modelFacts.js";
import {tabmPlan} from "../lib/models/neural/fitTabm.js";
import {holdout} from "../lib/models/neural/holdout.js";
import {tabmFamily} from "../lib/models/neural/tabmFamily.js";
import {tabmEstimator} from "../lib/models/neural/tabmEstimator.js";
import {pipelineFamily} from "../lib/models/pipelineFamily.js";
import type {TabmOptions} from "../lib/nn/tabmOptions.js";
import {trainingSteps, type TrainingState} from "../lib/nn/trainer.js";
import {modelToOnnx} from "../lib/models/modelToOnnx.js";
import {answerQuestions} from "./answerQuestions.js";
import {listenForPause, yieldToMessages} from "./pauseControl.js";
import {openTfjsToTrain, type TfjsBackend} from "./tfjs.js";

/** A module worker: trains a TabM, step by step, so that it can be paused. */
export interface TabmQuestion {
  readonly task: Dataset;
  readonly options: Pick<TabmOptions, "heads" | "epochs" | "patience" | "seed">;
  readonly backend: TfjsBackend;
  /** For the card of the file that is made. */
  readonly about: Pick<ModelCard, "name" | "target"> & {
    readonly data: Omit<ModelCard["data"], keyof ReturnType<typeof describeDataset>>;
  };
  /** A `TrainingOrder` sent to it is heard after the step that the training is at. */
  readonly pauses: MessagePort;
}

/** A point of the curves. */
export interface TabmPoint {
  readonly epoch: number;
  /** Mean log loss of the heads over the epoch's rows, each before its step. */
  readonly loss: number;
  /** AUC on the rows held back; null where there are none. */
  readonly auc: number | null;
}

export type TabmProgress =
  | {readonly kind: "work"; readonly text: string}
  /** Epochs done, and the share of the next one. */
  | {readonly kind: "step"; readonly epochs: number; readonly share: number}
  | {readonly kind: "epoch"; readonly point: TabmPoint}
  | {readonly kind: "paused"};

export interface TabmReply {
  /** The model as ONNX, with its card. */
  readonly file: Uint8Array;
  readonly card: ModelCard;
  /** Of the test rows. */
  readonly evaluation: Evaluation;
  readonly scores: Float64Array;
  readonly points: readonly TabmPoint[];
  /** Rows of training held back to say when to stop, and the epoch whose weights were kept. */
  readonly held: number;
  readonly best: number;
  /** What the training took, without starting TensorFlow.js and without pauses. */
  readonly ms: number;
  readonly backend: TfjsBackend;
}

/** Of what is trained here. */
const FAMILIES = [pipelineFamily, tabmFamily];

/** How often the worker hears messages and tells how far it is. */
const TURN_MS = 80;

const tell = answerQuestions<TabmQuestion, TabmProgress>(async (question): Promise<TabmReply> => {
  const {task, options, backend, about, pauses} = question;
  const pause = listenForPause(pauses);
  tell({kind: "work", text: `Starting TensorFlow.js on ${backend}`});
  await openTfjsToTrain(backend);
  tell({kind: "work", text: "Cutting columns and laying out the network"});
  const begun = performance.now();
  const {train, validation} = holdout(task.train, options.seed, task.groups?.train);
  const {plan, modelOf} = tabmPlan(train, options, {validation});
  const points: TabmPoint[] = [];
  let run = trainingSteps(plan);
  let last: TrainingState | undefined;
  let turned = begun;
  let waited = 0;
  let best = options.epochs;
  for (;;) {
    const {done, value} = run.next();
    if (done) {
      const model = modelOf(value);
      const ms = performance.now() - begun - waited;
      tell({kind: "work", text: "Scoring the test rows"});
      const scores = model.predict(task.test);
      const evaluation = evaluate(scores, task.test.y, {clusters: task.groups?.test, shares: [TOP]});
      const learner = tabmEstimator(options);
      const {family, configuration, columns} = modelFacts(model, FAMILIES);
      const card = modelCard(
        {
          name: about.name,
          learner: {
            id: learner.id,
            title: learner.title,
            setting: learner.setting,
            seed: options.seed,
            configuration
          },
          family,
          target: about.target,
          data: {...about.data, ...describeDataset(task)},
          columns
        },
        evaluation
      );
      const file = modelToOnnx(model, {name: about.name, metadata: {card: JSON.stringify(card)}, families: FAMILIES});
      return {file, card, evaluation, scores, points, held: validation?.rows ?? 0, best, ms, backend};
    }
    if (value.epoch !== null) {
      const {epochs, training, validation, state} = value.epoch;
      const point = {epoch: epochs, loss: training, auc: validation === null ? null : 1 - validation};
      last = state;
      best = validation === null ? epochs : state.best.epochs;
      points.push(point);
      tell({kind: "epoch", point});
    }
    if (performance.now() - turned < TURN_MS) continue;
    if (value.epoch === null) tell({kind: "step", epochs: points.length, share: value.rows / value.of});
    await yieldToMessages();
    if (pause.asked()) {
      tell({kind: "paused"});
      const from = performance.now();
      await pause.over();
      waited += performance.now() - from;
    }
    // a run of the epochs that are done has nothing to do but to give its best weights
    if (pause.finishes() && last !== undefined)
      run = trainingSteps({...plan, options: {...plan.options, epochs: last.epochs}, resume: last});
    turned = performance.now();
  }
});
