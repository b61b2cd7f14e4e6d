import {readFileSync} from "node:fs";
import {join} from "node:path";
import {rocAuc} from "../src/lib/metrics/auc.js";
import {fitBoosting} from "../src/lib/models/boosting.js";
import {fitForest} from "../src/lib/models/forest.js";
import {fitLogistic} from "../src/lib/models/logisticRegression.js";
import type {TrainingSet} from "../src/lib/models/matrix.js";
import {fitStandardizer, standardize} from "../src/lib/models/standardize.js";
import {poissonDeviance} from "./poissonDeviance.js";
import {SHAPES, SHORT, type Data, type Fit, type ModelOnce} from "./modelShapes.js";

const TREES = {trees: 200, leaves: 31, learningRate: 0.1} as const;
const FITS = {
  leaf: (train: TrainingSet) => fitBoosting(train, TREES),
  level: (train: TrainingSet) =>
    fitBoosting(train, {...TREES, growth: "level", depth: 6, l2: 1, leastRows: 1, leastHessian: 1}),
  symmetric: (train: TrainingSet) => fitBoosting(train, {...TREES, growth: "symmetric", depth: 6, l2: 3, leastRows: 1}),
  poisson: (train: TrainingSet) => fitBoosting(train, {...TREES, loss: "poisson", trees: 100}),
  forest: (train: TrainingSet) => fitForest(train, {trees: 100}),
  logistic: (train: TrainingSet) => {
    const scaler = fitStandardizer(train);
    const model = fitLogistic(train, {}, {standardizer: scaler});
    return {predict: (matrix: TrainingSet) => model.predict(standardize(scaler, matrix))};
  }
} satisfies Record<Fit, unknown>;

const [folder, data, fit] = process.argv.slice(2) as [string, Data, Fit];
const train = load("train");
const {seconds, model} = timed();
const later = SHORT.includes(fit) ? Array.from({length: 5}, () => timed().seconds).sort((a, b) => a - b)[2] : null;
const test = load("test");
const predicted = model.predict(test);
const quality = fit === "poisson" ? poissonDeviance(predicted, test.y) : rocAuc(predicted, test.y).value;
const found: ModelOnce = {seconds, again: later, quality};
console.log(JSON.stringify(found));

function timed() {
  const before = process.cpuUsage();
  const model = FITS[fit](train);
  const {user, system} = process.cpuUsage(before);
  return {model, seconds: (user + system) / 1e6};
}

function load(part: "train" | "test"): TrainingSet {
  const {columns, [part]: rows} = SHAPES[data];
  const bytes = readFileSync(join(folder, `${data === "few" ? "classes" : data}-${part}.bin`));
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  // labels follow all features that are in the file, of which "few" takes the first
  const inFile = all.length / (columns + 1);
  return {
    rows,
    columns: Array.from({length: columns}, (_, f) => `c${f}`),
    x: all.subarray(0, rows * columns),
    y: all.subarray(inFile * columns, inFile * columns + rows)
  };
}
