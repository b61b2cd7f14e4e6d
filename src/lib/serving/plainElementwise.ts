import type {ReadType} from "../onnx/readOnnxGraph.js";
import {broadcastShape, placesOf, sizeOf, type Room, type Value} from "./plainValue.js";

type Of = (a: number, b: number) => number;

/** A number from each number. */
export function each(value: Value, of: (x: number) => number, room: Room, type: ReadType = value.type): Value {
  const out = room.make(type, value.shape);
  const {data} = value;
  for (let i = 0; i < data.length; i++) out.data[i] = of(data[i]);
  return out;
}

/**
 * A number from each pair, broadcast as ONNX has it; the usual cases, where the smaller one is a single number, a row or
 * a column, without working out places.
 */
export function pairs(a: Value, b: Value, of: Of, room: Room, type: ReadType = a.type): Value {
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
    const [p, q] = [placesOf(a.shape, shape), placesOf(b.shape, shape)];
    for (let i = 0; i < size; i++) z[i] = of(x[p[i]], y[q[i]]);
  }
  return out;
}

/** Whether a value is the same for all leading dimensions of a shape and full in the others. */
function repeats({shape: own}: Value, shape: readonly number[]): boolean {
  let d = own.length - 1;
  for (let at = shape.length - 1; d >= 0 && own[d] === shape[at]; d--, at--);
  for (; d >= 0; d--) if (own[d] !== 1) return false;
  return true;
}

/** `a` where the condition holds, `b` elsewhere. */
export function choose(condition: Value, a: Value, b: Value, room: Room): Value {
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
  const out = room.make(a.type, shape);
  const size = sizeOf(shape);
  const at = ({shape: own, data}: Value): ((i: number) => number) => {
    if (data.length === size) return (i) => data[i];
    if (data.length === 1) return () => data[0];
    const places = placesOf(own, shape);
    return (i) => data[places[i]];
  };
  const [c, x, y] = [at(condition), at(a), at(b)];
  for (let i = 0; i < size; i++) out.data[i] = c(i) !== 0 ? x(i) : y(i);
  return out;
}
