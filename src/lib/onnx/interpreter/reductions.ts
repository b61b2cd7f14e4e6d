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
  if (axes.length !== 1) throw new RangeError(`sums along ${axes.length} dimensions`);
  const along = axisOf(axes[0], value.shape);
  const inner = sizeOf(value.shape.slice(along + 1));
  const length = value.shape[along];
  const out = room.make(value.type, value.shape.toSpliced(along, 1, ...(keep ? [1] : [])));
  for (let to = 0; to < out.data.length; to++) {
    const from = Math.floor(to / inner) * length * inner + (to % inner);
    let sum = 0;
    for (let k = 0; k < length; k++) sum += value.data[from + k * inner];
    out.data[to] = sum;
  }
  return out;
}
