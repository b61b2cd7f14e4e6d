import {setImmediate} from "node:timers/promises";
import {UserError} from "../../src/lib/core/errors.js";
import {aucDifference, rocAuc} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {gainOf, rankNextItems} from "../../src/lib/recommend/evaluateNextItem.js";
import {splitSequences} from "../../src/lib/recommend/protocols.js";
import {differenceOverSessions, meanOverSessions} from "../../src/lib/recommend/sessionBootstrap.js";
import {TRAINABLE_GRU4REC} from "../../src/lib/recommend/trainableRecommenders.js";
import {
  fitSessionNetwork,
  TCN_OPTIONS,
  type SessionNetworkModel,
  type SessionNetworkOptions
} from "../../src/lib/sequence/sessionNetwork.js";
import {sessionsOfPart, type SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {oneAnswer, sessionLabels} from "../../src/lib/sequence/sessionTargets.js";
import {openTfjs} from "../engines/tfjs.js";
import {readItemSequences, type ReadItemSequencesOptions} from "../recommend/readItemSequences.js";
import {readSessions, type ReadSessionsOptions} from "../sequence/readSessions.js";
import {hashOf} from "../tools/files.js";
import {Stopped, type TuningTask} from "./tuningTask.js";

/** For how long a training does not look at what happens besides. */
const LOOK_MS = 100;

/** Who buys, asked after every event of a part: scores and labels with the user of each. */
interface AskedEvents {
  readonly scores: Float64Array;
  readonly y: Uint8Array;
  readonly users: Int32Array;
}

/** The temporal convolutional network: AUC of who buys, after every event. Throws `UserError` where sessions cannot teach that. */
export async function tcnTask(
  from: ReadSessionsOptions,
  {epochs = TCN_OPTIONS.epochs} = {}
): Promise<TuningTask<{readonly model: SessionNetworkModel; test?: AskedEvents}>> {
  await openTfjs();
  const {sequences, sha256, ...of} = await readSessions(from);
  const [train, validation, test] = [0, 1, 2].map((part) => sessionsOfPart(sequences, part));
  for (const [name, part] of Object.entries({training: train, validation, test})) {
    const why = oneAnswer(part, {ask: "purchase"});
    if (why !== null) throw new UserError(`the ${name} part: ${why}`, "give a longer log, or other parts by --split");
  }
  const targets = TCN_OPTIONS.targets.filter((target) => oneAnswer(train, target) === null);
  const column = targets.findIndex(({ask}) => ask === "purchase");
  const scored = (model: SessionNetworkModel, part: SessionSequences): AskedEvents => {
    const {asked, y} = sessionLabels(part, {ask: "purchase"});
    const users = new Int32Array(y.length);
    for (let s = 0; s < part.sessions; s++) users.fill(part.user_id[s], part.from[s], part.from[s + 1]);
    const all = model.predict(part);
    const rows = Array.from(asked.keys()).filter((at) => asked[at] === 1);
    return {
      scores: Float64Array.from(rows, (at) => all[at * targets.length + column]),
      y: Uint8Array.from(rows, (at) => y[at]),
      users: Int32Array.from(rows, (at) => users[at])
    };
  };
  const score = ({scores, y, users}: AskedEvents) => {
    const {value, low, high} = rocAuc(scores, y, {clusters: users});
    return {value, low, high, n: y.length};
  };
  const tested = (fitted: {readonly model: SessionNetworkModel; test?: AskedEvents}) =>
    (fitted.test ??= scored(fitted.model, test));
  const {shape, learningRate, dropout, weightDecay} = TCN_OPTIONS;
  return {
    about: {model: "tcn", metric: "AUC", epochs, source: of.source, profile: of.profile, split: of.split, data: sha256},
    metric: "AUC",
    direction: "maximize",
    space: {
      learningRate: {kind: "float", low: 5e-4, high: 1e-2, log: true},
      width: {kind: "int", low: 16, high: 64, step: 16},
      blocks: {kind: "int", low: 2, high: 5},
      dropout: {kind: "float", low: 0, high: 0.4},
      weightDecay: {kind: "float", low: 1e-4, high: 1e-1, log: true}
    },
    defaults: {learningRate, width: shape.width, blocks: shape.blocks, dropout, weightDecay},
    enqueued: [],
    trials: 25,
    steps: epochs,
    async fit({width, blocks, ...parameters}, {seed, report}) {
      const options = {
        ...TCN_OPTIONS,
        ...parameters,
        shape: {...shape, width, blocks},
        targets,
        epochs,
        seed
      } as SessionNetworkOptions;
      const run = fitSessionNetwork(train, options, {validation});
      for (let looked = performance.now(); ;) {
        const {done, value} = run.next();
        if (done) return {model: value};
        const {epoch} = value;
        if (epoch !== null && epoch.validation !== null && (await report(epoch.epochs, -epoch.validation))) {
          run.return(undefined as never);
          throw new Stopped();
        }
        if (performance.now() - looked < LOOK_MS) continue;
        await setImmediate();
        looked = performance.now();
      }
    },
    validation: ({model}) => score(scored(model, validation)),
    test: (fitted) => score(tested(fitted)),
    difference(first, second) {
      const {scores, y, users} = tested(first);
      const {value, low, high} = aucDifference(scores, tested(second).scores, y, {clusters: clusters(users)});
      return {value, low, high};
    }
  };
}

/** What a list must have among its first so many items. */
const PLACES = 20;

/** What next clicks of a part gain from a model's lists, and the session of each. */
interface Gains {
  readonly gains: Float64Array;
  readonly sessions: Int32Array;
}

/** A recommender with what the test part gains from it, once that is asked for. */
interface FittedRecommender {
  readonly model: Parameters<typeof rankNextItems>[0];
  tested?: Gains;
}

/** GRU4Rec: MRR@20 of next clicks. The last 14 days test, the 14 before them validate. Throws `UserError` for a log too short for that. */
export async function gru4recTask(
  from: ReadItemSequencesOptions,
  {epochs = TRAINABLE_GRU4REC.options.n_epochs} = {}
): Promise<TuningTask<FittedRecommender>> {
  const {sequences, itemIds, ...of} = await readItemSequences(from);
  const protocol = {by: "last-days", days: 14} as const;
  const {train: earlier, test} = splitSequences(sequences, protocol);
  const {train, test: validation} = splitSequences(earlier, protocol);
  const catalogue = itemIds.length;
  const bytes = ({buffer, byteOffset, byteLength}: Int32Array | Float64Array) =>
    new Uint8Array(buffer, byteOffset, byteLength);
  const gainsOf = ({model}: FittedRecommender, part: typeof test): Gains => {
    const {ranks, sessions} = rankNextItems(model, part);
    return {gains: ranks.map((rank) => gainOf(rank, PLACES, "mrr")), sessions};
  };
  const score = ({gains, sessions}: Gains) => {
    const {value, low, high} = meanOverSessions(gains, sessions);
    return {value, low, high, n: gains.length};
  };
  const tested = (fitted: FittedRecommender) => (fitted.tested ??= gainsOf(fitted, test));
  const {learning_rate, layers, dropout_p_embed, dropout_p_hidden, momentum, batch_size} = TRAINABLE_GRU4REC.options;
  const data = hashOf(
    [train, validation, test].flatMap(({items, offsets, timesMs}) => [items, offsets, timesMs].map(bytes))
  );
  return {
    about: {model: "gru4rec", metric: `MRR@${PLACES}`, epochs, source: of.source, profile: of.profile, data},
    metric: `MRR@${PLACES}`,
    direction: "maximize",
    space: {
      learning_rate: {kind: "float", low: 0.02, high: 0.3, log: true},
      units: {kind: "int", low: 32, high: 160, step: 32},
      dropout_p_embed: {kind: "float", low: 0, high: 0.5},
      dropout_p_hidden: {kind: "float", low: 0, high: 0.5},
      momentum: {kind: "float", low: 0, high: 0.5},
      batch_size: {kind: "categorical", choices: [32, 64, 128]}
    },
    defaults: {learning_rate, units: layers[0], dropout_p_embed, dropout_p_hidden, momentum, batch_size},
    enqueued: [],
    trials: 25,
    steps: 0,
    async fit({units, ...parameters}, {seed}) {
      const options = {...TRAINABLE_GRU4REC.options, ...parameters, layers: [units as number], n_epochs: epochs, seed};
      TRAINABLE_GRU4REC.check(options);
      const run = TRAINABLE_GRU4REC.steps({sequences: train, catalogue}, options);
      for (let looked = performance.now(); ;) {
        const {done, value} = run.next();
        if (done) return {model: value};
        if (performance.now() - looked < LOOK_MS) continue;
        await setImmediate();
        looked = performance.now();
      }
    },
    validation: (fitted) => score(gainsOf(fitted, validation)),
    test: (fitted) => score(tested(fitted)),
    difference(first, second) {
      const {gains, sessions} = tested(first);
      const {value, low, high} = differenceOverSessions(gains, tested(second).gains, sessions);
      return {value, low, high};
    }
  };
}
