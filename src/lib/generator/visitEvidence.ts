import {DAY_MS, HOUR_MS, MINUTE_MS} from "../core/time.js";
import {hourOf, itemWeights, weekdayOf} from "./behaviour.js";
import type {Catalogue} from "./catalogue.js";
import {populationOf, type tasteShift} from "./drift.js";
import {INTENTS, PERSONAS, SENSITIVITIES, STAGES, type ShopOptions} from "./options.js";

const V = SENSITIVITIES.length;

/**
 * The parts of the forward algorithm over hidden users (persona × taste × sensitivity) that do not depend on what is to be
 * predicted: how likely a kind of user is, draws an item, pauses, comes back, and ends a visit. `Posterior` and
 * `NextItemPosterior` are made of it.
 */
export class VisitEvidence {
  /** Combinations of persona, taste and sensitivity; the sensitivity changes fastest, then the taste. */
  readonly kinds: number;
  /** Running sums of the items' weights, by week and sensitivity. */
  readonly shelf: readonly Float64Array[];
  private readonly tastes: number;
  /** The last user who does not come from a new traffic source. */
  private readonly usual: number;
  private readonly usualPrior: Float64Array;
  private readonly trafficPrior: Float64Array;
  private readonly dwellShares: readonly (readonly number[])[];

  constructor(
    private readonly o: ShopOptions,
    private readonly catalogue: Catalogue
  ) {
    this.tastes = o.tasteWeights.length;
    this.kinds = PERSONAS.length * this.tastes * V;
    this.shelf = itemWeights(o, catalogue);
    this.usual = populationOf(o).usual;
    this.usualPrior = this.priorOf(o.personaShares);
    this.trafficPrior = this.priorOf(o.trafficPersonas);
    this.dwellShares = o.dwellWeights.map(shares);
  }

  /** The probability of each kind of user before its first event: a new array. */
  prior(userId: number): Float64Array {
    return Float64Array.from(userId > this.usual ? this.trafficPrior : this.usualPrior);
  }

  private priorOf(personaShares: readonly number[]): Float64Array {
    const {o, tastes} = this;
    const taste = shares(o.tasteWeights);
    return Float64Array.from(
      {length: this.kinds},
      (_, u) =>
        personaShares[Math.floor(u / (tastes * V))] * taste[Math.floor(u / V) % tastes] * o.sensitivityShares[u % V]
    );
  }

  /** Writes P(item is drawn from the shelves | taste, sensitivity) to `out`, at taste × sensitivities + sensitivity. */
  drawn(item: number, week: number, shift: ReturnType<typeof tasteShift>, out: Float64Array): Float64Array {
    const {o, tastes, catalogue} = this;
    const {departmentStart} = catalogue;
    const d = catalogue.items.columns.department_id[item];
    for (let v = 0; v < V; v++) {
      const sums = this.shelf[week * V + v];
      const weight = weightOf(sums, item);
      const everywhere = ((1 - o.tasteShare) * weight) / sums[sums.length - 1];
      const own = (o.tasteShare * weight) / weightBetween(sums, departmentStart[d], departmentStart[d + 1]);
      for (let t = 0; t < tastes; t++)
        out[t * V + v] =
          everywhere + own * ((t === d ? 1 - shift.share : 0) + (d === shift.department ? shift.share : 0));
    }
    return out;
  }

  /** The probability of a page's dwell in a stage: of its class, as the log has classes of dwell; 1 where it is unknown (negative). */
  dwellShare(stage: number, ms: number): number {
    return ms < 0 ? 1 : this.dwellShares[stage][this.dwellClass(ms)];
  }

  private dwellClass(ms: number): number {
    const bounds = this.o.dwellBoundsMs;
    let k = 0;
    while (k + 2 < bounds.length && ms >= bounds[k + 1]) k++;
    return k;
  }

  /**
   * Ends a visit: writes what it said of the user, summed over its intent and stage, and over blocks of `state` where an offer
   * made several.
   *
   * @param state at ((block × kinds + kind) × intents + intent) × stages + stage
   */
  closeVisit(state: Float64Array, user: Float64Array, ordered: boolean, lastDwell: number, blocks = 1): void {
    const {o, kinds} = this;
    const [I, S] = [INTENTS.length, STAGES.length];
    const dwell = STAGES.map((_, s) => this.dwellShare(s, lastDwell));
    for (let u = 0; u < kinds; u++) {
      let sum = 0;
      for (let g = 0; g < blocks; g++)
        for (let i = 0; i < I; i++)
          for (let s = 0; s < S; s++)
            sum +=
              state[((g * kinds + u) * I + i) * S + s] *
              (ordered ? o.endAfterPurchase : o.endProbability[i][s]) *
              dwell[s];
      user[u] = sum;
    }
  }

  /** Weighs each persona by how likely it comes back just now. */
  weighReturn(user: Float64Array, lastMs: number, nowMs: number): void {
    const {o} = this;
    const [from, to] = o.returnSoonMinutes;
    const since = nowMs - lastMs;
    const soon = since >= from * MINUTE_MS && since < to * MINUTE_MS ? 1 / ((to - from) * MINUTE_MS) : 0;
    const days = Math.floor(nowMs / DAY_MS) - Math.floor(lastMs / DAY_MS);
    const hours = shares(weekdayOf(nowMs) >= 5 ? o.weekendHourWeights : o.hourWeights);
    const atHour = hours[hourOf(nowMs)] / HOUR_MS;
    const perPersona = this.kinds / PERSONAS.length;
    for (let p = 0; p < PERSONAS.length; p++) {
      const [soonShare, ...later] = shares(o.returnWeights[p]);
      let density = soonShare * soon;
      o.returnDays.forEach(([first, last], k) => {
        if (days >= first && days <= last) density += (later[k] * atHour) / (last - first + 1);
      });
      const likelihood = o.returnProbability[p] * density * DAY_MS; // per day, to stay far from underflow
      for (let u = p * perPersona; u < (p + 1) * perPersona; u++) user[u] *= likelihood;
    }
  }
}

/** The weight of one item on a shelf of running sums. */
export const weightOf = (sums: Float64Array, item: number): number => sums[item] - (item === 0 ? 0 : sums[item - 1]);

/** The weight of the items from row `from` to before row `to`. */
export const weightBetween = (sums: Float64Array, from: number, to: number): number =>
  sums[to - 1] - (from === 0 ? 0 : sums[from - 1]);

/** Weights as shares of their sum. */
function shares(weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}
