import {gaussLegendre} from "../explain/gaussLegendre.js";
import {normalCdf, normalQuantile} from "../metrics/distributions.js";

/** Shapes of a boundary over the looks. */
export const BOUNDARY_SHAPES = ["obrien-fleming", "pocock"] as const;
export type BoundaryShape = (typeof BOUNDARY_SHAPES)[number];

/** What each look adds: the chance to cross at it and at no earlier one. */
export interface CrossingProbabilities {
  readonly upper: readonly number[];
  readonly lower: readonly number[];
  /** Of crossing at any look, above or below. */
  readonly total: number;
}

const NODES = 96;
const RULE = gaussLegendre(NODES);

/**
 * The chance that a z statistic, looked at several times, passes ±`boundaries` for the first time at each look. Look k sees the share
 * `fractions[k]` of all information; `drift` is the mean of z where all of it is seen, 0 where there is no effect.
 *
 * Throws `RangeError` for fractions that do not rise to at most 1, and for boundaries that are not above 0.
 *
 * Source: P. Armitage, C. K. McPherson and B. C. Rowe (1969), Repeated significance tests on accumulating data, Journal of the Royal
 * Statistical Society A 132, 235–244: the density of a sum that has not crossed yet, carried from look to look; here by the
 * Gauss–Legendre rule.
 *
 * @example
 * ```ts
 * // five looks at 1.96 each: 14.2 % in the paper's table
 * crossingProbabilities([1.96, 1.96, 1.96, 1.96, 1.96], [0.2, 0.4, 0.6, 0.8, 1]).total // → 0.1416…
 * ```
 */
export function crossingProbabilities(
  boundaries: readonly number[],
  fractions: readonly number[],
  {drift = 0} = {}
): CrossingProbabilities {
  if (boundaries.length !== fractions.length)
    throw new RangeError(`${boundaries.length} boundaries for ${fractions.length} looks`);
  fractions.forEach((t, k) => {
    if (!(t > (k === 0 ? 0 : fractions[k - 1]) && t <= 1))
      throw new RangeError(`invalid fractions: ${fractions.join(", ")}`);
    if (!(boundaries[k] > 0)) throw new RangeError(`invalid boundary: ${boundaries[k]}`);
  });
  const upper: number[] = [];
  const lower: number[] = [];
  // points of the sum, √t z, inside the boundary before, with density times weight; before the first look it is at 0
  let points = Float64Array.of(0);
  let masses = Float64Array.of(1);
  let before = 0;
  fractions.forEach((t, k) => {
    const limit = Math.min(boundaries[k], 40) * Math.sqrt(t);
    const spread = Math.sqrt(t - before);
    const moved = drift * (t - before);
    let above = 0;
    let below = 0;
    for (let i = 0; i < points.length; i++) {
      above += masses[i] * normalCdf((points[i] + moved - limit) / spread);
      below += masses[i] * normalCdf((-limit - points[i] - moved) / spread);
    }
    upper.push(above);
    lower.push(below);
    if (k === fractions.length - 1) return;
    // no further than the sum gets, so that the points are where it is
    const centre = drift * t;
    const from = Math.max(-limit, centre - 9 * Math.sqrt(t));
    const to = Math.min(limit, centre + 9 * Math.sqrt(t));
    const nextPoints = new Float64Array(NODES);
    const nextMasses = new Float64Array(NODES);
    if (from < to)
      for (let j = 0; j < NODES; j++) {
        const at = from + (to - from) * RULE.points[j];
        let density = 0;
        for (let i = 0; i < points.length; i++) {
          const z = (at - points[i] - moved) / spread;
          density += masses[i] * Math.exp(-0.5 * z * z);
        }
        nextPoints[j] = at;
        nextMasses[j] = (density / (spread * Math.sqrt(2 * Math.PI))) * (to - from) * RULE.weights[j];
      }
    points = nextPoints;
    masses = nextMasses;
    before = t;
  });
  return {upper, lower, total: [...upper, ...lower].reduce((a, b) => a + b, 0)};
}

/**
 * The boundaries for |z| at each look that keep the false alarms of all looks together at `alpha`, two-sided: the same at each look
 * (Pocock), or falling as 1 / √fraction, so that early looks need overwhelming evidence (O'Brien–Fleming).
 *
 * Throws `RangeError` as `crossingProbabilities`, and for an alpha outside (0, 1).
 *
 * Source: S. J. Pocock (1977), Biometrika 64, 191–199; P. C. O'Brien and T. R. Fleming (1979), Biometrics 35, 549–556; the numbers are
 * those of C. Jennison and B. W. Turnbull (2000), Group Sequential Methods, tables 2.1 and 2.3.
 *
 * @example
 * ```ts
 * sequentialBoundaries("pocock", [0.5, 1]) // → [2.178…, 2.178…]
 * sequentialBoundaries("obrien-fleming", [0.5, 1]) // → [2.796…, 1.977…]
 * ```
 */
export function sequentialBoundaries(
  shape: BoundaryShape,
  fractions: readonly number[],
  {alpha = 0.05} = {}
): number[] {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`invalid alpha: ${alpha}`);
  const of = (height: number) => fractions.map((t) => (shape === "pocock" ? height : height / Math.sqrt(t)));
  // between the boundary of one look and that of looks that share nothing; false position with Illinois' halving on the logarithm
  const excess = (height: number) => Math.log(crossingProbabilities(of(height), fractions).total / alpha);
  const scale = shape === "pocock" ? 1 : Math.sqrt(fractions[fractions.length - 1]);
  let low = scale * normalQuantile(1 - alpha / 2);
  if (fractions.length === 1) return of(low);
  let high = scale * normalQuantile(1 - alpha / (2 * fractions.length));
  let atLow = excess(low);
  let atHigh = excess(high);
  for (let i = 0; i < 60 && high - low > 1e-13 * high; i++) {
    const height = (low * atHigh - high * atLow) / (atHigh - atLow);
    const at = excess(height);
    if (Math.abs(at) < 1e-14) return of(height);
    if (at > 0) {
      low = height;
      atLow = at;
      atHigh /= 2;
    } else {
      high = height;
      atHigh = at;
      atLow /= 2;
    }
  }
  return of(high);
}

/**
 * Looks at equal distances: 1/k, 2/k, … 1. Throws `RangeError` for a number that is not whole.
 *
 * @example
 * ```ts
 * equalLooks(4) // → [0.25, 0.5, 0.75, 1]
 * ```
 */
export function equalLooks(looks: number): number[] {
  if (!Number.isInteger(looks) || looks < 1) throw new RangeError(`invalid number of looks: ${looks}`);
  return Array.from({length: looks}, (_, k) => (k + 1) / looks);
}
