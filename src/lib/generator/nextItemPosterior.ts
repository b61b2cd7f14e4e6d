import {UserError} from "../core/errors.js";
import type {Table} from "../core/table.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW, type RawEvents} from "../sources/events.js";
import {VISIT_GAP_MS, eventShares, intentShares, visitContext} from "./behaviour.js";
import type {Catalogue} from "./catalogue.js";
import {tasteShift} from "./drift.js";
import {coviewWeights} from "./itemWalk.js";
import {INTENTS, SENSITIVITIES, STAGES, type ShopOptions} from "./options.js";
import {refuseHiddenEvents} from "./posterior.js";
import {viewsAhead} from "./viewsAhead.js";
import {VisitEvidence, weightBetween, weightOf} from "./visitEvidence.js";

const I = INTENTS.length;
const S = STAGES.length;
const V = SENSITIVITIES.length;

/** What is known right after a view of what the visit views next. */
export interface NextViewBelief {
  /** The row of the view in the log. */
  readonly row: number;
  /** The probability that the visit views something again. */
  readonly viewsAgain: number;
  /** Writes, for every row of the catalogue, the probability that the visit views it next, given that it views something. */
  fill(probabilities: Float64Array): Float64Array;
}

/** From where a page leads to an item: shares of the page's links, of its co-view neighbours, and of what was seen before. */
interface Lead {
  followed: number;
  coviewed: number;
  revisited: number;
}

/** What a visit has come to, as the log shows it. */
interface Visit {
  readonly week: number;
  readonly shift: {readonly share: number; readonly department: number};
  readonly seen: number[];
  focus: number;
  /** Whether anything that the page links to, or is viewed together with, is in stock. */
  linked: boolean;
  neighboured: boolean;
  readonly leads: Map<number, Lead>;
}

/**
 * The exact distribution of the item that a visit of the generated shop views next, given all that the log shows of its user until
 * the view at hand: earlier visits, carts and orders, and the times between. It is the forward algorithm of `posterior.ts` carried one
 * view further: events that are no views may come first, and move the hidden stage. Whoever ranks items by it has the highest
 * expected hit rate, reciprocal rank and gain of all who see the same log: the ceiling of next-item recommendation.
 *
 * Throws `UserError` for a shop with an offer, or whose log hides events or holds some of machines.
 */
export class NextItemPosterior {
  private readonly evidence: VisitEvidence;
  private readonly coviewWeights: Float64Array;
  private readonly tastes: number;
  /** Users' hidden combinations: (persona × taste × sensitivity). */
  private readonly kinds: number;
  private readonly ahead: Float64Array;

  constructor(
    private readonly o: ShopOptions,
    private readonly catalogue: Catalogue
  ) {
    refuseHiddenEvents(o);
    if (o.offer !== null)
      throw new UserError(
        "no posterior of the next item is computed of a shop with an offer: it changes how likely an order is before the next view",
        "leave the offer out: which items are viewed stays the same until it is shown"
      );
    this.evidence = new VisitEvidence(o, catalogue);
    this.coviewWeights = coviewWeights(o);
    this.tastes = o.tasteWeights.length;
    this.kinds = this.evidence.kinds;
    this.ahead = viewsAhead(o);
  }

  /**
   * Goes through one user's events in order (rows of `events`, given by `rows`) and gives what is believed after each view. A belief
   * holds until the next one is asked for. Of rows of the same moment only the first counts: the others are further rows of an order, or
   * a row written twice. Throws `RangeError` at an event that the shop cannot make.
   */
  *views(events: Table, rows: ArrayLike<number>): Generator<NextViewBelief, void> {
    const {o} = this;
    const {user_id, ts_ms, event, item_id, dwell_ms} = events.columns as RawEvents["columns"];
    const user = this.evidence.prior(rows.length === 0 ? 0 : user_id[rows[0]]);
    let state = new Float64Array(this.kinds * I * S);
    let next = new Float64Array(this.kinds * I * S);
    let cart: number[] = [];
    let visit: Visit | null = null;
    let ordered = false;
    let lastMs = NaN;
    let lastDwell = -1;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const now = ts_ms[row];
      const kind = event[row];
      const item = item_id[row] - 1;
      if (visit === null || now - lastMs > VISIT_GAP_MS) {
        let left = -1;
        if (visit !== null) {
          this.evidence.closeVisit(state, user, ordered, lastDwell);
          this.evidence.weighReturn(user, lastMs, now);
          left = cart.length > 0 ? cart[cart.length - 1] : visit.focus;
        }
        if (!o.cartLasts) cart = [];
        visit = this.begin(item, now);
        this.enter(state, user, visit, now, cart.length, item === left, left === -1);
        ordered = false;
      } else if (now === lastMs) continue;
      else {
        this.step(state, next, visit, kind, item, cart.length, ordered, lastDwell);
        [state, next] = [next, state];
        ordered = kind === TRANSACTION;
        if (kind === VIEW) {
          if (!visit.seen.includes(item)) visit.seen.push(item);
          visit.focus = item;
          this.findLeads(visit);
        } else if (kind === ADD_TO_CART) cart.push(item);
        else if (kind === REMOVE_FROM_CART) cart.splice(cart.indexOf(item), 1);
        else cart = [];
      }
      normalize(state, now);
      lastMs = now;
      lastDwell = kind === VIEW ? dwell_ms[row] : -1;
      if (kind === VIEW) yield this.belief(row, state, visit, cart.length);
    }
  }

  private begin(item: number, now: number): Visit {
    const visit = {
      week: visitContext(this.o, now, 0).week,
      shift: tasteShift(this.o, now),
      seen: [item],
      focus: item,
      linked: false,
      neighboured: false,
      leads: new Map<number, Lead>()
    };
    this.findLeads(visit);
    return visit;
  }

  /** The belief after a visit's first view. */
  private enter(
    state: Float64Array,
    user: Float64Array,
    visit: Visit,
    now: number,
    units: number,
    isLeft: boolean,
    isNew: boolean
  ): void {
    const {o, tastes} = this;
    const context = visitContext(o, now, units);
    const drawn = this.evidence.drawn(visit.focus, visit.week, visit.shift, new Float64Array(tastes * V));
    const intents = new Float64Array(I);
    for (let u = 0; u < this.kinds; u++) {
      intentShares(o, Math.floor(u / (tastes * V)), u % V, context, intents);
      for (let i = 0; i < I; i++) {
        const resume = isNew ? 0 : o.resume[i];
        const seen = (isLeft ? resume : 0) + (1 - resume) * drawn[u % (tastes * V)];
        for (let s = 0; s < S; s++) state[(u * I + i) * S + s] = user[u] * intents[i] * o.firstStage[i][s] * seen;
      }
    }
  }

  /** One event on: the pause just seen, that the visit went on, the next stage, the type of event, and the item. */
  private step(
    state: Float64Array,
    next: Float64Array,
    visit: Visit,
    kind: number,
    item: number,
    units: number,
    ordered: boolean,
    lastDwell: number
  ): void {
    const {o, tastes} = this;
    const drawn =
      kind === VIEW ? this.evidence.drawn(item, visit.week, visit.shift, new Float64Array(tastes * V)) : null;
    const go = new Float64Array(S);
    for (let i = 0; i < I; i++)
      for (let to = 0; to < S; to++) {
        const p = eventShares(o, i, to, units);
        const share =
          kind === VIEW ? p.view : kind === ADD_TO_CART ? p.add : kind === REMOVE_FROM_CART ? p.remove : p.purchase;
        for (let from = 0; from < S; from++)
          go[from] =
            (1 - (ordered ? o.endAfterPurchase : o.endProbability[i][from])) *
            this.evidence.dwellShare(from, lastDwell) *
            o.stageTransitions[i][from][to] *
            share;
        const page = kind === VIEW ? this.pageShare(visit, to, item) : 1;
        const fromShelf = this.shelfShare(visit, to);
        for (let u = 0; u < this.kinds; u++) {
          const at = (u * I + i) * S;
          let sum = 0;
          for (let from = 0; from < S; from++) sum += state[at + from] * go[from];
          next[at + to] = sum * (drawn === null ? 1 : page + fromShelf * drawn[u % (tastes * V)]);
        }
      }
  }

  /** Finds where the visit's page leads to. */
  private findLeads(visit: Visit): void {
    const {links, coviews, inStock, weeks} = this.catalogue;
    const {leads, seen, focus} = visit;
    leads.clear();
    const lead = (item: number): Lead => {
      let found = leads.get(item);
      if (found === undefined) leads.set(item, (found = {followed: 0, coviewed: 0, revisited: 0}));
      return found;
    };
    const share = (targets: Int32Array, weights: ArrayLike<number>, add: (item: number, part: number) => void) => {
      const live = (j: number) => weights[j] * inStock[targets[focus * weights.length + j] * weeks + visit.week];
      let total = 0;
      for (let j = 0; j < weights.length; j++) total += live(j);
      if (total > 0) for (let j = 0; j < weights.length; j++) add(targets[focus * weights.length + j], live(j) / total);
      return total > 0;
    };
    visit.linked = share(links, this.o.linkWeights, (item, part) => (lead(item).followed += part));
    visit.neighboured =
      coviews.length > 0 && share(coviews, this.coviewWeights, (item, part) => (lead(item).coviewed += part));
    for (const item of seen) if (item !== focus) lead(item).revisited = 1 / (seen.length - 1);
  }

  /** In a stage, the chance that a view comes from the shelves. */
  private shelfShare({linked, neighboured, seen}: Visit, stage: number): number {
    const {o} = this;
    const other = 1 - o.repeat[stage] - (neighboured ? o.coview[stage] : 0);
    return other * (1 - (linked ? o.follow[stage] : 0) - (seen.length > 1 ? o.revisit[stage] : 0));
  }

  /** In a stage, the chance that a view is of an item otherwise than from the shelves. */
  private pageShare({leads, neighboured, focus}: Visit, stage: number, item: number): number {
    const {o} = this;
    const neighbour = neighboured ? o.coview[stage] : 0;
    const other = 1 - o.repeat[stage] - neighbour;
    const lead = leads.get(item);
    return (
      (item === focus ? o.repeat[stage] : 0) +
      (lead === undefined
        ? 0
        : neighbour * lead.coviewed + other * (o.follow[stage] * lead.followed + o.revisit[stage] * lead.revisited))
    );
  }

  private belief(row: number, state: Float64Array, visit: Visit, units: number): NextViewBelief {
    const {o, tastes, ahead} = this;
    const width = o.cartLimit + 1;
    // the chance that there is a next view, by its stage, and the user's taste and sensitivity
    const reached = new Float64Array(S * tastes * V);
    let viewsAgain = 0;
    for (let u = 0; u < this.kinds; u++)
      for (let i = 0; i < I; i++)
        for (let s = 0; s < S; s++) {
          const p = state[(u * I + i) * S + s];
          for (let to = 0; to < S; to++) {
            const part = p * ahead[((i * S + s) * width + units) * S + to];
            reached[to * tastes * V + (u % (tastes * V))] += part;
            viewsAgain += part;
          }
        }
    return {row, viewsAgain, fill: (probabilities) => this.fill(probabilities, visit, reached, viewsAgain)};
  }

  private fill(out: Float64Array, visit: Visit, reached: Float64Array, total: number): Float64Array {
    const {o, tastes, catalogue} = this;
    const {departmentStart} = catalogue;
    const {shift, week} = visit;
    const inStage = new Float64Array(S);
    const shelved = new Float64Array(tastes * V);
    const everyone = new Float64Array(V);
    for (let to = 0; to < S; to++) {
      const fromShelf = this.shelfShare(visit, to);
      for (let k = 0; k < tastes * V; k++) {
        const part = reached[to * tastes * V + k] / total;
        inStage[to] += part;
        shelved[k] += part * fromShelf;
        everyone[k % V] += part * fromShelf;
      }
    }
    out.fill(0);
    for (let v = 0; v < V; v++) {
      const sums = this.evidence.shelf[week * V + v];
      const anywhere = ((1 - o.tasteShare) * everyone[v]) / sums[sums.length - 1];
      for (let d = 0; d + 1 < departmentStart.length; d++) {
        const [from, to] = [departmentStart[d], departmentStart[d + 1]];
        const own = (1 - shift.share) * shelved[d * V + v] + (d === shift.department ? shift.share * everyone[v] : 0);
        const here = anywhere + (o.tasteShare * own) / weightBetween(sums, from, to);
        for (let item = from; item < to; item++) out[item] += here * weightOf(sums, item);
      }
    }
    for (let to = 0; to < S; to++) {
      for (const item of visit.leads.keys())
        if (item !== visit.focus) out[item] += inStage[to] * this.pageShare(visit, to, item);
      out[visit.focus] += inStage[to] * this.pageShare(visit, to, visit.focus);
    }
    return out;
  }
}

function normalize(state: Float64Array, ms: number): void {
  let total = 0;
  for (const p of state) total += p;
  if (!(total > 0)) throw new RangeError(`the log holds an event that the shop's options make impossible, at ${ms} ms`);
  for (let c = 0; c < state.length; c++) state[c] /= total;
}
