/** Items of one kind in a cart. */
export interface CartLine {
  readonly itemId: number;
  /** From 1. */
  readonly quantity: number;
  /** Of one piece, whole cents. */
  readonly priceCents: number;
}

/** The highest price of a piece, in cents: a thousand million in whole units. */
export const MOST_PRICE_CENTS = 1_000_000_000_00;
/** The most pieces of one kind. */
export const MOST_QUANTITY = 1_000;
/** The most kinds of items in a cart: sums stay whole numbers that a double holds exactly. */
export const MOST_LINES = 90;

/**
 * What is wrong with a cart, in words; null where nothing is. An empty cart is a cart, and a price of 0 is a price.
 *
 * @example
 * ```ts
 * cartProblem([{itemId: 7, quantity: 2, priceCents: 1999}]) // → null
 * cartProblem([{itemId: 7, quantity: 0, priceCents: 1999}]) // → "item 7 is in the cart 0 times, which is not from 1 to 1,000"
 * ```
 */
export function cartProblem(lines: readonly CartLine[]): string | null {
  if (lines.length > MOST_LINES) return `the cart has ${lines.length} kinds of items, more than ${MOST_LINES}`;
  const seen = new Set<number>();
  for (const {itemId, quantity, priceCents} of lines) {
    if (!Number.isSafeInteger(itemId)) return `an item is called ${itemId}, which is no whole number`;
    if (seen.has(itemId)) return `item ${itemId} has two lines in the cart`;
    seen.add(itemId);
    if (!(Number.isInteger(quantity) && quantity >= 1 && quantity <= MOST_QUANTITY))
      return `item ${itemId} is in the cart ${quantity} times, which is not from 1 to ${MOST_QUANTITY.toLocaleString("en")}`;
    if (!(Number.isInteger(priceCents) && priceCents >= 0 && priceCents <= MOST_PRICE_CENTS))
      return `item ${itemId} costs ${priceCents} cents, which is no whole number from 0 to ${MOST_PRICE_CENTS.toLocaleString("en")}`;
  }
  return null;
}

/**
 * What the lines of a cart cost together, in cents.
 *
 * @example
 * ```ts
 * cartCents([{itemId: 7, quantity: 2, priceCents: 1999}, {itemId: 9, quantity: 1, priceCents: 500}]) // → 4498
 * ```
 */
export function cartCents(lines: readonly CartLine[]): number {
  return lines.reduce((sum, {quantity, priceCents}) => sum + quantity * priceCents, 0);
}

/**
 * A text that two carts share exactly if they hold the same items, as often, at the same prices, in whatever order they
 * were put in.
 *
 * @example
 * ```ts
 * cartKey([{itemId: 9, quantity: 1, priceCents: 500}, {itemId: 7, quantity: 2, priceCents: 1999}]) // → "7x2@1999 9x1@500"
 * ```
 */
export function cartKey(lines: readonly CartLine[]): string {
  return [...lines]
    .sort((a, b) => a.itemId - b.itemId)
    .map(({itemId, quantity, priceCents}) => `${itemId}x${quantity}@${priceCents}`)
    .join(" ");
}
