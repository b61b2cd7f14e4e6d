import {UserError} from "../core/errors.js";
import type {Matrix} from "./matrix.js";

/** One rule of thumb: a row to which it applies gets its points. A missing value never meets a rule. */
export interface Rule {
  readonly id: string;
  /** As a reader should know it. */
  readonly title: string;
  readonly column: string;
  readonly is: "≥" | "≤" | ">";
  readonly than: number;
  readonly points: number;
}

/**
 * Rules on the features of this workbench and on the columns of Online Shoppers. Bounds and points were set by thought,
 * before any data were seen, and nothing fits them: what is worth more is written down higher, the item itself above
 * the user above the shop.
 */
export const RULES: readonly Rule[] = [
  {
    id: "item-in-cart",
    title: "the user put the item into the cart within 30 days",
    column: "user_item_cart_count_30d",
    is: "≥",
    than: 1,
    points: 3
  },
  {
    id: "cart-in-session",
    title: "something was put into the cart in this session",
    column: "session_carts",
    is: "≥",
    than: 1,
    points: 3
  },
  {
    id: "cart-today",
    title: "the user put something into the cart within a day",
    column: "cart_count_1d",
    is: "≥",
    than: 1,
    points: 2
  },
  {
    id: "item-seen-again",
    title: "the user viewed the item twice or more within 7 days",
    column: "user_item_view_count_7d",
    is: "≥",
    than: 2,
    points: 2
  },
  {
    id: "item-bought-before",
    title: "the user bought the item within 30 days",
    column: "user_item_purchase_count_30d",
    is: "≥",
    than: 1,
    points: 1
  },
  {
    id: "buyer",
    title: "the user bought something within 30 days",
    column: "purchase_count_30d",
    is: "≥",
    than: 1,
    points: 1
  },
  {id: "many-items", title: "the session met 5 items or more", column: "session_items", is: "≥", than: 5, points: 1},
  {
    id: "discounted",
    title: "the item's price is a tenth or more under its highest",
    column: "item_discount",
    is: "≥",
    than: 100,
    points: 1
  },
  {
    id: "cheaper-than-usual",
    title: "the item costs at most nine tenths of what the user usually views",
    column: "price_against_viewed",
    is: "≤",
    than: 900,
    points: 1
  },
  {
    id: "page-value",
    title: "pages of the session have led to purchases before",
    column: "page_values",
    is: ">",
    than: 0,
    points: 3
  },
  {
    id: "product-pages",
    title: "the session saw 20 product pages or more",
    column: "product_related",
    is: "≥",
    than: 20,
    points: 1
  }
];

/** The rules that rows of these columns can be held against. */
export interface RuleBook {
  readonly columns: readonly string[];
  readonly rules: readonly Rule[];
  /** Ids of the rules whose column is not there. */
  readonly missing: readonly string[];
}

/**
 * The rules for which there is a column. Throws `UserError` where there is none for any, naming the columns that would
 * do.
 *
 * @example
 * ```ts
 * const {rules, missing} = ruleBook(["session_carts", "age"]);
 * rules.map(({id, points}) => ({id, points})) // → [{id: "cart-in-session", points: 3}]
 * missing.length // → 10
 * ruleBook(["age"]) // → throws UserError: no rule has its column among age
 * ```
 */
export function ruleBook(columns: readonly string[], rules: readonly Rule[] = RULES): RuleBook {
  const kept = rules.filter(({column}) => columns.includes(column));
  if (kept.length === 0)
    throw new UserError(
      `no rule has its column among ${columns.slice(0, 5).join(", ")}${columns.length > 5 ? " …" : ""}`,
      `choose another model; rules want one of ${rules.map(({column}) => column).join(", ")}`
    );
  return {columns, rules: kept, missing: rules.filter((rule) => !kept.includes(rule)).map(({id}) => id)};
}

/**
 * One column, `rule score`: the points of all rules that a row meets. Values are compared as 32-bit reals. Throws
 * `RangeError` for a rule without its column.
 *
 * @example
 * ```ts
 * const book = ruleBook(["session_carts", "session_items"]);
 * // 3 points for something in the cart, 1 for 5 items or more
 * applyRules(book, {rows: 3, columns: book.columns, x: Float64Array.of(0, 4, 1, 5, NaN, 9)})
 * // → {rows: 3, columns: ["rule score"], x: [0, 4, 1]}
 * ```
 */
export function applyRules({rules}: Pick<RuleBook, "rules">, {rows, columns, x}: Matrix): Matrix {
  const width = columns.length;
  const scores = new Float64Array(rows);
  for (const {column, is, than, points} of rules) {
    const at = columns.indexOf(column);
    if (at === -1) throw new RangeError(`no column ${column} among ${columns.join(", ")}`);
    for (let row = 0; row < rows; row++) {
      const value = Math.fround(x[row * width + at]);
      if (is === "≥" ? value >= than : is === "≤" ? value <= than : value > than) scores[row] += points;
    }
  }
  return {rows, columns: ["rule score"], x: scores};
}
