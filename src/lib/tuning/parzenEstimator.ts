import {normalCdf, normalQuantile} from "../metrics/distributions.js";
import {normalMass} from "./normalMass.js";
import type {Random} from "../core/random.js";
import {stableOrder} from "./stableOrder.js";
import {
  stepOf,
  stepValue,
  type Parameter,
  type ParameterValue,
  type Parameters,
  type SearchSpace
} from "./searchSpace.js";

/** The density of one hyperparameter around each observation. */
interface Kernels {
  /** A value drawn from the kernel of that number. */
  sample(kernel: number, draw: Random): ParameterValue;
  /**
   * Multiplies what is there by the density of a value under each kernel, in two parts: by `exp` of what is added to `exponents`, and by what
   * `factors` are multiplied by.
   */
  multiply(value: ParameterValue, exponents: Float64Array, factors: Float64Array): void;
}

/**
 * A mixture with one product kernel for each observation and a last one, the prior, that covers the whole space: what TPE models good
 * and bad trials with. Kernels are truncated normals for numbers (on the scale of the logarithm where the hyperparameter has that),
 * integrated over each step where it has steps, and smoothed indicators for categories.
 *
 * Source: S. Watanabe (2023), Tree-structured Parzen estimator: understanding its algorithm components and their roles for better
 * empirical performance, arXiv:2304.11127; bandwidths and weights are those of Optuna 5.
 */
export interface ParzenEstimator {
  /** Values drawn from the mixture. */
  sample(draw: Random): Parameters;
  /** The natural logarithm of its density, for steps and categories of its probability, at these values. */
  logDensity(values: Parameters): number;
}

/**
 * @param space the hyperparameters that all observations have
 * @param observations values in the order in which they were tried: older ones than the last 25 weigh less
 *
 * @example
 * ```ts
 * const space = {x: {kind: "float", low: 0, high: 1}} as const;
 * const near = parzenEstimator(space, [{x: 0.2}, {x: 0.3}]);
 * near.logDensity({x: 0.25}) > near.logDensity({x: 0.9}) // → true
 * ```
 */
export function parzenEstimator(space: SearchSpace, observations: readonly Parameters[]): ParzenEstimator {
  const n = observations.length;
  const weights = mixtureWeights(n);
  const kernels = Object.entries(space).map(([name, parameter]) => {
    const values = observations.map((one) => one[name]);
    return [name, kernelsOf(parameter, values)] as const;
  });
  const exponents = new Float64Array(n + 1);
  const factors = new Float64Array(n + 1);
  return {
    sample(draw) {
      let left = draw.uniform();
      let kernel = 0;
      while (kernel < n && left >= weights[kernel]) left -= weights[kernel++];
      return Object.fromEntries(kernels.map(([name, one]) => [name, one.sample(kernel, draw)]));
    },
    logDensity(values) {
      exponents.fill(0);
      factors.set(weights);
      for (const [name, one] of kernels) one.multiply(values[name], exponents, factors);
      return logSum(exponents, factors);
    }
  };
}

/** The last 25 observations weigh the same, older ones less the older they are, from 1/n up; the prior weighs as much as a new one. They sum to one. */
function mixtureWeights(n: number): Float64Array {
  const weights = new Float64Array(n + 1).fill(1);
  const ramp = n - 25;
  for (let i = 0; i < ramp; i++) weights[i] = ramp === 1 ? 1 / n : 1 / n + (i / (ramp - 1)) * (1 - 1 / n);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function kernelsOf(parameter: Parameter, values: readonly ParameterValue[]): Kernels {
  return parameter.kind === "categorical"
    ? categoricalKernels(parameter.choices, values)
    : numericKernels(parameter, values as readonly number[]);
}

function categoricalKernels(choices: readonly ParameterValue[], values: readonly ParameterValue[]): Kernels {
  const n = values.length;
  // each observation shares a weight of 1 / (n + 1) among all choices; the prior has all of its own shared
  const other = 1 / (n + 1);
  const sum = 1 + choices.length * other;
  const places = values.map((value) => choices.indexOf(value));
  return {
    sample(kernel, draw) {
      const u = draw.uniform();
      if (kernel === n) return choices[Math.min(choices.length - 1, Math.floor(u * choices.length))];
      if (u < 1 / sum) return choices[places[kernel]];
      return choices[Math.min(choices.length - 1, Math.floor(((u - 1 / sum) * sum) / other))];
    },
    multiply(value, _, factors) {
      const place = choices.indexOf(value);
      for (let k = 0; k < n; k++) factors[k] *= (places[k] === place ? 1 + other : other) / sum;
      factors[n] /= choices.length;
    }
  };
}

function numericKernels(parameter: Exclude<Parameter, {kind: "categorical"}>, values: readonly number[]): Kernels {
  const {log = false} = parameter;
  const step = stepOf(parameter);
  const scale = log ? Math.log : (x: number) => x;
  if (parameter.low === parameter.high) return {sample: () => parameter.low, multiply() {}};
  const half = (step ?? 0) / 2;
  const low = scale(parameter.low - half);
  const high = scale(parameter.high + half);
  const n = values.length;
  const means = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) means[i] = scale(values[i]);
  means[n] = (low + high) / 2;
  const sigmas = bandwidths(means.subarray(0, n), low, high);
  const [inverses, masses, peaks] = [1, 2, 3].map(() => new Float64Array(n + 1));
  for (let k = 0; k <= n; k++) {
    const sigma = sigmas[k];
    inverses[k] = 1 / sigma;
    masses[k] = normalMass((low - means[k]) / sigma, (high - means[k]) / sigma);
    peaks[k] = 1 / (sigma * Math.sqrt(2 * Math.PI) * masses[k]);
  }
  const first = step === null ? null : firstAlike(means, sigmas);
  const known = new Map<number, Float64Array>();
  const stepMasses = (x: number, alike: Int32Array): Float64Array => {
    let found = known.get(x);
    if (found !== undefined) return found;
    const from = scale(Math.max(x - half, parameter.low - half));
    const to = scale(Math.min(x + half, parameter.high + half));
    found = new Float64Array(n + 1);
    for (let k = 0; k <= n; k++) {
      if (alike[k] < k) {
        found[k] = found[alike[k]];
        continue;
      }
      const a = (from - means[k]) * inverses[k];
      const b = (to - means[k]) * inverses[k];
      // beside the prior, which covers everything, what is further away has no digit left
      if (a < FAR && b > -FAR) found[k] = normalMass(a, b) / masses[k];
    }
    known.set(x, found);
    return found;
  };
  const between = (x: number) => Math.min(parameter.high, Math.max(parameter.low, x));
  return {
    sample(kernel, draw) {
      const p = normalCdf((low - means[kernel]) / sigmas[kernel]) + draw.uniform() * masses[kernel];
      const z = p <= 0 || p >= 1 ? 0 : normalQuantile(p);
      const at = Math.min(high, Math.max(low, means[kernel] + sigmas[kernel] * z));
      const value = log ? Math.exp(at) : at;
      if (step === null) return between(value);
      return stepValue(parameter, Math.max(0, Math.round((value - parameter.low) / step)));
    },
    multiply(value, exponents, factors) {
      const x = value as number;
      if (first === null) {
        const at = scale(x);
        for (let k = 0; k <= n; k++) {
          const z = (at - means[k]) * inverses[k];
          exponents[k] -= 0.5 * z * z;
          factors[k] *= peaks[k];
        }
      } else {
        const found = stepMasses(x, first);
        for (let k = 0; k <= n; k++) factors[k] *= found[k];
      }
    }
  };
}

/** Standard deviations from a kernel's middle at which it has 1e-33 of its mass left. */
const FAR = 12;

/**
 * The standard deviation of each kernel: the distance to the further of its two neighbours, of the outermost to the only one that is
 * an observation; never below the range over the smaller of 100 and two more than the observations, and never above the range. The last
 * one is the prior's, the range.
 */
function bandwidths(means: Float64Array, low: number, high: number): Float64Array {
  const n = means.length;
  const range = high - low;
  const least = range / Math.min(100, n + 2);
  const order = stableOrder(means);
  const sigmas = new Float64Array(n + 1).fill(range);
  for (let place = 0; place < n; place++) {
    const i = order[place];
    const before = place === 0 ? low : means[order[place - 1]];
    const after = place === n - 1 ? high : means[order[place + 1]];
    let sigma = Math.max(means[i] - before, after - means[i]);
    if (n >= 2 && place === 0) sigma = after - means[i];
    if (n >= 2 && place === n - 1) sigma = means[i] - before;
    sigmas[i] = Math.min(range, Math.max(least, sigma));
  }
  return sigmas;
}

/** For each kernel the first one with the same mean and standard deviation: values of few steps come again and again. */
function firstAlike(means: Float64Array, sigmas: Float64Array): Int32Array {
  const met = new Map<number, number[]>();
  const first = new Int32Array(means.length);
  for (let k = 0; k < means.length; k++) {
    const same = met.get(means[k]);
    const found = same?.find((other) => sigmas[other] === sigmas[k]);
    first[k] = found ?? k;
    if (same === undefined) met.set(means[k], [k]);
    else if (found === undefined) same.push(k);
  }
  return first;
}

/** The logarithm of the sum of factors × exp(exponents). Nothing is lost: the prior, which is one of them, is never far below the others. */
function logSum(exponents: Float64Array, factors: Float64Array): number {
  let most = -Infinity;
  for (let k = 0; k < exponents.length; k++) if (exponents[k] > most) most = exponents[k];
  let sum = 0;
  // most factors are 0 where a hyperparameter has steps: kernels far away
  for (let k = 0; k < exponents.length; k++) if (factors[k] !== 0) sum += factors[k] * Math.exp(exponents[k] - most);
  return most + Math.log(sum);
}
