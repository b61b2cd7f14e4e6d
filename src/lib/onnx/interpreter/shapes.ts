import {axisOf, sizeOf, stridesOf, type OutputBuffer, type Tensor} from "./tensor.js";

/** Values one after another along an axis. */
export function concat(values: readonly Tensor[], axis: number, room: OutputBuffer): Tensor {
  const [{type, shape}] = values;
  const along = axisOf(axis, shape);
  const length = values.reduce((sum, value) => sum + value.shape[along], 0);
  const out = room.make(
    type,
    shape.map((size, d) => (d === along ? length : size))
  );
  const outer = sizeOf(shape.slice(0, along));
  const inner = sizeOf(shape.slice(along + 1));
  for (let o = 0, to = 0; o < outer; o++)
    for (const value of values) {
      const size = value.shape[along] * inner;
      const from = o * size;
      for (let k = 0; k < size; k++) out.data[to++] = value.data[from + k];
    }
  return out;
}

/** The places along an axis that the indices name; a single index takes the axis away. Negative ones count from its end. */
export function gather(value: Tensor, indices: Tensor, axis: number, room: OutputBuffer): Tensor {
  const along = axisOf(axis, value.shape);
  const outer = sizeOf(value.shape.slice(0, along));
  const inner = sizeOf(value.shape.slice(along + 1));
  const length = value.shape[along];
  const out = room.make(value.type, [
    ...value.shape.slice(0, along),
    ...indices.shape,
    ...value.shape.slice(along + 1)
  ]);
  for (let o = 0, to = 0; o < outer; o++)
    for (let i = 0; i < indices.data.length; i++) {
      const index = indices.data[i];
      const from = (o * length + (index < 0 ? index + length : index)) * inner;
      for (let k = 0; k < inner; k++) out.data[to++] = value.data[from + k];
    }
  return out;
}

/** The same numbers in another shape: 0 keeps a dimension, −1 is what is left. */
export function reshape({type, shape, data}: Tensor, wanted: Tensor): Tensor {
  const next = Array.from(wanted.data, (size, d) => (size === 0 ? shape[d] : size));
  const open = next.indexOf(-1);
  if (open !== -1) next[open] = data.length / -sizeOf(next);
  return {type, shape: next, data};
}

/** The same numbers with dimensions of one at these places of the new shape. */
export function unsqueeze({type, shape, data}: Tensor, axes: Tensor): Tensor {
  const next = [...shape];
  for (const axis of Array.from(axes.data).sort((a, b) => a - b)) next.splice(axis, 0, 1);
  return {type, shape: next, data};
}

/** The same numbers so many times along each dimension. */
export function tile(value: Tensor, repeats: Tensor, room: OutputBuffer): Tensor {
  const out = room.make(
    value.type,
    value.shape.map((size, d) => size * repeats.data[d])
  );
  const places = tiledPlaces(value.shape, repeats.data);
  for (let i = 0; i < places.length; i++) out.data[i] = value.data[places[i]];
  return out;
}

function tiledPlaces(shape: readonly number[], repeats: Tensor["data"]): Int32Array {
  const strides = stridesOf(shape);
  let places = new Int32Array(1);
  shape.forEach((size, d) => {
    const length = size * repeats[d];
    const next = new Int32Array(places.length * length);
    for (let i = 0, at = 0; i < places.length; i++)
      for (let k = 0; k < length; k++) next[at++] = places[i] + (k % size) * strides[d];
    places = next;
  });
  return places;
}

/** Dimensions in another order. */
export function transpose(value: Tensor, order: readonly number[], room: OutputBuffer): Tensor {
  const strides = stridesOf(value.shape);
  const out = room.make(
    value.type,
    order.map((d) => value.shape[d])
  );
  const index = new Int32Array(order.length);
  for (let to = 0, from = 0; to < out.data.length; to++) {
    out.data[to] = value.data[from];
    for (let d = order.length - 1; d >= 0; d--) {
      from += strides[order[d]];
      if (++index[d] < out.shape[d]) break;
      from -= strides[order[d]] * out.shape[d];
      index[d] = 0;
    }
  }
  return out;
}
