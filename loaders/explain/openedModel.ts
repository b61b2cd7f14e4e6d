import {existsSync, readFileSync, statSync} from "node:fs";
import {basename} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {
  explainModel,
  explainPredictions,
  treeSumOf,
  type ContributionScale,
  type Explanation,
  type ExplainOptions
} from "../../src/lib/explain/explainer.js";
import type {Predict} from "../../src/lib/explain/shapley.js";
import type {TreeSum} from "../../src/lib/explain/treeShap.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {mlpEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {tabmEstimator} from "../../src/lib/models/neural/tabmEstimator.js";
import type {FiledCard, ModelCard} from "../../src/lib/models/modelCard.js";
import {readOnnxFile, type OnnxFile} from "../../src/lib/models/readOnnxFile.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";
import {openOnnxScorer} from "../engines/onnxScorer.js";
import {openTfjs} from "../engines/tfjs.js";
import {sha256Of} from "../tools/files.js";
import {withCodes, type TrainingData} from "../training/train.js";

/** A model that is ready to be explained, whether trained here or read from a file. */
export interface OpenedModel {
  readonly id: string;
  readonly columns: readonly string[];
  predict: Predict;
  explain(matrix: Matrix, background: Matrix, options: Partial<ExplainOptions>): Promise<Explanation>;
  /** The trees that it is a sum of, and the scale of their sum; null for another model. */
  readonly trees: {readonly sum: TreeSum; readonly scale: ContributionScale} | null;
  close(): Promise<void>;
}

/** Networks that are trained by name here; their fit needs TensorFlow.js. */
const NETWORKS: readonly (() => Estimator)[] = [mlpEstimator, tabmEstimator];

/** What can be trained by name and explained. */
export const EXPLAINED_IDS = [...trainableEstimators(), ...NETWORKS.map((make) => make())].map(({id}) => id);

/** Whether asking a model about a row takes a millisecond and not a microsecond. */
export const isCostly = (id: string): boolean => id.endsWith(".onnx") || isNetwork(id);

const isNetwork = (id: string) => NETWORKS.some((make) => make().id === id);

/** Trains a model on the rows of a source. Throws what its estimator throws. */
export async function trainedModel(id: string, data: TrainingData, seed: number): Promise<OpenedModel> {
  if (isNetwork(id)) await openTfjs();
  const found = [...trainableEstimators(), ...NETWORKS.map((make) => make())].find((one) => one.id === id)!;
  const {train, groups} = data.task;
  const model = await withCodes(found, data).fit(train, {seed, groups: groups?.train});
  return {
    id,
    columns: model.columns,
    predict: (of) => model.predict(of),
    explain: (matrix, background, options) => explainModel(model, matrix, background, options),
    trees: treeSumOf(model),
    close: async () => {}
  };
}

/** A model's file with what it says of itself. */
export interface ModelFile extends OnnxFile {
  readonly id: string;
  readonly bytes: Uint8Array;
  /** Of the file, or of the JSON beside it that names this file; null where there is none. */
  readonly filed: ModelCard | FiledCard | null;
}

/** Reads an ONNX file and the card beside it. Throws `UserError` for one that is not there, or is none of columns. */
export function readModelFile(path: string): ModelFile {
  if (!existsSync(path)) throw new UserError(`there is no file ${path}`, "check the path");
  if (statSync(path).isDirectory()) throw new UserError(`${path} is a folder`, "give one ONNX file in it");
  const bytes = new Uint8Array(readFileSync(path));
  const id = basename(path);
  let file: OnnxFile;
  try {
    file = readOnnxFile(bytes);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${path}: ${error.message}`) : error;
  }
  return {...file, id, bytes, filed: cardBeside(path, bytes) ?? file.card};
}

/** The card that stands beside a file; null where there is none, or that of another version. */
function cardBeside(path: string, bytes: Uint8Array): FiledCard | null {
  const beside = path.replace(/\.onnx$/, ".json");
  if (beside === path || !existsSync(beside)) return null;
  let card: FiledCard;
  try {
    card = JSON.parse(readFileSync(beside, "utf8")) as FiledCard;
  } catch {
    throw new UserError(`${beside} is not JSON`, "take it away, or write file and card again with npm run train");
  }
  return card?.file?.sha256 === sha256Of(bytes) ? card : null;
}

/** Opens a file in ONNX Runtime. Throws `UserError` where it cannot be run. */
export async function fileModel({id, bytes, columns}: ModelFile): Promise<OpenedModel> {
  const scorer = await openOnnxScorer(bytes, id);
  const predict: Predict = (of) => scorer.score(of);
  return {
    id,
    columns,
    predict,
    explain: (matrix, background, {kernel}) =>
      explainPredictions(predict, matrix, background, {scale: "probability", kernel}),
    trees: null,
    close: () => scorer.close()
  };
}
