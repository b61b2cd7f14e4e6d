import {normalCdf, normalQuantile} from "../metrics/distributions.js";

/** What a significant result of an experiment with little power is worth. */
export interface Exaggeration {
  readonly power: number;
  /** Chance that a significant estimate has the wrong sign (type S error). */
  readonly wrongSign: number;
  /** By what factor significant estimates are too large on average (type M error). */
  readonly factor: number;
}

/**
 * Power, type S and type M error of a two-sided z test where the true effect is `effect` and estimates have this standard error. Throws
 * `RangeError` for an effect of 0: its exaggeration is infinite.
 *
 * Source: A. Gelman and J. Carlin (2014), Beyond power calculations, Perspectives on Psychological Science 9, 641–651; closed form of J. Lu,
 * Y. Qiu and A. Deng (2019), A note on type S/M errors in hypothesis testing, British Journal of Mathematical and Statistical Psychology
 * 72, 1–17.
 *
 * @example
 * ```ts
 * exaggeration(0.1, 3.28) // → {power: 0.05010…, wrongSign: 0.4644…, factor: 76.68…}
 * ```
 */
export function exaggeration(effect: number, standardError: number, {alpha = 0.05} = {}): Exaggeration {
  if (effect === 0) throw new RangeError("no effect to exaggerate: 0");
  if (!(standardError > 0)) throw new RangeError(`invalid standard error: ${standardError}`);
  const z = normalQuantile(1 - alpha / 2);
  const drift = Math.abs(effect) / standardError;
  const right = normalCdf(drift - z);
  const wrong = normalCdf(-drift - z);
  const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  // E |estimate| where |estimate| passes z, in standard errors
  const mean = density(z - drift) + density(z + drift) + drift * (right - wrong);
  const power = right + wrong;
  return {power, wrongSign: wrong / power, factor: mean / (drift * power)};
}
