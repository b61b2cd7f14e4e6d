import {DAY_MS} from "../core/time.js";
import {compileExpression, type Evaluate} from "../sql/compileExpression.js";
import type {Counted} from "./cumulativeAggregates.js";
import type {AggregateInput, Feature, FeatureInput, LookupTime} from "./feature.js";
import {LARGEST, levelOf, usesOf} from "./featuresSql.js";
import type {ItemAttribute} from "./itemAttributes.js";
import {foldPlan, type CumulativeRows, type FoldPlan} from "./runningTable.js";

/** Kinds of keys whose cumulative aggregates are kept online. */
export const ONLINE_COUNTED = ["user", "session", "item", "pair"] as const satisfies readonly Counted[];
export type OnlineCounted = (typeof ONLINE_COUNTED)[number];

/** What is known of an item, as `item_attributes` has it; missing ones are NaN. */
export type KnownAttributes = Readonly<Partial<Record<ItemAttribute, number>>>;

/** Where the values of one example are looked up. */
export interface OnlineMoment {
  readonly user: CumulativeRows | null;
  readonly session: CumulativeRows | null;
  /** Of the user, the row just before the session's first event: its numbers and where it begins; −1 for none. */
  readonly beforeSession: Float64Array | null;
  readonly beforeSessionRow: number;
  readonly item: CumulativeRows | null;
  readonly pair: CumulativeRows | null;
  readonly attributes: KnownAttributes | null;
  /** Whether the example has an item. */
  readonly hasItem: boolean;
  /** UTC milliseconds. */
  readonly asOfMs: number;
}

/** Features as functions of cumulative aggregates in memory. */
export interface OnlineEvaluator {
  readonly features: readonly Feature[];
  /** How each kind of aggregates is kept; only those that the features read. */
  readonly plans: Readonly<Partial<Record<OnlineCounted, FoldPlan>>>;
  /** How far back lookups go, milliseconds, the longest first. */
  readonly windowsMs: readonly number[];
  /** Writes the values at a moment into `out` from a place on, in the order of the features. */
  write(moment: OnlineMoment, out: {[place: number]: number}, from?: number): void;
}

/**
 * Makes of features what their SQL is in a database: each is compiled once, from the same expression and the same definitions of cumulative aggregates. Not reentrant.
 * Throws `RangeError` for a feature that reads what is not kept online: pages that were left, tables of optional groups, discounts of other items' prices.
 */
export function onlineEvaluator(features: readonly Feature[]): OnlineEvaluator {
  const relations = new Map<string, {from: OnlineCounted; at: LookupTime; index: number}>();
  const columns = new Map<OnlineCounted, Set<string>>();
  for (const {from, at, column} of features.flatMap(usesOf)) {
    if (!isOnline(from)) throw new RangeError(`${from} is not kept online`);
    if (at === "before" && from !== "user") throw new RangeError(`${from} before the session is not kept online`);
    const name = nameOf({from, at});
    if (!relations.has(name)) relations.set(name, {from, at, index: relations.size});
    if (!columns.has(from)) columns.set(from, new Set());
    columns.get(from)!.add(column);
  }
  const plans = Object.fromEntries(
    Array.from(columns, ([counted, names]) => [counted, foldPlan(counted, [...names])])
  ) as Partial<Record<OnlineCounted, FoldPlan>>;
  const lookups = [...relations.values()].map(({from, at, index}) => ({
    from,
    index,
    before: at === "before",
    backMs: typeof at === "object" ? at.days * DAY_MS : 0
  }));

  const data: Float64Array[] = lookups.map(() => new Float64Array(0));
  const rows = new Int32Array(lookups.length);
  let asOfMs = NaN;
  let attributes: KnownAttributes | null = null;
  const leaf = (read: FeatureInput): Evaluate => {
    if ("at" in read) {
      const {index} = relations.get(nameOf(read))!;
      const place = plans[read.from as OnlineCounted]!.places[read.column];
      return () => {
        const row = rows[index];
        return row < 0 ? NaN : data[index][row + place];
      };
    }
    if (read.from === "example") return () => asOfMs;
    if (read.from === "attributes") {
      const {column} = read;
      return () => attributes?.[column] ?? NaN;
    }
    throw new RangeError(`${read.table} is not kept online`);
  };
  const values = features.map((feature) => {
    const evaluate = compileExpression(feature.expression, leaf);
    return {evaluate, fill: feature.fill, ofItem: levelOf(feature) === "item"};
  });
  return {
    features,
    plans,
    windowsMs: [...new Set(lookups.map(({backMs}) => backMs).filter((ms) => ms > 0))].sort((a, b) => b - a),
    write(moment, out, from = 0) {
      asOfMs = moment.asOfMs;
      attributes = moment.attributes;
      for (let k = 0; k < lookups.length; k++) {
        const lookup = lookups[k];
        if (lookup.before) {
          rows[k] = moment.beforeSessionRow;
          if (moment.beforeSession !== null) data[k] = moment.beforeSession;
          continue;
        }
        const table = moment[lookup.from];
        if (table === null) rows[k] = -1;
        else {
          rows[k] = table.before(asOfMs - lookup.backMs);
          data[k] = table.data;
        }
      }
      for (let i = 0; i < values.length; i++) {
        const {evaluate, fill, ofItem} = values[i];
        const value = ofItem && !moment.hasItem ? NaN : evaluate();
        out[from + i] = value > LARGEST ? LARGEST : value === value ? value : fill;
      }
    }
  };
}

function nameOf({from, at}: Pick<AggregateInput, "from" | "at">): string {
  return `${from} ${typeof at === "string" ? at : at.days}`;
}

function isOnline(counted: Counted): counted is OnlineCounted {
  return (ONLINE_COUNTED as readonly Counted[]).includes(counted);
}
