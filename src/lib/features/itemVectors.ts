import {random} from "../core/random.js";

/** Which items were met in the same session, up to some moment. */
export interface CoOccurrence {
  /** Distinct ids, ascending. */
  readonly items: Int32Array;
  /** Sessions that met each item, at least one. */
  readonly sessions: Int32Array;
  /** Pairs as rows of `items`, `a[k] < b[k]`, in ascending order, and how many sessions met both. */
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly together: Int32Array;
}

export interface ItemVectorOptions {
  readonly dimensions: number;
  /** Steps of the iteration; each divides what is left of the directions that do not belong by a ratio of eigenvalues. */
  readonly iterations: number;
}

export const ITEM_VECTOR_OPTIONS: ItemVectorOptions = {dimensions: 16, iterations: 6};

const STREAM = 7;

/**
 * A vector of length one for each item, row-major, items × dimensions; rows are zero where there is nothing to tell.
 *
 * S = D^−½ C D^−½, with C the sessions that met two items and D its diagonal, is what the sessions × items matrix with columns of length one gives when multiplied by its own
 * transpose. Its leading eigenvectors V, the matrix's truncated singular value decomposition, come by subspace iteration from a start that depends on the items' ids alone, and an item's
 * vector is its row of S V: angles between such rows do not depend on how V is turned within its space. With as many dimensions as items the angles are
 * those between the rows of S itself.
 *
 * Only + − × ÷ √, in a fixed order: the same bits in every JavaScript engine.
 *
 * Source: G. H. Golub and C. F. Van Loan (2013), Matrix Computations, 4th ed., § 8.2.4 (orthogonal iteration).
 */
export function itemVectors(
  found: CoOccurrence,
  {dimensions, iterations}: ItemVectorOptions = ITEM_VECTOR_OPTIONS
): Float64Array {
  if (!(Number.isInteger(dimensions) && dimensions > 0)) throw new RangeError(`invalid dimensions: ${dimensions}`);
  if (!(Number.isInteger(iterations) && iterations > 0)) throw new RangeError(`invalid iterations: ${iterations}`);
  const {items, sessions, a, b, together} = found;
  const n = items.length;
  const root = Float64Array.from(sessions, Math.sqrt);
  const share = Float64Array.from(together, (count, k) => count / (root[a[k]] * root[b[k]]));

  const multiplied = (x: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
    const y = x.slice();
    for (let k = 0; k < share.length; k++) {
      const i = a[k] * dimensions;
      const j = b[k] * dimensions;
      const s = share[k];
      for (let d = 0; d < dimensions; d++) {
        y[i + d] += s * x[j + d];
        y[j + d] += s * x[i + d];
      }
    }
    return y;
  };

  let v = new Float64Array(n * dimensions);
  for (let i = 0; i < n; i++) {
    const source = random(STREAM, items[i]);
    for (let d = 0; d < dimensions; d++) v[i * dimensions + d] = source.uniform() - 0.5;
  }
  for (let step = 0; step < iterations; step++) {
    orthonormalize(v, n, dimensions);
    v = multiplied(v);
  }
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let d = 0; d < dimensions; d++) square += v[i * dimensions + d] * v[i * dimensions + d];
    if (square === 0) continue;
    const length = Math.sqrt(square);
    for (let d = 0; d < dimensions; d++) v[i * dimensions + d] /= length;
  }
  return v;
}

/** Below this share of its former length, squared, what is left of a column is rounding. */
const NOTHING = 1e-24;

/** Gram and Schmidt's method, modified, in place on the columns of a row-major matrix; a column that depends on those before it becomes zero. */
function orthonormalize(x: Float64Array, rows: number, columns: number): void {
  const dot = (c: number, d: number) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += x[i * columns + c] * x[i * columns + d];
    return sum;
  };
  for (let c = 0; c < columns; c++) {
    const before = dot(c, c);
    // twice is enough: the second round takes out what rounding left in the first
    for (let round = 0; round < 2; round++)
      for (let d = 0; d < c; d++) {
        const shared = dot(c, d);
        for (let i = 0; i < rows; i++) x[i * columns + c] -= shared * x[i * columns + d];
      }
    const left = dot(c, c);
    const scale = left > NOTHING * before ? 1 / Math.sqrt(left) : 0;
    for (let i = 0; i < rows; i++) x[i * columns + c] *= scale;
  }
}
