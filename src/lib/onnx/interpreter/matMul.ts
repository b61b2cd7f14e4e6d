import {broadcastShape, broadcastIndices, sizeOf, type OutputBuffer, type Tensor} from "./tensor.js";

/**
 * Matrix products over the last two dimensions, leading ones broadcast. Sums are of 64-bit reals, rounded once to the
 * type of the first factor.
 */
export function matMul(a: Tensor, b: Tensor, room: OutputBuffer): Tensor {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  if (b.shape[b.shape.length - 2] !== k)
    throw new RangeError(`${a.shape.join(" × ")} cannot be multiplied by ${b.shape.join(" × ")}`);
  const leading = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = room.make(a.type, [...leading, m, n]);
  if (b.shape.length === 2) {
    multiply(a.data, 0, b.data, 0, out.data, 0, sizeOf(leading) * m, k, n);
    return out;
  }
  const [p, q] = [broadcastIndices(a.shape.slice(0, -2), leading), broadcastIndices(b.shape.slice(0, -2), leading)];
  for (let i = 0; i < p.length; i++) multiply(a.data, p[i] * m * k, b.data, q[i] * k * n, out.data, i * m * n, m, k, n);
  return out;
}

type Data = Tensor["data"];
let sums = new Float64Array(0);

/** The product of a (m × k) and b (k × n) from their places on: row by row of b, which lie one after another. */
function multiply(
  a: Data,
  aFrom: number,
  b: Data,
  bFrom: number,
  out: Data,
  to: number,
  m: number,
  k: number,
  n: number
): void {
  if (sums.length < n) sums = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) sums[j] = 0;
    for (let p = 0; p < k; p++) {
      const factor = a[aFrom + i * k + p];
      const row = bFrom + p * n;
      for (let j = 0; j < n; j++) sums[j] += factor * b[row + j];
    }
    for (let j = 0; j < n; j++) out[to + i * n + j] = sums[j];
  }
}
