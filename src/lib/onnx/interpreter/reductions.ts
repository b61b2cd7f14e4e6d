import {axisOf, sizeOf, type OutputBuffer, type Tensor} from "./tensor.js";

/** Each stretch along the last dimension as shares of one: e to the power of each number, over their sum. */
export function softmax(value: Tensor, room: OutputBuffer): Tensor {
  const out = room.make(value.type, value.shape);
  const width = value.shape[value.shape.length - 1];
  for (let from = 0; from < value.data.length; from += width) {
    let greatest = -Infinity;
    for (let k = 0; k < width; k++) greatest = Math.max(greatest, value.data[from + k]);
    let sum = 0;
    for (let k = 0; k < width; k++) sum += Math.exp(value.data[from + k] - greatest);
    for (let k = 0; k < width; k++) out.data[from + k] = Math.exp(value.data[from + k] - greatest) / sum;
  }
  return out;
}

/** Each stretch along the last dimension with mean 0 and variance 1, scaled and shifted. */
export function layerNorm(value: Tensor, gain: Tensor, shift: Tensor, epsilon: number, room: OutputBuffer): Tensor {
  const out = room.make(value.type, value.shape);
  const width = value.shape[value.shape.length - 1];
  for (let from = 0; from < value.data.length; from += width) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += value.data[from + k];
    const mean = sum / width;
    let squares = 0;
    for (let k = 0; k < width; k++) squares += (value.data[from + k] - mean) ** 2;
    const scale = 1 / Math.sqrt(squares / width + epsilon);
    for (let k = 0; k < width; k++)
      out.data[from + k] = (value.data[from + k] - mean) * scale * gain.data[k] + shift.data[k];
  }
  return out;
}

/** Sums along one dimension, which becomes one or goes. Throws `RangeError` for several. */
export function reduceSum(value: Tensor, axes: readonly number[], keep: boolean, room: OutputBuffer): Tensor {
  return reduce(value, axes, {keep, room, from: 0, of: (sum, next) => sum + next});
}

/** The greatest along one dimension, likewise. */
export function reduceMax(value: Tensor, axes: readonly number[], keep: boolean, room: OutputBuffer): Tensor {
  return reduce(value, axes, {keep, room, from: -Infinity, of: Math.max});
}

interface Reduction {
  readonly keep: boolean;
  readonly room: OutputBuffer;
  readonly from: number;
  readonly of: (so: number, next: number) => number;
}

function reduce(value: Tensor, axes: readonly number[], {keep, room, from, of}: Reduction): Tensor {
  if (axes.length !== 1) throw new RangeError(`reduced along ${axes.length} dimensions`);
  const along = axisOf(axes[0], value.shape);
  const inner = sizeOf(value.shape.slice(along + 1));
  const length = value.shape[along];
  const out = room.make(value.type, value.shape.toSpliced(along, 1, ...(keep ? [1] : [])));
  for (let to = 0; to < out.data.length; to++) {
    const first = Math.floor(to / inner) * length * inner + (to % inner);
    let so = from;
    for (let k = 0; k < length; k++) so = of(so, value.data[first + k * inner]);
    out.data[to] = so;
  }
  return out;
}

/** Sums along a dimension up to each place, that place counted. */
export function cumulativeSum(value: Tensor, axis: number, room: OutputBuffer): Tensor {
  const along = axisOf(axis, value.shape);
  const inner = sizeOf(value.shape.slice(along + 1));
  const length = value.shape[along];
  const out = room.make(value.type, value.shape);
  for (let at = 0; at < value.data.length; at++)
    out.data[at] = value.data[at] + (Math.floor(at / inner) % length === 0 ? 0 : out.data[at - inner]);
  return out;
}
