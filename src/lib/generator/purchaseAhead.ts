import {eventShares, purchaseProbabilityAhead} from "./behaviour.js";
import {INTENTS, STAGES, type ShopOptions} from "./options.js";

/** The probability that a visit still buys, from every hidden state, with and without an offer; each table is made when first asked for. */
export class PurchaseAhead {
  private readonly tables = new Map<number, Float64Array>();
  private readonly width: number;

  constructor(private readonly o: ShopOptions) {
    this.width = o.cartLimit + 1;
  }

  /** As `purchaseProbabilityAhead` gives it, for a factor on the odds of buying from now on. */
  table(odds = 1): Float64Array {
    let found = this.tables.get(odds);
    if (found === undefined) {
      found = odds === 1 ? purchaseProbabilityAhead(this.o) : solveAtOdds(this.o, odds);
      this.tables.set(odds, found);
    }
    return found;
  }

  /**
   * The same right after an event in a state: `units` are in the cart now, and a purchase ends a visit with a probability of its own.
   */
  after(intent: number, stage: number, units: number, ordered: boolean, odds = 1): number {
    const {o, width} = this;
    const ahead = this.table(odds);
    if (!ordered) return ahead[(intent * STAGES.length + stage) * width + units];
    return afterOrder(o, ahead)[intent * STAGES.length + stage];
  }
}

/** Probability that a visit buys again, right after an event that bought: at intent × STAGES + stage. */
export function afterOrder(o: ShopOptions, ahead: Float64Array): Float64Array {
  const width = o.cartLimit + 1;
  const again = new Float64Array(INTENTS.length * STAGES.length);
  for (let intent = 0; intent < INTENTS.length; intent++)
    for (let stage = 0; stage < STAGES.length; stage++) {
      let sum = 0;
      for (let next = 0; next < STAGES.length; next++) {
        const cell = (intent * STAGES.length + next) * width;
        const add = o.addFirst[intent][next];
        sum += o.stageTransitions[intent][stage][next] * ((1 - add) * ahead[cell] + add * ahead[cell + 1]);
      }
      again[intent * STAGES.length + stage] = (1 - o.endAfterPurchase) * sum;
    }
  return again;
}

/**
 * The table for a factor on the odds of buying: the linear equations of the chain of events, for each intent one system over stages and cart
 * sizes, by Gaussian elimination. A shop has dozens of such factors, and sweeps would take ten times as long.
 */
function solveAtOdds(o: ShopOptions, odds: number): Float64Array {
  const width = o.cartLimit + 1;
  const size = STAGES.length * width;
  const ahead = new Float64Array(INTENTS.length * size);
  const row = size + 1;
  for (let intent = 0; intent < INTENTS.length; intent++) {
    const a = new Float64Array(size * row);
    for (let next = 0; next < STAGES.length; next++)
      for (let units = 0; units < width; units++) {
        const p = eventShares(o, intent, next, units, odds);
        for (let stage = 0; stage < STAGES.length; stage++) {
          const at = (stage * width + units) * row;
          const go = (1 - o.endProbability[intent][stage]) * o.stageTransitions[intent][stage][next];
          a[at + next * width + units] -= go * p.view;
          if (p.add > 0) a[at + next * width + units + 1] -= go * p.add;
          if (p.remove > 0) a[at + next * width + units - 1] -= go * p.remove;
          a[at + size] += go * p.purchase;
        }
      }
    // the matrix is one minus a substochastic one, so that no pivot is near zero and rows need not be exchanged
    for (let i = 0; i < size; i++) a[i * row + i] += 1;
    for (let i = 0; i < size; i++)
      for (let below = i + 1; below < size; below++) {
        const factor = a[below * row + i] / a[i * row + i];
        if (factor === 0) continue;
        for (let k = i; k <= size; k++) a[below * row + k] -= factor * a[i * row + k];
      }
    for (let i = size - 1; i >= 0; i--) {
      let sum = a[i * row + size];
      for (let k = i + 1; k < size; k++) sum -= a[i * row + k] * ahead[intent * size + k];
      ahead[intent * size + i] = sum / a[i * row + i];
    }
  }
  return ahead;
}
