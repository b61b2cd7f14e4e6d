import {arrayOf, type ReadTensor, type ReadType} from "../readOnnxGraph.js";

/** Numbers of one type in some shape, row-major. */
export type Tensor = Pick<ReadTensor, "type" | "shape" | "data">;

/** Where a node puts its result: the same memory at every run whose sizes are the same. */
export interface OutputBuffer {
  /** Numbers that still hold what they last held. `slot` tells several results of one node apart. */
  make(type: ReadType, shape: readonly number[], slot?: number): Tensor;
}

/** The room of one node. */
export function outputBuffer(): OutputBuffer {
  const held: Tensor[] = [];
  return {
    make(type, shape, slot = 0) {
      const size = sizeOf(shape);
      const last = held[slot];
      const data = last !== undefined && last.type === type && last.data.length === size ? last.data : null;
      return (held[slot] = {type, shape, data: data ?? arrayOf(type, size)});
    }
  };
}

/** How many numbers a shape has. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** An axis counted from the front; a negative one counts from the back. */
export function axisOf(axis: number, shape: readonly number[]): number {
  return axis < 0 ? axis + shape.length : axis;
}

/** How far apart neighbours along each dimension lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let d = shape.length - 1, size = 1; d >= 0; size *= shape[d--]) strides[d] = size;
  return strides;
}

/** The shape of two shapes put together by broadcasting. Throws `RangeError` where they do not fit. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({length: rank}, (_, d) => {
    const [x, y] = [a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw new RangeError(`shapes ${a.join(" × ")} and ${b.join(" × ")} do not fit`);
    return x === 1 ? y : x;
  });
}

/** The places of a value's numbers for each place of a shape that it is broadcast to; row-major. */
export function broadcastIndices(from: readonly number[], to: readonly number[]): Int32Array {
  const strides = stridesOf(from);
  let places = new Int32Array(1);
  for (let d = 0; d < to.length; d++) {
    const own = d - to.length + from.length;
    const step = own < 0 || from[own] === 1 ? 0 : strides[own];
    const next = new Int32Array(places.length * to[d]);
    for (let i = 0, at = 0; i < places.length; i++) for (let k = 0; k < to[d]; k++) next[at++] = places[i] + k * step;
    places = next;
  }
  return places;
}
