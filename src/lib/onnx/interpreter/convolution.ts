import type {ReadNode} from "../readOnnxGraph.js";
import type {OutputBuffer, Tensor} from "./tensor.js";

/**
 * A convolution along one dimension: rows × channels × steps to rows × outputs × steps. Throws `RangeError` for
 * attributes that causal networks do not have.
 */
export function convolution({attributes}: ReadNode): (inputs: readonly Tensor[], room: OutputBuffer) => Tensor {
  const number = (name: string, otherwise: number) =>
    (attributes[name] as readonly number[] | undefined)?.[0] ?? otherwise;
  const dilation = number("dilations", 1);
  const before = number("pads", 0);
  const after = (attributes.pads as readonly number[] | undefined)?.[1] ?? 0;
  if (number("strides", 1) !== 1 || (attributes.group ?? 1) !== 1)
    throw new RangeError(
      `no convolution of strides ${String(attributes.strides)} and ${String(attributes.group)} groups`
    );
  return ([input, weight, bias], room) => {
    const [rows, channels, steps] = input.shape;
    const [outputs, , kernel] = weight.shape;
    const length = steps + before + after - (kernel - 1) * dilation;
    const out = room.make(input.type, [rows, outputs, length]);
    const sums = new Float64Array(length);
    for (let row = 0; row < rows; row++)
      for (let o = 0; o < outputs; o++) {
        sums.fill(bias === undefined ? 0 : bias.data[o]);
        for (let c = 0; c < channels; c++)
          for (let j = 0; j < kernel; j++) {
            const w = weight.data[(o * channels + c) * kernel + j];
            const shift = j * dilation - before;
            const from = (row * channels + c) * steps + shift;
            const end = Math.min(length, steps - shift);
            for (let t = Math.max(0, -shift); t < end; t++) sums[t] += w * input.data[from + t];
          }
        const to = (row * outputs + o) * length;
        for (let t = 0; t < length; t++) out.data[to + t] = sums[t];
      }
    return out;
  };
}
