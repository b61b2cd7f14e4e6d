import {UserError} from "../core/errors.js";
import {permutation, pickFromSums, random} from "../core/random.js";
import {initialWeights} from "../nn/network.js";
import {adam, initialState, type OptimizerState} from "../nn/optimizers.js";
import {sessionCount, type ItemSequences} from "./itemSequences.js";
import {clicksByItem, type RecommenderTraining} from "./recommender.js";
import {SasrecNetwork, type DrawnItems, type SasrecBatch} from "./sasrecNetwork.js";
import {checkSasrecOptions, SASREC_OPTIONS, sasrecShapes, type SasrecOptions} from "./sasrecOptions.js";
import {sasrecRecommender, type SasrecModel, type SasrecWeights} from "./sasrecRecommender.js";
import type {ResumedTraining, TrainingEpoch, TrainingStep} from "./trainingProgress.js";

/** All that training goes on from between epochs. */
export interface SasrecTrainingState {
  readonly weights: SasrecWeights;
  readonly optimizer: OptimizerState;
}

const ITEM_STREAM = 51;
const ORDER_STREAM = 52;
const DROPOUT_STREAM = 53;
const SAMPLE_STREAM = 54;
/** The greatest number of an item's vector at the start. */
const SPREAD = 0.05;
/** Gradients as they are. */
const UNCHANGED = {l2: 0, scale: 1};
/** So many batches of pieces are sorted by length together, so that rows of a batch end at much the same place. */
const SORTED = 20;

/**
 * Trains SASRec and yields after every step and every epoch. Adam moves of the items only those that a step looks at, as
 * PyTorch's `SparseAdam` does. `resume` is the state of an
 * epoch of the same training: what follows is what would have followed. Throws `UserError` for options that make no
 * network, for sessions of one click only, and where the loss is no number any more.
 */
export function* sasrecSteps(
  train: RecommenderTraining,
  given: Partial<SasrecOptions> = {},
  resume?: ResumedTraining<SasrecTrainingState>
): Generator<TrainingStep | {readonly epoch: TrainingEpoch<SasrecTrainingState>}, SasrecModel> {
  const options = {...SASREC_OPTIONS, ...given};
  checkSasrecOptions(options);
  const {sequences, catalogue} = train;
  const {seed, hidden_units: width, n_sample} = options;
  const clicks = clicksByItem(train);
  const of = sequences.items.length - sessionCount(sequences);
  if (of === 0) throw new UserError("no session has two clicks", "a recommender learns from what follows a click");
  const shapes = sasrecShapes(options);
  const draws = random(seed, ITEM_STREAM);
  const network = new SasrecNetwork(
    catalogue,
    options,
    resume?.state.weights ?? {
      ...initialWeights({shapes, logOdds: notAsked}, seed),
      items: Float32Array.from({length: catalogue * width}, () => SPREAD * (2 * draws.uniform() - 1))
    }
  );
  const {weights} = network;
  const rule = adam({learningRate: options.learning_rate});
  const optimizer = structuredClone(resume?.state.optimizer ?? initialState(rule, weights));
  let {steps} = optimizer;
  const sums = Float64Array.from(clicks);
  for (let item = 0, sum = 0; item < catalogue; item++) sums[item] = sum += clicks[item] ** options.sample_alpha;
  for (let epoch = (resume?.epochs ?? 0) + 1; epoch <= options.n_epochs; epoch++) {
    const silence = random(seed, DROPOUT_STREAM, epoch);
    const sampled = random(seed, SAMPLE_STREAM, epoch);
    let sum = 0;
    let predictions = 0;
    for (const batch of sasrecBatches(sequences, options, epoch)) {
      const drawn = n_sample === null ? null : drawItems(n_sample, sums, sampled);
      const {loss, gradients, touched} = network.pass(batch, drawn, silence);
      if (!Number.isFinite(loss))
        throw new UserError(`the loss of epoch ${epoch} is no number any more`, "choose a smaller learning rate");
      const step = rule.at(++steps);
      for (const [name, w] of Object.entries(weights)) {
        const slots = rule.slots.map((slot) => optimizer.slots[slot][name]);
        const move = (at: number, n: number) => step.move({w, at, g: gradients[name], from: at, n, slots}, UNCHANGED);
        if (name === "items") for (const item of touched) move(item * width, width);
        else move(0, w.length);
      }
      const known = batch.targets.reduce((n, item) => n + (item >= 0 ? 1 : 0), 0);
      sum += loss * known;
      predictions += known;
      yield {predictions, of, epoch: null};
    }
    const state = () => structuredClone({weights: copied(weights), optimizer: {...optimizer, steps}});
    yield {epoch: {epochs: epoch, training: sum / predictions, state}};
  }
  return sasrecRecommender(catalogue, options, copied(weights));
}

/** Weights out of the network's memory. */
const copied = (weights: SasrecWeights): SasrecWeights =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, values.slice()]));

function notAsked(): never {
  throw new Error("a recommender has no log-odds");
}

function drawItems(n: number, sums: Float64Array, source: ReturnType<typeof random>): DrawnItems {
  const last = sums.length - 1;
  const items = Int32Array.from({length: n}, () => pickFromSums(sums, 0, sums.length, source));
  const expected = Float64Array.from(
    items,
    (item) => (n * (sums[item] - (item > 0 ? sums[item - 1] : 0))) / sums[last]
  );
  return {items, expected};
}

/**
 * The batches of an epoch. Sessions are cut into pieces of at most `maxlen` clicks and the one after each; every click
 * after a session's first is the target once. Pieces come in a drawn order, and those of a batch are of much the same
 * length.
 *
 * @example
 * ```ts
 * import {itemSequences} from "./itemSequences.js";
 * import {SASREC_OPTIONS} from "./sasrecOptions.js";
 *
 * const sequences = itemSequences({sessions: [1, 1, 1, 1, 2], items: [0, 1, 2, 3, 4], timesMs: [0, 1, 2, 3, 4]});
 * const batches = Array.from(sasrecBatches(sequences, {...SASREC_OPTIONS, maxlen: 2, batch_size: 2}, 1));
 * batches.length // → 1
 * batches[0].rows // → 2
 * Array.from(batches[0].targets).sort() // → [-1, 1, 2, 3]
 * ```
 */
export function* sasrecBatches(
  {items, offsets}: ItemSequences,
  {maxlen, batch_size: size, seed}: Pick<SasrecOptions, "maxlen" | "batch_size" | "seed">,
  epoch: number
): Generator<SasrecBatch> {
  const pieces: {readonly from: number; readonly length: number}[] = [];
  for (let s = 0; s + 1 < offsets.length; s++)
    for (let from = offsets[s]; from + 1 < offsets[s + 1]; from += maxlen)
      pieces.push({from, length: Math.min(maxlen, offsets[s + 1] - 1 - from)});
  const source = random(seed, ORDER_STREAM, epoch);
  const order = Array.from(permutation(pieces.length, source), (k) => pieces[k]);
  for (let from = 0; from < order.length; from += size * SORTED) {
    const sorted = order.slice(from, from + size * SORTED).sort((a, b) => a.length - b.length);
    for (const k of permutation(Math.ceil(sorted.length / size), source)) {
      const chosen = sorted.slice(k * size, (k + 1) * size);
      const steps = chosen[chosen.length - 1].length;
      const inputs = new Int32Array(chosen.length * steps);
      const targets = new Int32Array(chosen.length * steps).fill(-1);
      chosen.forEach((piece, row) => {
        inputs.set(items.subarray(piece.from, piece.from + piece.length), row * steps);
        targets.set(items.subarray(piece.from + 1, piece.from + 1 + piece.length), row * steps);
      });
      yield {rows: chosen.length, steps, inputs, targets};
    }
  }
}
