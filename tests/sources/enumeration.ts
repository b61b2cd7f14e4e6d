import {DAY_MS} from "../../src/lib/core/time.js";
import type {Shop} from "../../src/lib/generator/shop.js";

/**
 * The oracle of the posterior: adds up the joint probability of every hidden path that could have made a prefix of a user's
 * events, straight from the option tables and with no recursion shared between paths. Exponential in the number of events.
 */
export interface Enumerated {
  persona: number[];
  sensitivity: number[];
  taste: number[];
  intent: number[];
  stage: number[];
  buysLater: number;
  /** Paths added up. */
  paths: number;
}

const HOUR = 3_600_000;

export function enumerate(shop: Shop, rows: readonly number[]): Enumerated {
  const {options: o, catalogue: c} = shop;
  const e = shop.events.columns;
  const n = c.items.rows;
  const department = c.items.columns.department_id;
  const normal = (w: readonly number[]): number[] => w.map((x) => x / w.reduce((a, b) => a + b, 0));
  const tastes = normal(o.tasteWeights);

  const weight = (item: number, week: number, sensitivity: number): number => {
    const cell = item * c.weeks + week;
    if (c.inStock[cell] === 0) return 0;
    const appeal = o.discountAppeal[sensitivity][c.discount[cell]] * o.priceAppeal[sensitivity][c.priceQuartile[item]];
    const stars = c.items.columns.rating_tenths[item] / 10;
    return (appeal * (1 + o.ratingAppeal * (stars - 4))) / (c.items.columns.popularity_rank[item] + o.popularityShift);
  };
  const drawn = (item: number, week: number, taste: number, sensitivity: number): number => {
    let all = 0;
    let own = 0;
    for (let i = 0; i < n; i++) {
      all += weight(i, week, sensitivity);
      if (department[i] === taste) own += weight(i, week, sensitivity);
    }
    const w = weight(item, week, sensitivity);
    return (1 - o.tasteShare) * (w / all) + (department[item] === taste ? o.tasteShare * (w / own) : 0);
  };
  const ahead = solveAhead(shop);

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
      unitsAfter: cart.length
    });
  });

  const dwellShare = (stage: number, ms: number | null): number => {
    if (ms === null) return 1;
    const k = o.dwellBoundsMs.findIndex((bound, i) => ms >= bound && ms < o.dwellBoundsMs[i + 1]);
    return normal(o.dwellWeights[stage])[k];
  };
  const typeShare = (type: number, intent: number, stage: number, units: number): number => {
    const add = units === 0 ? o.addFirst[intent][stage] : units < o.cartLimit ? o.addMore[intent][stage] : 0;
    const remove = units > 0 ? o.remove[intent][stage] : 0;
    const buy = units > 0 ? o.purchase[intent][stage] : 0;
    return [1 - add - remove - buy, add, remove, buy][type];
  };
  const week = (ms: number): number => Math.floor((ms - o.startMs) / (7 * DAY_MS));
  const viewShare = (step: Step, stage: number, taste: number, sensitivity: number): number => {
    const w = week(step.visitMs);
    const places = o.linkWeights.length;
    const live = o.linkWeights.map((x, k) => x * c.inStock[c.links[step.focus * places + k] * c.weeks + w]);
    const total = live.reduce((a, b) => a + b, 0);
    let linked = 0;
    live.forEach((x, k) => (linked += c.links[step.focus * places + k] === step.item ? x : 0));
    let shelf = 1;
    let sum = 0;
    if (total > 0) {
      sum += o.follow[stage] * (linked / total);
      shelf -= o.follow[stage];
    }
    if (step.seen.length > 1) {
      if (step.item !== step.focus && step.seen.includes(step.item)) sum += o.revisit[stage] / (step.seen.length - 1);
      shelf -= o.revisit[stage];
    }
    return sum + shelf * drawn(step.item, w, taste, sensitivity);
  };
  const intents = (persona: number, sensitivity: number, {ms, waits}: Step): number[] => {
    const weekday = new Date(ms).getUTCDay();
    const hour = new Date(ms).getUTCHours();
    const lift =
      (o.saleWeeks.includes(week(ms)) ? o.saleLift[sensitivity] : 1) *
      (weekday === 0 || weekday === 6 ? o.weekendLift : 1) *
      (hour >= o.eveningHours[0] && hour < o.eveningHours[1] ? o.eveningLift : 1) *
      (waits ? o.waitingCartLift : 1);
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
    paths: 0
  };
  const units = steps[steps.length - 1].unitsAfter;
  for (let persona = 0; persona < 3; persona++)
    for (let taste = 0; taste < tastes.length; taste++)
      for (let sensitivity = 0; sensitivity < 2; sensitivity++) {
        const views = steps.map((step) =>
          [0, 1, 2].map((stage) => (step.type !== 0 || step.first ? 1 : viewShare(step, stage, taste, sensitivity)))
        );
        const firsts = steps.map((step) => (step.first ? drawn(step.item, week(step.ms), taste, sensitivity) : 0));
        const walk = (k: number, intent: number, stage: number, weight: number): void => {
          if (k === steps.length) {
            found.paths++;
            found.persona[persona] += weight;
            found.taste[taste] += weight;
            found.sensitivity[sensitivity] += weight;
            found.intent[intent] += weight;
            found.stage[stage] += weight;
            found.buysLater += weight * ahead(intent, stage, units);
            return;
          }
          const step = steps[k];
          const end = step.afterOrder ? o.endAfterPurchase : k > 0 ? o.endProbability[intent][stage] : NaN;
          if (step.first) {
            const before = k === 0 ? 1 : dwellShare(stage, step.dwell) * end * comeBack(persona, step);
            intents(persona, sensitivity, step).forEach((share, next) => {
              const resume = step.left === -1 ? 0 : o.resume[next];
              const item = (step.item === step.left ? resume : 0) + (1 - resume) * firsts[k];
              for (let s = 0; s < 3; s++) walk(k + 1, next, s, weight * before * share * item * o.firstStage[next][s]);
            });
          } else
            for (let s = 0; s < 3; s++)
              walk(
                k + 1,
                intent,
                s,
                weight *
                  dwellShare(stage, step.dwell) *
                  (1 - end) *
                  o.stageTransitions[intent][stage][s] *
                  typeShare(step.type, intent, s, step.units) *
                  views[k][s]
              );
        };
        walk(0, -1, -1, o.personaShares[persona] * tastes[taste] * o.sensitivityShares[sensitivity]);
      }
  const total = found.persona.reduce((a, b) => a + b, 0);
  for (const part of [found.persona, found.taste, found.sensitivity, found.intent, found.stage])
    part.forEach((x, i) => (part[i] = x / total));
  found.buysLater /= total;
  return found;
}

/** P(a purchase is ahead) for each intent, stage and cart size: Gaussian elimination on the chain's linear equations. */
function solveAhead({options: o}: Shop): (intent: number, stage: number, units: number) => number {
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
          const buy = units > 0 ? o.purchase[intent][next] : 0;
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
  return (intent, stage, units) => solved[intent][stage * width + units];
}
