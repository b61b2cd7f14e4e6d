import {DAY_MS, HOUR_MS} from "../core/time.js";
import {UserError} from "../core/errors.js";
import {exp, log} from "../core/portableMath.js";
import {intentShares, purchaseProbabilityAhead, itemWeights, visitContext, weekdayOf} from "./behaviour.js";
import type {Catalogue} from "./catalogue.js";
import {INTENTS, PERSONAS, SENSITIVITIES, STAGES, type ShopOptions} from "./options.js";
import {refuseHiddenEvents} from "./posterior.js";
import type {VisitYields} from "./visitYields.js";

/** How far ahead: the next so many visits, or all of so many days. */
export type Ahead = {readonly visits: number} | {readonly days: number};

const P = PERSONAS.length;
const V = SENSITIVITIES.length;
const I = INTENTS.length;
/** More visits of one user within a horizon are not followed: each comes back with a probability below one half. */
const MOST_VISITS = 12;

/**
 * What somebody who knows every rate of the generated shop would expect of a user after a visit has ended, given the
 * probability of each kind of user (`Posterior.walk`): the nearest thing there is to the best possible score. When the
 * user comes back is worked out to the day, what a visit brings is taken from `VisitYields`, and which items it brings
 * from the shelves of its week. Links between items are left out, and so is what later visits than the next one resume;
 * both matter little, which `tests/sources/outlook.test.ts` shows by comparing sums and counts.
 */
export class Outlook {
  private readonly shelf: readonly Float64Array[];
  private readonly tastes: number;
  /** Share of intents: at ((day × P + persona) × V + sensitivity) × I + intent. */
  private readonly intents: Float64Array;
  /** Chance of coming back after k days: at persona × offsets + k. */
  private readonly comesBack: Float64Array;
  private readonly offsets: number;
  /** Chance that a visit of an intent buys at all. */
  private readonly buys: Float64Array;
  private readonly visited = new Map<string, Float64Array>();

  constructor(
    private readonly o: ShopOptions,
    private readonly catalogue: Catalogue,
    private readonly yields: VisitYields
  ) {
    if (o.cartLasts) throw new RangeError("carts that outlive a visit are not looked ahead of");
    refuseUnforeseen(o);
    this.shelf = itemWeights(o, catalogue);
    this.tastes = o.tasteWeights.length;
    this.intents = new Float64Array(o.days * P * V * I);
    const shares = new Float64Array(I);
    for (let day = 0; day < o.days; day++) {
      const midnight = o.startMs + day * DAY_MS;
      const hours = weekdayOf(midnight) >= 5 ? o.weekendHourWeights : o.hourWeights;
      const total = hours.reduce((a, b) => a + b, 0);
      for (let hour = 0; hour < 24; hour++) {
        const context = visitContext(o, midnight + hour * HOUR_MS, 0);
        for (let p = 0; p < P; p++)
          for (let v = 0; v < V; v++) {
            intentShares(o, p, v, context, shares);
            for (let i = 0; i < I; i++)
              this.intents[((day * P + p) * V + v) * I + i] += (shares[i] * hours[hour]) / total;
          }
      }
    }
    this.offsets = 1 + Math.max(...o.returnDays.map(([, last]) => last));
    this.comesBack = new Float64Array(P * this.offsets);
    o.returnWeights.forEach((weights, p) => {
      const total = weights.reduce((a, b) => a + b, 0);
      this.comesBack[p * this.offsets] += (o.returnProbability[p] * weights[0]) / total;
      o.returnDays.forEach(([first, last], k) => {
        for (let after = first; after <= last; after++)
          this.comesBack[p * this.offsets + after] +=
            (o.returnProbability[p] * weights[k + 1]) / total / (last - first + 1);
      });
    });
    const ahead = purchaseProbabilityAhead(o);
    const width = o.cartLimit + 1;
    this.buys = Float64Array.from({length: I}, (_, i) =>
      o.firstStage[i].reduce((sum, share, s) => sum + share * ahead[(i * STAGES.length + s) * width], 0)
    );
  }

  /**
   * What is expected after a visit whose last event was at `lastMs`; `kinds` and `left` as `Posterior.walk` tells them.
   */
  after(lastMs: number, kinds: ArrayLike<number>, left: number, ahead: Ahead): Prospect {
    const {o, tastes} = this;
    const weeks = this.catalogue.weeks;
    const day = Math.min(o.days - 1, Math.floor((lastMs - o.startMs) / DAY_MS));
    const visits = this.visitsByIntent(day, ahead);
    const first = "visits" in ahead && ahead.visits === 1 ? visits : this.visitsByIntent(day, {visits: 1});
    // expected visits of each intent, by taste, sensitivity and week; and those that open with what was left
    const coming = new Float64Array(tastes * V * weeks * I);
    const resumed = new Float64Array(I);
    const next = new Float64Array(I);
    for (let p = 0; p < P; p++)
      for (let t = 0; t < tastes; t++)
        for (let v = 0; v < V; v++) {
          const weight = kinds[(p * tastes + t) * V + v];
          const from = (p * V + v) * weeks * I;
          const to = (t * V + v) * weeks * I;
          for (let k = 0; k < weeks * I; k++) {
            coming[to + k] += weight * visits[from + k];
            next[k % I] += weight * first[from + k];
          }
        }
    for (let i = 0; i < I; i++) resumed[i] = next[i] * o.resume[i];
    return new Prospect(this.shelf, this.catalogue, o.tasteShare, this.yields, this.buys, coming, resumed, left);
  }

  /** Expected visits after one on a day: at (((persona × V) + sensitivity) × weeks + week) × I + intent. */
  private visitsByIntent(day: number, ahead: Ahead): Float64Array {
    const key = `${day} ${JSON.stringify(ahead)}`;
    const known = this.visited.get(key);
    if (known !== undefined) return known;
    const {o, offsets} = this;
    const {weeks} = this.catalogue;
    const most = "visits" in ahead ? ahead.visits : MOST_VISITS;
    const until = "days" in ahead ? Math.min(o.days, day + ahead.days + 1) : o.days;
    const sums = new Float64Array(P * V * weeks * I);
    for (let p = 0; p < P; p++) {
      let on = new Float64Array(o.days);
      on[day] = 1;
      for (let visit = 0; visit < most; visit++) {
        const then = new Float64Array(o.days);
        for (let d = day; d < until; d++)
          if (on[d] > 0)
            for (let k = 0; k < offsets && d + k < until; k++) then[d + k] += on[d] * this.comesBack[p * offsets + k];
        for (let d = day; d < until; d++)
          for (let v = 0; v < V; v++)
            for (let i = 0; i < I; i++)
              sums[((p * V + v) * weeks + Math.floor(d / 7)) * I + i] +=
                then[d] * this.intents[((d * P + p) * V + v) * I + i];
        on = then;
      }
    }
    this.visited.set(key, sums);
    return sums;
  }
}

/** Throws `UserError` for a shop with an option that an outlook does not reckon with. */
function refuseUnforeseen(o: ShopOptions): void {
  refuseHiddenEvents(o);
  const moves = o.repeat.some((p) => p > 0) || o.coview.some((p) => p > 0);
  const scenario = o.drift.find(({kind}) => kind === "taste" || kind === "traffic-source");
  const name = moves
    ? "moves from item to item (repeat, coview)"
    : o.offer !== null
      ? "an offer"
      : scenario && `drift ${scenario.kind}`;
  if (name !== undefined)
    throw new UserError(
      `no outlook on later visits is computed of a shop with ${name}`,
      "leave the option out; the posterior of the visit at hand is exact with it"
    );
}

/** What is expected of one user from one moment on. */
export class Prospect {
  private readonly expected: {purchase?: Float64Array; cart?: Float64Array} = {};

  constructor(
    private readonly shelf: readonly Float64Array[],
    private readonly catalogue: Catalogue,
    private readonly tasteShare: number,
    private readonly yields: VisitYields,
    private readonly buys: Float64Array,
    private readonly coming: Float64Array,
    private readonly resumed: Float64Array,
    private readonly left: number
  ) {}

  /** Expected visits that buy anything: the chance of one, where at most one visit is looked at. */
  anything(): number {
    let sum = 0;
    for (let k = 0; k < this.coming.length; k++) sum += this.coming[k] * this.buys[k % I];
    return sum;
  }

  /** Expected visits that buy an item, or put it into the cart; by its row in the catalogue. */
  item(row: number, event: "purchase" | "cart"): number {
    const {catalogue, left, resumed, tasteShare} = this;
    const {weeks} = catalogue;
    const items = (this.expected[event] ??= this.itemsOf(event));
    const department = catalogue.items.columns.department_id[row];
    let sum = 0;
    for (let v = 0; v < V; v++)
      for (let week = 0; week < weeks; week++) {
        const all = items[v * weeks + week];
        if (all === 0) continue;
        const sums = this.shelf[week * V + v];
        const weight = sums[row] - (row === 0 ? 0 : sums[row - 1]);
        const fond = items[((1 + department) * V + v) * weeks + week];
        sum +=
          weight *
          ((all * (1 - tasteShare)) / sums[sums.length - 1] + (fond * tasteShare) / this.shelfOf(sums, department));
      }
    const first = event === "purchase" ? this.yields.boughtFirst : this.yields.cartedFirst;
    if (row === left) for (let i = 0; i < I; i++) sum += resumed[i] * first[i];
    return sum;
  }

  /**
   * Expected items of all users' kinds, then of those of each taste: at ((0 or 1 + taste) × V + sensitivity) × weeks +
   * week.
   */
  private itemsOf(event: "purchase" | "cart"): Float64Array {
    const each = event === "purchase" ? this.yields.bought : this.yields.carted;
    const {weeks} = this.catalogue;
    const tastes = this.coming.length / (V * weeks * I);
    const items = new Float64Array((1 + tastes) * V * weeks);
    for (let t = 0; t < tastes; t++)
      for (let k = 0; k < V * weeks; k++)
        for (let i = 0; i < I; i++) {
          const here = this.coming[(t * V * weeks + k) * I + i] * each[i];
          items[k] += here;
          items[(1 + t) * V * weeks + k] += here;
        }
    return items;
  }

  /** Expected visits that buy an item of a department. */
  category(department: number): number {
    const {catalogue, left, resumed, yields, buys} = this;
    const {weeks} = catalogue;
    const tastes = this.coming.length / (V * weeks * I);
    let sum = 0;
    for (let v = 0; v < V; v++)
      for (let week = 0; week < weeks; week++) {
        const sums = this.shelf[week * V + v];
        const everywhere = ((1 - this.tasteShare) * this.shelfOf(sums, department)) / sums[sums.length - 1];
        for (let t = 0; t < tastes; t++) {
          const share = everywhere + (t === department ? this.tasteShare : 0);
          for (let i = 0; i < I; i++) {
            const visits = this.coming[((t * V + v) * weeks + week) * I + i];
            if (visits === 0 || buys[i] === 0) continue;
            // a visit that buys, buys so many items on average; one of them at least is of the department
            sum += visits * buys[i] * (1 - exp((log(1 - share) * yields.bought[i]) / buys[i]));
          }
        }
      }
    if (catalogue.items.columns.department_id[left] === department)
      for (let i = 0; i < I; i++) sum += resumed[i] * yields.boughtFirst[i];
    return sum;
  }

  private shelfOf(sums: Float64Array, department: number): number {
    const [from, to] = [this.catalogue.departmentStart[department], this.catalogue.departmentStart[department + 1]];
    return sums[to - 1] - (from === 0 ? 0 : sums[from - 1]);
  }
}
