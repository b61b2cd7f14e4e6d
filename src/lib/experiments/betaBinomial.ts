import {gaussLegendre} from "../explain/gaussLegendre.js";
import {betaQuantile, incompleteBeta, logGamma} from "../metrics/distributions.js";
import type {Interval} from "../metrics/intervals.js";

export interface Conversions {
  readonly hits: number;
  readonly n: number;
}

export interface BetaPrior {
  readonly a: number;
  readonly b: number;
}

export interface BetaBinomial {
  /** P(the treatment's share is greater than the control's), given the data and the prior. */
  readonly probability: number;
  /** Mean of treatment less control. */
  readonly difference: number;
  /** Equal-tailed credible interval of treatment less control. */
  readonly credible: Interval;
  /** Share lost on average by choosing the treatment, where it is worse. */
  readonly loss: number;
}

/** Gauss–Legendre's rule for integrals over where a posterior is. */
const RULE = gaussLegendre(200);

/**
 * Two shares with independent beta priors. It answers how likely the treatment is to be better *under the prior*, which is not how often a
 * false alarm occurs: looked at again and again, it also finds what is not there. Throws `RangeError` for hits beyond n and shapes that
 * are not positive.
 *
 * Source: A. Gelman et al. (2013), Bayesian Data Analysis, section 2.4; C. Stucchio (2015), Bayesian A/B testing at VWO, for the loss.
 *
 * @example
 * ```ts
 * // beta(2, 1) against beta(1, 2): 5/6
 * betaBinomial({hits: 0, n: 1}, {hits: 1, n: 1}).probability // → 0.8333…
 * ```
 */
export function betaBinomial(
  control: Conversions,
  treatment: Conversions,
  {prior = {a: 1, b: 1} as BetaPrior, level = 0.95} = {}
): BetaBinomial {
  const [c, t] = [control, treatment].map(({hits, n}) => {
    if (!(hits >= 0 && hits <= n)) throw new RangeError(`invalid hits: ${hits} of ${n}`);
    if (!(prior.a > 0 && prior.b > 0)) throw new RangeError(`invalid prior: beta(${prior.a}, ${prior.b})`);
    return posterior(prior.a + hits, prior.b + n - hits);
  });
  // P(t ≤ c + distance): beyond 1 − distance the treatment is certainly below
  const below = (distance: number) => {
    const last = Math.min(c.to, 1 - distance);
    const inner = integral(Math.max(c.from, -distance), last, (x) => c.density(x) * t.cdf(x + distance));
    return inner + (last < c.to ? 1 - c.cdf(last) : 0);
  };
  const quantile = (p: number) => {
    let low = -1;
    let high = 1;
    for (let i = 0; i < 50; i++) {
      const middle = (low + high) / 2;
      if (below(middle) < p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  // E max(c − t, 0) is the integral over x of P(t ≤ x < c), and x runs over where either may be
  const loss = integral(Math.min(c.from, t.from), Math.max(c.to, t.to), (x) => t.cdf(x) * (1 - c.cdf(x)));
  return {
    probability: 1 - below(0),
    difference: t.average - c.average,
    credible: {low: quantile((1 - level) / 2), high: quantile((1 + level) / 2)},
    loss
  };
}

/** A Beta(a, b) variable, and between which points it is, but for `TAIL` at either end. */
function posterior(a: number, b: number) {
  const constant = logGamma(a + b) - logGamma(a) - logGamma(b);
  return {
    from: betaQuantile(TAIL, a, b),
    to: betaQuantile(1 - TAIL, a, b),
    average: a / (a + b),
    cdf: (x: number) => incompleteBeta(Math.min(1, Math.max(0, x)), a, b),
    density: (x: number) => Math.exp(constant + (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x))
  };
}

const TAIL = 1e-13;

/** The integral of a smooth function, 0 where there is nothing between the ends. */
function integral(from: number, to: number, of: (x: number) => number): number {
  if (!(from < to)) return 0;
  let sum = 0;
  for (let i = 0; i < RULE.points.length; i++) sum += RULE.weights[i] * of(from + (to - from) * RULE.points[i]);
  return sum * (to - from);
}
