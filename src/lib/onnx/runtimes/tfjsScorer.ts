import * as tf from "@tensorflow/tfjs-core";
import type {ReadGraph, ReadNode} from "../readOnnxGraph.js";
import type {ModelInputs, SyncScorer, Scorer} from "./scorer.js";

type Op = (inputs: readonly tf.Tensor[], node: ReadNode) => tf.Tensor;

const axisOf = ({attributes}: ReadNode, otherwise = 0) => (attributes.axis as number | undefined) ?? otherwise;
const axesOf = ({attributes}: ReadNode, given: tf.Tensor | undefined) =>
  (attributes.axes as number[] | undefined) ?? Array.from(given!.dataSync());
const kept = ({attributes}: ReadNode) => attributes.keepdims !== 0;

/** 1 where something is true, else 0. On WebGPU a cast would leave the bits of whole numbers, read as those of reals. */
const reals = (a: tf.Tensor) => (a.dtype === "bool" ? tf.where(a, 1, 0) : tf.cast(a, "float32"));

/** What TensorFlow.js has for ONNX's operators, in reals of 32 bits throughout. */
const OPS: Readonly<Record<string, Op>> = {
  Add: ([a, b]) => tf.add(a, b),
  Sub: ([a, b]) => tf.sub(a, b),
  Mul: ([a, b]) => tf.mul(a, b),
  Div: ([a, b]) => tf.div(a, b),
  Max: ([a, b]) => tf.maximum(a, b),
  Min: ([a, b]) => tf.minimum(a, b),
  Equal: ([a, b]) => reals(tf.equal(a, b)),
  Greater: ([a, b]) => reals(tf.greater(a, b)),
  GreaterOrEqual: ([a, b]) => reals(tf.greaterEqual(a, b)),
  IsNaN: ([a]) => tf.isNaN(a),
  Where: ([condition, a, b]) => tf.where(tf.cast(condition, "bool"), a, b),
  Neg: ([a]) => tf.neg(a),
  Log: ([a]) => tf.log(a),
  CumSum: ([a, axis]) => tf.cumsum(a, axis.dataSync()[0]),
  Tanh: ([a]) => tf.tanh(a),
  Sigmoid: ([a]) => tf.sigmoid(a),
  Relu: ([a]) => tf.relu(a),
  Cast: ([a]) => reals(a),
  Identity: ([a]) => a,
  MatMul: ([a, b]) => product(a, b),
  Concat: (values, node) => tf.concat([...values], axisOf(node)),
  Gather: ([a, indices], node) => tf.gather(a, tf.cast(indices, "int32"), axisOf(node)),
  Transpose: ([a], {attributes: {perm}}) => tf.transpose(a, [...(perm as readonly number[])]),
  Conv: ([a, w, b], node) => convolution(a as tf.Tensor3D, w as tf.Tensor3D, b, node),
  Unsqueeze: ([a, axes], node) => axesOf(node, axes).reduce((value, axis) => tf.expandDims(value, axis), a),
  Tile: ([a, repeats]) => tf.tile(a, Array.from(repeats.dataSync())),
  ReduceSum: ([a, axes], node) => tf.sum(a, axesOf(node, axes), kept(node)),
  ReduceMax: ([a, axes], node) => tf.max(a, axesOf(node, axes), kept(node)),
  ReduceMean: ([a, axes], node) => tf.mean(a, axesOf(node, axes), kept(node))
};

/** A product with a matrix that all leading dimensions share is one of many rows, which is faster. */
function product(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (a.rank === 2 || b.rank > 2) return tf.matMul(a, b);
  const [k, n] = b.shape;
  return tf.reshape(tf.matMul(tf.reshape(a, [-1, k]), b), [...a.shape.slice(0, -1), n]);
}

/** ONNX has channels before steps, TensorFlow.js after them. */
function convolution(a: tf.Tensor3D, w: tf.Tensor3D, bias: tf.Tensor, {attributes: {dilations, pads}}: ReadNode) {
  const [before, after] = (pads as readonly [number, number] | undefined) ?? [0, 0];
  const [dilation] = (dilations as readonly number[] | undefined) ?? [1];
  const steps = tf.pad(tf.transpose(a, [0, 2, 1]), [
    [0, 0],
    [before, after],
    [0, 0]
  ]) as tf.Tensor3D;
  const found = tf.conv1d(steps, tf.transpose(w, [2, 1, 0]) as tf.Tensor3D, 1, "valid", "NWC", dilation);
  return tf.transpose(tf.add(found, bias), [0, 2, 1]);
}

/** Whether `tfjsScorer` has all operators of a graph. */
export function tfjsSupports({nodes}: ReadGraph): boolean {
  return nodes.every(({op, domain}) => domain === "" && op in OPS);
}

/**
 * The same on a backend that is asked and waited for, as graphics cards are. Several backends may take turns: `ready`
 * sets this one.
 */
export async function tfjsAsyncScorer(graph: ReadGraph, backend: string): Promise<Scorer> {
  const ready = async () => {
    if (tf.getBackend() !== backend) await tf.setBackend(backend);
  };
  await ready();
  const {predict, close} = tfjsNodes(graph);
  return {
    ready,
    async score(asked) {
      const found = predict(asked);
      const predicted = Float32Array.from(await found.data());
      found.dispose();
      return predicted;
    },
    close
  };
}

/**
 * The model of a file in TensorFlow.js, node by node on the backend that is set. Preparation that the file has in 64
 * bits is in 32 here. Nodes whose inputs are all in the file are worked out at once. Throws `RangeError` for an operator
 * that is not among the few of networks here.
 */
export function tfjsScorer(graph: ReadGraph): SyncScorer {
  const {predict, close} = tfjsNodes(graph);
  return {
    score(asked) {
      const found = predict(asked);
      const predicted = Float32Array.from(found.dataSync());
      found.dispose();
      return predicted;
    },
    close
  };
}

interface TfjsNodes {
  /** The output, to be disposed of. */
  predict(asked: ModelInputs): tf.Tensor;
  close(): void;
}

function tfjsNodes({nodes, tensors, inputs, outputs}: ReadGraph): TfjsNodes {
  const fixed = new Map<string, tf.Tensor>(
    tensors.map(({name, shape, data}) => [name, tf.tensor(Float32Array.from(data), [...shape], "float32")])
  );
  const steps: ReadNode[] = [];
  const run = (node: ReadNode, values: ReadonlyMap<string, tf.Tensor>) =>
    OPS[node.op](
      node.inputs.map((name) => values.get(name)!),
      node
    );
  for (const node of nodes) {
    if (!(node.op in OPS)) throw new RangeError(`TensorFlow.js is not told of ${node.op}`);
    if (node.inputs.every((name) => fixed.has(name)))
      fixed.set(
        node.outputs[0],
        tf.tidy(() => tf.clone(run(node, fixed)))
      );
    else steps.push(node);
  }
  return {
    predict: (asked) =>
      tf.tidy(() => {
        const values = new Map(fixed);
        for (const {name} of inputs) values.set(name, tf.tensor(asked[name].data, [...asked[name].shape], "float32"));
        for (const node of steps) values.set(node.outputs[0], run(node, values));
        return values.get(outputs[0].name)!;
      }),
    close() {
      for (const tensor of fixed.values()) tensor.dispose();
    }
  };
}
