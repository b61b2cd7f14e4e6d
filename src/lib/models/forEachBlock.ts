import type {Matrix} from "./matrix.js";

/** So many rows are a block: few enough that they stay near the processor while they are worked on. */
export const BLOCK = 256;

/**
 * Hands over the numbers of one block of rows after the other, with how many rows they are and the number of the first;
 * or of only one block in `every`.
 *
 * @example
 * ```ts
 * const blocks: number[][] = [];
 * const matrix = {rows: 300, columns: ["views"], x: new Float64Array(300)};
 * forEachBlock(matrix, (block, rows, from) => blocks.push([block.length, rows, from]));
 * blocks // → [[256, 256, 0], [44, 44, 256]]
 * ```
 */
export function forEachBlock(
  {rows, columns, x}: Matrix,
  work: (block: Float32Array | Float64Array, rows: number, from: number) => void,
  every = 1
): void {
  const width = columns.length;
  for (let from = 0; from < rows; from += every * BLOCK)
    work(x.subarray(from * width, (from + BLOCK) * width), Math.min(BLOCK, rows - from), from);
}
