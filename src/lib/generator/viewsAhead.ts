import {eventShares} from "./behaviour.js";
import {INTENTS, STAGES, type ShopOptions} from "./options.js";

const S = STAGES.length;

/**
 * The probability that a visit, right after an event that bought nothing, views something again, and in which stage: the fixed point
 * of the chain of events that are no views, found by sweeps until nothing moves. At
 * `[((intent × STAGES + stage) × (cartLimit + 1) + units) × STAGES + stage of the next view]`. Throws `RangeError` where it does not settle.
 */
export function viewsAhead(o: ShopOptions): Float64Array {
  const width = o.cartLimit + 1;
  const ahead = new Float64Array(INTENTS.length * S * width * S);
  for (let intent = 0; intent < INTENTS.length; intent++) {
    const own = ahead.subarray(intent * S * width * S, (intent + 1) * S * width * S);
    const shares = Array.from({length: S * width}, (_, at) =>
      eventShares(o, intent, Math.floor(at / width), at % width)
    );
    /** Of the next event, its stage being given: the chance of a view, or of one after further events. */
    const from = (next: number, units: number, to: number): number => {
      const {view, add, remove, purchase} = shares[next * width + units];
      let sum = next === to ? view : 0;
      if (add > 0) sum += add * own[(next * width + units + 1) * S + to];
      if (remove > 0) sum += remove * own[(next * width + units - 1) * S + to];
      // after an order the cart is empty, and a visit ends with a probability of its own
      if (purchase > 0) sum += purchase * afterOrder[next * S + to];
      return sum;
    };
    const afterOrder = new Float64Array(S * S);
    for (let sweep = 0; ; sweep++) {
      if (sweep === 100_000) throw new RangeError("the chance of a view ahead does not settle; raise endProbability");
      let change = 0;
      for (let stage = 0; stage < S; stage++)
        for (let to = 0; to < S; to++)
          for (let units = 0; units < width; units++) {
            let sum = 0;
            for (let next = 0; next < S; next++) sum += o.stageTransitions[intent][stage][next] * from(next, units, to);
            const at = (stage * width + units) * S + to;
            const value = (1 - o.endProbability[intent][stage]) * sum;
            change = Math.max(change, Math.abs(value - own[at]));
            own[at] = value;
            if (units === 0) afterOrder[stage * S + to] = (1 - o.endAfterPurchase) * sum;
          }
      if (change < 1e-15) break;
    }
  }
  return ahead;
}
