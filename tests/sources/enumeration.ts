import {DAY_MS} from "../../src/lib/core/time.js";
import type {Shop} from "../../src/lib/generator/shop.js";

/**
 * The oracle of the posterior: adds up the joint probability of every hidden path that could have made a prefix of a user's
 * events, straight from the option tables and with no recursion shared between paths. Exponential in the number of events;
 * what a step alone decides, such as the shares of items, is reckoned once for all paths that take it.
 */
export interface Enumerated {
  persona: number[];
  sensitivity: number[];
  taste: number[];
  intent: number[];
  stage: number[];
  buysLater: number;
  /** Probability that the visit views something again, where items are asked about. */
  viewsAgain: number;
  /** Of each item asked about, the probability that the visit views something again and that it is this one. */
  nextView: number[];
  /** Paths added up. */
  paths: number;
}

const HOUR = 3_600_000;

/** The enumeration of one shop's prefixes, each given as the rows of its events. */
export function enumerator(shop: Shop): (rows: readonly number[], next?: readonly number[]) => Enumerated {
  const shelves = new Map<string, Shelf>();
  const aheadAt = new Map<number, Ahead>();
  return (rows, next = []) => enumerate(shop, rows, next, shelves, aheadAt);
}

/** What the items of a week weigh together: all, those of the user's department, and those of the department that tastes move to. */
interface Shelf {
  readonly all: number;
  readonly own: number;
  readonly rising: number;
}

type Ahead = (intent: number, stage: number, units: number, ordered: boolean) => number;

function enumerate(
  shop: Shop,
  rows: readonly number[],
  next: readonly number[],
  shelves: Map<string, Shelf>,
  aheadAt: Map<number, Ahead>
): Enumerated {
  const {options: o, catalogue: c} = shop;
  const e = shop.events.columns;
  const n = c.items.rows;
  const department = c.items.columns.department_id;
  const normal = (w: readonly number[]): number[] => w.map((x) => x / w.reduce((a, b) => a + b, 0));
  const tastes = normal(o.tasteWeights);

  const scenario = (kind: string) => o.drift.find((one) => one.kind === kind);
  const started = (kind: string, ms: number): number => {
    const one = scenario(kind);
    const days = (ms - o.startMs) / DAY_MS - (one?.start ?? 0);
    return one !== undefined && days >= 0 && days < (one.days ?? 9_999) ? days : -1;
  };
  const weight = (item: number, week: number, sensitivity: number): number => {
    const cell = item * c.weeks + week;
    if (c.inStock[cell] === 0) return 0;
    const appeal = o.discountAppeal[sensitivity][c.discount[cell]] * o.priceAppeal[sensitivity][c.priceQuartile[item]];
    const stars = c.items.columns.rating_tenths[item] / 10;
    const trend = o.trendShare > 0 && c.trending[cell] === 1 ? o.trendLift : 1;
    const shock = scenario("price-shock");
    const shocked =
      shock !== undefined &&
      department[item] === (shock.department ?? 0) &&
      week >= shock.start / 7 &&
      week < (shock.start + (shock.days ?? 9_999)) / 7;
    const price = shocked ? (1 + shock.size) ** -o.priceElasticity[sensitivity] : 1;
    return (
      (trend * price * appeal * (1 + o.ratingAppeal * (stars - 4))) /
      (c.items.columns.popularity_rank[item] + o.popularityShift)
    );
  };
  const to = scenario("taste")?.department ?? 0;
  const shelfOf = (week: number, taste: number, sensitivity: number): Shelf => {
    const key = `${week} ${taste} ${sensitivity}`;
    const known = shelves.get(key);
    if (known !== undefined) return known;
    let all = 0;
    let own = 0;
    let rising = 0;
    for (let i = 0; i < n; i++) {
      const w = weight(i, week, sensitivity);
      all += w;
      if (department[i] === taste) own += w;
      if (department[i] === to) rising += w;
    }
    shelves.set(key, {all, own, rising});
    return {all, own, rising};
  };
  const drawn = (item: number, visitMs: number, taste: number, sensitivity: number): number => {
    const week = Math.floor((visitMs - o.startMs) / (7 * DAY_MS));
    const days = started("taste", visitMs);
    const moved = days < 0 ? 0 : scenario("taste")!.size * Math.min(1, days / (scenario("taste")!.ramp ?? 28));
    const {all, own, rising} = shelfOf(week, taste, sensitivity);
    const w = weight(item, week, sensitivity);
    const fromOwn = department[item] === taste ? w / own : 0;
    const fromRising = department[item] === to && moved > 0 ? w / rising : 0;
    return (1 - o.tasteShare) * (w / all) + o.tasteShare * ((1 - moved) * fromOwn + moved * fromRising);
  };

  // The offer that the user was shown, if any, from the shop's own table.
  const user = e.user_id[rows[0]];
  const dealt = shop.offers === null ? -1 : shop.offers.columns.user_id.indexOf(user);
  const shown = dealt !== -1 && shop.offers!.columns.treated[dealt] === 1;
  const offerMs = shown ? shop.offers!.columns.ts_ms[dealt] : Infinity;
  const oddsOf = (response: number, sensitivity: number): number => {
    const cents = shop.offers!.columns.cart_cents[dealt];
    const {effect, sensitivityFactor, cartBoundsCents, cartFactor} = o.offer!;
    const value = cartFactor[cartBoundsCents.filter((bound) => cents >= bound).length];
    const depth = shop.offers!.columns.depth_percent[dealt];
    return Math.exp(((effect[response] * depth) / 10) * sensitivityFactor[sensitivity] * value);
  };

  // Everything that can be seen, event by event: which step it was, and what the page and the cart held before it.
  interface Step {
    first: boolean;
    type: number;
    ms: number;
    item: number;
    units: number;
    focus: number;
    seen: number[];
    left: number;
    /** The visit began with something in the cart. */
    waits: boolean;
    dwell: number | null;
    afterOrder: boolean;
    previousMs: number;
    visitMs: number;
    unitsAfter: number;
    /** The event came after an offer of the same visit. */
    offered: boolean;
  }
  const steps: Step[] = [];
  let cart: number[] = [];
  let seen: number[] = [];
  let focus = -1;
  let left = -1;
  let visitMs = 0;
  let waits = false;
  rows.forEach((row, k) => {
    const [type, ms, item] = [e.event[row], e.ts_ms[row], e.item_id[row] - 1];
    const before = k === 0 ? null : {row: rows[k - 1], ms: e.ts_ms[rows[k - 1]], type: e.event[rows[k - 1]]};
    if (before !== null && type === 3 && before.type === 3 && before.ms === ms) return; // a further row of the same order
    if (before !== null && before.type === type && before.ms === ms && e.item_id[before.row] - 1 === item) return; // the same row again
    const first = before === null || ms - before.ms > 1_800_000;
    if (first) {
      left = before === null ? -1 : cart.length > 0 ? cart[cart.length - 1] : focus;
      [cart, seen, focus, visitMs] = [o.cartLasts ? cart : [], [], -1, ms];
      waits = cart.length > 0;
    }
    const step = {first, type, ms, item, units: cart.length, focus, seen: [...seen], left, visitMs, waits};
    const dwell = before !== null && before.type === 0 ? e.dwell_ms[before.row] : null;
    if (type === 0) {
      if (!seen.includes(item)) seen.push(item);
      focus = item;
    } else if (type === 1) cart.push(item);
    else if (type === 2) cart.splice(cart.indexOf(item), 1);
    else cart = [];
    steps.push({
      ...step,
      dwell,
      afterOrder: before?.type === 3,
      previousMs: before?.ms ?? NaN,
      unitsAfter: cart.length,
      offered: offerMs >= visitMs && offerMs < ms
    });
  });

  const dwellShare = (stage: number, ms: number | null): number => {
    if (ms === null) return 1;
    const k = o.dwellBoundsMs.findIndex((bound, i) => ms >= bound && ms < o.dwellBoundsMs[i + 1]);
    return normal(o.dwellWeights[stage])[k];
  };
  const typeShare = (type: number, intent: number, stage: number, units: number, odds: number): number => {
    const add = units === 0 ? o.addFirst[intent][stage] : units < o.cartLimit ? o.addMore[intent][stage] : 0;
    const remove = units > 0 ? o.remove[intent][stage] : 0;
    const buy = units > 0 ? withOdds(o.purchase[intent][stage], 1 - add - remove, odds) : 0;
    return [1 - add - remove - buy, add, remove, buy][type];
  };
  const week = (ms: number): number => Math.floor((ms - o.startMs) / (7 * DAY_MS));
  const viewShare = (step: Step, stage: number, taste: number, sensitivity: number): number => {
    const w = week(step.visitMs);
    /** The share of a list's targets that the step goes to, among those in stock; null where none is. */
    const shareOf = (targets: Int32Array, weights: readonly number[]): number | null => {
      const from = step.focus * weights.length;
      const live = weights.map((x, k) => x * c.inStock[targets[from + k] * c.weeks + w]);
      const total = live.reduce((a, b) => a + b, 0);
      let to = 0;
      live.forEach((x, k) => (to += targets[from + k] === step.item ? x : 0));
      return total > 0 ? to / total : null;
    };
    const linked = shareOf(c.links, o.linkWeights);
    let shelf = 1;
    let sum = 0;
    if (linked !== null) {
      sum += o.follow[stage] * linked;
      shelf -= o.follow[stage];
    }
    if (step.seen.length > 1) {
      if (step.item !== step.focus && step.seen.includes(step.item)) sum += o.revisit[stage] / (step.seen.length - 1);
      shelf -= o.revisit[stage];
    }
    const plain = sum + shelf * drawn(step.item, step.visitMs, taste, sensitivity);
    const coviewed =
      c.coviews.length === 0
        ? null
        : shareOf(
            c.coviews,
            Array.from({length: o.coviewPlaces}, (_, k) => 1 / (k + 1) ** o.coviewExponent)
          );
    const again = step.item === step.focus ? o.repeat[stage] : 0;
    if (coviewed === null) return again + (1 - o.repeat[stage]) * plain;
    return again + o.coview[stage] * coviewed + (1 - o.repeat[stage] - o.coview[stage]) * plain;
  };
  const intents = (persona: number, sensitivity: number, {ms, waits}: Step): number[] => {
    const weekday = new Date(ms).getUTCDay();
    const hour = new Date(ms).getUTCHours();
    const lift =
      (o.saleWeeks.includes(week(ms)) ? o.saleLift[sensitivity] : 1) *
      (weekday === 0 || weekday === 6 ? o.weekendLift : 1) *
      (hour >= o.eveningHours[0] && hour < o.eveningHours[1] ? o.eveningLift : 1) *
      (waits ? o.waitingCartLift : 1) *
      (started("season", ms) >= 0 ? 1 + scenario("season")!.size : 1);
    const [look, consider, buy] = o.intentWeights[persona];
    return normal([look, consider, buy * lift]);
  };
  const comeBack = (persona: number, step: Step): number => {
    const weights = normal(o.returnWeights[persona]);
    const since = (step.ms - step.previousMs) / 60_000;
    const [from, to] = o.returnSoonMinutes;
    let density = since >= from && since < to ? weights[0] / ((to - from) * 60_000) : 0;
    const weekday = new Date(step.ms).getUTCDay();
    const hours = normal(weekday === 0 || weekday === 6 ? o.weekendHourWeights : o.hourWeights);
    const days = Math.floor(step.ms / DAY_MS) - Math.floor(step.previousMs / DAY_MS);
    o.returnDays.forEach(([a, b], k) => {
      if (days >= a && days <= b)
        density += (weights[k + 1] / (b - a + 1)) * (hours[new Date(step.ms).getUTCHours()] / HOUR);
    });
    return o.returnProbability[persona] * density;
  };

  const found: Enumerated = {
    persona: [0, 0, 0],
    sensitivity: [0, 0],
    taste: tastes.map(() => 0),
    intent: [0, 0, 0],
    stage: [0, 0, 0],
    buysLater: 0,
    viewsAgain: 0,
    nextView: next.map(() => 0),
    paths: 0
  };
  const last = steps[steps.length - 1];
  // Whether the belief after the last event reckons with an offer of this visit.
  const offeredNow = offerMs >= last.visitMs && offerMs <= last.ms;
  const offeredEver = offerMs <= last.ms;
  const personaShares = user > o.users ? o.trafficPersonas : o.personaShares;
  let ahead: Ahead;
  const THREE = [0, 1, 2];
  // What comes after the last event, a view: for each item asked about, and for any view at all.
  const after = {...last, focus, seen};
  const futuresOf = (taste: number, sensitivity: number): number[][][] =>
    [...next, null].map((item) => {
      const share = THREE.map((stage) => (item === null ? 1 : viewShare({...after, item}, stage, taste, sensitivity)));
      return THREE.map((intent) => solveView(shop, intent, share));
    });
  for (let taste = 0; taste < tastes.length; taste++)
    for (let sensitivity = 0; sensitivity < 2; sensitivity++) {
      // One way for each response to the offer, and a single one where none was shown.
      const ways = offeredEver
        ? o.offer!.responseShares[sensitivity].map((share, g) => [share, oddsOf(g, sensitivity)] as const)
        : [[1, 1] as const];
      const views = steps.map((step) =>
        THREE.map((stage) => (step.type !== 0 || step.first ? 1 : viewShare(step, stage, taste, sensitivity)))
      );
      const firsts = steps.map((step) => (step.first ? drawn(step.item, step.ms, taste, sensitivity) : 0));
      const futures = next.length === 0 ? [] : futuresOf(taste, sensitivity);
      for (let persona = 0; persona < 3; persona++)
        for (const [share, odds] of ways) {
          // What a path's weight is multiplied with at each step, by the intent and stage before it and the one after it.
          const factors = steps.map((step, k) => {
            const end = (intent: number, stage: number) =>
              step.afterOrder ? o.endAfterPurchase : o.endProbability[intent][stage];
            if (!step.first)
              return THREE.flatMap((intent) =>
                THREE.flatMap((stage) =>
                  THREE.map(
                    (s) =>
                      dwellShare(stage, step.dwell) *
                      (1 - end(intent, stage)) *
                      o.stageTransitions[intent][stage][s] *
                      typeShare(step.type, intent, s, step.units, step.offered ? odds : 1) *
                      views[k][s]
                  )
                )
              );
            const begins = intents(persona, sensitivity, step).flatMap((share, next) => {
              const resume = step.left === -1 ? 0 : o.resume[next];
              const item = (step.item === step.left ? resume : 0) + (1 - resume) * firsts[k];
              return o.firstStage[next].map((p) => share * item * p);
            });
            if (k === 0) return begins;
            const back = comeBack(persona, step);
            return THREE.flatMap((intent) =>
              THREE.flatMap((stage) =>
                begins.map((begin) => dwellShare(stage, step.dwell) * end(intent, stage) * back * begin)
              )
            );
          });
          const walk = (k: number, intent: number, stage: number, weight: number): void => {
            if (k === steps.length) {
              found.paths++;
              found.persona[persona] += weight;
              found.taste[taste] += weight;
              found.sensitivity[sensitivity] += weight;
              found.intent[intent] += weight;
              found.stage[stage] += weight;
              found.buysLater += weight * ahead(intent, stage, last.unitsAfter, last.type === 3);
              for (let i = 0; i < futures.length; i++) {
                const p = weight * futures[i][intent][stage * (o.cartLimit + 1) + last.unitsAfter];
                if (i === next.length) found.viewsAgain += p;
                else found.nextView[i] += p;
              }
              return;
            }
            const before = k === 0 ? 0 : intent * 3 + stage;
            if (steps[k].first)
              for (let to = 0; to < 9; to++)
                walk(k + 1, Math.floor(to / 3), to % 3, weight * factors[k][before * 9 + to]);
            else for (let s = 0; s < 3; s++) walk(k + 1, intent, s, weight * factors[k][before * 3 + s]);
          };
          const now = offeredNow ? odds : 1;
          if (!aheadAt.has(now)) aheadAt.set(now, solveAhead(shop, now));
          ahead = aheadAt.get(now)!;
          walk(0, -1, -1, share * personaShares[persona] * tastes[taste] * o.sensitivityShares[sensitivity]);
        }
    }
  const total = found.persona.reduce((a, b) => a + b, 0);
  for (const part of [found.persona, found.taste, found.sensitivity, found.intent, found.stage])
    part.forEach((x, i) => (part[i] = x / total));
  found.buysLater /= total;
  found.viewsAgain /= total;
  found.nextView = found.nextView.map((p) => p / total);
  return found;
}

/** A purchase's share of events, its log-odds against the events that neither add nor remove moved by the logarithm of a factor. */
function withOdds(purchase: number, rest: number, odds: number): number {
  if (purchase === 0 || odds === 1) return purchase;
  const logOdds = Math.log(purchase / rest / (1 - purchase / rest)) + Math.log(odds);
  return rest / (1 + Math.exp(-logOdds));
}

/** P(a purchase is ahead) for each intent, stage and cart size: Gaussian elimination on the chain's linear equations. */
function solveAhead({options: o}: Shop, odds: number): Ahead {
  const width = o.cartLimit + 1;
  const solved = [0, 1, 2].map((intent) => {
    const size = 3 * width;
    const a = Array.from({length: size}, (_, i) => Array.from({length: size + 1}, (_, j) => (i === j ? 1 : 0)));
    for (let stage = 0; stage < 3; stage++)
      for (let units = 0; units < width; units++)
        for (let next = 0; next < 3; next++) {
          const row = a[stage * width + units];
          const go = (1 - o.endProbability[intent][stage]) * o.stageTransitions[intent][stage][next];
          const add = units === 0 ? o.addFirst[intent][next] : units < o.cartLimit ? o.addMore[intent][next] : 0;
          const remove = units > 0 ? o.remove[intent][next] : 0;
          const buy = units > 0 ? withOdds(o.purchase[intent][next], 1 - add - remove, odds) : 0;
          row[next * width + units] -= go * (1 - add - remove - buy);
          if (add > 0) row[next * width + units + 1] -= go * add;
          if (remove > 0) row[next * width + units - 1] -= go * remove;
          row[size] += go * buy;
        }
    for (let i = 0; i < size; i++) {
      const pivot = a.slice(i).reduce((best, row, k) => (Math.abs(row[i]) > Math.abs(a[best][i]) ? i + k : best), i);
      [a[i], a[pivot]] = [a[pivot], a[i]];
      for (let r = 0; r < size; r++) {
        if (r === i) continue;
        const factor = a[r][i] / a[i][i];
        for (let j = i; j <= size; j++) a[r][j] -= factor * a[i][j];
      }
    }
    return a.map((row, i) => row[size] / row[i]);
  });
  // Right after an order a visit ends with a probability of its own, which takes the place of the stage's.
  return (intent, stage, units, ordered) =>
    (solved[intent][stage * width + units] * (ordered ? 1 - o.endAfterPurchase : 1)) /
    (ordered ? 1 - o.endProbability[intent][stage] : 1);
}

/**
 * P(the visit views something again and it is the item) from each stage and cart size, right after a view, where `share` is the item's share
 * of the views of a stage: the chain's linear equations, with a state more for each stage right after an order.
 */
function solveView({options: o}: Shop, intent: number, share: readonly number[]): number[] {
  const width = o.cartLimit + 1;
  const size = 3 * width + 3;
  const a = Array.from({length: size}, (_, i) => Array.from({length: size + 1}, (_, j) => (i === j ? 1 : 0)));
  for (let state = 0; state < size; state++) {
    const ordered = state >= 3 * width;
    const stage = ordered ? state - 3 * width : Math.floor(state / width);
    const units = ordered ? 0 : state % width;
    for (let next = 0; next < 3; next++) {
      const end = ordered ? o.endAfterPurchase : o.endProbability[intent][stage];
      const go = (1 - end) * o.stageTransitions[intent][stage][next];
      const add = units === 0 ? o.addFirst[intent][next] : units < o.cartLimit ? o.addMore[intent][next] : 0;
      const remove = units > 0 ? o.remove[intent][next] : 0;
      const buy = units > 0 ? o.purchase[intent][next] : 0;
      if (units < o.cartLimit) a[state][next * width + units + 1] -= go * add;
      if (units > 0) a[state][next * width + units - 1] -= go * remove;
      a[state][3 * width + next] -= go * buy;
      a[state][size] += go * (1 - add - remove - buy) * share[next];
    }
  }
  for (let i = 0; i < size; i++)
    for (let r = 0; r < size; r++) {
      if (r === i || a[r][i] === 0) continue;
      const factor = a[r][i] / a[i][i];
      for (let j = i; j <= size; j++) a[r][j] -= factor * a[i][j];
    }
  return a.map((row, i) => row[size] / row[i]);
}
