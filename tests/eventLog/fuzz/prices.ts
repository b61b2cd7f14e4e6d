/** A way to write an amount of money. */
export interface PriceStyle {
  readonly id: string;
  readonly weight: number;
  /** Amounts are cut to so many cents. */
  readonly unit: number;
  /** Whether JSON may write it as a bare number. */
  readonly bare?: boolean;
  /** Whether the column holds cents, and says so in its name. */
  readonly inCents?: boolean;
  write(cents: number): string;
}

function amount(cents: number, thousands: string, decimal: string): string {
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${whole}${decimal}${String(cents % 100).padStart(2, "0")}`;
}

const style = (
  id: string,
  weight: number,
  write: (cents: number) => string,
  more: Partial<PriceStyle> = {}
): PriceStyle => ({id, weight, unit: 1, write, ...more});

export const PRICE_STYLES: readonly PriceStyle[] = [
  style("1234.50", 10, (c) => amount(c, "", "."), {bare: true}),
  style("1234.5", 3, (c) => String(c / 100), {bare: true}),
  style("1234", 2, (c) => String(c / 100), {unit: 100, bare: true}),
  style("1234,50", 3, (c) => amount(c, "", ",")),
  style("1,234.50", 2, (c) => amount(c, ",", ".")),
  style("1.234,50", 2, (c) => amount(c, ".", ",")),
  style("1 234,50", 1, (c) => amount(c, "\u00a0", ",")),
  style("1\u202f234,50", 1, (c) => amount(c, "\u202f", ",")),
  style("1'234.50", 1, (c) => amount(c, "'", ".")),
  style("$1,234.50", 2, (c) => `$${amount(c, ",", ".")}`),
  style("1.234,50 €", 2, (c) => `${amount(c, ".", ",")} €`),
  style("€ 1234,50", 1, (c) => `€ ${amount(c, "", ",")}`),
  style("EUR 1234.50", 1, (c) => `EUR ${amount(c, "", ".")}`),
  style("1234.50 USD", 1, (c) => `${amount(c, "", ".")} USD`),
  style("£1234.50", 1, (c) => `£${amount(c, "", ".")}`),
  style("1234,50 zł", 1, (c) => `${amount(c, "", ",")} zł`),
  style("R$ 1.234,50", 1, (c) => `R$ ${amount(c, ".", ",")}`),
  style("¥1234", 1, (c) => `¥${c / 100}`, {unit: 100}),
  style("123450 cents", 2, String, {bare: true, inCents: true})
];
