import {numberFormat} from "../format.js";

const FORMAT = numberFormat({minimumFractionDigits: 2, maximumFractionDigits: 2});

/** Cents in the shop's currency, which has no name: `1,234.50`. */
export function money(cents: number): string {
  return FORMAT.format(cents / 100);
}
