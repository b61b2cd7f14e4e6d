import {matMul, tensor, transpose, type Tensor2D} from "@tensorflow/tfjs-core";
import {openTfjs} from "../loaders/engines/tfjs.js";
import {random} from "../src/lib/core/random.js";
import {embedding, EmbeddingTable} from "../src/lib/nn/embedding.js";
import {dense} from "../src/lib/nn/layers.js";
import {adagrad, adam} from "../src/lib/nn/optimizers.js";
import {Parameters} from "../src/lib/nn/parameters.js";
import {softmaxCrossEntropy} from "../src/lib/nn/rankingLosses.js";
import {trainStep} from "../src/lib/nn/trainStep.js";

/** Processor times of steps of training, milliseconds; the runs of one kind took turns with those of the other. */
export interface NnOnce {
  /** A step of a recommender that looks up 2,048 rows of a table of 50,000, and of 5,000. */
  readonly large: readonly number[];
  readonly small: readonly number[];
  /** A step of Adam on ten million weights that are on the backend. */
  readonly adam: readonly number[];
}

const WIDTH = 100;
const LOOKED_UP = 2048;
const ROWS = 80;
const TURNS = 9;
const STEPS = 12;

await openTfjs();
const [small, large] = [5_000, 50_000].map(recommender);
const found = {large: [] as number[], small: [] as number[], adam: [] as number[]};
// what is compiled at first use, and pages of memory that are touched for the first time, count for neither
for (const step of [small, large, small, large]) step();
for (let turn = 0; turn < TURNS; turn++) {
  found.small.push(milliseconds(small, STEPS));
  found.large.push(milliseconds(large, STEPS));
}
const move = tenMillion();
for (let turn = 0; turn < TURNS; turn++) found.adam.push(milliseconds(move, 1));
console.log(JSON.stringify(found satisfies NnOnce));

/** Steps of a softmax over sampled items; the table's rows are the items of input and output. */
function recommender(rows: number): () => void {
  const source = random(rows);
  const draw = (size: number) => Float32Array.from({length: size}, () => 0.2 * (source.uniform() - 0.5));
  const rule = () => adagrad({learningRate: 0.05, momentum: 0.2});
  const table = new EmbeddingTable(draw(rows * WIDTH), WIDTH, rule());
  const weights = {w: draw(WIDTH * WIDTH), b: new Float32Array(WIDTH)};
  const parameters = new Parameters({w: [WIDTH, WIDTH], b: [WIDTH]}, weights, rule());
  const targets = Array.from({length: ROWS}, (_, row) => row);
  return () => {
    const items = Int32Array.from({length: LOOKED_UP}, () => source.below(rows));
    trainStep(parameters, (tape, {w, b}) => {
      const all = embedding(tape, table, items);
      const told = dense(tape, embedding(tape, table, items.subarray(0, ROWS)), w, b, "relu");
      const scores = tape.record([told, all], matMul(told, all, false, true), (gradient) => [
        matMul(gradient as Tensor2D, all),
        matMul(transpose(gradient as Tensor2D), told)
      ]);
      return {outputs: scores, ...softmaxCrossEntropy(scores as Tensor2D, targets)};
    });
  };
}

function tenMillion(): () => void {
  const shapes = Object.fromEntries(Array.from({length: 10}, (_, k) => [`w${k}`, [1000, 1000]]));
  const weights = Object.fromEntries(Object.keys(shapes).map((name) => [name, new Float32Array(1e6).fill(0.1)]));
  const parameters = new Parameters(shapes, weights, adam({learningRate: 1e-3}));
  const source = random(1);
  const gradients = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      tensor(
        Float32Array.from({length: 1e6}, () => source.uniform() - 0.5),
        shape
      )
    ])
  );
  parameters.step(gradients, {clip: 1});
  return () => void parameters.step(gradients, {clip: 1});
}

function milliseconds(work: () => void, times: number): number {
  const before = process.cpuUsage();
  for (let k = 0; k < times; k++) work();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
