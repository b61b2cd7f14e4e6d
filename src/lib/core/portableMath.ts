const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const bits = new DataView(new ArrayBuffer(8));

/** Two to the power of a whole number from −1022 to 1023. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (1023 + k) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/**
 * eˣ, the same bits in every engine, which `Math.exp` is not bound to be; below one unit in the last place.
 *
 * Source: the method of FreeBSD's e_exp.c (Sun Microsystems, 1993): x = k ln 2 + r, and a rational function of r.
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  if (Math.abs(x) < 3.725290298461914e-9) return 1 + x;
  const k = Math.trunc(1.4426950408889634 * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k > 1022) return y * 2 * powerOfTwo(k - 1);
  return k >= -1021 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * 9.332636185032189e-302;
}

/**
 * The natural logarithm, the same bits in every engine; below one unit in the last place.
 *
 * Source: the method of FreeBSD's e_log.c (Sun Microsystems, 1993): x = 2ᵏ (1 + f), and a polynomial in s = f / (2 +
 * f).
 */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    k = -54;
    x *= 18_014_398_509_481_984;
  }
  bits.setFloat64(0, x);
  const exponent = bits.getUint32(0);
  k += (exponent >>> 20) - 1023;
  // the factor between √½ and √2
  const fraction = exponent & 0xfffff;
  const upper = (fraction + 0x95f64) & 0x100000;
  bits.setUint32(0, fraction | (upper ^ 0x3ff00000));
  k += upper >>> 20;
  const f = bits.getFloat64(0) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + odd + even) + k * LN2_LOW) - f);
}
