import type {Tree} from "../models/tree.js";
import {onnxModel, type OnnxNode} from "./onnxModel.js";

export interface TreesGraph {
  readonly name: string;
  readonly columns: readonly string[];
  /** Whether the leaves are summed, with `start` added, or their mean is taken. */
  readonly combine: "sum" | "mean";
  readonly start: number;
  readonly trees: readonly Tree[];
  /** What the sum goes through. */
  readonly link: "logistic" | "exponential" | "none";
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Trees as an ONNX file: input `features` (rows × columns, NaN where missing), output `prediction` (rows × 1). Values and thresholds are 32-bit reals on both
 * sides, so that rows go the same way here and there; the sum of the leaves is of 32-bit reals there and of 64-bit ones here.
 */
export function treesToOnnx({name, columns, combine, start, trees, link, metadata = {}}: TreesGraph): Uint8Array {
  const treeIds: number[] = [];
  const nodeIds: number[] = [];
  const modes: string[] = [];
  const features: number[] = [];
  const thresholds: number[] = [];
  const yes: number[] = [];
  const no: number[] = [];
  const missing: number[] = [];
  const leaf = {tree: [] as number[], node: [] as number[], value: [] as number[]};
  trees.forEach((tree, t) => {
    for (let node = 0; node < tree.feature.length; node++) {
      const inner = tree.feature[node] >= 0;
      treeIds.push(t);
      nodeIds.push(node);
      modes.push(inner ? "BRANCH_LEQ" : "LEAF");
      features.push(inner ? tree.feature[node] : 0);
      // infinite thresholds are not written: all numbers lie at or below the greatest one
      thresholds.push(inner ? Math.min(tree.threshold[node], 3.4028234663852886e38) : 0);
      yes.push(inner ? tree.left[node] : 0);
      no.push(inner ? tree.right[node] : 0);
      missing.push(inner ? tree.missingLeft[node] : 0);
      if (inner) continue;
      leaf.tree.push(t);
      leaf.node.push(node);
      leaf.value.push(tree.value[node]);
    }
  });
  const sum: OnnxNode = {
    op: "TreeEnsembleRegressor",
    domain: "ai.onnx.ml",
    inputs: ["features"],
    outputs: [link === "none" ? "prediction" : "score"],
    attributes: {
      n_targets: {int: 1},
      aggregate_function: combine === "sum" ? "SUM" : "AVERAGE",
      post_transform: "NONE",
      base_values: Float32Array.of(start),
      nodes_treeids: treeIds,
      nodes_nodeids: nodeIds,
      nodes_modes: modes,
      nodes_featureids: features,
      nodes_values: Float32Array.from(thresholds),
      nodes_truenodeids: yes,
      nodes_falsenodeids: no,
      nodes_missing_value_tracks_true: missing,
      target_treeids: leaf.tree,
      target_nodeids: leaf.node,
      target_ids: leaf.tree.map(() => 0),
      target_weights: Float32Array.from(leaf.value)
    }
  };
  const links: OnnxNode[] =
    link === "none" ? [] : [{op: link === "logistic" ? "Sigmoid" : "Exp", inputs: ["score"], outputs: ["prediction"]}];
  return onnxModel({
    name,
    inputs: [{name: "features", shape: ["rows", columns.length]}],
    outputs: [{name: "prediction", shape: ["rows", 1]}],
    nodes: [sum, ...links],
    tensors: [],
    metadata: {columns: JSON.stringify(columns), ...metadata}
  });
}
