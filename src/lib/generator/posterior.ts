import {DAY_MS, HOUR_MS, MINUTE_MS} from "../core/time.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW, type RawEvents} from "../sources/events.js";
import type {Table} from "../core/table.js";
import {
  VISIT_GAP_MS,
  eventShares,
  hourOf,
  intentShares,
  purchaseProbabilityAhead,
  itemWeights,
  visitContext,
  weekdayOf
} from "./behaviour.js";
import type {Catalogue} from "./catalogue.js";
import {rowsByUser} from "./visits.js";
import {INTENTS, PERSONAS, SENSITIVITIES, STAGES, type ShopOptions} from "./options.js";

/** What is believed of a user right after one event, by someone who knows every rate of the shop but sees only its log. */
export interface Belief {
  /** Probability that this visit buys later than this event. */
  readonly buysLater: number;
  /** Probability of each persona, sensitivity, taste (department), intent and stage; filled only where marginals are asked for. */
  readonly persona: Float64Array;
  readonly sensitivity: Float64Array;
  readonly taste: Float64Array;
  readonly intent: Float64Array;
  readonly stage: Float64Array;
}

/**
 * The exact posterior of the hidden states of the generated shop given any prefix of a user's events: the forward algorithm of its
 * hidden Markov model (Rabiner 1989, section III.A), over persona × taste × sensitivity × intent × stage. Nothing that is later
 * than an event is used for it: a page's dwell counts from the next event on, because it is known only once the page is left.
 * It is the ceiling of every prediction from the log: no model that sees the same log has a higher expected score.
 */
export class Posterior {
  private readonly o: ShopOptions;
  private readonly catalogue: Catalogue;
  private readonly shelf: Float64Array[];
  private readonly ahead: Float64Array;
  private readonly tastes: number;
  /** Users' hidden combinations: (persona × taste × sensitivity). */
  private readonly kinds: number;
  private readonly cells: number;
  private readonly prior: Float64Array;
  private readonly dwellShares: Float64Array[];

  constructor(o: ShopOptions, catalogue: Catalogue) {
    this.o = o;
    this.catalogue = catalogue;
    this.shelf = itemWeights(o, catalogue);
    this.ahead = purchaseProbabilityAhead(o);
    this.tastes = o.tasteWeights.length;
    this.kinds = PERSONAS.length * this.tastes * SENSITIVITIES.length;
    this.cells = this.kinds * INTENTS.length * STAGES.length;
    const tasteTotal = o.tasteWeights.reduce((a, b) => a + b, 0);
    this.prior = new Float64Array(this.kinds);
    for (let p = 0, k = 0; p < PERSONAS.length; p++)
      for (let t = 0; t < this.tastes; t++)
        for (let v = 0; v < SENSITIVITIES.length; v++, k++)
          this.prior[k] = o.personaShares[p] * (o.tasteWeights[t] / tasteTotal) * o.sensitivityShares[v];
    this.dwellShares = o.dwellWeights.map((row) => {
      const total = row.reduce((a, b) => a + b, 0);
      return Float64Array.from(row, (w) => w / total);
    });
  }

  /**
   * Walks through one user's events in order (rows of `events`, given by `rows`) and tells the belief after each. The belief's
   * object and arrays are reused from call to call. Of rows of the same moment only the first moves the belief: the others are an
   * order's further rows or repetitions of a row, say nothing new, and are told the same.
   *
   * `visitEnds` hears the last row of each visit, the probability of each kind of user (persona × taste × sensitivity) once it is known
   * that the visit ended there, and the row in the catalogue of what it left open.
   */
  walk(
    events: Table,
    rows: ArrayLike<number>,
    tell: (row: number, belief: Belief) => void,
    marginals = false,
    visitEnds?: (row: number, kinds: Float64Array, left: number) => void
  ): void {
    const {o, catalogue, cells, kinds, tastes} = this;
    const {ts_ms, event, item_id, dwell_ms} = events.columns as RawEvents["columns"];
    const I = INTENTS.length;
    const S = STAGES.length;
    const V = SENSITIVITIES.length;
    const width = o.cartLimit + 1;
    const {weeks, inStock, links, departmentStart} = catalogue;
    const department = catalogue.items.columns.department_id;
    const places = o.linkWeights.length;
    const user = Float64Array.from(this.prior);
    let state = new Float64Array(cells);
    let next = new Float64Array(cells);
    const shares = new Float64Array(I);
    const drawn = new Float64Array(tastes * V);
    const step = new Float64Array(S);
    const belief = {
      buysLater: 0,
      persona: new Float64Array(PERSONAS.length),
      sensitivity: new Float64Array(V),
      taste: new Float64Array(tastes),
      intent: new Float64Array(I),
      stage: new Float64Array(S)
    };
    let lastMs = NaN;
    let left = -1;
    let seen: number[] = [];
    let cart: number[] = [];
    let focus = -1;
    let week = 0;
    let ordered = false;
    let lastDwell = -1;

    /** P(item is drawn from the shelves | taste, sensitivity). */
    const fillDrawn = (item: number): void => {
      for (let v = 0; v < V; v++) {
        const sums = this.shelf[week * V + v];
        const weight = sums[item] - (item === 0 ? 0 : sums[item - 1]);
        const everywhere = ((1 - o.tasteShare) * weight) / sums[sums.length - 1];
        for (let t = 0; t < tastes; t++) drawn[t * V + v] = everywhere;
        const d = department[item];
        const [from, to] = [departmentStart[d], departmentStart[d + 1]];
        drawn[d * V + v] += (o.tasteShare * weight) / (sums[to - 1] - (from === 0 ? 0 : sums[from - 1]));
      }
    };
    const tellRow = (row: number): void => {
      let total = 0;
      let buys = 0;
      for (let c = 0, phase = 0; c < cells; c++) {
        total += state[c];
        buys += state[c] * this.ahead[phase * width + cart.length];
        if (++phase === I * S) phase = 0;
      }
      if (!(total > 0))
        throw new RangeError(`the log holds an event that the shop's options make impossible, at ${lastMs} ms`);
      for (let c = 0; c < cells; c++) state[c] /= total;
      belief.buysLater = buys / total;
      if (marginals) this.fillMarginals(state, belief);
      tell(row, belief);
    };

    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const now = ts_ms[row];
      const kind = event[row];
      const item = item_id[row] - 1;
      if (k === 0 || now - lastMs > VISIT_GAP_MS) {
        if (k > 0) {
          this.closeVisit(state, user, ordered, lastDwell);
          visitEnds?.(rows[k - 1], shareOut(user), cart.length > 0 ? cart[cart.length - 1] : focus);
          left = cart.length > 0 ? cart[cart.length - 1] : focus;
          this.weighReturn(user, lastMs, now);
        }
        if (!o.cartLasts) cart = [];
        const context = visitContext(o, now, cart.length);
        week = context.week;
        seen = [item];
        focus = item;
        ordered = false;
        fillDrawn(item);
        for (let u = 0; u < kinds; u++) {
          const persona = Math.floor(u / (tastes * V));
          const v = u % V;
          const t = Math.floor(u / V) % tastes;
          intentShares(o, persona, v, context, shares);
          for (let i = 0; i < I; i++) {
            const resume = left === -1 ? 0 : o.resume[i];
            const seenItem = (item === left ? resume : 0) + (1 - resume) * drawn[t * V + v];
            for (let s = 0; s < S; s++)
              state[(u * I + i) * S + s] = user[u] * shares[i] * o.firstStage[i][s] * seenItem;
          }
        }
      } else if (now > lastMs) {
        // One step: the pause just seen, that the visit went on, the next stage, the type of event, and the item.
        let followed = 0;
        let revisited = 0;
        let canFollow = false;
        const canRevisit = seen.length > 1;
        if (kind === VIEW) {
          let any = 0;
          for (let j = 0; j < places; j++) {
            const target = links[focus * places + j];
            const weight = o.linkWeights[j] * inStock[target * weeks + week];
            any += weight;
            if (target === item) followed += weight;
          }
          canFollow = any > 0;
          if (canFollow) followed /= any;
          if (canRevisit && item !== focus && seen.includes(item)) revisited = 1 / (seen.length - 1);
          fillDrawn(item);
        }
        const dwellClass = lastDwell < 0 ? -1 : this.dwellClass(lastDwell);
        for (let i = 0; i < I; i++)
          for (let to = 0; to < S; to++) {
            const p = eventShares(o, i, to, cart.length);
            const share =
              kind === VIEW ? p.view : kind === ADD_TO_CART ? p.add : kind === REMOVE_FROM_CART ? p.remove : p.purchase;
            const linked = canFollow ? o.follow[to] : 0;
            const again = canRevisit ? o.revisit[to] : 0;
            const byPage = linked * followed + again * revisited;
            const byShelf = 1 - linked - again;
            for (let from = 0; from < S; from++) {
              const end = ordered ? o.endAfterPurchase : o.endProbability[i][from];
              const dwell = dwellClass < 0 ? 1 : this.dwellShares[from][dwellClass];
              step[from] = (1 - end) * dwell * o.stageTransitions[i][from][to] * share;
            }
            for (let u = 0, kindOf = 0; u < kinds; u++) {
              const base = (u * I + i) * S;
              let sum = 0;
              for (let from = 0; from < S; from++) sum += state[base + from] * step[from];
              next[base + to] = kind === VIEW ? sum * (byPage + byShelf * drawn[kindOf]) : sum;
              if (++kindOf === tastes * V) kindOf = 0;
            }
          }
        [state, next] = [next, state];
        ordered = kind === TRANSACTION;
        if (kind === VIEW) {
          if (!seen.includes(item)) seen.push(item);
          focus = item;
        } else if (kind === ADD_TO_CART) cart.push(item);
        else if (kind === REMOVE_FROM_CART) cart.splice(cart.indexOf(item), 1);
        else cart = [];
      }
      lastMs = now;
      lastDwell = kind === VIEW ? dwell_ms[row] : -1;
      tellRow(row);
    }
    if (visitEnds !== undefined && rows.length > 0) {
      this.closeVisit(state, user, ordered, lastDwell);
      visitEnds(rows[rows.length - 1], shareOut(user), cart.length > 0 ? cart[cart.length - 1] : focus);
    }
  }

  private dwellClass(ms: number): number {
    const bounds = this.o.dwellBoundsMs;
    let k = 0;
    while (k + 2 < bounds.length && ms >= bounds[k + 1]) k++;
    return k;
  }

  /** Ends the visit: what it said of the user, summed over its intent and stage. */
  private closeVisit(state: Float64Array, user: Float64Array, ordered: boolean, lastDwell: number): void {
    const {o} = this;
    const kind = lastDwell < 0 ? -1 : this.dwellClass(lastDwell);
    for (let u = 0; u < this.kinds; u++) {
      let sum = 0;
      for (let i = 0; i < INTENTS.length; i++)
        for (let s = 0; s < STAGES.length; s++)
          sum +=
            state[(u * INTENTS.length + i) * STAGES.length + s] *
            (ordered ? o.endAfterPurchase : o.endProbability[i][s]) *
            (kind < 0 ? 1 : this.dwellShares[s][kind]);
      user[u] = sum;
    }
  }

  /** Weighs each persona by how likely it comes back just now. */
  private weighReturn(user: Float64Array, lastMs: number, nowMs: number): void {
    const {o} = this;
    const [from, to] = o.returnSoonMinutes;
    const since = nowMs - lastMs;
    const soon = since >= from * MINUTE_MS && since < to * MINUTE_MS ? 1 / ((to - from) * MINUTE_MS) : 0;
    const days = Math.floor(nowMs / DAY_MS) - Math.floor(lastMs / DAY_MS);
    const hours = weekdayOf(nowMs) >= 5 ? o.weekendHourWeights : o.hourWeights;
    const atHour = hours[hourOf(nowMs)] / hours.reduce((a, b) => a + b, 0) / HOUR_MS;
    const perPersona = this.kinds / PERSONAS.length;
    for (let p = 0; p < PERSONAS.length; p++) {
      const weights = o.returnWeights[p];
      const total = weights.reduce((a, b) => a + b, 0);
      let density = (weights[0] / total) * soon;
      o.returnDays.forEach(([first, last], k) => {
        if (days >= first && days <= last) density += ((weights[k + 1] / total) * atHour) / (last - first + 1);
      });
      const likelihood = o.returnProbability[p] * density * DAY_MS; // per day, to stay far from underflow
      for (let u = p * perPersona; u < (p + 1) * perPersona; u++) user[u] *= likelihood;
    }
  }

  private fillMarginals(state: Float64Array, belief: Belief): void {
    const {tastes} = this;
    for (const part of [belief.persona, belief.sensitivity, belief.taste, belief.intent, belief.stage]) part.fill(0);
    const I = INTENTS.length;
    const S = STAGES.length;
    const V = SENSITIVITIES.length;
    for (let c = 0; c < state.length; c++) {
      const u = Math.floor(c / (I * S));
      belief.persona[Math.floor(u / (tastes * V))] += state[c];
      belief.taste[Math.floor(u / V) % tastes] += state[c];
      belief.sensitivity[u % V] += state[c];
      belief.intent[Math.floor(c / S) % I] += state[c];
      belief.stage[c % S] += state[c];
    }
  }
}

/** Weights as shares of their sum. */
function shareOut(weights: Float64Array): Float64Array {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
}

/** For every event, the probability that its visit buys later than it; one value a row. `onProgress` hears the share done. */
export function buysLater(
  o: ShopOptions,
  catalogue: Catalogue,
  events: RawEvents,
  onProgress?: (share: number) => void
): Float64Array {
  const posterior = new Posterior(o, catalogue);
  const out = new Float64Array(events.rows);
  const users = rowsByUser(events, o.users);
  users.forEach((rows, u) => {
    posterior.walk(events, rows, (row, belief) => (out[row] = belief.buysLater));
    if (u % 200 === 0) onProgress?.(u / users.length);
  });
  onProgress?.(1);
  return out;
}
