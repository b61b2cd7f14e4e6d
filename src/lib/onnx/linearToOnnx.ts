import type {LogisticModel} from "../models/logisticRegression.js";
import type {Standardizer} from "../models/standardize.js";
import {onnxModel} from "./onnxModel.js";

/**
 * A logistic regression on standardized columns as an ONNX file: input `features` (rows × columns, as they are, NaN where missing), output `prediction` (rows × 1). Means
 * and deviations are in the file, and a missing value is its column's mean. An infinite value gives NaN or a chance of 0 or 1: reject it before.
 */
export function linearToOnnx(
  {columns, intercept, coefficients}: LogisticModel,
  {means, deviations}: Standardizer,
  {
    name = "logistic",
    metadata = {}
  }: {readonly name?: string; readonly metadata?: Readonly<Record<string, string>>} = {}
): Uint8Array {
  const width = columns.length;
  return onnxModel({
    name,
    inputs: [{name: "features", shape: ["rows", width]}],
    outputs: [{name: "prediction", shape: ["rows", 1]}],
    nodes: [
      {op: "IsNaN", inputs: ["features"], outputs: ["missing"]},
      {op: "Sub", inputs: ["features", "means"], outputs: ["centred"]},
      {op: "Div", inputs: ["centred", "deviations"], outputs: ["scaled"]},
      {op: "Where", inputs: ["missing", "zero", "scaled"], outputs: ["known"]},
      {op: "MatMul", inputs: ["known", "coefficients"], outputs: ["product"]},
      {op: "Add", inputs: ["product", "intercept"], outputs: ["score"]},
      {op: "Sigmoid", inputs: ["score"], outputs: ["prediction"]}
    ],
    tensors: [
      {name: "means", shape: [width], data: Float32Array.from(means)},
      {name: "deviations", shape: [width], data: Float32Array.from(deviations)},
      {name: "zero", shape: [1], data: Float32Array.of(0)},
      {name: "coefficients", shape: [width, 1], data: Float32Array.from(coefficients)},
      {name: "intercept", shape: [1], data: Float32Array.of(intercept)}
    ],
    metadata: {columns: JSON.stringify(columns), ...metadata}
  });
}
