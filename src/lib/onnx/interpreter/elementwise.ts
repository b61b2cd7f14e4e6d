import type {ReadType} from "../readOnnxGraph.js";
import {broadcastShape, broadcastIndices, sizeOf, type OutputBuffer, type Tensor} from "./tensor.js";

type Of = (a: number, b: number) => number;

/** A number from each number. */
export function mapElements(
  value: Tensor,
  of: (x: number) => number,
  room: OutputBuffer,
  type: ReadType = value.type
): Tensor {
  const out = room.make(type, value.shape);
  const {data} = value;
  for (let i = 0; i < data.length; i++) out.data[i] = of(data[i]);
  return out;
}

/**
 * A number from each pair, broadcast as ONNX has it; the usual cases, where the smaller one is a single number, a row or
 * a column, without working out places.
 */
export function broadcastBinary(a: Tensor, b: Tensor, of: Of, room: OutputBuffer, type: ReadType = a.type): Tensor {
  const shape = broadcastShape(a.shape, b.shape);
  const out = room.make(type, shape);
  const size = out.data.length;
  const [x, y, z] = [a.data, b.data, out.data];
  if (x.length === size && repeats(b, shape)) {
    const period = y.length;
    for (let from = 0; from < size; from += period)
      for (let k = 0; k < period; k++) z[from + k] = of(x[from + k], y[k]);
  } else if (y.length === size && repeats(a, shape)) {
    const period = x.length;
    for (let from = 0; from < size; from += period)
      for (let k = 0; k < period; k++) z[from + k] = of(x[k], y[from + k]);
  } else {
    const [p, q] = [broadcastIndices(a.shape, shape), broadcastIndices(b.shape, shape)];
    for (let i = 0; i < size; i++) z[i] = of(x[p[i]], y[q[i]]);
  }
  return out;
}

/** Whether a value is the same for all leading dimensions of a shape and full in the others. */
function repeats({shape: own}: Tensor, shape: readonly number[]): boolean {
  let d = own.length - 1;
  for (let at = shape.length - 1; d >= 0 && own[d] === shape[at]; d--, at--);
  for (; d >= 0; d--) if (own[d] !== 1) return false;
  return true;
}

/** `a` where the condition holds, `b` elsewhere. */
export function where(condition: Tensor, a: Tensor, b: Tensor, room: OutputBuffer): Tensor {
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
  const out = room.make(a.type, shape);
  const size = sizeOf(shape);
  const at = ({shape: own, data}: Tensor): ((i: number) => number) => {
    if (data.length === size) return (i) => data[i];
    if (data.length === 1) return () => data[0];
    const places = broadcastIndices(own, shape);
    return (i) => data[places[i]];
  };
  const [c, x, y] = [at(condition), at(a), at(b)];
  for (let i = 0; i < size; i++) out.data[i] = c(i) !== 0 ? x(i) : y(i);
  return out;
}
