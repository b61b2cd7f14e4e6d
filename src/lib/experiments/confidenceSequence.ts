import type {Interval} from "../metrics/intervals.js";

/** Units of all arms at which the sequence is narrowest, unless said otherwise; the usual choice of GrowthBook. */
export const TUNING_UNITS = 5000;

export interface SequenceOptions {
  /** 1 less the coverage at all times together; default 0.05. */
  readonly alpha?: number;
  /** Units of all arms at which the sequence is made narrowest; default `TUNING_UNITS`. */
  readonly tuning?: number;
}

/**
 * The standard deviation of the normal mixture that is narrowest at `tuning` units: equation 161 of the paper.
 */
function mixtureRho({alpha = 0.05, tuning = TUNING_UNITS}: SequenceOptions = {}): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`invalid alpha: ${alpha}`);
  if (!(tuning > 0)) throw new RangeError(`invalid tuning: ${tuning}`);
  const log = -2 * Math.log(alpha);
  return Math.sqrt((log + Math.log(log + 1)) / tuning);
}

/**
 * How many standard errors wide a side of the confidence sequence is at `n` units: what |z| must pass for the effect to differ from 0,
 * however often one looks.
 *
 * @example
 * ```ts
 * sequenceBoundary(5000) // → 3.035… (1.96 for a single look)
 * ```
 */
export function sequenceBoundary(n: number, options: SequenceOptions = {}): number {
  if (!(n > 0)) throw new RangeError(`invalid number of units: ${n}`);
  const {alpha = 0.05} = options;
  const information = n * mixtureRho(options) ** 2;
  return Math.sqrt((2 * (information + 1) * (0.5 * Math.log(information + 1) - Math.log(alpha))) / information);
}

/**
 * The interval of an estimate at a time of the reader's choice. With probability 1 − alpha it holds the true value at *all* times together,
 * so that one may look after every unit and stop at will. It is asymptotic: it takes the estimate as normal, and should not be used before
 * some hundred units.
 *
 * `variance` is that of the estimate itself, `n` the units of all arms together. Throws `RangeError` for a negative variance.
 *
 * Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas (2024), Time-uniform central limit theory and asymptotic
 * confidence sequences, Annals of Statistics 52, 2613–2640, equation 9: Robbins' normal mixture.
 *
 * @example
 * ```ts
 * confidenceSequence(0.01, 0.00002, 5000) // → {low: −0.003573…, high: 0.02357…}
 * ```
 */
export function confidenceSequence(
  value: number,
  variance: number,
  n: number,
  options: SequenceOptions = {}
): Interval {
  if (!(variance >= 0)) throw new RangeError(`invalid variance: ${variance}`);
  const half = Math.sqrt(variance) * sequenceBoundary(n, options);
  return {low: value - half, high: value + half};
}

/**
 * The p that belongs to the sequence: the smallest alpha of the same mixture at which it does not hold 0, at most 1. The chance that it is
 * ever below alpha, if there is no effect, is at most alpha.
 *
 * @example
 * ```ts
 * alwaysValidP(0.01, 0.00002, 5000) // → 0.3245…
 * ```
 */
export function alwaysValidP(value: number, variance: number, n: number, options: SequenceOptions = {}): number {
  if (!(variance > 0)) throw new RangeError(`invalid variance: ${variance}`);
  const information = n * mixtureRho(options) ** 2;
  const log = (information * value * value) / (2 * variance * (information + 1)) - 0.5 * Math.log(information + 1);
  return Math.min(1, Math.exp(-log));
}
