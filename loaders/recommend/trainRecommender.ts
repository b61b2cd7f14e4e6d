import {mkdirSync} from "node:fs";
import {join} from "node:path";
import {setImmediate} from "node:timers/promises";
import {UserError} from "../../src/lib/core/errors.js";
import {rankNextItems, type NextItemRanks} from "../../src/lib/recommend/evaluateNextItem.js";
import {sessionCount, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {popularity} from "../../src/lib/recommend/popularity.js";
import {protocolName, splitSequences, type Protocol, type Repeats} from "../../src/lib/recommend/protocols.js";
import {clicksByItem, type Recommender} from "../../src/lib/recommend/recommender.js";
import {
  recommenderMetrics,
  recommenderSchema,
  type FiledRecommenderCard,
  type RecommenderCard,
  type SessionCounts
} from "../../src/lib/recommend/recommenderCard.js";
import type {NetworkOptions, TrainableRecommender} from "../../src/lib/recommend/trainableRecommenders.js";
import type {ResumedTraining} from "../../src/lib/recommend/trainingProgress.js";
import {openRecommender} from "../engines/recommenderOnnx.js";
import {cardMetrics} from "../runs/runRecord.js";
import type {Run} from "../runs/runStore.js";
import {BUILT} from "../tools/built.js";
import {codeHash} from "../tools/codeHash.js";
import {hashOf, sha256Of} from "../tools/files.js";
import {writeWhole} from "../tools/writeWhole.js";
import {checkpoint, type Checkpoint} from "../training/checkpoint.js";
import {modelPrefix} from "../training/train.js";
import type {ItemSequencesOfSource} from "./readItemSequences.js";

/** Where recommenders go unless said otherwise. */
export const RECOMMENDERS = join(BUILT, "recommenders");

/** Lists of the file that are compared with the model's own, and how far their scores may be apart. */
const CHECKED = 200;
const APART = 1e-4;
/** For how long a training does not look at what happens besides. */
const LOOK_MS = 100;

/** How far a training is. */
export interface RecommenderProgress {
  /** Epochs done, with parts of one. */
  readonly done: number;
  readonly of: number;
  /** The mean loss of an epoch that has just ended. */
  readonly loss?: number;
}

export interface TrainRecommenderOptions {
  readonly protocol: Protocol;
  readonly repeats: Repeats;
  readonly events: "views" | "all";
  /** How many items the file's lists have. */
  readonly top?: number;
  readonly folder?: string;
  /** The command that asked for it, for the card. */
  readonly command?: string;
  readonly checkpoints?: string;
  /** Goes on from the last epoch of the same training that was cancelled or ended; without it that is thrown away. */
  readonly resume?: boolean;
  /** Ends the training after the step at hand; its last epoch is kept. */
  readonly signal?: AbortSignal;
  readonly run?: Pick<Run, "artefact" | "metrics" | "outputs" | "inputs">;
  readonly report?: (progress: RecommenderProgress) => void;
}

/**
 * Trains a recommender on the sessions of a source, writes `<source>-next-item-<id>.onnx` and its card `.json`, and hands
 * the card over. After every epoch a checkpoint is written. The lists of the file in ONNX Runtime are compared with the
 * model's own before it is written. Throws `UserError` where there is nothing to learn, and for a training that was
 * cancelled.
 */
export async function trainRecommender<Options extends NetworkOptions, State, Model extends Recommender>(
  trainable: TrainableRecommender<Options, State, Model>,
  options: Options,
  {sequences, itemIds, parts: _, ...of}: ItemSequencesOfSource,
  {
    protocol,
    repeats,
    events,
    top = 20,
    folder = RECOMMENDERS,
    command,
    checkpoints,
    resume = false,
    signal,
    run,
    report
  }: TrainRecommenderOptions
): Promise<FiledRecommenderCard> {
  trainable.check(options);
  const {train, test, lastOnly} = splitSequences(sequences, protocol, repeats);
  const catalogue = itemIds.length;
  const sha256 = hashOf([
    ...[train, test].flatMap(({items, offsets, timesMs}) => [items, offsets, timesMs].map(bytesOf)),
    bytesOf(itemIds)
  ]);
  run?.inputs({sessions: sha256});
  const name = `${modelPrefix(of, "next-item")}-${trainable.id}`;
  const kept = epochCheckpoint<State>(
    name,
    // another number of epochs is the same training, only longer or shorter
    {sha256, options: {...options, n_epochs: null}, code: await codeHash("src/lib/recommend/trainableRecommenders.ts")},
    checkpoints
  );
  const from = resume ? kept.read() : undefined;
  if (from !== undefined && from.epochs > options.n_epochs)
    throw new UserError(
      `${from.epochs} epochs are done already, and ${options.n_epochs} are asked for`,
      `ask for ${from.epochs} or more, or leave --resume out`
    );
  const model = await trained(trainable, options, {sequences: train, catalogue}, {from, kept, signal, report});

  const ranks = lastOf(rankNextItems(model, test), lastOnly);
  const popular = popularity().fit({sequences: train, catalogue});
  const metrics = recommenderMetrics(ranks, lastOf(rankNextItems(popular, test), lastOnly));
  const card: RecommenderCard = {
    name,
    title: `${trainable.title}: the next item of a session on ${of.source}${of.generated ? " (generated)" : ""}`,
    intendedUse: "Lists of items to show after the clicks of a session on the same catalogue.",
    command: command ?? null,
    limits: limitsOf(of, {train, catalogue, lastOnly}),
    learner: {
      id: trainable.id,
      title: trainable.title,
      seed: options.seed,
      configuration: options as unknown as Readonly<Record<string, unknown>>
    },
    target: {id: "next-item", title: "the item of the session's next click"},
    data: {
      source: of.source,
      generated: of.generated,
      profile: of.profile,
      seed: of.seed,
      protocol: protocolName(protocol),
      repeats,
      events,
      sha256,
      train: countsOf(train),
      test: countsOf(test),
      catalogue
    },
    metrics
  };
  const schema = recommenderSchema(top, Array.from(itemIds), trainable.mostClicks(options));
  const metadata = {card: JSON.stringify(card), schema: JSON.stringify(schema)};
  const bytes = trainable.toOnnx(model, {top, name, metadata});
  const checked = await compareLists(bytes, model, test, {top, mostClicks: schema.mostClicks});
  const filed: FiledRecommenderCard = {
    ...card,
    schema,
    checked,
    file: {name: `${name}.onnx`, bytes: bytes.length, sha256: sha256Of(bytes)}
  };
  const text = `${JSON.stringify(filed, null, 1)}\n`;
  mkdirSync(folder, {recursive: true});
  writeWhole(join(folder, `${name}.onnx`), bytes);
  writeWhole(join(folder, `${name}.json`), text);
  if (run !== undefined) {
    run.artefact(`models/${name}.onnx`, bytes);
    run.artefact(`models/${name}.json`, text);
    run.outputs({[`models/${name}.onnx`]: filed.file.sha256});
    run.metrics(cardMetrics(metrics, trainable.id));
  }
  kept.drop();
  return filed;
}

/** Steps until the end or until it is cancelled, with a checkpoint after every epoch. */
async function trained<Options extends NetworkOptions, State, Model extends Recommender>(
  trainable: TrainableRecommender<Options, State, Model>,
  options: Options,
  train: {readonly sequences: ItemSequences; readonly catalogue: number},
  {
    from,
    kept,
    signal,
    report
  }: {
    readonly from: ResumedTraining<State> | undefined;
    readonly kept: EpochCheckpoint<State>;
  } & Pick<TrainRecommenderOptions, "signal" | "report">
): Promise<Model> {
  const of = options.n_epochs;
  const steps = trainable.steps(train, options, from);
  let epochs = from?.epochs ?? 0;
  let looked = performance.now();
  for (;;) {
    const {done, value} = steps.next();
    if (done) return value;
    if (value.epoch === null) report?.({done: epochs + value.predictions / value.of, of});
    else {
      epochs = value.epoch.epochs;
      kept.write({epochs, state: value.epoch.state()});
      report?.({done: epochs, of, loss: value.epoch.training});
    }
    if (performance.now() - looked < LOOK_MS && value.epoch === null) continue;
    // a signal is heard only between turns
    await setImmediate();
    looked = performance.now();
    if (signal?.aborted) {
      steps.return(undefined as never);
      throw new UserError(
        `cancelled after ${epochs} of ${of} epochs`,
        epochs > 0 ? "the same command with --resume goes on from there" : "no epoch was done, so that nothing is kept"
      );
    }
  }
}

interface EpochCheckpoint<State> extends Pick<Checkpoint, "drop"> {
  read(): ResumedTraining<State> | undefined;
  write(epoch: ResumedTraining<State>): void;
}

/** A checkpoint holds whatever can be serialized, here the epoch of a recommender. */
const epochCheckpoint = <State>(...of: Parameters<typeof checkpoint>): EpochCheckpoint<State> =>
  checkpoint(...of) as unknown as EpochCheckpoint<State>;

/** The file's lists against the model's own, spread over the test sessions. Throws `Error` where they differ. */
async function compareLists(
  bytes: Uint8Array,
  model: Recommender,
  test: ItemSequences,
  {top, mostClicks}: {readonly top: number; readonly mostClicks: number | null}
): Promise<FiledRecommenderCard["checked"]> {
  const file = await openRecommender(bytes);
  const {items, offsets, timesMs} = test;
  const sessions = sessionCount(test);
  const lists = Math.min(CHECKED, sessions);
  let greatestDifference = 0;
  try {
    for (let k = 0; k < lists; k++) {
      const s = Math.floor((k * sessions) / lists);
      const length = offsets[s + 1] - offsets[s];
      const clicks = items.subarray(offsets[s], offsets[s] + 1 + (k % length)).slice(-(mostClicks ?? Infinity));
      const session = model.session();
      let scores = new Float64Array();
      clicks.forEach((item, i) => {
        scores = session.click(item, timesMs[offsets[s] + i]) as Float64Array<ArrayBuffer>;
      });
      const found = await file.top(clicks);
      const order = scores.slice().sort().reverse();
      for (let place = 0; place < Math.min(top, scores.length); place++) {
        // of equals either may come first: the place's score, and the item's own
        const scale = Math.max(1, Math.abs(order[place]));
        for (const own of [order[place], scores[found.items[place]]])
          greatestDifference = Math.max(greatestDifference, Math.abs(found.scores[place] - own) / scale);
      }
    }
  } finally {
    await file.close();
  }
  if (!(greatestDifference <= APART))
    throw new Error(`the file's scores differ from the model's by ${greatestDifference}`);
  return {runtime: "onnxruntime-web", lists, greatestDifference};
}

const lastOf = (found: NextItemRanks, lastOnly: boolean): NextItemRanks => {
  const {ranks, sessions, places} = found;
  if (!lastOnly) return found;
  const last = (_: unknown, k: number) => k + 1 === ranks.length || sessions[k + 1] !== sessions[k];
  return {ranks: ranks.filter(last), sessions: sessions.filter(last), places: places.filter(last)};
};

function countsOf(sequences: ItemSequences): SessionCounts {
  const sessions = sessionCount(sequences);
  const clicks = sequences.items.length;
  return {sessions, clicks, predictions: clicks - sessions, items: new Set(sequences.items).size};
}

function limitsOf(
  {source, generated}: Pick<ItemSequencesOfSource, "source" | "generated">,
  {train, catalogue, lastOnly}: {readonly train: ItemSequences; readonly catalogue: number; readonly lastOnly: boolean}
): string[] {
  const unseen = clicksByItem({sequences: train, catalogue}).filter((n) => n === 0).length;
  return [
    ...(generated ? [`The data are generated: nothing here says how good it is on a real shop.`] : []),
    `It knows the ${catalogue} items of ${source} and no other.`,
    ...(unseen > 0 ? [`${unseen} of them were in no training session: their scores mean nothing.`] : []),
    ...(lastOnly
      ? ["The last click of each session tests, and the sessions before it teach: the future teaches the past."]
      : []),
    "Items that were clicked already may stand in a list.",
    "Its scores are no chances."
  ];
}

const bytesOf = ({buffer, byteOffset, byteLength}: Int32Array | Float64Array) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
