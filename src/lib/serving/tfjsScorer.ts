import * as tf from "@tensorflow/tfjs-core";
import type {ReadGraph, ReadNode} from "../onnx/readOnnxGraph.js";
import type {Scorer} from "./scorer.js";

type Op = (inputs: readonly tf.Tensor[], node: ReadNode) => tf.Tensor;

const axisOf = ({attributes}: ReadNode, otherwise = 0) => (attributes.axis as number | undefined) ?? otherwise;
const axesOf = ({attributes}: ReadNode, given: tf.Tensor | undefined) =>
  (attributes.axes as number[] | undefined) ?? Array.from(given!.dataSync());
const kept = ({attributes}: ReadNode) => attributes.keepdims !== 0;

/** What TensorFlow.js has for ONNX's operators, in reals of 32 bits throughout. */
const OPS: Readonly<Record<string, Op>> = {
  Add: ([a, b]) => tf.add(a, b),
  Sub: ([a, b]) => tf.sub(a, b),
  Mul: ([a, b]) => tf.mul(a, b),
  Div: ([a, b]) => tf.div(a, b),
  Max: ([a, b]) => tf.maximum(a, b),
  Min: ([a, b]) => tf.minimum(a, b),
  Equal: ([a, b]) => tf.cast(tf.equal(a, b), "float32"),
  IsNaN: ([a]) => tf.isNaN(a),
  Where: ([condition, a, b]) => tf.where(tf.cast(condition, "bool"), a, b),
  Neg: ([a]) => tf.neg(a),
  Tanh: ([a]) => tf.tanh(a),
  Sigmoid: ([a]) => tf.sigmoid(a),
  Relu: ([a]) => tf.relu(a),
  Cast: ([a]) => tf.cast(a, "float32"),
  Identity: ([a]) => a,
  MatMul: ([a, b]) => product(a, b),
  Concat: (values, node) => tf.concat([...values], axisOf(node)),
  Gather: ([a, indices], node) => tf.gather(a, tf.cast(indices, "int32"), axisOf(node)),
  Unsqueeze: ([a, axes], node) => axesOf(node, axes).reduce((value, axis) => tf.expandDims(value, axis), a),
  ReduceSum: ([a, axes], node) => tf.sum(a, axesOf(node, axes), kept(node)),
  ReduceMean: ([a, axes], node) => tf.mean(a, axesOf(node, axes), kept(node))
};

/** A product with a matrix that all leading dimensions share is one of many rows, which is faster. */
function product(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (a.rank === 2 || b.rank > 2) return tf.matMul(a, b);
  const [k, n] = b.shape;
  return tf.reshape(tf.matMul(tf.reshape(a, [-1, k]), b), [...a.shape.slice(0, -1), n]);
}

/** Whether `tfjsScorer` has all operators of a graph. */
export function tfjsTakes({nodes}: ReadGraph): boolean {
  return nodes.every(({op, domain}) => domain === "" && op in OPS);
}

/**
 * The model of a file in TensorFlow.js, node by node on the backend that is set. Preparation that the file has in 64
 * bits is in 32 here. Throws `RangeError` for an operator that is not among the few of networks here.
 */
export function tfjsScorer({nodes, tensors, inputs, outputs}: ReadGraph): Scorer {
  const ops = nodes.map((node) => {
    if (!(node.op in OPS)) throw new RangeError(`TensorFlow.js is not told of ${node.op}`);
    return {node, op: OPS[node.op]};
  });
  const fixed = new Map(
    tensors.map(({name, shape, data}) => [name, tf.tensor(Float32Array.from(data), [...shape], "float32")])
  );
  return {
    score(asked) {
      const found = tf.tidy(() => {
        const values = new Map<string, tf.Tensor>(fixed);
        for (const {name} of inputs) values.set(name, tf.tensor(asked[name].data, [...asked[name].shape], "float32"));
        for (const {node, op} of ops)
          values.set(
            node.outputs[0],
            op(
              node.inputs.map((name) => values.get(name)!),
              node
            )
          );
        return values.get(outputs[0].name)!;
      });
      const read = found.dataSync() as Float32Array;
      const predicted = Float32Array.from(read);
      found.dispose();
      return predicted;
    },
    close() {
      for (const tensor of fixed.values()) tensor.dispose();
    }
  };
}
