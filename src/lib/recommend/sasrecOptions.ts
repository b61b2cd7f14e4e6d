import {UserError} from "../core/errors.js";

/** Options of SASRec. */
export interface SasrecOptions {
  readonly n_blocks: number;
  /** Numbers of an item's vector, and of all between the blocks. */
  readonly hidden_units: number;
  /** Units of the rectified layer in each block. */
  readonly inner_units: number;
  readonly num_heads: number;
  /** Clicks that it looks back at; of a longer session the last ones. */
  readonly maxlen: number;
  readonly dropout_rate: number;
  /** Items drawn beside each target, the same for all of a batch; null for all items of the catalogue. */
  readonly n_sample: number | null;
  /** Items are drawn by their clicks to this power: 0 alike, 1 as often as they are clicked. */
  readonly sample_alpha: number;
  /** How much of the logarithm of how often an item is drawn is taken off its score; 1 makes up for the drawing. */
  readonly logq: number;
  /** Sessions, or pieces of sessions, a step. */
  readonly batch_size: number;
  readonly learning_rate: number;
  readonly n_epochs: number;
  readonly seed: number;
}

/**
 * Two blocks of 64 that look back at 50 clicks, as Kang and McAuley (2018), arXiv 1808.09781, section IV, have them; rate,
 * batch and epochs are for logs of some ten thousand sessions.
 */
export const SASREC_OPTIONS: SasrecOptions = {
  n_blocks: 2,
  hidden_units: 64,
  inner_units: 64,
  num_heads: 1,
  maxlen: 50,
  dropout_rate: 0.2,
  n_sample: null,
  sample_alpha: 0.5,
  logq: 1,
  batch_size: 64,
  learning_rate: 0.003,
  n_epochs: 8,
  seed: 1
};

/**
 * Throws `UserError` for options that make no network.
 *
 * @example
 * ```ts
 * checkSasrecOptions(SASREC_OPTIONS) // → undefined
 * checkSasrecOptions({...SASREC_OPTIONS, num_heads: 3})
 * // → throws UserError: num_heads is 3; give one that divides hidden_units, 64
 * ```
 */
export function checkSasrecOptions(options: SasrecOptions): void {
  const refuse = (name: keyof SasrecOptions, remedy: string) => {
    throw new UserError(`${name} is ${String(options[name])}`, remedy);
  };
  const {hidden_units, num_heads, n_sample} = options;
  for (const name of ["n_blocks", "inner_units", "maxlen", "batch_size", "n_epochs"] as const)
    if (!(Number.isInteger(options[name]) && options[name] > 0)) refuse(name, "give a whole number above 0");
  if (!(Number.isInteger(hidden_units) && hidden_units > 0 && hidden_units % 4 === 0))
    refuse("hidden_units", "give a multiple of 4");
  if (!(Number.isInteger(num_heads) && num_heads > 0 && hidden_units % num_heads === 0))
    refuse("num_heads", `give one that divides hidden_units, ${hidden_units}`);
  if (n_sample !== null && !(Number.isInteger(n_sample) && n_sample > 0))
    refuse("n_sample", "give a whole number above 0, or null for all items");
  if (!(options.dropout_rate >= 0 && options.dropout_rate < 1))
    refuse("dropout_rate", "give a share from 0 to below 1");
  if (!(options.learning_rate > 0)) refuse("learning_rate", "give a number above 0");
  for (const name of ["sample_alpha", "logq"] as const)
    if (!(options[name] >= 0)) refuse(name, "give a number that is not negative");
}

/** The weights beside the items' vectors, by name; those of one dimension are added or scale. */
export function sasrecShapes({
  n_blocks,
  hidden_units: width,
  inner_units: inner,
  maxlen
}: SasrecOptions): Readonly<Record<string, readonly number[]>> {
  const shapes: Record<string, readonly number[]> = {places: [maxlen, width]};
  for (let k = 0; k < n_blocks; k++) {
    for (const name of ["q", "k", "v", "o"]) {
      shapes[`${name}${k}`] = [width, width];
      shapes[`${name}${k}Bias`] = [width];
    }
    for (const name of ["a", "f"]) {
      shapes[`${name}${k}gain`] = [width];
      shapes[`${name}${k}shift`] = [width];
    }
    shapes[`up${k}`] = [width, inner];
    shapes[`up${k}Bias`] = [inner];
    shapes[`down${k}`] = [inner, width];
    shapes[`down${k}Bias`] = [width];
  }
  shapes.endgain = [width];
  shapes.endshift = [width];
  return shapes;
}
