import {exp, log} from "../core/portableMath.js";
import {pick, pickFromSums, type Random} from "../core/random.js";
import {itemWeights} from "./behaviour.js";
import type {Catalogue} from "./catalogue.js";
import {Choice} from "./choice.js";
import {SENSITIVITIES, type ShopOptions} from "./options.js";

/** A place in a walk to come back to. */
export interface WalkPlace {
  readonly focus: number;
  readonly seenItems: number;
}

/**
 * Which items a visit views. From a page, the next view is, in this order of chances:
 *
 * 1. with `repeat[stage]` the page's own item again;
 * 2. with `coview[stage]` one of its co-view neighbours that is in stock, the k-th with weight 1 / k^coviewExponent;
 * 3. else, with `follow[stage]`, an item that the page links to; with `revisit[stage]` another one seen before in this visit; and
 *    otherwise one from the shelves, of the user's own department or of all.
 *
 * What is not possible (no neighbour in stock, nothing else seen) leaves its chance to what comes after it. Where 1 and 2 are off, no random number is
 * drawn for them.
 */
export class ItemWalk {
  /** Row of the page's item; −1 before the visit's first view. */
  focus = -1;
  /** Whether the last view was taken from the department that a change of taste favours, in place of the user's own. */
  shifted = false;
  private readonly shelf: readonly Float64Array[];
  private readonly linkWeights: Float64Array;
  private readonly coviewWeights: Float64Array;
  /** The same weights, 0 for what is out of stock: filled in at each draw. */
  private readonly linkLive: Float64Array;
  private readonly coviewLive: Float64Array;
  private readonly coviewPlaces: Choice;
  private readonly moves: boolean;
  /** Distinct items seen in this visit, in the order of their first views; the first `seenItems` are. */
  private seen = new Int32Array(64);
  private seenItems = 0;
  /** By item: the visit, counted over all users, that has last seen it. */
  private readonly seenIn: Int32Array;
  private visits = 0;
  private taste = 0;
  private week = 0;
  private shiftShare = 0;
  private shiftTo = 0;
  private sums: Float64Array;

  constructor(
    private readonly o: ShopOptions,
    private readonly catalogue: Catalogue
  ) {
    this.shelf = itemWeights(o, catalogue);
    this.sums = this.shelf[0];
    this.linkWeights = Float64Array.from(o.linkWeights);
    this.linkLive = new Float64Array(o.linkWeights.length);
    this.coviewWeights = coviewWeights(o);
    this.coviewPlaces = new Choice([...this.coviewWeights]);
    this.coviewLive = new Float64Array(o.coviewPlaces);
    this.moves = o.repeat.some((p) => p > 0) || o.coview.some((p) => p > 0);
    this.seenIn = new Int32Array(catalogue.items.rows);
  }

  /** Begins a visit; the shift of taste is that of `tasteShift`. */
  begin(taste: number, sensitivity: number, week: number, shiftShare: number, shiftTo: number): void {
    this.taste = taste;
    this.week = week;
    this.sums = this.shelf[week * SENSITIVITIES.length + sensitivity];
    this.shiftShare = shiftShare;
    this.shiftTo = shiftTo;
    this.focus = -1;
    this.seenItems = 0;
    this.visits++;
  }

  /** Draws the next view and goes there: the row of its item. `left` is what the user's last visit left open, or −1. */
  view(source: Random, left: number, intent: number, stage: number): number {
    this.shifted = false;
    const item = this.nextItem(source, left, intent, stage);
    this.focus = item;
    if (this.seenIn[item] !== this.visits) this.see(item);
    return item;
  }

  place(): WalkPlace {
    return {focus: this.focus, seenItems: this.seenItems};
  }

  /** Goes back to a place of the same visit. */
  backTo({focus, seenItems}: WalkPlace): void {
    for (let k = seenItems; k < this.seenItems; k++) this.seenIn[this.seen[k]] = 0;
    this.seenItems = Math.min(seenItems, this.seenItems);
    this.focus = focus;
  }

  private nextItem(source: Random, left: number, intent: number, stage: number): number {
    const {o, focus, seen, seenItems} = this;
    if (focus === -1) return left !== -1 && source.uniform() < o.resume[intent] ? left : this.shelfItem(source);
    if (this.moves) {
      const m = source.uniform();
      if (m < o.repeat[stage]) return focus;
      if (m < o.repeat[stage] + o.coview[stage]) {
        const neighbour = this.coviewed(source);
        if (neighbour !== -1) return neighbour;
      }
    }
    const u = source.uniform();
    if (u < o.follow[stage]) {
      const linked = this.neighbour(this.catalogue.links, this.linkWeights, this.linkLive, source);
      if (linked !== -1) return linked;
    } else if (u < o.follow[stage] + o.revisit[stage] && seenItems > 1) {
      const k = source.below(seenItems - 1);
      return seen[k] === focus ? seen[seenItems - 1] : seen[k];
    }
    return this.shelfItem(source);
  }

  /**
   * A co-view neighbour that is in stock, or −1: one is drawn as if all were, and only where it is not are weights added up, of which
   * the distribution is the same.
   */
  private coviewed(source: Random): number {
    const {coviews, inStock, weeks} = this.catalogue;
    const target = coviews[this.focus * this.coviewWeights.length + this.coviewPlaces.draw(source)];
    return inStock[target * weeks + this.week] === 1
      ? target
      : this.neighbour(coviews, this.coviewWeights, this.coviewLive, source);
  }

  /** One of the items that the page's item has as its targets, among those in stock; −1 where none is. */
  private neighbour(targets: Int32Array, all: Float64Array, live: Float64Array, source: Random): number {
    const {inStock, weeks} = this.catalogue;
    const from = this.focus * all.length;
    let any = 0;
    for (let k = 0; k < all.length; k++) any += live[k] = all[k] * inStock[targets[from + k] * weeks + this.week];
    return any > 0 ? targets[from + pick(live, source)] : -1;
  }

  private shelfItem(source: Random): number {
    const {departmentStart} = this.catalogue;
    if (source.uniform() >= this.o.tasteShare) return pickFromSums(this.sums, 0, this.sums.length, source);
    let department = this.taste;
    if (this.shiftShare > 0 && source.uniform() < this.shiftShare) {
      department = this.shiftTo;
      this.shifted = department !== this.taste;
    }
    return pickFromSums(this.sums, departmentStart[department], departmentStart[department + 1], source);
  }

  private see(item: number): void {
    this.seenIn[item] = this.visits;
    if (this.seenItems === this.seen.length) {
      const wider = new Int32Array(2 * this.seen.length);
      wider.set(this.seen);
      this.seen = wider;
    }
    this.seen[this.seenItems++] = item;
  }
}

/** The weight of each co-view place: Zipf's law. */
export function coviewWeights({coviewPlaces, coviewExponent}: ShopOptions): Float64Array {
  return Float64Array.from({length: coviewPlaces}, (_, k) => exp(-coviewExponent * log(k + 1)));
}
