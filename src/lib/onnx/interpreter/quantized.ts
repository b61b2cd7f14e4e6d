import type {OutputBuffer, Tensor} from "./tensor.js";

const GREATEST = 255;

/**
 * Numbers as steps from 0 to 255, what a step is, and which of them is zero: ONNX's DynamicQuantizeLinear.
 *
 * Source: https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html
 */
export function quantize({shape, data}: Tensor, room: OutputBuffer): readonly Tensor[] {
  let least = 0;
  let most = 0;
  for (let i = 0; i < data.length; i++) {
    if (data[i] < least) least = data[i];
    else if (data[i] > most) most = data[i];
  }
  const steps = room.make("uint8", shape, 0);
  const scale = room.make("float", [], 1);
  const zero = room.make("uint8", [], 2);
  scale.data[0] = most === least ? 1 : Math.fround(most - least) / GREATEST;
  const [unit] = scale.data;
  const at = inRange(toEven(Math.fround(-least / unit)));
  zero.data[0] = at;
  for (let i = 0; i < data.length; i++) steps.data[i] = inRange(toEven(Math.fround(data[i] / unit)) + at);
  return [steps, scale, zero];
}

const inRange = (x: number) => Math.min(GREATEST, Math.max(0, x));

/** The nearest whole number, the even one of two. */
function toEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

let sums = new Int32Array(0);

/** A product of whole numbers with a matrix of them, `zero` taken from each of the first. */
export function matMulInteger(a: Tensor, b: Tensor, zero: number, room: OutputBuffer): Tensor {
  const [k, n] = b.shape;
  const out = room.make("int32", [...a.shape.slice(0, -1), n]);
  if (sums.length < n) sums = new Int32Array(n);
  for (let i = 0; i < a.data.length / k; i++) {
    for (let j = 0; j < n; j++) sums[j] = 0;
    for (let p = 0; p < k; p++) {
      const factor = a.data[i * k + p] - zero;
      for (let j = 0; j < n; j++) sums[j] += factor * b.data[p * n + j];
    }
    for (let j = 0; j < n; j++) out.data[i * n + j] = sums[j];
  }
  return out;
}
