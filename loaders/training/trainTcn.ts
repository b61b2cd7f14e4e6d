import {UserError} from "../../src/lib/core/errors.js";
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
import {tcnEstimator} from "../../src/lib/sequence/sessionNetworkEstimator.js";
import {SESSION_FAMILIES as families} from "../../src/lib/sequence/sessionFamilies.js";
import {eventsToCsv, sessionSchema} from "../../src/lib/sequence/sessionSchema.js";
import {sessionsOfPart, type SessionSequences} from "../../src/lib/sequence/sessionSequences.js";
import {oneAnswer, sessionLabels, targetName, type SessionTarget} from "../../src/lib/sequence/sessionTargets.js";
import {checkpoint} from "./checkpoint.js";
import {scoreSessionsOnnx} from "../engines/onnx.js";
import {openTfjs} from "../engines/tfjs.js";
import {readSessions, type ReadSessionsOptions, type SessionsOfSource} from "../sequence/readSessions.js";
import {codeHash} from "../tools/codeHash.js";
import {describing, fileCard, modelPrefix, writeTable, type TrainOptions} from "./train.js";

export interface TrainTcnOptions extends TrainOptions {
  readonly tcn?: Partial<SessionNetworkOptions>;
}

/** The question of the card's own metrics; the others' areas stand beside them. */
const TARGET = {id: "purchase-this-session", title: "buys anything in this session, asked after every event"};

/**
 * Trains the temporal convolutional network on the sessions of a source and files it as
 * `<source>-purchase-this-session-tcn`. The part between training and test says which epoch is kept. After every epoch a
 * checkpoint is written; a training that was ended goes on from there, to the same file. Of its targets those are left
 * out, and named among the card's limits, that the sessions of training cannot teach. Throws `UserError` where they
 * cannot teach who buys.
 */
export async function trainTcn(
  from: ReadSessionsOptions = {},
  {tcn = {}, seed = 1, report, checkpoints, rows, ...places}: TrainTcnOptions = {}
): Promise<FiledCard> {
  await openTfjs();
  const {sequences, ...data} = await readSessions(from);
  const [train, validation, test] = [0, 1, 2].map((part) => sessionsOfPart(sequences, part));
  const wanted: SessionNetworkOptions = {...TCN_OPTIONS, ...tcn, seed};
  const {targets, leftOut} = learnableTargets(train, wanted.targets);
  const options = {...wanted, targets};
  if (rows !== undefined) writeEvents(rows, data, sequences, targets);
  const name = `${modelPrefix(data, TARGET.id)}-${tcnEstimator(options).id}`;
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
  const filed = await fileSessionNetwork(model, {train, test, data, leftOut}, places);
  kept.drop();
  return filed;
}

/** Sessions of two parts, what a card says of their source, and why some targets were left out. */
interface FiledSessions {
  readonly train: SessionSequences;
  readonly test: SessionSequences;
  readonly data: Omit<SessionsOfSource, "sequences">;
  readonly leftOut?: readonly string[];
}

/** Scores the test sessions with a network's file, writes the file and its card, and hands the card over. */
async function fileSessionNetwork(
  model: SessionNetworkModel,
  {train, test, data, leftOut = []}: FiledSessions,
  places: Pick<TrainOptions, "folder" | "run"> = {}
): Promise<FiledCard> {
  const {options, encoder, targets} = model;
  const {family, configuration, columns} = modelFacts(model, families);
  const {id, title, setting} = tcnEstimator(options);
  const name = `${modelPrefix(data, TARGET.id)}-${id}`;
  const scores = await scoreSessionsOnnx(modelToOnnx(model, {families}), encoder, test);
  const evaluations = targets.map((target, k) => evaluated(test, target, scores, [k, targets.length]));
  const own = targets.findIndex(({ask}) => ask === "purchase");
  const card = modelCard(
    {
      name,
      learner: {id, title, setting, seed: options.seed, configuration},
      family,
      target: TARGET,
      data: {...data, train: rowsOf(train, targets[own]), test: rowsOf(test, targets[own])},
      columns
    },
    evaluations[own]
  );
  const areas = targets.flatMap((target, k): [string, CardMetric][] =>
    k === own ? [] : [[metricOf(target), areaOf(evaluations[k])]]
  );
  const whole = {
    ...card,
    limits: [
      ...card.limits,
      ...leftOut.map((why) => `The training part could not teach every target: ${why} there.`),
      `Its rows are events, many of a session: ${train.sessions} sessions train, ${buying(train)} of which buy, and ${test.sessions} test, ${buying(test)} of which buy.`
    ],
    metrics: {...card.metrics, ...Object.fromEntries(areas)}
  };
  const schema = sessionSchema(encoder, targets, metricOf);
  return fileCard(whole, schema, modelToOnnx(model, {name, metadata: describing(whole, schema), families}), places);
}

/** What the sessions of training can teach, and why not the rest. Throws `UserError` where that is who buys. */
function learnableTargets(
  train: SessionSequences,
  targets: readonly SessionTarget[]
): {readonly targets: readonly SessionTarget[]; readonly leftOut: readonly string[]} {
  const found = targets.map((target) => ({target, why: oneAnswer(train, target)}));
  const buys = found.find(({target, why}) => target.ask === "purchase" && why !== null);
  if (buys !== undefined)
    throw new UserError(
      `the ${train.sessions} sessions of the training part cannot teach who buys: ${buys.why}`,
      "give a log with sessions that buy and others that do not, by --source, or a larger first part, by --split"
    );
  return {
    targets: found.flatMap(({target, why}) => (why === null ? [target] : [])),
    leftOut: found.flatMap(({why}) => why ?? [])
  };
}

/** The events of all sessions as the table that the file scores, as `<source>-purchase-this-session-events.csv`. */
export function writeEvents(
  folder: string,
  data: Parameters<typeof modelPrefix>[0],
  sequences: SessionSequences,
  targets: readonly SessionTarget[] = TCN_OPTIONS.targets
): string {
  return writeTable(folder, `${modelPrefix(data, TARGET.id)}-events.csv`, eventsToCsv(sequences, targets));
}

/** The name that the area of a target has in the card. */
const metricOf = (target: SessionTarget) => (target.ask === "purchase" ? "AUC" : `AUC of ${targetName(target)}`);

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
