import {evaluate, type Evaluation} from "../../src/lib/metrics/evaluate.js";
import {modelFacts} from "../../src/lib/models/modelFacts.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {modelCard, type CardMetric, type CardRows, type FiledCard} from "../../src/lib/models/modelCard.js";
import {
  fitSessionNetwork,
  TCN_OPTIONS,
  type SessionNetworkModel,
  type SessionNetworkOptions
} from "../../src/lib/sequence/sessionNetwork.js";
import {tcnLearner} from "../../src/lib/sequence/sessionNetworkLearner.js";
import {SESSION_FAMILIES as families} from "../../src/lib/sequence/sessionFamilies.js";
import {sessionsOfPart, type SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {sessionLabels, targetName, type SessionTarget} from "../../src/lib/sequence/sessionTargets.js";
import {checkpoint} from "./checkpoint.js";
import {scoreSessionsOnnx} from "../engines/onnx.js";
import {openTfjs} from "../engines/tfjs.js";
import {readSessions, type ReadSessionsOptions} from "../sequence/readSessions.js";
import {codeHash} from "../tools/codeHash.js";
import {fileCard, fileName, type TrainOptions} from "./train.js";

export interface TrainTcnOptions extends TrainOptions {
  readonly tcn?: Partial<SessionNetworkOptions>;
}

/** The question of the card's own metrics; the others' areas stand beside them. */
const TARGET = {id: "purchase-this-session", title: "buys anything in this session, asked after every event"};

/**
 * Trains the temporal convolutional network on the sessions of a source and files it as
 * `<source>-purchase-this-session-tcn`. The part between training and test says which epoch is kept. After every epoch a
 * checkpoint is written; a training that was ended goes on from there, to the same file. Throws `UserError` where there
 * is nothing to learn.
 */
export async function trainTcn(
  from: ReadSessionsOptions = {},
  {tcn = {}, seed = 1, report, checkpoints, ...places}: TrainTcnOptions = {}
): Promise<FiledCard> {
  await openTfjs();
  const {sequences, ...data} = await readSessions(from);
  const [train, validation, test] = [0, 1, 2].map((part) => sessionsOfPart(sequences, part));
  const options: SessionNetworkOptions = {...TCN_OPTIONS, ...tcn, seed};
  const {id, title, setting} = tcnLearner(options);
  const name = fileName([
    data.source,
    ...(data.generated && data.profile !== "paper" ? [String(data.profile)] : []),
    TARGET.id,
    id
  ]);
  const code = await codeHash("src/lib/sequence/sessionNetwork.ts");
  const kept = checkpoint(name, {data: data.sha256, options, code}, checkpoints);
  const resume = kept.read();
  const run = fitSessionNetwork(train, options, {validation, resume});
  let model: SessionNetworkModel;
  for (let epochs = resume?.epochs ?? 0; ;) {
    const {done, value} = run.next();
    if (done) {
      model = value;
      break;
    }
    if (value.epoch === null) await report?.({done: epochs + value.rows / value.of, of: options.epochs});
    else {
      kept.write(value.epoch.state);
      epochs = value.epoch.epochs;
      await report?.({...value.epoch, done: epochs, of: options.epochs});
    }
  }
  const scores = await scoreSessionsOnnx(modelToOnnx(model, {families}), model.encoder, test);
  const evaluations = model.targets.map((target, k) => evaluated(test, target, scores, [k, model.targets.length]));
  const own = model.targets.findIndex(({ask}) => ask === "purchase");
  const {family, configuration, columns} = modelFacts(model, families);
  const card = modelCard(
    {
      name,
      learner: {id, title, setting, seed, configuration},
      family,
      target: TARGET,
      data: {...data, train: rowsOf(train, model.targets[own]), test: rowsOf(test, model.targets[own])},
      columns
    },
    evaluations[own]
  );
  const areas = model.targets.flatMap((target, k): [string, CardMetric][] =>
    k === own ? [] : [[`AUC of ${targetName(target)}`, areaOf(evaluations[k])]]
  );
  const whole = {
    ...card,
    limits: [
      ...card.limits,
      `Its rows are events, many of a session: ${train.sessions} sessions train, ${buying(train)} of which buy, and ${test.sessions} test, ${buying(test)} of which buy.`
    ],
    metrics: {...card.metrics, ...Object.fromEntries(areas)}
  };
  const filed = fileCard(whole, modelToOnnx(model, {name, metadata: {card: JSON.stringify(whole)}, families}), places);
  kept.drop();
  return filed;
}

/** Events after which a target is asked, clustered by user. */
function evaluated(
  sequences: SessionSequences,
  target: SessionTarget,
  scores: Float64Array,
  [column, columns]: readonly [number, number]
): Evaluation {
  const {asked, y} = sessionLabels(sequences, target);
  const users = usersOf(sequences);
  const rows = Array.from(asked.keys()).filter((at) => asked[at] === 1);
  return evaluate(
    Float64Array.from(rows, (at) => scores[at * columns + column]),
    Uint8Array.from(rows, (at) => y[at]),
    {clusters: Int32Array.from(rows, (at) => users[at])}
  );
}

const buying = ({outcomes}: SessionSequences) => outcomes.transactions.filter((n) => n > 0).length;

function areaOf({auc}: Evaluation): CardMetric {
  if (!auc.said) return {none: auc.why, n: auc.n};
  const {value, interval, method, baseline, n, caution} = auc;
  return {value, low: interval!.low, high: interval!.high, method, baseline, n, caution};
}

function rowsOf(sequences: SessionSequences, target: SessionTarget): CardRows {
  const {y} = sessionLabels(sequences, target);
  return {
    rows: y.length,
    positives: y.reduce((a, b) => a + b, 0),
    users: new Set(sequences.user_id).size
  };
}

/** Whose each event is. */
function usersOf({from, user_id, sessions}: SessionSequences): Int32Array {
  const users = new Int32Array(from[sessions]);
  for (let s = 0; s < sessions; s++) users.fill(user_id[s], from[s], from[s + 1]);
  return users;
}
