import {purchaseProbabilityAhead} from "./behaviour.js";
import {INTENTS, STAGES, type ShopOptions} from "./options.js";

/** The probability that a visit still buys, from every hidden state, with and without an offer; each table is made when first asked for. */
export class PurchaseAhead {
  private readonly tables = new Map<number, Float64Array>();
  private readonly width: number;

  constructor(private readonly o: ShopOptions) {
    this.width = o.cartLimit + 1;
  }

  /** As `purchaseProbabilityAhead` gives it, for a factor on the odds of buying. */
  table(odds = 1): Float64Array {
    let found = this.tables.get(odds);
    if (found === undefined) this.tables.set(odds, (found = purchaseProbabilityAhead(this.o, odds)));
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
