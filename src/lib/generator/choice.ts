import type {Random} from "../core/random.js";

/**
 * Draws an index with probability proportional to fixed weights, the very one that `pick` of the same weights would draw: their sum is taken
 * once instead of at every draw, which is most of what a draw costs. Throws `RangeError` unless the sum is positive.
 */
export class Choice {
  private readonly weights: Float64Array;
  private readonly total: number;
  /** The last index that has weight: where rounding leaves a trace after the last subtraction, the draw belongs to it. */
  private readonly last: number;

  constructor(weights: readonly number[]) {
    this.weights = Float64Array.from(weights);
    this.total = this.weights.reduce((a, b) => a + b, 0);
    if (!(this.total > 0)) throw new RangeError(`weights must have a positive sum, not ${this.total}`);
    this.last = weights.findLastIndex((weight) => weight > 0);
  }

  draw(source: Random): number {
    const {weights} = this;
    let left = source.uniform() * this.total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) return i;
    }
    return this.last;
  }
}
