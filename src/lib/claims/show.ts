const whole = new Intl.NumberFormat("en-US", {maximumFractionDigits: 0});
const real = new Intl.NumberFormat("en-US", {maximumSignificantDigits: 4});

/** A number for a sentence: in full with at most two decimals, others to four significant digits, with thousands separated. */
export function show(value: number): string {
  if (Number.isInteger(value)) return whole.format(value);
  if (Math.abs(value) < 1000 && value === Math.round(value * 100) / 100) return String(value);
  return Math.abs(value) >= 1000 ? whole.format(value) : real.format(value);
}

/** A number with its unit; `%` and `×` stand close, as printed in the documents. */
export function showIn(value: number, unit: string): string {
  if (unit === "") return show(value);
  return unit === "×" ? `${show(value)}×` : `${show(value)} ${unit}`;
}
