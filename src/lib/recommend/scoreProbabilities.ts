import {UserError} from "../core/errors.js";

/** How scores become probabilities. */
export interface ProbabilityScale {
  /**
   * `shares`: an item's share of all scores, plus the floor, to the power of 1/temperature; scores below 0 count as 0. `logits`: the exponential
   * of the score over the temperature, a softmax. Either is then divided by its sum over all items.
   */
  readonly kind: "shares" | "logits";
  /** Of shares: what an item without a score has, as a multiple of an even share of 1. */
  readonly floor: number;
  readonly temperature: number;
}

/**
 * Probabilities of scores; they sum to 1. NaN is no score. Where no item has any, all are as likely.
 *
 * @param out where they go, as long as the scores
 * @example
 * ```ts
 * scoreProbabilities([3, 1, 0], {kind: "shares", floor: 0, temperature: 1}) // → [0.75, 0.25, 0]
 * scoreProbabilities([3, 0], {kind: "shares", floor: 1, temperature: 1}) // → [0.75, 0.25]
 * scoreProbabilities([Math.log(9), 0], {kind: "logits", floor: 0, temperature: 2}) // → [0.75, 0.25]
 * scoreProbabilities([0, 0], {kind: "shares", floor: 0, temperature: 1}) // → [0.5, 0.5]
 * ```
 */
export function scoreProbabilities(
  scores: ArrayLike<number>,
  {kind, floor, temperature}: ProbabilityScale,
  out = new Float64Array(scores.length)
): Float64Array {
  const n = scores.length;
  let total = 0;
  if (kind === "logits") {
    let most = -Infinity;
    for (let i = 0; i < n; i++) if (scores[i] > most) most = scores[i];
    for (let i = 0; i < n; i++)
      total += out[i] = Number.isNaN(scores[i]) ? 0 : Math.exp((scores[i] - most) / temperature);
  } else {
    let sum = 0;
    for (let i = 0; i < n; i++) if (scores[i] > 0) sum += scores[i];
    for (let i = 0; i < n; i++) {
      const share = (scores[i] > 0 ? scores[i] / sum : 0) + floor / n;
      total += out[i] = temperature === 1 ? share : share > 0 ? Math.exp(Math.log(share) / temperature) : 0;
    }
  }
  if (!(total > 0)) return out.fill(1 / n);
  for (let i = 0; i < n; i++) out[i] /= total;
  return out;
}

/** The scores of all items before a click, and which was clicked. */
export interface ScoredClick {
  readonly scores: ArrayLike<number>;
  readonly item: number;
}

/**
 * The mean of −ln of the probability that clicked items had. An item outside of the catalogue, or of probability 0, counts as one of 10⁻¹². Throws
 * `RangeError` for no clicks.
 *
 * @example
 * ```ts
 * clickLogLoss([{scores: [3, 1], item: 0}], {kind: "shares", floor: 0, temperature: 1}) // → 0.2876… (−ln 0.75)
 * ```
 */
export function clickLogLoss(clicks: readonly ScoredClick[], scale: ProbabilityScale): number {
  if (clicks.length === 0) throw new RangeError("no clicks to take a mean of");
  const out = new Float64Array(clicks[0].scores.length);
  let sum = 0;
  for (const {scores, item} of clicks)
    sum -= Math.log(Math.max(LEAST, scoreProbabilities(scores, scale, out)[item] ?? 0));
  return sum / clicks.length;
}

/** The least probability that a loss is taken of. */
export const LEAST = 1e-12;

const FLOORS = [1e-3, 1e-2, 0.1, 0.3, 1];
const TEMPERATURES = [1 / 16, 1_000] as const;

/**
 * The scale with the least log loss on clicks that the model has not learned from: for shares of each floor of a few, and for logits, the temperature is
 * found by golden section on its logarithm. Throws `UserError` where there are no clicks.
 *
 * Source: C. Guo et al. (2017), On calibration of modern neural networks, ICML, 1321–1330, for the temperature.
 */
export function fitProbabilityScale(clicks: readonly ScoredClick[]): {
  readonly scale: ProbabilityScale;
  readonly logLoss: number;
} {
  if (clicks.length === 0) throw new UserError("no clicks to calibrate on", "give sessions that training did not have");
  const kinds: readonly Omit<ProbabilityScale, "temperature">[] = [
    ...FLOORS.map((floor) => ({kind: "shares" as const, floor})),
    {kind: "logits", floor: 0}
  ];
  const tried = kinds.map((kind) => {
    const temperature = Math.exp(
      goldenSection((log) => clickLogLoss(clicks, {...kind, temperature: Math.exp(log)}), TEMPERATURES.map(Math.log))
    );
    const scale = {...kind, temperature};
    return {scale, logLoss: clickLogLoss(clicks, scale)};
  });
  return tried.reduce((best, one) => (one.logLoss < best.logLoss ? one : best));
}

/** Where a function that falls and then rises is least, to a hundredth. */
function goldenSection(of: (x: number) => number, [low, high]: readonly number[]): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [x, y] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [fx, fy] = [of(x), of(y)];
  while (b - a > 0.01) {
    if (fx <= fy) {
      [b, y, fy] = [y, x, fx];
      x = b - ratio * (b - a);
      fx = of(x);
    } else {
      [a, x, fx] = [x, y, fy];
      y = a + ratio * (b - a);
      fy = of(y);
    }
  }
  return (a + b) / 2;
}
