import type {Random} from "../core/random.js";

/** Halves of a drawn number, in each of which a unit's lot lies. */
const LOTS = 65536;

/**
 * What the units of a layer are multiplied by: 0 with the chance `dropout`, to one part in 65,536, and otherwise as much
 * more than 1 as keeps the mean. One number is drawn for two units, as a wide layer has millions of them in each step.
 */
export function dropoutMask(size: number, dropout: number, source: Random): Float32Array {
  const silent = Math.round(dropout * LOTS);
  const kept = LOTS / (LOTS - silent);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i += 2) {
    const lots = source.uint32();
    if (lots >>> 16 >= silent) mask[i] = kept;
    // beyond the end of an odd mask nothing is written
    if ((lots & 0xffff) >= silent) mask[i + 1] = kept;
  }
  return mask;
}
