/** The mean Poisson deviance of means beside counts. */
export function poissonDeviance(means: Float64Array, y: ArrayLike<number>): number {
  let sum = 0;
  means.forEach((mean, row) => (sum += (y[row] > 0 ? y[row] * Math.log(y[row] / mean) : 0) - y[row] + mean));
  return (2 * sum) / means.length;
}
