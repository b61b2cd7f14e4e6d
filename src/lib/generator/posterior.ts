import {UserError} from "../core/errors.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW, type RawEvents} from "../sources/events.js";
import type {Table} from "../core/table.js";
import {VISIT_GAP_MS, eventShares, intentShares, visitContext} from "./behaviour.js";
import type {Catalogue} from "./catalogue.js";
import {tasteShift, type DriftKind} from "./drift.js";
import {coviewWeights} from "./itemWalk.js";
import {RESPONSES, assignOffer, offerOdds} from "./offer.js";
import {PurchaseAhead, afterOrder} from "./purchaseAhead.js";
import {VisitEvidence} from "./visitEvidence.js";
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
 *
 * Beside the log it knows what a shop knows: its catalogue, which traffic source a visitor came from, and which offer was shown to whom (not how a
 * user responds to one, which is a hidden state more from the offer to the visit's end). Where a shop's log is not all that happened, or
 * not only what visitors did, there is no posterior: see `refuseHiddenEvents`.
 */
export class Posterior {
  private readonly o: ShopOptions;
  private readonly catalogue: Catalogue;
  private readonly evidence: VisitEvidence;
  private readonly ahead: PurchaseAhead;
  private readonly coviewWeights: Float64Array;
  private readonly tastes: number;
  /** Users' hidden combinations: (persona × taste × sensitivity). */
  private readonly kinds: number;
  private readonly cells: number;

  constructor(o: ShopOptions, catalogue: Catalogue) {
    refuseHiddenEvents(o);
    this.o = o;
    this.catalogue = catalogue;
    this.evidence = new VisitEvidence(o, catalogue);
    this.ahead = new PurchaseAhead(o);
    this.coviewWeights = coviewWeights(o);
    this.tastes = o.tasteWeights.length;
    this.kinds = this.evidence.kinds;
    this.cells = this.kinds * INTENTS.length * STAGES.length;
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
    const {user_id, ts_ms, event, item_id, dwell_ms} = events.columns as RawEvents["columns"];
    const I = INTENTS.length;
    const S = STAGES.length;
    const V = SENSITIVITIES.length;
    const width = o.cartLimit + 1;
    const {weeks, inStock, links, coviews, priceCents} = catalogue;
    const places = o.linkWeights.length;
    const userId = rows.length === 0 ? 0 : user_id[rows[0]];
    const user = this.evidence.prior(userId);
    // From an offer to the visit's end there is a block of cells for each response.
    const blocks = o.offer === null ? 1 : RESPONSES.length;
    let state = new Float64Array(blocks * cells);
    let next = new Float64Array(blocks * cells);
    /** Factor on the odds of buying, at response × V + sensitivity; null where no offer is at work. */
    const offered: {odds: Float64Array | null} = {odds: null};
    let eligible = o.offer !== null;
    let steps = 0;
    let shift = {share: 0, department: 0};
    const shares = new Float64Array(I);
    const drawn = new Float64Array(tastes * V);
    const step = new Float64Array(S);
    const dwell = new Float64Array(S);
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

    const tellRow = (row: number): void => {
      let total = 0;
      let buys = 0;
      const {odds} = offered;
      const taken = odds === null ? cells : blocks * cells;
      let ahead = this.ahead.table();
      let again = ordered ? afterOrder(o, ahead) : null;
      for (let c = 0, phase = 0; c < taken; c++) {
        if (odds !== null && phase === 0) {
          const u = Math.floor((c % cells) / (I * S));
          ahead = this.ahead.table(odds[Math.floor(c / cells) * V + (u % V)]);
          if (ordered) again = afterOrder(o, ahead);
        }
        total += state[c];
        buys += state[c] * (again === null ? ahead[phase * width + cart.length] : again[phase]);
        if (++phase === I * S) phase = 0;
      }
      if (!(total > 0))
        throw new RangeError(`the log holds an event that the shop's options make impossible, at ${lastMs} ms`);
      for (let c = 0; c < taken; c++) state[c] /= total;
      belief.buysLater = buys / total;
      if (marginals) this.fillMarginals(state.subarray(0, taken), belief);
      tell(row, belief);
    };
    /** Splits the belief by response where the user becomes eligible for an offer just now, and is shown it. */
    const dealOffer = (kind: number): void => {
      const {offer} = o;
      if (!eligible || (offer!.after === "cart" ? kind !== ADD_TO_CART : steps !== offer!.after)) return;
      eligible = false;
      const {treated, depthPercent} = assignOffer(offer!, userId - 1);
      if (!treated) return;
      let cartCents = 0;
      for (const item of cart) cartCents += priceCents[item * weeks + week];
      const odds = (offered.odds = new Float64Array(blocks * V));
      for (let g = blocks - 1; g >= 0; g--) {
        for (let v = 0; v < V; v++) odds[g * V + v] = offerOdds(offer!, g, v, depthPercent, cartCents);
        for (let c = 0; c < cells; c++)
          state[g * cells + c] = state[c] * offer!.responseShares[Math.floor(c / (I * S)) % V][g];
      }
    };

    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const now = ts_ms[row];
      const kind = event[row];
      const item = item_id[row] - 1;
      if (k === 0 || now - lastMs > VISIT_GAP_MS) {
        if (k > 0) {
          this.evidence.closeVisit(state, user, ordered, lastDwell, offered.odds === null ? 1 : blocks);
          visitEnds?.(rows[k - 1], shareOut(user), cart.length > 0 ? cart[cart.length - 1] : focus);
          left = cart.length > 0 ? cart[cart.length - 1] : focus;
          this.evidence.weighReturn(user, lastMs, now);
        }
        if (!o.cartLasts) cart = [];
        const context = visitContext(o, now, cart.length);
        week = context.week;
        shift = tasteShift(o, now);
        seen = [item];
        focus = item;
        ordered = false;
        offered.odds = null;
        steps = 1;
        this.evidence.drawn(item, week, shift, drawn);
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
        dealOffer(kind);
      } else if (now > lastMs) {
        const {odds} = offered;
        // One step: the pause just seen, that the visit went on, the next stage, the type of event, and the item.
        let followed = 0;
        let revisited = 0;
        let coviewed = 0;
        let canFollow = false;
        let canCoview = false;
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
          if (coviews.length > 0) {
            let live = 0;
            this.coviewWeights.forEach((all, j) => {
              const target = coviews[focus * o.coviewPlaces + j];
              const weight = all * inStock[target * weeks + week];
              live += weight;
              if (target === item) coviewed += weight;
            });
            canCoview = live > 0;
            if (canCoview) coviewed /= live;
          }
          if (canRevisit && item !== focus && seen.includes(item)) revisited = 1 / (seen.length - 1);
          this.evidence.drawn(item, week, shift, drawn);
        }
        for (let from = 0; from < S; from++) dwell[from] = this.evidence.dwellShare(from, lastDwell);
        for (let g = 0; g < (odds === null ? 1 : blocks); g++)
          for (let i = 0; i < I; i++)
            for (let to = 0; to < S; to++) {
              const linked = canFollow ? o.follow[to] : 0;
              const again = canRevisit ? o.revisit[to] : 0;
              const neighbour = canCoview ? o.coview[to] : 0;
              const other = 1 - o.repeat[to] - neighbour;
              const byPage =
                other * (linked * followed + again * revisited) +
                neighbour * coviewed +
                (item === focus ? o.repeat[to] : 0);
              const byShelf = other * (1 - linked - again);
              // Under an offer the shares of events differ by sensitivity, which is the last part of a kind's number.
              const parts = odds === null ? 1 : V;
              for (let v = 0; v < parts; v++) {
                const p = eventShares(o, i, to, cart.length, odds === null ? 1 : odds[g * V + v]);
                const share =
                  kind === VIEW
                    ? p.view
                    : kind === ADD_TO_CART
                      ? p.add
                      : kind === REMOVE_FROM_CART
                        ? p.remove
                        : p.purchase;
                for (let from = 0; from < S; from++) {
                  const end = ordered ? o.endAfterPurchase : o.endProbability[i][from];
                  step[from] = (1 - end) * dwell[from] * o.stageTransitions[i][from][to] * share;
                }
                for (let u = v, kindOf = v; u < kinds; u += parts) {
                  const base = g * cells + (u * I + i) * S;
                  let sum = 0;
                  for (let from = 0; from < S; from++) sum += state[base + from] * step[from];
                  next[base + to] = kind === VIEW ? sum * (byPage + byShelf * drawn[kindOf]) : sum;
                  kindOf += parts;
                  if (kindOf >= tastes * V) kindOf -= tastes * V;
                }
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
        steps++;
        dealOffer(kind);
      }
      lastMs = now;
      lastDwell = kind === VIEW ? dwell_ms[row] : -1;
      tellRow(row);
    }
    if (visitEnds !== undefined && rows.length > 0) {
      this.evidence.closeVisit(state, user, ordered, lastDwell, offered.odds === null ? 1 : blocks);
      visitEnds(rows[rows.length - 1], shareOut(user), cart.length > 0 ? cart[cart.length - 1] : focus);
    }
  }

  private fillMarginals(state: Float64Array, belief: Belief): void {
    const {tastes} = this;
    for (const part of [belief.persona, belief.sensitivity, belief.taste, belief.intent, belief.stage]) part.fill(0);
    const I = INTENTS.length;
    const S = STAGES.length;
    const V = SENSITIVITIES.length;
    for (let c = 0; c < state.length; c++) {
      const u = Math.floor((c % this.cells) / (I * S));
      belief.persona[Math.floor(u / (tastes * V))] += state[c];
      belief.taste[Math.floor(u / V) % tastes] += state[c];
      belief.sensitivity[u % V] += state[c];
      belief.intent[Math.floor(c / S) % I] += state[c];
      belief.stage[c % S] += state[c];
    }
  }
}

/**
 * Throws `UserError` for a shop whose log hides events, or holds some that are no visitor's: what a purchase's probability is given such a log is
 * another question, and this one's answer would be wrong for it.
 */
export function refuseHiddenEvents({drift}: Pick<ShopOptions, "drift">): void {
  const why: Partial<Record<DriftKind, string>> = {
    "cart-loss": "its tracker loses events, and what is in a cart cannot be told from the log",
    bots: "some of its events are a machine's, and the model has visitors only"
  };
  for (const {kind} of drift)
    if (why[kind] !== undefined)
      throw new UserError(
        `no posterior is computed of a shop with drift ${kind}: ${why[kind]}`,
        "leave this scenario out: every other event of the shop stays the same"
      );
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
