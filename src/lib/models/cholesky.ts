/**
 * The lower triangle L with L Lᵀ = A of a symmetric positive definite matrix, n × n, row-major; only its lower
 * triangle is read. Null where A is not positive definite to working precision.
 *
 * @example
 * ```ts
 * cholesky(Float64Array.of(4, 2, 2, 3), 2) // → [2, 0, 1, 1.414…]
 * cholesky(Float64Array.of(1, 2, 2, 1), 2) // → null (it has the eigenvalue −1)
 * ```
 */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i !== j) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 1e-13 * Math.abs(a[i * n + i])) l[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/**
 * The x with L Lᵀ x = b, where `l` is what `cholesky` gives, n × n, and `b` has n numbers; neither is changed.
 *
 * @example
 * ```ts
 * // 4 x + 2 y = 8 and 2 x + 3 y = 7
 * solveCholesky(cholesky(Float64Array.of(4, 2, 2, 3), 2)!, Float64Array.of(8, 7)) // → [1.25, 1.5]
 * ```
 */
export function solveCholesky(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
  return x;
}

/**
 * The inverse of L Lᵀ, n × n, row-major, where `l` is what `cholesky` gives.
 *
 * @example
 * ```ts
 * // the adjugate 3, −2, −2, 4 over the determinant 8
 * invertCholesky(cholesky(Float64Array.of(4, 2, 2, 3), 2)!, 2) // → [0.375, −0.25, −0.25, 0.5]
 * ```
 */
export function invertCholesky(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const unit = new Float64Array(n);
    unit[column] = 1;
    inverse.set(solveCholesky(l, unit), column * n);
  }
  return inverse;
}
