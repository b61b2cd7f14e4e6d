import {MISSING} from "../core/table.js";
import {HOUR_MS} from "../core/time.js";
import {EVENT_TYPES} from "../sources/events.js";
import {SESSIONIZE_OPTIONS} from "../pipeline/sessionize.js";
import type {Feature} from "./feature.js";
import {FEATURES} from "./featureList.js";
import {onlineEvaluator, type KnownAttributes, type OnlineEvaluator, type OnlineCounted} from "./onlineEvaluator.js";
import {eventClass, RunningTable} from "./runningTable.js";

/** An event as it comes in. `MISSING` where it has no item or price. */
export interface OnlineEvent {
  readonly user_id: number;
  /** UTC milliseconds. */
  readonly ts_ms: number;
  /** A code of `EVENT_TYPES`. */
  readonly event: number;
  readonly item_id: number;
  readonly price_cents: number;
}

export interface OnlineFeatureStoreOptions {
  /** Default: the 37. */
  readonly features?: readonly Feature[];
  /** A pause longer than this ends a session. */
  readonly gapMs?: number;
  /** How far before the latest event of a user or an item its features may still be asked for; older counts are forgotten. */
  readonly lateMs?: number;
}

interface UserState {
  readonly counts: RunningTable | null;
  readonly session: RunningTable | null;
  readonly sessionItems: Set<number>;
  readonly pairs: Map<number, RunningTable>;
  /** The user's counts just before the session. */
  beforeSession: Float64Array | null;
  sessionMs: number;
  lastMs: number;
}

/**
 * An online feature store: takes events one by one, in order of time, and gives the features of a user and an item at any moment after them, in every cell what
 * `featuresSql` gives on the log so far. Counts of users, items, pairs and current sessions are in memory, each with the rows that its windows need.
 *
 * @example
 * ```ts
 * import {FEATURES} from "./featureList.js";
 * const names = ["minutes_since_cart", "user_item_view_count_7d"];
 * const store = new OnlineFeatureStore({features: FEATURES.filter(({name}) => names.includes(name))});
 * store.add({user_id: 1, ts_ms: 60_000, event: 0, item_id: 7, price_cents: 250});
 * store.add({user_id: 1, ts_ms: 90_000, event: 1, item_id: 7, price_cents: 250});
 * store.read(1, 7, 390_000) // → [5, 1]
 * ```
 */
export class OnlineFeatureStore {
  readonly features: readonly Feature[];
  private readonly evaluator: OnlineEvaluator;
  private readonly gapMs: number;
  private readonly keepMs: number;
  private readonly users = new Map<number, UserState>();
  private readonly items = new Map<number, RunningTable>();
  private readonly attributes = new Map<number, {readonly fromMs: number; readonly known: KnownAttributes}[]>();

  /** Throws `RangeError` for a feature that reads what is not kept online. */
  constructor({
    features = FEATURES,
    gapMs = SESSIONIZE_OPTIONS.gapMs,
    lateMs = HOUR_MS
  }: OnlineFeatureStoreOptions = {}) {
    this.features = features;
    this.evaluator = onlineEvaluator(features);
    this.gapMs = gapMs;
    this.keepMs = (this.evaluator.windowsMs[0] ?? 0) + lateMs;
  }

  /** Says what is known of an item strictly after `fromMs`. Throws `RangeError` for a time before the last that was said of it. */
  describe(item: number, fromMs: number, known: KnownAttributes): void {
    const said = this.attributes.get(item);
    if (said === undefined) this.attributes.set(item, [{fromMs, known}]);
    else if (said.at(-1)!.fromMs < fromMs) said.push({fromMs, known});
    else throw new RangeError(`item ${item} was described at ${said.at(-1)!.fromMs}, after ${fromMs}`);
  }

  /** Takes an event. Throws `RangeError` for one before the latest of its user or item, and for a type that there is not. */
  add({user_id, ts_ms, event, item_id, price_cents}: OnlineEvent): void {
    if (EVENT_TYPES[event] === undefined) throw new RangeError(`there is no type of event ${event}`);
    let user = this.users.get(user_id);
    if (user === undefined) this.users.set(user_id, (user = this.newUser()));
    const hasItem = item_id !== MISSING;
    const item = hasItem ? this.tableOf("item", this.items, item_id) : null;
    // before anything is changed: a refused event leaves all as it was
    if (ts_ms < user.lastMs || (item !== null && ts_ms < item.latestMs)) {
      const [what, ms] = ts_ms < user.lastMs ? [`user ${user_id}`, user.lastMs] : [`item ${item_id}`, item!.latestMs];
      throw new RangeError(`an event of ${what} at ${ts_ms} comes after one at ${ms}; add events in order of time`);
    }
    const begins = !(ts_ms - user.lastMs <= this.gapMs);
    if (begins) {
      const {counts} = user;
      if (counts !== null) {
        const row = counts.before(ts_ms);
        user.beforeSession = row < 0 ? null : counts.data.slice(row, row + this.evaluator.plans.user!.width);
      }
      user.session?.clear();
      user.sessionItems.clear();
      user.sessionMs = ts_ms;
    }
    user.lastMs = ts_ms;
    const firstOfItem = hasItem && !user.sessionItems.has(item_id);
    if (firstOfItem) user.sessionItems.add(item_id);
    const code = eventClass(event, begins, firstOfItem);
    const price = price_cents === MISSING ? NaN : price_cents;
    for (const plan of Object.values(this.evaluator.plans)) {
      const {current} = plan;
      current.ts_ms = ts_ms;
      current.event = event;
      current.price_cents = price;
      current.first_of_session = begins ? 1 : 0;
      current.first_of_item = firstOfItem ? 1 : 0;
    }
    user.counts?.add(ts_ms, code);
    user.session?.add(ts_ms, code);
    item?.add(ts_ms, code);
    if (hasItem) this.tableOf("pair", user.pairs, item_id)?.add(ts_ms, code);
  }

  /**
   * Writes the features of a user, whose session is the latest, and of an item (`MISSING` for none) at a moment into `out` from a place on; of a user or an item
   * without events they are the fill values. Throws `RangeError` for a moment before the user's latest session, or so early that its counts are forgotten.
   */
  write(user: number, item: number, asOfMs: number, out: {[place: number]: number}, from = 0): void {
    const state = this.users.get(user);
    if (state !== undefined && state.sessionMs >= asOfMs)
      throw new RangeError(`user ${user} has begun a session at ${state.sessionMs}, after ${asOfMs}`);
    const hasItem = item !== MISSING;
    const {beforeSession = null} = state ?? {};
    this.evaluator.write(
      {
        user: state?.counts ?? null,
        session: state?.session ?? null,
        beforeSession,
        beforeSessionRow: beforeSession === null ? -1 : 0,
        item: hasItem ? (this.items.get(item) ?? null) : null,
        pair: hasItem ? (state?.pairs.get(item) ?? null) : null,
        attributes: hasItem ? this.knownOf(item, asOfMs) : null,
        hasItem,
        asOfMs
      },
      out,
      from
    );
  }

  /** The features as a row of their own, see `write`. */
  read(user: number, item: number, asOfMs: number): Float64Array {
    const row = new Float64Array(this.features.length);
    this.write(user, item, asOfMs, row);
    return row;
  }

  private newUser(): UserState {
    const {plans} = this.evaluator;
    return {
      counts: plans.user === undefined ? null : new RunningTable(plans.user, this.keepMs),
      session: plans.session === undefined ? null : new RunningTable(plans.session, this.keepMs),
      sessionItems: new Set(),
      pairs: new Map(),
      beforeSession: null,
      sessionMs: NaN,
      lastMs: NaN
    };
  }

  private tableOf(counted: OnlineCounted, tables: Map<number, RunningTable>, key: number): RunningTable | null {
    const plan = this.evaluator.plans[counted];
    if (plan === undefined) return null;
    let table = tables.get(key);
    if (table === undefined) tables.set(key, (table = new RunningTable(plan, this.keepMs)));
    return table;
  }

  /** The last that was said of an item strictly before a moment. */
  private knownOf(item: number, asOfMs: number): KnownAttributes | null {
    const said = this.attributes.get(item);
    if (said === undefined) return null;
    for (let i = said.length - 1; i >= 0; i--) if (said[i].fromMs < asOfMs) return said[i].known;
    return null;
  }
}
