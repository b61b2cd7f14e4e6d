import type {Tree} from "./tree.js";
import type {GraphBuilder, GraphValue} from "../onnx/graphBuilder.js";

export interface TreesOptions {
  /** Whether the leaves are summed, with `start` added, or their mean is taken. */
  readonly combine: "sum" | "mean";
  readonly start?: number;
}

/**
 * The sum or mean of trees' leaves, rows × 1 of 32-bit reals. Values and thresholds are 32-bit reals on both sides, so
 * that rows go the same way here and there; leaves are summed in 32 bits there and in 64 here, which is where a
 * forest's or many trees' last digits differ.
 *
 * @example
 * ```ts
 * import {GraphBuilder} from "../onnx/graphBuilder.js";
 * import {fitForest, TREE_OPTIONS} from "./forest.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * const {trees} = fitForest(train, TREE_OPTIONS);
 * const graph = new GraphBuilder();
 * addTrees(graph, graph.input({name: "features", shape: ["rows", 1]}), trees, {combine: "mean"}).type // → "float"
 * ```
 */
export function addTrees(
  graph: GraphBuilder,
  input: GraphValue,
  trees: readonly Tree[],
  {combine, start = 0}: TreesOptions
): GraphValue {
  const nodes = trees.reduce((sum, {feature}) => sum + feature.length, 0);
  const treeIds = new Int32Array(nodes);
  const nodeIds = new Int32Array(nodes);
  const features = new Int32Array(nodes);
  const yes = new Int32Array(nodes);
  const no = new Int32Array(nodes);
  const missing = new Int32Array(nodes);
  const thresholds = new Float32Array(nodes);
  const modes: string[] = [];
  const leaf = {tree: [] as number[], node: [] as number[], value: [] as number[]};
  let at = 0;
  trees.forEach((tree, t) => {
    for (let node = 0; node < tree.feature.length; node++, at++) {
      const inner = tree.feature[node] >= 0;
      treeIds[at] = t;
      nodeIds[at] = node;
      modes.push(inner ? "BRANCH_LEQ" : "LEAF");
      if (inner) {
        features[at] = tree.feature[node];
        thresholds[at] = tree.threshold[node];
        yes[at] = tree.left[node];
        no[at] = tree.right[node];
        missing[at] = tree.missingLeft[node];
      } else {
        leaf.tree.push(t);
        leaf.node.push(node);
        leaf.value.push(tree.value[node]);
      }
    }
  });
  return graph.node("TreeEnsembleRegressor", [graph.cast(input, "float")], "float", {
    domain: "ai.onnx.ml",
    attributes: {
      n_targets: {int: 1},
      aggregate_function: combine === "sum" ? "SUM" : "AVERAGE",
      post_transform: "NONE",
      ...(combine === "sum" ? {base_values: Float32Array.of(start)} : {}),
      nodes_treeids: treeIds,
      nodes_nodeids: nodeIds,
      nodes_modes: modes,
      nodes_featureids: features,
      nodes_values: thresholds,
      nodes_truenodeids: yes,
      nodes_falsenodeids: no,
      nodes_missing_value_tracks_true: missing,
      target_treeids: leaf.tree,
      target_nodeids: leaf.node,
      target_ids: new Int32Array(leaf.tree.length),
      target_weights: Float32Array.from(leaf.value)
    }
  });
}
