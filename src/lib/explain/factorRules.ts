import {hypergeometric} from "../metrics/distributions.js";
import {wilsonInterval, type Interval} from "../metrics/intervals.js";
import {holm} from "../metrics/comparisons.js";
import type {Matrix} from "../models/matrix.js";

/** What a rule looks at: a feature's value, what the feature adds to the score, or the prediction itself. */
export type FactorOf =
  | {readonly kind: "value"; readonly column: string}
  | {readonly kind: "contribution"; readonly column: string}
  | {readonly kind: "prediction"};

/** A condition on a row, and the sentence that it is told with. */
export interface FactorRule {
  readonly id: string;
  readonly of: FactorOf;
  readonly is: "≥" | "≤" | ">";
  readonly than: number;
  /** The same fact in a table that has another column for it; looked at where the table has not the first one. */
  readonly elsewhere?: {readonly column: string; readonly is: FactorRule["is"]; readonly than: number};
  /** `{value}`, `{price}` (a value in cents), `{contribution}` and `{prediction}` stand for the row's numbers. */
  readonly sentence: string;
  /** Lower is told first. */
  readonly priority: number;
  /** The report that prints the rule; null for one of ours. */
  readonly report: "op-ecom" | "enhanced" | null;
}

/**
 * Decision factors and insights. The first three are those that the report op-ecom names, the next six those in the code
 * of the report enhanced, with its bounds; the others tell what moved the score.
 */
export const FACTOR_RULES: readonly FactorRule[] = [
  {
    id: "visited-cart",
    of: {kind: "value", column: "session_carts"},
    is: "≥",
    than: 1,
    sentence: "Visited the cart (additions in this session: {value})",
    priority: 1,
    report: "op-ecom"
  },
  {
    id: "several-products",
    of: {kind: "value", column: "session_items"},
    is: "≥",
    than: 3,
    sentence: "Several products viewed in this session ({value})",
    priority: 2,
    report: "op-ecom"
  },
  {
    id: "high-abandonment-risk",
    of: {kind: "prediction"},
    is: "≤",
    than: 0.1,
    sentence: "High abandonment risk: a chance of {prediction} of a purchase",
    priority: 3,
    report: "op-ecom"
  },
  ...(
    [
      ["premium-placement", "Exceptional chance of a purchase ({prediction}): premium placement"],
      ["vip", "High-value customers ({prediction}): VIP treatment"],
      ["follow-up", "Follow up by e-mail at once ({prediction})"],
      ["early-access", "Early access to new products ({prediction})"]
    ] as const
  ).map(([id, sentence], i): FactorRule => ({
    id,
    of: {kind: "prediction"},
    is: ">",
    than: 0.8,
    sentence,
    priority: 4 + i,
    report: "enhanced"
  })),
  {
    id: "weekend",
    of: {kind: "value", column: "session_weekday"},
    is: "≥",
    than: 5,
    // of Online Shoppers: 1 for yes
    elsewhere: {column: "weekend", is: "≥", than: 1},
    sentence: "Shops at the weekend",
    priority: 8,
    report: "enhanced"
  },
  {
    id: "expensive",
    of: {kind: "value", column: "item_price"},
    is: ">",
    than: 50_000,
    sentence: "An expensive item: {price}",
    priority: 9,
    report: "enhanced"
  },
  {
    id: "cart-moved-score",
    of: {kind: "contribution", column: "session_carts"},
    is: "≥",
    than: 0.2,
    sentence: "What is in the cart raised the score by {contribution}",
    priority: 10,
    report: null
  },
  {
    id: "history-moved-score",
    of: {kind: "contribution", column: "purchase_count_30d"},
    is: "≥",
    than: 0.2,
    sentence: "Purchases of the last 30 days ({value}) raised the score by {contribution}",
    priority: 11,
    report: null
  }
];

/** Rows with what a model says of them. */
export interface ScoredRows {
  readonly matrix: Matrix;
  /** One a row. */
  readonly predictions: ArrayLike<number>;
  /** rows × columns; null where they are not worked out, so that no rule on them fires. */
  readonly contributions: ArrayLike<number> | null;
}

/** A rule that holds for a row, in words with the row's numbers. */
export interface Factor {
  readonly rule: FactorRule;
  readonly sentence: string;
}

/**
 * The rules that hold for a row, the most important first. A missing value, and a column that is not there, meet no rule.
 *
 * @example
 * ```ts
 * const matrix = {rows: 1, columns: ["session_carts", "session_items"], x: Float64Array.of(2, 1)};
 * const scored = {matrix, predictions: [0.05], contributions: null};
 * factorsOf(FACTOR_RULES, scored, 0).map(({sentence}) => sentence)
 * // → ["Visited the cart (additions in this session: 2)", "High abandonment risk: a chance of 5.0 % of a purchase"]
 * ```
 */
export function factorsOf(rules: readonly FactorRule[], rows: ScoredRows, row: number): Factor[] {
  return rules
    .filter((rule) => fires(rule, rows, row))
    .sort((a, b) => a.priority - b.priority)
    .map((rule) => ({rule, sentence: told(rule, rows, row)}));
}

/** What a rule is worth on rows that the model has not seen. */
export interface JudgedRule {
  readonly rule: FactorRule;
  /** Rows for which it holds, and how many of them are positive. */
  readonly rows: number;
  readonly positives: number;
  /** Their share, with its interval; null where it never holds. */
  readonly share: (Interval & {readonly value: number}) | null;
  /** The share of positives among the other rows; null where it always holds. */
  readonly others: number | null;
  /** Fisher's exact test of the two shares, corrected by Holm for the number of rules; null where there is nothing to compare. */
  readonly p: number | null;
  /** Whether the shares differ at the level asked for. */
  readonly supported: boolean;
}

/**
 * Holds rules against the labels of held-out rows: is the share of positives another where the rule holds? Of a log whose
 * labels say nothing, the chance that any rule at all is supported is at most `level`.
 *
 * Sources: R. A. Fisher (1922) for the exact test; S. Holm (1979) for the correction.
 *
 * @throws {RangeError} where labels are not one a row
 *
 * @example
 * ```ts
 * const matrix = {rows: 6, columns: ["session_carts"], x: Float64Array.of(1, 1, 1, 0, 0, 0)};
 * const rules = FACTOR_RULES.slice(0, 1);
 * const [judged] = judgeRules(rules, {matrix, predictions: new Float64Array(6), contributions: null}, [1, 1, 1, 0, 0, 0]);
 * judged.positives // → 3
 * judged.others // → 0
 * judged.p // → 0.1
 * judged.supported // → false
 * ```
 */
export function judgeRules(
  rules: readonly FactorRule[],
  rows: ScoredRows,
  labels: ArrayLike<number>,
  {level = 0.05} = {}
): JudgedRule[] {
  const count = rows.matrix.rows;
  if (labels.length !== count) throw new RangeError(`${labels.length} labels for ${count} rows`);
  const all = Array.from(labels).filter((label) => label === 1).length;
  const found = rules.map((rule) => {
    let held = 0;
    let positives = 0;
    for (let row = 0; row < count; row++)
      if (fires(rule, rows, row)) {
        held++;
        if (labels[row] === 1) positives++;
      }
    const p = held === 0 || held === count ? null : fisherExact(positives, held, all, count);
    return {rule, held, positives, p};
  });
  const tested = found.filter(({p}) => p !== null);
  const corrected = holm(tested.map(({p}) => p!));
  return found.map((one) => {
    const {rule, held, positives} = one;
    const at = tested.indexOf(one);
    const p = at === -1 ? null : corrected[at];
    return {
      rule,
      rows: held,
      positives,
      share: held === 0 ? null : {value: positives / held, ...wilsonInterval(positives / held, held)},
      others: held === count ? null : (all - positives) / (count - held),
      p,
      supported: p !== null && p <= level
    };
  });
}

/** A rule as it is asked of a table with these columns. */
function askedOf(rule: FactorRule, columns: readonly string[]): Pick<FactorRule, "of" | "is" | "than"> {
  const {of, elsewhere} = rule;
  if (elsewhere === undefined || of.kind === "prediction" || columns.includes(of.column)) return rule;
  return {...elsewhere, of: {...of, column: elsewhere.column}};
}

function fires(rule: FactorRule, {matrix, predictions, contributions}: ScoredRows, row: number): boolean {
  const {of, is, than} = askedOf(rule, matrix.columns);
  const width = matrix.columns.length;
  let value: number;
  if (of.kind === "prediction") value = predictions[row];
  else {
    const f = matrix.columns.indexOf(of.column);
    const from = of.kind === "value" ? matrix.x : contributions;
    if (f === -1 || from === null) return false;
    value = from[row * width + f];
  }
  return is === "≥" ? value >= than : is === "≤" ? value <= than : value > than;
}

function told(rule: FactorRule, {matrix, predictions, contributions}: ScoredRows, row: number): string {
  const {of} = askedOf(rule, matrix.columns);
  const at = of.kind === "prediction" ? -1 : row * matrix.columns.length + matrix.columns.indexOf(of.column);
  return rule.sentence
    .replace("{value}", () => String(Number(matrix.x[at].toPrecision(6))))
    .replace("{price}", () => (matrix.x[at] / 100).toFixed(2))
    .replace("{contribution}", () => contributions![at].toFixed(2))
    .replace("{prediction}", () => `${(100 * predictions[row]).toFixed(1)} %`);
}

/**
 * Two-sided: the chance of a split of the positives that is as unlikely as this one or more, given how many rows the rule
 * holds for and how many positives there are.
 */
function fisherExact(positives: number, held: number, all: number, rows: number): number {
  const least = Math.max(0, held + all - rows);
  const most = Math.min(held, all);
  const seen = hypergeometric(positives, {population: rows, hits: all, draws: held});
  let p = 0;
  for (let k = least; k <= most; k++) {
    const chance = hypergeometric(k, {population: rows, hits: all, draws: held});
    if (chance <= seen * (1 + 1e-7)) p += chance;
  }
  return Math.min(1, p);
}
