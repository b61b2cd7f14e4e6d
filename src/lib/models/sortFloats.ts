const BITS = 11;
const DIGITS = 1 << BITS;
const PASSES = 3;

/** Below so many values the engine's own sort is as fast. */
const FEW = 4000;

/**
 * Sorts 32-bit reals, none of them NaN, ascending and in place; −0 comes before 0. Long arrays are sorted by the digits
 * of their bits, lowest first, in a third of the time of a sort by comparison.
 *
 * Source: M. Herf (2001), Radix tricks, for the order of the bits.
 *
 * @example
 * ```ts
 * sortFloats(Float32Array.of(3, -1, 2, -Infinity)) // → [−Infinity, −1, 2, 3]
 * ```
 */
export function sortFloats(values: Float32Array): Float32Array {
  const n = values.length;
  if (n < FEW) return values.sort();
  const bits = new Uint32Array(values.buffer, values.byteOffset, n);
  const counts = new Uint32Array(PASSES * DIGITS);
  for (let i = 0; i < n; i++) {
    // a greater real has a greater key: all bits of a negative one turned, the sign of another
    const key = bits[i] & 0x80000000 ? ~bits[i] : bits[i] | 0x80000000;
    bits[i] = key;
    counts[key & (DIGITS - 1)]++;
    counts[DIGITS + ((key >>> BITS) & (DIGITS - 1))]++;
    counts[2 * DIGITS + (key >>> (2 * BITS))]++;
  }
  let from: Uint32Array = bits;
  let to: Uint32Array = new Uint32Array(n);
  for (let pass = 0; pass < PASSES; pass++) {
    const places = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    for (let digit = 0, sum = 0; digit < DIGITS; digit++) {
      const count = places[digit];
      places[digit] = sum;
      sum += count;
    }
    const shift = pass * BITS;
    for (let i = 0; i < n; i++) to[places[(from[i] >>> shift) & (DIGITS - 1)]++] = from[i];
    [from, to] = [to, from];
  }
  for (let i = 0; i < n; i++) bits[i] = from[i] & 0x80000000 ? from[i] & 0x7fffffff : ~from[i];
  return values;
}
